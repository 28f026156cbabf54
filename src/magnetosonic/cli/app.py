"""The command ``magnetosonic``."""

from __future__ import annotations

from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from magnetosonic.cli.cache import cache
from magnetosonic.cli.data import data_app
from magnetosonic.cli.errors import Commands
from magnetosonic.cli.export import export
from magnetosonic.cli.presets import presets
from magnetosonic.cli.reproduce import reproduce
from magnetosonic.cli.run import run
from magnetosonic.cli.tables import diffusion, scattering
from magnetosonic.cli.terminal import prepare_terminal

app = typer.Typer(
    name="magnetosonic",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(run)
app.command()(diffusion)
app.command()(scattering)
app.command()(presets)
app.command()(reproduce)
app.command()(export)
app.command()(cache)
app.add_typer(data_app, name="data")


def _print_version(wanted: bool) -> bool:
    if wanted:
        typer.echo(f"magnetosonic {installed_version('magnetosonic')}")
        raise typer.Exit()
    return wanted


@app.callback()
def magnetosonic(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """From the turbulence of the interstellar medium to the cosmic rays measured at Earth.

    Example: magnetosonic run converged -o runs/first
    """


def main() -> None:
    """Entry point of the console script."""
    prepare_terminal()
    app()
