"""All figures of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

from magnetosonic.outputs.figures.beryllium_figure import draw_beryllium
from magnetosonic.outputs.figures.boron_to_carbon_figure import draw_boron_to_carbon
from magnetosonic.outputs.figures.diffusion_figure import draw_diffusion
from magnetosonic.outputs.figures.flux_figure import draw_spectra
from magnetosonic.outputs.figures.style import describe, style
from magnetosonic.outputs.run import Results


def draw_all(results: Results, name: str) -> dict[str, Figure]:
    """Draw the figures that the network of a run allows.

    Args:
        results: of the run.
        name: of the preset or configuration file, for the titles.

    Returns:
        The figures ``diffusion`` and ``spectra``, and, as far as there are boron and carbon or beryllium,
        ``boron_to_carbon`` and ``beryllium``.
    """
    title = describe(results.model, name)
    with style():
        figures = {
            "diffusion": draw_diffusion(results.diffusion, title),
            "spectra": draw_spectra(results, title),
        }
        if "B/C" in results.ratios["ratio"]:
            figures["boron_to_carbon"] = draw_boron_to_carbon(results, title)
        if "10Be/9Be" in results.ratios["ratio"]:
            figures["beryllium"] = draw_beryllium(results.ratios, title)
    return figures


def save_figures(figures: Mapping[str, Figure], folder: Path) -> list[Path]:
    """Write figures as PNG files.

    Args:
        figures: by the names of their files, as :func:`draw_all` makes them.
        folder: where to write; created if it does not exist.

    Returns:
        The files.
    """
    folder.mkdir(exist_ok=True)
    paths = []
    for stem, figure in figures.items():
        path = folder / f"{stem}.png"
        with style():
            figure.savefig(path)
        paths.append(path)
    return paths
