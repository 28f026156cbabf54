"""Which figures can be made, and from what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from matplotlib.figure import Figure

from magnetosonic.outputs.figures.style import style
from magnetosonic.studies.fornieri2021.authors_run import (
    authors_csv,
    authors_run,
    describe_authors_run,
    draw_authors_run,
)
from magnetosonic.studies.fornieri2021.boron_to_carbon import (
    describe_boron_to_carbon,
    draw_heights,
    draw_machs,
    height_curves,
    mach_curves,
)
from magnetosonic.studies.fornieri2021.diffusion_curves import diffusion_csv
from magnetosonic.studies.fornieri2021.fluxes import describe_fluxes, draw_fluxes, flux_curves
from magnetosonic.studies.fornieri2021.mach_plane import describe_planes, draw_planes, planes, planes_csv
from magnetosonic.studies.fornieri2021.mach_scan import describe_mach_scan, draw_mach_scan, mach_scan
from magnetosonic.studies.fornieri2021.mode_comparison import describe_modes, draw_modes, mode_comparison
from magnetosonic.studies.fornieri2021.spectrum_curves import spectra_csv
from magnetosonic.studies.fornieri2021.truncation import (
    describe_truncation,
    draw_truncation,
    truncation_csv,
    truncation_curves,
)

Data = TypeVar("Data")
Progress = Callable[[str], None]


@dataclass(frozen=True)
class PaperFigure(Generic[Data]):
    """One figure.

    Attributes:
        shows: what it shows, for its title.
        compute: makes its data; calls a function with what is under way, if that takes long.
        draw: draws them under a title.
        table: writes them as CSV.
        describe: says in Markdown, under a title, what they show.
    """

    shows: str
    compute: Callable[[Progress], Data]
    draw: Callable[[Data, str], Figure]
    table: Callable[[Data], str]
    describe: Callable[[Data, str], str]


def _mach_scan_figure(injection_scale: float) -> PaperFigure[Any]:
    return PaperFigure(
        f"diffusion coefficients for several Alfvénic Mach numbers, L = {injection_scale:g} pc",
        lambda progress: mach_scan(injection_scale),
        draw_mach_scan,
        diffusion_csv,
        describe_mach_scan,
    )


FIGURES: dict[int, PaperFigure[Any]] = {
    1: PaperFigure(
        "truncation scales of the fast modes, L = 100 pc",
        lambda progress: truncation_curves(),
        draw_truncation,
        truncation_csv,
        describe_truncation,
    ),
    2: PaperFigure(
        "diffusion coefficients with and without fast modes, L = 100 pc",
        lambda progress: mode_comparison(),
        draw_modes,
        diffusion_csv,
        describe_modes,
    ),
    3: _mach_scan_figure(100.0),
    4: _mach_scan_figure(10.0),
    5: PaperFigure(
        "B/C for one Alfvénic Mach number everywhere, and for different ones in disk and halo",
        mach_curves,
        draw_machs,
        spectra_csv,
        describe_boron_to_carbon,
    ),
    6: PaperFigure(
        "B/C against the height of the disk", height_curves, draw_heights, spectra_csv, describe_boron_to_carbon
    ),
    7: PaperFigure("fluxes of hydrogen, carbon and boron", flux_curves, draw_fluxes, spectra_csv, describe_fluxes),
    8: PaperFigure(
        "agreement of B/C above 200 GV over the plane of both Alfvénic Mach numbers",
        planes,
        draw_planes,
        planes_csv,
        describe_planes,
    ),
    9: PaperFigure(
        "the authors' public propagation run made again",
        authors_run,
        draw_authors_run,
        authors_csv,
        describe_authors_run,
    ),
}
"""The figures by their number."""


def file_names(number: int) -> tuple[str, ...]:
    """What :func:`write_figure` writes for a figure."""
    return tuple(f"figure{number}.{ending}" for ending in ("png", "csv", "md"))


def write_figure(number: int, folder: Path, progress: Progress) -> tuple[Figure, str]:
    """Compute a figure, and write it, its data and its text.

    Args:
        number: of the figure, one of :data:`FIGURES`.
        folder: an existing folder, in which the files of :func:`file_names` appear.
        progress: called with what is under way.

    Returns:
        The figure and its text.
    """
    figure = FIGURES[number]
    title = f"Figure {number}: {figure.shows}"
    data = figure.compute(progress)
    image, table, text = (folder / name for name in file_names(number))
    with style():
        drawn = figure.draw(data, title)
        drawn.savefig(image)
    table.write_text(figure.table(data), encoding="utf-8")
    described = figure.describe(data, title)
    text.write_text(described, encoding="utf-8")
    return drawn, described
