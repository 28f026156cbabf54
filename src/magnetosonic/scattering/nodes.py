"""Quadrature nodes of the scattering rates, placed where the integrands change.

None of them is differentiated: an integral does not depend on where its range is divided. Limits at which an integrand
does not vanish are the exception; they are left to the caller.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.quadrature import panel_nodes
from magnetosonic.turbulence.breakpoints import parallel_breakpoints, truncation_breakpoints
from magnetosonic.turbulence.medium import Turbulence

_FIRST, _LAST = -28.0, 26.0
# Narrow panels where the collisionless truncation grows exponentially towards small xi.
_OBLIQUITY_EDGES = np.concatenate(
    [np.arange(_FIRST, -10.0, 3.0), np.arange(-10.0, 0.0, 0.4), np.linspace(0.0, _LAST, 18)]
)
_OBLIQUITY_ORDER = 8
_TRANSIT_OFFSETS = np.array([-4.0, -2.0, 0.0, 2.0, 4.0])  # in units of sqrt(A)
_HALF_WIDTH = 7.0  # in units of sqrt(A); exp(-49) is left out
_CORE = 2.3  # half width of the middle panel, same units
_SMALL_TAU = 0.08  # least end of the first panel over that of the middle one
_RESONANCE_ORDER = 20


def obliquity_nodes(
    turbulence: Turbulence,
    mu: Float[Array, "pitch"],
    squared_width: Float[Array, "pitch"],
    slowness: Float[Array, ""],
    more: Float[Array, "edge"] | None = None,
) -> tuple[Float[Array, "pitch node"], Float[Array, "pitch node"]]:
    """Nodes in the obliquity that resolve the kinks of X(xi) and the transit resonance at xi = v_A/(v mu).

    Args:
        turbulence: the zone's turbulence, not batched.
        mu: cosine of the pitch angle, >= 0.
        squared_width: A, the squared width of the resonance.
        slowness: v_A/v.
        more: further obliquities at which to divide the range.

    Returns:
        Nodes and weights.
    """
    width = jnp.sqrt(squared_width)[:, None]
    drift = jnp.maximum(mu[:, None] + width * _TRANSIT_OFFSETS, 0.05 * width)
    resonance = 2.0 * (jnp.log(slowness) - jnp.log(drift))
    shared = [jnp.asarray(_OBLIQUITY_EDGES), truncation_breakpoints(turbulence, _FIRST, _LAST)]
    if more is not None:
        shared.append(more)
    common = jnp.concatenate(shared)
    common = jnp.broadcast_to(common, (mu.size, common.size))
    edges = jnp.sort(jnp.clip(jnp.concatenate([common, resonance], axis=1), _FIRST, _LAST), axis=1)
    return panel_nodes(jax.lax.stop_gradient(edges), _OBLIQUITY_ORDER)


def resonance_edges(mu: Float[Array, "pitch"], squared_width: Float[Array, "pitch"]) -> Float[Array, "pitch 4"]:
    """Edges, in tau = n/(x_par R) > 0, of three panels that resolve the gyroresonance; it is negligible outside."""
    width = jnp.sqrt(squared_width)
    core_end = mu + _CORE * width
    # Near tau = 0 the integral over directions still oscillates: the panel that begins there must not be wide.
    core_start = jnp.maximum(mu - _CORE * width, _SMALL_TAU * core_end)
    start = jnp.maximum(mu - _HALF_WIDTH * width, 0.0)
    return jnp.stack([start, core_start, core_end, mu + _HALF_WIDTH * width], axis=-1)


def undamped_edges(
    turbulence: Turbulence,
    harmonic: int,
    scale: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
    squared_width: Float[Array, "pitch"],
) -> Float[Array, "rigidity pitch edge"]:
    """Panel edges in tau that resolve the gyroresonance and every change of the undamped directions.

    Args:
        turbulence: the zone's turbulence, not batched.
        harmonic: n.
        scale: R = r_L/L.
        mu: cosine of the pitch angle, >= 0.
        squared_width: A.

    Returns:
        Edges in ascending order.
    """
    log_kinks = parallel_breakpoints(turbulence, _FIRST, _LAST)
    edges = jnp.broadcast_to(resonance_edges(mu, squared_width), (scale.size, mu.size, 4))
    kinks = harmonic / scale[:, None] * jnp.exp(-log_kinks)
    shape = (scale.size, mu.size, log_kinks.size)
    inside = jnp.clip(jnp.broadcast_to(kinks[:, None, :], shape), edges[..., :1], edges[..., -1:])
    return jax.lax.stop_gradient(jnp.sort(jnp.concatenate([edges, inside], axis=-1), axis=-1))


def resonance_nodes(
    edges: Float[Array, "*shape edge"], order: int = _RESONANCE_ORDER
) -> tuple[Float[Array, "*shape node"], Float[Array, "*shape node"]]:
    """Nodes and weights in tau on panels between the given edges.

    Gauss-Legendre in sqrt(tau): the integrands fall as powers of tau towards zero, where the waves are shortest.

    Args:
        edges: panel edges in ascending order, not negative; the first and last bound the integral.
        order: number of nodes in each panel.

    Returns:
        Nodes and weights along the last axis.
    """
    # The square root of zero has no derivative; a range that begins at 1e-20 is the same range.
    root, weight = panel_nodes(jnp.sqrt(jnp.maximum(edges, 1e-20)), order)
    return root * root, 2.0 * root * weight
