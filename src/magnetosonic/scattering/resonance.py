"""The broadened resonance between particles and waves.

Turbulent motions change the pitch angle during an interaction and replace the delta function of quasi-linear theory
by a Gaussian of squared width A = (1 - mu^2) M_A in units of k_par v (Voelk 1973; Yan and Lazarian 2008, ApJ 673, 942):

- gyroresonance: E_(+-n) = exp(-(mu +- n/(x_par R))^2/A);
- transit-time damping: T = [e(xi) + e(-xi)]/2 with e(xi) = exp(-(mu - v_A/(xi v))^2/A).

Both are even in mu once all signs are summed, so that mu >= 0 is enough.
"""

from __future__ import annotations

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence


def broadening(turbulence: Turbulence, settings: ScatteringSettings) -> Float[Array, ""]:
    """M_A as it enters the resonance function: M_A itself, or 2 M_A for ``gaussian-2``."""
    return settings.width_factor * turbulence.alfven_mach


def gyro_factor(
    mu: Float[Array, "..."], tau: Float[Array, "..."], squared_width: Float[Array, "..."]
) -> Float[Array, "..."]:
    """E_(+n) + E_(-n) at tau = n/(x_par R), for both directions of the wave."""
    return jnp.exp(-((mu - tau) ** 2) / squared_width) + jnp.exp(-((mu + tau) ** 2) / squared_width)


def transit_factor(
    mu: Float[Array, "..."], drift: Float[Array, "..."], squared_width: Float[Array, "..."]
) -> Float[Array, "..."]:
    """T, the average of both directions, at drift = v_A/(xi v)."""
    return 0.5 * gyro_factor(mu, drift, squared_width)
