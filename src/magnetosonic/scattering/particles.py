"""The particles whose scattering is computed, in the dimensionless numbers of the theory."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.constants import LARMOR_RADIUS_1GV_1UG
from magnetosonic.turbulence.medium import Turbulence


class Particles(NamedTuple):
    """Particles of several rigidities at several pitch angles.

    Attributes:
        scale: R = r_L/L, with the Larmor radius at a pitch angle of 90 degrees.
        slowness: v_A/v; one number for all rigidities or one for each.
        mu: cosine of the pitch angle, 0 <= mu < 1.
    """

    scale: Float[Array, "rigidity"]
    slowness: Float[Array, "#rigidity"]
    mu: Float[Array, "pitch"]

    @property
    def sine_squared(self) -> Float[Array, "pitch"]:
        """1 - mu^2."""
        return 1.0 - self.mu * self.mu

    @property
    def log_size(self) -> Float[Array, "rigidity pitch"]:
        """ln(R s), s = sqrt(1 - mu^2): the Larmor radius of the gyration itself over L."""
        return jnp.log(self.scale)[:, None] + 0.5 * jnp.log(self.sine_squared)


def particles(
    turbulence: Turbulence,
    rigidity: Float[Array, "rigidity"],
    velocity: Float[Array, "#rigidity"],
    mu: Float[Array, "pitch"],
) -> Particles:
    """Dimensionless numbers of particles in a zone.

    Args:
        turbulence: the zone's turbulence, not batched.
        rigidity: particle rigidity [GV].
        velocity: particle velocity [kpc/Myr], one for all or one for each rigidity.
        mu: cosine of the pitch angle; the rates are even in it.

    Returns:
        The numbers.
    """
    scale = LARMOR_RADIUS_1GV_1UG * rigidity / (turbulence.magnetic_field * turbulence.injection_scale)
    return Particles(scale, turbulence.alfven_speed / velocity, jnp.abs(mu))
