"""Command that goes the whole road and writes everything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from magnetosonic.cli.console import StepDisplay, say
from magnetosonic.cli.options import DEFAULT_CONFIG, Overrides, Overwrite, Source
from magnetosonic.outputs.report import REPORT_NAME
from magnetosonic.text import printable

if TYPE_CHECKING:
    from magnetosonic.outputs.run import Results


def run(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write; must not exist.", show_default=False)
    ],
    config: Source = DEFAULT_CONFIG,
    overrides: Overrides = [],  # noqa: B006 (typer copies it)
    overwrite: Overwrite = False,
) -> None:
    """Go the whole road, from the turbulence to spectra at Earth and their comparison with AMS-02.

    Writes report.html, to be opened in a browser, and diffusion.csv, spectra.csv,
    ratios.csv, agreement.csv, results.nc, figures/*.png and summary.txt. The folder appears only
    when all of them are complete.

    Example: magnetosonic run -o runs/first --set zones.halo.alfven_mach=0.5
    """
    from magnetosonic.config import load_config
    from magnetosonic.config.build import build_model
    from magnetosonic.data import unreadable_tables
    from magnetosonic.outputs.provenance import provenance
    from magnetosonic.outputs.write import run_into, run_steps

    checked = load_config(config, overrides)
    for reason in unreadable_tables():
        say(f"left out of the comparison: {reason}")
    model, origin = build_model(checked), provenance(checked, config, overrides)
    with StepDisplay(len(run_steps(model))) as display:
        results = run_into(output, model, origin, progress=display, overwrite=overwrite, field="--output", notice=say)
    _show(results, config, overrides, output)


def _show(results: Results, config: str, overrides: list[str], output: Path) -> None:
    """Show what was computed, from what, and how well it agrees."""
    from magnetosonic.outputs.summary import overview_text

    console = Console(highlight=False, soft_wrap=True)
    console.print(printable(", ".join([config, *overrides])), style="bold", markup=False)
    console.print(overview_text(results), markup=False)
    times = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in results.seconds.items())
    console.print(f"wall time {sum(results.seconds.values()):.1f} s: {times}", markup=False)
    console.print(printable(f"written to {output}; open {output / REPORT_NAME} in a browser"), markup=False)
