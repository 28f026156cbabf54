"""A run as one table, for netCDF."""

from __future__ import annotations

from pathlib import Path

from magnetosonic.outputs.provenance import Provenance
from magnetosonic.outputs.run import Results
from magnetosonic.table import Table

_VARIABLES = (
    *("flux_LIS", "flux_TOA", "D", "mu_star", "confined", "D_perpendicular", "mean_free_path"),
    *("ratio_LIS", "ratio_TOA", "ratio_LIS_equal_rigidity", "ratio_TOA_equal_rigidity", "D_error"),
)
_COORDINATES = (
    *("nuclide", "charge", "mass_number", "energy", "nuclide_rigidity", "ratio_rigidity"),
    *("zone", "rigidity", "ratio"),
)


def run_table(results: Results, origin: Provenance) -> Table:
    """Everything that a run writes, with units and origin.

    Args:
        results: of the run.
        origin: where they come from.

    Returns:
        On ``nuclide``, ``energy``, ``zone``, ``rigidity`` and ``ratio``: ``flux_LIS``, ``flux_TOA``, ``D``,
        ``mu_star``, ``confined``, ``D_perpendicular``, ``mean_free_path``, ``D_error``, ``ratio_LIS``, ``ratio_TOA`` at
        equal energy per nucleon, and at equal rigidity ``ratio_LIS_equal_rigidity``, ``ratio_TOA_equal_rigidity``; the
        attribute ``configuration`` holds the TOML file that repeats the run.
    """
    about = {
        "title": "Cosmic rays from the turbulence of the interstellar medium",
        "source": f"magnetosonic {origin.version}",
        "magnetosonic_version": origin.version,
        "created": origin.created,
        "configuration_source": origin.source,
        "overrides": "\n".join(origin.overrides),
        "configuration": origin.configuration,
    }
    joined = results.spectra.joined(results.diffusion, results.ratios)
    return Table(
        {name: joined.variables[name] for name in _VARIABLES if name in joined},
        {name: joined.coordinates[name] for name in _COORDINATES},
        about | dict(joined.attributes),
    )


def write_netcdf(table: Table, path: Path) -> None:
    """Write a table as netCDF-4.

    Args:
        table: for example of :func:`run_table`.
        path: of the file.
    """
    table.to_xarray().to_netcdf(path, engine="h5netcdf")
