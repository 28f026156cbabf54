"""Diffusion coefficients of all zones as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.constants import KPC2_MYR_IN_CM2_S, MYR_IN_S, SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.model import Model
from magnetosonic.scattering.diffusion import diffusion_error
from magnetosonic.scattering.inputs import check_rigidity, check_speed
from magnetosonic.scattering.momentum import momentum_diffusion
from magnetosonic.scattering.transport_numbers import mean_free_path, perpendicular_diffusion, scattering_frequency
from magnetosonic.transport.diffusion import PowerLawDiffusion, TabulatedDiffusion
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.units import Numbers, plain, plain_number

_PC_PER_KPC = 1e3
DEFAULT_RIGIDITY: Float[np.ndarray, "rigidity"] = np.logspace(0.0, 5.9, 60)
"""Ten rigidities per decade from 1 GV to 794 TV [GV]."""


@dataclass(frozen=True, eq=False)
class DiffusionTable:
    """Diffusion coefficients of all zones and what follows from them.

    Attributes:
        zones: names of the zones, from the plane outwards.
        rigidity: [rigidity] [GV].
        coefficient: D along the mean field [zone, rigidity] [cm^2/s].
        perpendicular: D across it, NaN where D is given and not computed from the turbulence [zone, rigidity] [cm^2/s].
        mean_free_path: 3 D/v [zone, rigidity] [pc].
        scattering_frequency: v^2/(3 D) [zone, rigidity] [1/s].
        mu_star: largest pitch-angle cosine at which scattering confines; 0 where there is none, NaN where D is
            given [zone, rigidity].
        confined: whether scattering confines at all; where not, escape sets D [zone, rigidity].
        relative_error: of the numerics of D, if it was asked for; NaN where they have no estimate [zone, rigidity].
        momentum: D_pp/p^2, if it was asked for [zone, rigidity] [1/s].
    """

    zones: tuple[str, ...]
    rigidity: Float[np.ndarray, "rigidity"]
    coefficient: Float[np.ndarray, "zone rigidity"]
    perpendicular: Float[np.ndarray, "zone rigidity"]
    mean_free_path: Float[np.ndarray, "zone rigidity"]
    scattering_frequency: Float[np.ndarray, "zone rigidity"]
    mu_star: Float[np.ndarray, "zone rigidity"]
    confined: Bool[np.ndarray, "zone rigidity"]
    relative_error: Float[np.ndarray, "zone rigidity"] | None = None
    momentum: Float[np.ndarray, "zone rigidity"] | None = None


def diffusion_table(
    model: Model,
    rigidity: Numbers = DEFAULT_RIGIDITY,
    velocity: Numbers = 1.0,
    *,
    error: bool = False,
    momentum: bool = False,
) -> DiffusionTable:
    """D of every zone of a model.

    Args:
        model: the model.
        rigidity: rigidities, one or many, numbers in GV or a quantity; if not given, those of :data:`DEFAULT_RIGIDITY`
            at which D is known.
        velocity: of the particles [c].
        error: estimate the relative error of the numerics as well, at the cost of a computation at finer resolution.
        momentum: compute D_pp/p^2 as well.

    Returns:
        The table.

    Raises:
        InputError: if a rigidity or velocity is not allowed, or the diffusion in momentum is asked for where D is given
            or published.
    """
    if rigidity is DEFAULT_RIGIDITY:
        rigidity = _known(model.given_diffusion)
    rigidity = np.atleast_1d(np.asarray(plain(rigidity, "GV", "rigidity")))
    velocity = plain_number(velocity, "c", "velocity")
    check_rigidity(rigidity)
    at_speed = particle_speed(velocity)
    if model.given_diffusion is not None:
        return _given_table(model, rigidity, velocity, momentum)
    speed = velocity * SPEED_OF_LIGHT
    theory = model.theory(rigidity, at_speed)
    zones = [model.zone(name) for name in theory]
    turbulence = [cast(Turbulence, zone.turbulence) for zone in zones]
    coefficient = np.stack([zone.coefficient for zone in theory.values()])
    across = [perpendicular_diffusion(t, d) for t, d in zip(turbulence, coefficient, strict=True)]
    errors = [
        diffusion_error(t, model.scattering, rigidity, zone.escape_length, at_speed)
        for t, zone in zip(turbulence, zones, strict=True)
        if error
    ]
    accelerations = [momentum_diffusion(t, model.scattering, rigidity, at_speed) for t in turbulence if momentum]
    return DiffusionTable(
        tuple(theory),
        rigidity,
        np.asarray(coefficient) * KPC2_MYR_IN_CM2_S,
        np.stack(across) * KPC2_MYR_IN_CM2_S,
        np.asarray(mean_free_path(coefficient, speed)) * _PC_PER_KPC,
        np.asarray(scattering_frequency(coefficient, speed)) / MYR_IN_S,
        np.stack([zone.mu_star for zone in theory.values()]),
        np.stack([zone.confined for zone in theory.values()]),
        np.stack(errors) if error else None,
        np.stack(accelerations) / MYR_IN_S if momentum else None,
    )


def _known(law: PowerLawDiffusion | TabulatedDiffusion | None) -> Float[np.ndarray, "rigidity"]:
    """The usual rigidities, as far as D is known there [rigidity] [GV]."""
    if not isinstance(law, TabulatedDiffusion):
        return DEFAULT_RIGIDITY
    low, high = law.range
    inside = DEFAULT_RIGIDITY[(low <= DEFAULT_RIGIDITY) & (high >= DEFAULT_RIGIDITY)]
    return inside if inside.size > 1 else np.geomspace(low, high, DEFAULT_RIGIDITY.size)


def particle_speed(velocity: Numbers) -> Float[np.ndarray, "1"] | None:
    """Particle velocity as the scattering theory takes it.

    Args:
        velocity: in units of the speed of light.

    Returns:
        Velocity [kpc/Myr]; none for the speed of light.

    Raises:
        InputError: if it is not above 0 and at most 1.
    """
    velocity = float(plain_number(velocity, "c", "velocity"))
    check_speed(velocity)
    return None if velocity == 1.0 else np.array([velocity * SPEED_OF_LIGHT])


def _given_table(
    model: Model, rigidity: Float[np.ndarray, "rigidity"], velocity: float, momentum: bool
) -> DiffusionTable:
    """Table of a D that is given as a power law or in a file."""
    if momentum:
        raise InputError("momentum", True, "left out unless diffusion.model = 'theory'")
    given = model.diffusion(rigidity, velocity)
    speed = velocity * SPEED_OF_LIGHT
    unknown = np.full(given.shape, np.nan)
    return DiffusionTable(
        tuple(zone.name for zone in model.patches),
        rigidity,
        np.asarray(given) * KPC2_MYR_IN_CM2_S,
        unknown,
        np.asarray(mean_free_path(given, speed)) * _PC_PER_KPC,
        np.asarray(scattering_frequency(given, speed)) / MYR_IN_S,
        unknown,
        np.full(given.shape, True),
    )
