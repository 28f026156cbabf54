"""Commands that print one table: diffusion coefficients and scattering rates."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from magnetosonic.cli.console import say
from magnetosonic.cli.options import (
    DEFAULT_CONFIG,
    CsvFile,
    Overrides,
    Overwrite,
    Source,
    pitch_cosines,
    rigidities,
)

_Rigidity = Annotated[
    str, typer.Option("--rigidity", metavar="LIST", help="Rigidities in GV, such as 1,30,1e3.", show_default=False)
]
_Mu = Annotated[
    str, typer.Option("--mu", metavar="LIST", help="Cosines of the pitch angle, such as 0.1,0.5.", show_default=False)
]
_Velocity = Annotated[float, typer.Option("--velocity", help="Velocity of the particles, in units of c.")]
_Zone = Annotated[str, typer.Option("--zone", metavar="NAME", help="Zone, such as halo.", show_default=False)]


def diffusion(
    config: Source = DEFAULT_CONFIG,
    rigidity: Annotated[
        str | None,
        typer.Option(
            "--rigidity",
            metavar="LIST",
            help="Rigidities in GV, such as 1,30,1e3; without it ten per decade from 1 GV to 794 TV.",
        ),
    ] = None,
    velocity: _Velocity = 1.0,
    error: Annotated[bool, typer.Option("--error", help="Estimate the error of the numerics.")] = False,
    momentum: Annotated[bool, typer.Option("--momentum", help="Compute D_pp/p^2 of the waves.")] = False,
    csv: CsvFile = "-",
    overrides: Overrides = [],  # noqa: B006 (typer copies it)
    overwrite: Overwrite = False,
) -> None:
    """Diffusion coefficient D of every zone.

    Columns: zone, rigidity_GV, D_cm2_s, mu_star, confined, and what follows
    from D: D_perpendicular_cm2_s, mean_free_path_pc, scattering_frequency_per_s;
    on demand relative_error and D_pp_over_p2_per_s. Where D is given and not
    computed from the turbulence, mu_star and D_perpendicular are nan.

    Example: magnetosonic diffusion fornieri2021 --rigidity 1,30,1e3 --csv D.csv
    """
    chosen = rigidities(rigidity) if rigidity is not None else None
    from magnetosonic.config import load_config
    from magnetosonic.config.build import build_model
    from magnetosonic.model.diffusion_table import DEFAULT_RIGIDITY, diffusion_table
    from magnetosonic.outputs.harmonics import few_harmonics
    from magnetosonic.outputs.model_csv import diffusion_csv

    model = build_model(load_config(config, overrides))
    points = DEFAULT_RIGIDITY if chosen is None else chosen

    def table() -> str:
        return diffusion_csv(diffusion_table(model, points, velocity, error=error, momentum=momentum))

    _write(csv, overwrite, table)
    for warning in few_harmonics(model, points):
        say(warning)


def scattering(
    zone: _Zone,
    rigidity: _Rigidity,
    mu: _Mu,
    config: Source = DEFAULT_CONFIG,
    velocity: _Velocity = 1.0,
    csv: CsvFile = "-",
    overrides: Overrides = [],  # noqa: B006 (typer copies it)
    overwrite: Overwrite = False,
) -> None:
    """Pitch-angle scattering rates D_mumu in one zone.

    Columns: zone, rigidity_GV, mu, mode, interaction, D_mumu_per_s. The modes
    are fast, alfven and slow, the interactions ttd (transit-time damping) and
    gyro (gyroresonance).

    Example: magnetosonic scattering --zone halo --rigidity 1,1e3 --mu 0.1,0.5,0.9
    """
    points, cosines = rigidities(rigidity), pitch_cosines(mu)
    from magnetosonic.config import load_config
    from magnetosonic.config.build import build_model
    from magnetosonic.model.scattering_table import scattering_table
    from magnetosonic.outputs.harmonics import few_harmonics
    from magnetosonic.outputs.model_csv import scattering_csv

    model = build_model(load_config(config, overrides))
    _write(csv, overwrite, lambda: scattering_csv(scattering_table(model, zone, points, cosines, velocity)))
    for warning in few_harmonics(model, points, [model.zone(zone)]):
        say(warning)


def _write(destination: str, overwrite: bool, table: Callable[[], str]) -> None:
    """Compute a table once it is certain that it can be written, and write it."""
    if destination == "-":
        sys.stdout.write(table())
        return
    from magnetosonic.outputs.files import output_file

    with output_file(Path(destination), overwrite, "--csv", say) as partial:
        partial.write_text(table(), encoding="utf-8")
