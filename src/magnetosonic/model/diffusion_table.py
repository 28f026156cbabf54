"""Diffusion coefficients of all zones of a model as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Shaped

from magnetosonic.constants import KPC2_MYR_IN_CM2_S, MYR_IN_S, SPEED_OF_LIGHT
from magnetosonic.diffusion.interface import DiffusionModel
from magnetosonic.diffusion.table import TableDiffusion
from magnetosonic.diffusion.theory import turbulence_of
from magnetosonic.errors import InputError, under
from magnetosonic.scattering.inputs import check_rigidity, check_speed
from magnetosonic.scattering.transport_numbers import mean_free_path, perpendicular_diffusion, scattering_frequency
from magnetosonic.table import LabelledArray, Table, labels
from magnetosonic.units import Numbers, plain, plain_number

if TYPE_CHECKING:
    from magnetosonic.model.model import Model

_PC_PER_KPC = 1e3
DEFAULT_RIGIDITY: Float[np.ndarray, "rigidity"] = np.logspace(0.0, 5.9, 60)
"""Ten rigidities per decade from 1 GV to 794 TV [GV]."""


def diffusion_table(
    model: Model,
    rigidity: Numbers = DEFAULT_RIGIDITY,
    velocity: Numbers = 1.0,
    *,
    error: bool = False,
    momentum: bool = False,
) -> Table:
    """D of every zone of a model, and what follows from it.

    Args:
        model: the model.
        rigidity: rigidities, one or many, numbers in GV or a quantity; if not given, those of :data:`DEFAULT_RIGIDITY`
            at which D is known.
        velocity: of the particles [c].
        error: estimate the relative error of the numerics as well, at the cost of a computation at finer resolution.
        momentum: compute D_pp/p^2 as well.

    Returns:
        On ``zone`` and ``rigidity`` [GV]: ``D`` along the mean field [cm^2/s]; ``D_perpendicular``, D across it, NaN
        where D is given and not computed from the turbulence [cm^2/s]; ``mean_free_path``, 3 D/v [pc];
        ``scattering_frequency``, v^2/(3 D) [1/s]; ``mu_star``, the largest pitch-angle cosine at which scattering
        confines, 0 where there is none, NaN where D is given; ``confined``, whether scattering confines at all (where
        not, escape sets D). If they were asked for, ``D_error``, relative, of the numerics of D, NaN where they have
        no estimate, and ``D_pp_over_p2`` [1/s].

    Raises:
        InputError: if a rigidity or velocity is not allowed, or the diffusion in momentum is asked for where D is given
            or published.
    """
    if rigidity is DEFAULT_RIGIDITY:
        rigidity = _known(model.diffusion_model)
    rigidity = np.atleast_1d(np.asarray(plain(rigidity, "GV", "rigidity")))
    velocity = plain_number(velocity, "c", "velocity")
    check_rigidity(rigidity)
    check_speed(velocity)
    patches = {zone.name: zone.patch() for zone in model.patches}
    if not model.from_turbulence:
        if momentum:
            raise InputError("momentum", True, "left out unless diffusion.model = 'theory'")
        return _table(tuple(patches), rigidity, velocity, np.asarray(model.coefficient(rigidity, velocity)), {})
    theory, at_speed = model.theory, None if velocity == 1.0 else np.array([velocity])
    found = [theory.at(patch, rigidity, at_speed) for patch in patches.values()]
    coefficient = np.stack([zone.coefficient for zone in found])
    across = [perpendicular_diffusion(turbulence_of(p), d) for p, d in zip(patches.values(), coefficient, strict=True)]
    more = {
        "D_perpendicular": np.stack(across) * KPC2_MYR_IN_CM2_S,
        "mu_star": np.stack([zone.mu_star for zone in found]),
        "confined": np.stack([zone.confined for zone in found]),
    }
    if error:
        more["D_error"] = np.stack([theory.error(patch, rigidity, at_speed) for patch in patches.values()])
    if momentum:
        with under("scattering"):
            accelerations = [theory.momentum(patch, rigidity, at_speed) for patch in patches.values()]
        more["D_pp_over_p2"] = np.stack(accelerations) / MYR_IN_S
    return _table(tuple(patches), rigidity, velocity, coefficient, more)


def _known(law: DiffusionModel) -> Float[np.ndarray, "rigidity"]:
    """The usual rigidities, as far as D is known there [rigidity] [GV]."""
    if not isinstance(law, TableDiffusion):
        return DEFAULT_RIGIDITY
    low, high = law.range
    inside = DEFAULT_RIGIDITY[(low <= DEFAULT_RIGIDITY) & (high >= DEFAULT_RIGIDITY)]
    return inside if inside.size > 1 else np.geomspace(low, high, DEFAULT_RIGIDITY.size)


def _table(
    zones: tuple[str, ...],
    rigidity: Float[np.ndarray, "rigidity"],
    velocity: float,
    coefficient: Float[np.ndarray, "zone rigidity"],
    more: Mapping[str, Shaped[np.ndarray, "zone rigidity"]],
) -> Table:
    """The table of D [kpc^2/Myr], of what follows from it, and of more that is known."""
    speed, at = velocity * SPEED_OF_LIGHT, "v = c" if velocity == 1.0 else f"v = {velocity:g} c"
    unknown = {
        "D_perpendicular": np.full(coefficient.shape, np.nan),
        "mu_star": np.full(coefficient.shape, np.nan),
        "confined": np.full(coefficient.shape, True),
    }
    values = {
        "D": coefficient * KPC2_MYR_IN_CM2_S,
        "mean_free_path": np.asarray(mean_free_path(coefficient, speed)) * _PC_PER_KPC,
        "scattering_frequency": np.asarray(scattering_frequency(coefficient, speed)) / MYR_IN_S,
        **unknown,
        **more,
    }
    units = {
        "D": ("cm^2/s", f"diffusion coefficient for {at}"),
        "D_perpendicular": ("cm^2/s", "diffusion coefficient across the field"),
        "mean_free_path": ("pc", f"mean free path along the field for {at}"),
        "scattering_frequency": ("1/s", f"scattering frequency for {at}"),
        "mu_star": ("1", "largest pitch-angle cosine confined by scattering"),
        "confined": ("1", "whether scattering confines particles"),
        "D_error": ("1", "estimated relative error of D"),
        "D_pp_over_p2": ("1/s", "diffusion in momentum over the square of the momentum"),
    }
    dims = ("zone", "rigidity")
    return Table(
        {name: LabelledArray(dims, values[name], *units[name]) for name in units if name in values},
        {
            "zone": labels("zone", zones, "zone, or zone at one of the radii between which D is interpolated"),
            "rigidity": LabelledArray(("rigidity",), rigidity, "GV", "rigidity"),
        },
    )
