"""Command that goes the whole road and writes everything."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from magnetosonic.cli.console import StepDisplay
from magnetosonic.cli.options import DEFAULT_CONFIG, Overrides, Overwrite, Source

if TYPE_CHECKING:
    from magnetosonic.results import Results


def run(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write; must not exist.", show_default=False)
    ],
    config: Source = DEFAULT_CONFIG,
    overrides: Overrides = [],  # noqa: B006 (typer copies it)
    overwrite: Overwrite = False,
) -> None:
    """Go the whole road, from the turbulence to spectra at Earth and their comparison with AMS-02.

    Writes diffusion.csv, spectra.csv, ratios.csv, results.nc, figures/*.png and
    summary.txt. The folder appears only when all of them are complete.

    Example: magnetosonic run -o runs/first --set zones.halo.alfven_mach=0.5
    """
    from magnetosonic.config import load_config
    from magnetosonic.config.build import build_model
    from magnetosonic.results import STEPS, compute, provenance, write_results
    from magnetosonic.results.files import result_folder

    checked = load_config(config, overrides)
    name = Path(config).stem
    with result_folder(output, overwrite, "--output") as folder, StepDisplay(len(STEPS) + 1) as display:
        results = compute(build_model(checked), display)
        display("figures")
        start = time.perf_counter()
        # Only here, because Matplotlib takes a second to load.
        from magnetosonic.figures import save_figures

        save_figures(results, name, folder / "figures")
        results.seconds["figures"] = time.perf_counter() - start
        write_results(results, provenance(checked, config, overrides), folder)
    _show(results, config, overrides, output)


def _show(results: Results, config: str, overrides: list[str], output: Path) -> None:
    """Show what was computed, from what, and how well it agrees."""
    from magnetosonic.results.summary import overview_text

    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{config}{''.join(f', {text}' for text in overrides)}", style="bold", markup=False)
    console.print(overview_text(results), markup=False)
    times = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in results.seconds.items())
    console.print(f"wall time {sum(results.seconds.values()):.1f} s: {times}", markup=False)
    console.print(f"written to {output}", markup=False)
