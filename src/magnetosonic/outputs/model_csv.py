"""Diffusion coefficients and scattering rates as CSV text."""

from __future__ import annotations

from magnetosonic.outputs.csv_text import Columns, csv_text, table_csv
from magnetosonic.table import Table

DIFFUSION_COLUMNS: Columns = {
    "zone": ("zone", "name of the zone, with the radius where D depends on it"),
    "rigidity_GV": ("rigidity", "rigidity [GV]"),
    "D_cm2_s": ("D", "diffusion coefficient along the mean field [cm^2/s]"),
    "mu_star": (
        "mu_star",
        "largest cosine of the pitch angle at which scattering confines; 0: none; nan: D is given",
    ),
    "confined": ("confined", "whether scattering confines at any pitch angle"),
    "D_perpendicular_cm2_s": (
        "D_perpendicular",
        "diffusion coefficient across the mean field [cm^2/s]; nan: D is given",
    ),
    "mean_free_path_pc": ("mean_free_path", "3 D/v [pc]"),
    "scattering_frequency_per_s": ("scattering_frequency", "v^2/(3 D) [1/s]"),
    "relative_error": ("D_error", "estimated relative error of the numerics of D; nan: none is known"),
    "D_pp_over_p2_per_s": ("D_pp_over_p2", "diffusion in momentum over the square of the momentum [1/s]"),
}
"""Columns of :func:`diffusion_csv`; the last two where they were asked for."""
SCATTERING_COLUMNS = {
    "zone": "name of the zone",
    "rigidity_GV": "rigidity [GV]",
    "mu": "cosine of the pitch angle",
    "mode": "of the turbulence: fast, alfven or slow",
    "interaction": "ttd: transit-time damping; gyro: gyroresonance",
    "D_mumu_per_s": "rate of pitch-angle scattering [1/s]",
}


def diffusion_csv(table: Table) -> str:
    """D of all zones, columns :data:`DIFFUSION_COLUMNS`.

    Args:
        table: of :func:`magnetosonic.model.diffusion_table.diffusion_table`.

    Returns:
        CSV text; mu* and D across the field are ``nan`` where D is given and not computed. A zone whose D depends on
        the radius has rows for each of its radii, under names such as ``halo at 8 kpc``.
    """
    return table_csv(table, ("zone", "rigidity"), DIFFUSION_COLUMNS)


def scattering_csv(table: Table) -> str:
    """Scattering rates, columns :data:`SCATTERING_COLUMNS`.

    Args:
        table: of :func:`magnetosonic.model.scattering_table.scattering_table`.

    Returns:
        CSV text, one row for each rigidity, pitch angle, mode and interaction.
    """
    points = zip(*table.columns(("rigidity", "mu"), ("rigidity", "mu", *table.variables)), strict=True)
    rows = (
        (table.attributes["zone"], rho, mu, *name.split("_"), rate)
        for rho, mu, *rates in points
        for name, rate in zip(table.variables, rates, strict=True)
    )
    return csv_text(SCATTERING_COLUMNS, rows)
