"""How fast the waves run along the field: one place for everything that depends on it.

Transit-time damping is in resonance where mu v = omega/k_par, and waves that run along the field at omega/k_par change
the momentum of particles by (omega/(k_par v)) p for each unit by which they change mu. This file holds
y = [omega/(k_par v_A)]^2 of compressible modes as a function of the cosine xi of the wave angle:

- ``alfven``, the speeds of Fornieri et al. 2021 (MNRAS 502, 5821), which hold for a small beta: fast modes
  omega = k v_A, so that y = 1/xi^2; slow modes omega = k_par v_A, so that y = 1;
- ``mhd``, the dispersion relation u^4 - (1 + b) u^2 + b xi^2 = 0 of u = omega/(k v_A), with b = c_s^2/v_A^2 = gamma
  beta/2 and gamma = 5/3 (Cho and Lazarian 2002, PRL 88, 245001; Braginskii 1965, Reviews of Plasma Physics 1, 205): the
  larger root for fast, the smaller one for slow modes, y = u^2/xi^2.

Alfvén modes have y = 1.
"""

from __future__ import annotations

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

ADIABATIC_INDEX = 5.0 / 3.0


def sound_speed_squared(turbulence: Turbulence) -> Float[Array, ""]:
    """The square b of the speed of sound in units of that of Alfvén, gamma beta/2."""
    return 0.5 * ADIABATIC_INDEX * turbulence.plasma_beta


def depends_on_direction(settings: ScatteringSettings, mode: str) -> bool:
    """Whether the speed along the field of a mode, ``fast`` or ``slow``, depends on the direction of the wave."""
    return mode == "fast" or settings.phase_speed == "mhd"


def squared_speed(
    settings: ScatteringSettings, turbulence: Turbulence, mode: str, cosine2: Float[Array, "*shape"]
) -> Float[Array, "*shape"]:
    """Square of the speed along the field, y = [omega/(k_par v_A)]^2.

    Args:
        settings: choice of the speeds.
        turbulence: the zone's turbulence, not batched.
        mode: ``fast`` or ``slow``.
        cosine2: xi^2, above 0 and below 1.

    Returns:
        y.
    """
    if settings.phase_speed == "alfven":
        return 1.0 / cosine2 if mode == "fast" else jnp.ones_like(cosine2)
    b = sound_speed_squared(turbulence)
    larger = 0.5 * (1.0 + b + jnp.sqrt((1.0 - b) ** 2 + 4.0 * b * (1.0 - cosine2)))
    return larger / cosine2 if mode == "fast" else b / larger


def direction_of(
    settings: ScatteringSettings, turbulence: Turbulence, mode: str, y: Float[Array, "*shape"]
) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
    """Direction in which the waves have a given speed along the field; for speeds that depend on it.

    Args:
        settings: choice of the speeds.
        turbulence: the zone's turbulence, not batched.
        mode: ``fast`` or ``slow``.
        y: [omega/(k_par v_A)]^2, positive.

    Returns:
        xi^2, outside of 0 to 1 where no wave is so fast, and the modulus of its derivative by y.
    """
    if settings.phase_speed == "alfven":
        return 1.0 / y, 1.0 / y**2
    b = sound_speed_squared(turbulence)
    # The dispersion relation is linear in b xi^2 once u^2 = y xi^2; the branches part at y = 2b/(1 + b).
    steepness = (1.0 + b) * y - 2.0 * b
    belongs = steepness > 0.0 if mode == "fast" else steepness < 0.0
    return jnp.where(belongs, ((1.0 + b) * y - b) / y**2, -1.0), jnp.abs(steepness) / y**3
