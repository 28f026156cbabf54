"""A run as an xarray dataset, for netCDF."""

from __future__ import annotations

import numpy as np
import xarray as xr

from magnetosonic.outputs.provenance import Provenance
from magnetosonic.outputs.run import Results
from magnetosonic.species.kinematics import rigidity as rigidity_of

_FLUX = "1/((GeV/n) m^2 s sr)"
_ZONE = "zone, or zone at one of the radii between which D is interpolated"


def run_dataset(results: Results, origin: Provenance) -> xr.Dataset:
    """Everything that a run writes, with units and origin.

    Args:
        results: of the run.
        origin: where they come from.

    Returns:
        Dimensions ``nuclide``, ``energy``, ``zone``, ``rigidity`` and ``ratio``; variables ``flux_LIS``,
        ``flux_TOA``, ``D``, ``mu_star``, ``confined``, ``D_perpendicular``, ``mean_free_path``, ``D_error``,
        ``ratio_LIS``, ``ratio_TOA`` at equal energy per nucleon, and at equal rigidity ``ratio_LIS_equal_rigidity``,
        ``ratio_TOA_equal_rigidity``, each with the attributes ``units`` and ``long_name``; the attribute
        ``configuration`` holds the TOML file that repeats the run.
    """
    attributes = {
        "title": "Cosmic rays from the turbulence of the interstellar medium",
        "source": f"magnetosonic {origin.version}",
        "magnetosonic_version": origin.version,
        "created": origin.created,
        "configuration_source": origin.source,
        "overrides": "\n".join(origin.overrides),
        "configuration": origin.configuration,
        "not_resolved": "\n".join(map(str, results.prediction.interstellar.unresolved)),
    }
    return xr.Dataset(_variables(results), _coordinates(results), attributes)


def write_netcdf(dataset: xr.Dataset, path: str) -> None:
    """Write a dataset as netCDF-4.

    Args:
        dataset: from :func:`run_dataset`.
        path: of the file.
    """
    dataset.to_netcdf(path, engine="h5netcdf")


def _variables(results: Results) -> dict[str, xr.Variable]:
    prediction, table, ratios = results.prediction, results.diffusion, results.ratios
    spectra, by_zone, by_ratio = ("nuclide", "energy"), ("zone", "rigidity"), ("ratio", "energy")
    outside, inside = "outside of the heliosphere", "at the top of the atmosphere"
    variables = {
        "flux_LIS": _variable(spectra, prediction.interstellar.readable_flux(), _FLUX, f"flux {outside}"),
        "flux_TOA": _variable(spectra, prediction.modulated.readable_flux(), _FLUX, f"flux {inside}"),
        "D": _variable(by_zone, table.coefficient, "cm^2/s", "diffusion coefficient for v = c"),
        "mu_star": _variable(by_zone, table.mu_star, "1", "largest pitch-angle cosine confined by scattering"),
        "confined": _variable(by_zone, table.confined, "1", "whether scattering confines particles"),
        "D_perpendicular": _variable(by_zone, table.perpendicular, "cm^2/s", "diffusion coefficient across the field"),
        "mean_free_path": _variable(by_zone, table.mean_free_path, "pc", "mean free path along the field for v = c"),
        "ratio_LIS": _variable(by_ratio, ratios.interstellar, "1", f"ratio at equal energy per nucleon {outside}"),
        "ratio_TOA": _variable(by_ratio, ratios.modulated, "1", f"ratio at equal energy per nucleon {inside}"),
        "ratio_LIS_equal_rigidity": _variable(
            by_ratio, ratios.interstellar_by_rigidity, "1", f"ratio at equal rigidity {outside}"
        ),
        "ratio_TOA_equal_rigidity": _variable(
            by_ratio, ratios.modulated_by_rigidity, "1", f"ratio at equal rigidity {inside}"
        ),
    }
    if table.relative_error is not None:
        variables["D_error"] = _variable(by_zone, table.relative_error, "1", "estimated relative error of D")
    return variables


def _coordinates(results: Results) -> dict[str, xr.Variable]:
    spectra, table, ratios = results.prediction.interstellar, results.diffusion, results.ratios
    charge = np.array([nuclide.charge for nuclide in spectra.nuclides])
    mass_number = np.array([nuclide.mass_number for nuclide in spectra.nuclides])
    energy = np.asarray(spectra.energy)
    rigidity = rigidity_of(energy, charge[:, None], mass_number[:, None])
    names = np.array([nuclide.name for nuclide in spectra.nuclides], dtype=object)
    return {
        "nuclide": xr.Variable("nuclide", names, {"long_name": "nuclide"}),
        "charge": _variable("nuclide", charge, "1", "charge number"),
        "mass_number": _variable("nuclide", mass_number, "1", "mass number"),
        "energy": _variable("energy", energy, "GeV/n", "kinetic energy per nucleon"),
        "nuclide_rigidity": _variable(("nuclide", "energy"), rigidity, "GV", "rigidity of the nuclide"),
        "ratio_rigidity": _variable("energy", ratios.rigidity, "GV", "rigidity of a nucleus with A = 2Z"),
        "zone": xr.Variable("zone", np.array(table.zones, dtype=object), {"long_name": _ZONE}),
        "rigidity": _variable("rigidity", table.rigidity, "GV", "rigidity"),
        "ratio": xr.Variable("ratio", np.array(ratios.names, dtype=object), {"long_name": "ratio"}),
    }


def _variable(dims: str | tuple[str, ...], values: object, units: str, long_name: str) -> xr.Variable:
    return xr.Variable(dims, np.asarray(values), {"units": units, "long_name": long_name})
