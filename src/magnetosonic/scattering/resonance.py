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
from magnetosonic.numerics.quadrature import panel_nodes
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

_HALF_WIDTH = 7.0  # in units of sqrt(A); exp(-49) is left out
_CORE = 2.3  # half width of the middle panel, same units
_SMALL_TAU = 0.08  # least end of the first panel over that of the middle one
_NODES = 20  # in each panel


def broadening(turbulence: Turbulence, settings: ScatteringSettings) -> Float[Array, ""]:
    """M_A as it enters the resonance function: M_A itself, or 2 M_A for ``gaussian-2``."""
    return settings.width_factor * turbulence.alfven_mach


def gyro_factor(
    mu: Float[Array, "*shape"], tau: Float[Array, "*shape"], squared_width: Float[Array, "*shape"]
) -> Float[Array, "*shape"]:
    """E_(+n) + E_(-n) at tau = n/(x_par R), for both directions of the wave."""
    return jnp.exp(-((mu - tau) ** 2) / squared_width) + jnp.exp(-((mu + tau) ** 2) / squared_width)


def transit_factor(
    mu: Float[Array, "*shape"], drift: Float[Array, "*shape"], squared_width: Float[Array, "*shape"]
) -> Float[Array, "*shape"]:
    """T, the average of both directions, at drift = v_A/(xi v)."""
    return 0.5 * gyro_factor(mu, drift, squared_width)


def resonance_edges(mu: Float[Array, "*shape"], squared_width: Float[Array, "*shape"]) -> Float[Array, "*shape 4"]:
    """Edges, in tau > 0, of three panels that resolve the resonance; it is negligible outside them."""
    width = jnp.sqrt(squared_width)
    core_end = mu + _CORE * width
    # Near tau = 0 the direction integral still oscillates: the panel that begins there must not be wide.
    core_start = jnp.maximum(mu - _CORE * width, _SMALL_TAU * core_end)
    start = jnp.maximum(mu - _HALF_WIDTH * width, 0.0)
    return jnp.stack([start, core_start, core_end, mu + _HALF_WIDTH * width], axis=-1)


def resonance_nodes(
    edges: Float[Array, "*shape edge"],
) -> tuple[Float[Array, "*shape node"], Float[Array, "*shape node"]]:
    """Quadrature nodes and weights in tau on panels between the given edges.

    Gauss-Legendre in sqrt(tau): the integrands fall as powers of tau towards zero, where the waves are shortest.

    Args:
        edges: panel edges in ascending order, not negative; the first and last bound the integral.

    Returns:
        Nodes and weights along the last axis.
    """
    # The square root of zero has no derivative; a range that begins at 1e-20 is the same range.
    root, weight = panel_nodes(jnp.sqrt(jnp.maximum(edges, 1e-20)), _NODES)
    return root * root, 2.0 * root * weight
