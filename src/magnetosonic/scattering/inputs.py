"""Checks of the particles' coordinates, before any work."""

from __future__ import annotations

import jax
import numpy as np
from astropy import units as u

from magnetosonic.arrays import Array, Float, namespace
from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering.settings import ScatteringSettings


def _require(field: str, value: object, allowed: str, lower: float, upper: float) -> None:
    # Values that are traced by jax.jit or jax.grad are not known yet and cannot be checked.
    if isinstance(value, jax.core.Tracer):
        return
    if isinstance(value, u.Quantity):  # whose unit would be lost; the public functions convert it
        raise InputError(field, value, f"plain numbers, {allowed}")
    numbers = np.asarray(value, dtype=float)
    good = np.isfinite(numbers) & (numbers > lower) & (numbers < upper)
    if not np.all(good):
        raise InputError(field, float(numbers[~good].flat[0]), allowed)


LOWEST_RIGIDITY, HIGHEST_RIGIDITY = 1e-3, 1e9
"""Rigidities for which the theory is computed [GV]: beyond, nuclei are not cosmic rays, or not Galactic."""


def check_rigidity(rigidity: object) -> None:
    """Refuse rigidities [GV] outside of the range for which the theory is computed.

    Raises:
        InputError: names the first bad value.
    """
    _require(
        "rigidity",
        rigidity,
        f"between {LOWEST_RIGIDITY:g} and {HIGHEST_RIGIDITY:g} GV",
        0.99 * LOWEST_RIGIDITY,
        1.01 * HIGHEST_RIGIDITY,
    )


def check_speed(velocity: object) -> None:
    """Refuse velocities [c] that are not above 0 and at most 1.

    Raises:
        InputError: names the bad value.
    """
    allowed = "above 0 and at most 1, in units of the speed of light"
    _require("velocity", velocity, allowed, 0.0, 1.0 + 1e-12)


def check_pitch_angle(mu: object) -> None:
    """Refuse pitch-angle cosines outside (-1, 1).

    Raises:
        InputError: names the first bad value.
    """
    _require("mu", mu, "between -1 and 1, both excluded", -1.0, 1.0)


def check_confinement_length(confinement_length: object) -> None:
    """Refuse confinement lengths [kpc] that are not positive; infinity is allowed.

    Raises:
        InputError: names the bad value.
    """
    if isinstance(confinement_length, float) and confinement_length == np.inf:
        return
    _require("confinement_length", confinement_length, "a positive length in kpc", 0.0, np.inf)


def particle_velocity(velocity: Float[Array, "..."] | None, settings: ScatteringSettings) -> Float[Array, "..."]:
    """Particle velocity [kpc/Myr], checked; the speed of light if none is given.

    Raises:
        InputError: for a velocity that is not positive or above that of light, or any with the published numerics,
            which are those of the speed of light.
    """
    if velocity is None:
        return np.full(1, SPEED_OF_LIGHT)
    if settings.numerics == "published":
        raise InputError("velocity", "given", "left out with numerics = 'published', which holds for that of light")
    _require(
        "velocity",
        velocity,
        f"above 0 and at most that of light, {SPEED_OF_LIGHT:.6g} kpc/Myr",
        0.0,
        SPEED_OF_LIGHT * (1.0 + 1e-12),
    )
    numpy = namespace(velocity)
    return numpy.atleast_1d(numpy.asarray(velocity, dtype=float))
