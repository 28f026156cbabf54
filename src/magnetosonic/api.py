"""The package from Python: load a model, get D, scattering rates and spectra as labelled arrays.

import astropy.units as u
import magnetosonic as ms

model = ms.load_model("converged", ["zones.halo.alfven_mach=0.7"])
ms.diffusion_coefficients(model, [1, 30, 1000] * u.GV)     # xarray: D, mean free path, mu* ... of every zone
ms.scattering_rates(model, "halo", 10 * u.GV, [0.1, 0.5])  # xarray: D_mumu by mode and interaction
model.predict().modulated.ratio("B/C")             # arrays: spectra and ratios
ms.run("converged")                                # xarray: everything that `magnetosonic run` writes
"""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from magnetosonic.config.build import build_model
from magnetosonic.config.load import Source, load_config
from magnetosonic.config.overrides import Overrides
from magnetosonic.errors import InputError
from magnetosonic.forking import begin_computation
from magnetosonic.model import Model
from magnetosonic.outputs.diffusion_table import diffusion_table
from magnetosonic.outputs.normalise import abundance_target
from magnetosonic.outputs.provenance import provenance
from magnetosonic.outputs.run import compute
from magnetosonic.outputs.run_dataset import run_table
from magnetosonic.outputs.scattering_table import scattering_table
from magnetosonic.units import Numbers


def load_model(source: Source = "converged", overrides: Overrides = ()) -> Model:
    """Load or build a model.

    Args:
        source: name of a preset, path of a TOML file, or nested mappings whose quantities may be Astropy's.
        overrides: one change or a list of them, such as ``"zones.halo.alfven_mach=0.7"``.

    Returns:
        The model; ``model.predict()`` goes the whole road and returns arrays.

    Raises:
        InputError: with field, value and what is allowed.
    """
    return build_model(load_config(source, overrides))


def diffusion_coefficients(
    model: Model, rigidity: Numbers, velocity: Numbers = 1.0, *, error: bool = False, momentum: bool = False
) -> xr.Dataset:
    """Diffusion coefficients of all zones.

    Args:
        model: the model.
        rigidity: rigidities, an Astropy quantity or numbers in GV; one or many.
        velocity: of the particles, a number in units of the speed of light or a quantity.
        error: estimate the relative error of the numerics as well (a second computation at finer resolution).
        momentum: compute the diffusion in momentum as well.

    Returns:
        ``D`` and ``D_perpendicular`` [cm^2/s], ``mean_free_path`` [pc], ``scattering_frequency`` [1/s], ``mu_star``
        and ``confined`` on (zone, rigidity [GV]), and ``D_error`` (relative) and ``D_pp_over_p2`` [1/s] if wanted.

    Raises:
        InputError: for rigidities or velocities that are not allowed, or a diffusion in momentum that does not exist.
    """
    begin_computation()
    return diffusion_table(_model(model), rigidity, velocity, error=error, momentum=momentum).to_xarray()


def scattering_rates(model: Model, zone: str, rigidity: Numbers, mu: Numbers, velocity: Numbers = 1.0) -> xr.Dataset:
    """Pitch-angle scattering rates in one zone.

    Args:
        model: the model.
        zone: name of the zone.
        rigidity: rigidities, an Astropy quantity or numbers in GV; one or many.
        mu: cosines of the pitch angle, between -1 and 1; one or many.
        velocity: of the particles, a number in units of the speed of light or a quantity.

    Returns:
        D_mumu [1/s] as ``fast_ttd``, ``fast_gyro``, ``alfven_gyro`` ... on (rigidity [GV], mu).

    Raises:
        InputError: for an unknown zone, or rigidities or pitch angles that are not allowed.
    """
    begin_computation()
    return scattering_table(_model(model), zone, rigidity, mu, velocity).to_xarray()


def run(source: Source = "converged", overrides: Overrides = ()) -> xr.Dataset:
    """Everything that ``magnetosonic run`` computes, as one dataset.

    Args:
        source: as for :func:`load_model`.
        overrides: as for :func:`load_model`.

    Returns:
        Fluxes, ratios and diffusion coefficients with their units; the attribute ``configuration`` repeats the run.

    Raises:
        InputError: with field, value and what is allowed.
        SolveError: if the transport equation could not be solved.
    """
    config = load_config(source, overrides)
    name = "a mapping" if isinstance(source, Mapping) else str(source)
    results = compute(build_model(config), target=abundance_target(config))
    changes = [overrides] if isinstance(overrides, str) else overrides
    return run_table(results, provenance(config, name, changes)).to_xarray()


def _model(model: object) -> Model:
    if not isinstance(model, Model):
        raise InputError("model", model, "a model, such as that of load_model")
    return model
