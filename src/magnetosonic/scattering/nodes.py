"""Quadrature nodes of the scattering rates, placed where the integrands change.

None of them is differentiated: an integral does not depend on where its range is divided. Limits at which an integrand
does not vanish are the exception; they are left to the caller.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.quadrature import panel_nodes
from magnetosonic.turbulence.breakpoints import kinks, parallel_kinks, poles
from magnetosonic.turbulence.damping import log_truncation
from magnetosonic.turbulence.medium import Turbulence

_FIRST, _LAST = -28.0, 18.0
_GRID = np.linspace(_FIRST, _LAST, 2048)
# Panels per unit of the obliquity where nothing happens, and per unit of ln X where the truncation is steep.
_CALM = np.where(_GRID < 0.0, 2.0, 0.7)
_STEEP = 0.4
_OBLIQUITY_PANELS = 80
_KINK_PANELS = 10
_HALF_WIDTH = 7.0  # in units of sqrt(A); exp(-49) is left out
_CORE = 2.3  # half width of the middle panel, same units
_FELT = 4.5  # kinks farther out, same units, are not felt
_NEGLIGIBLE_TAU = 0.02  # nor are those at smaller tau, in units of the end of the middle panel
_SMALL_TAU = 0.08  # least end of the first panel over that of the middle one


class Cascade(NamedTuple):
    """The turbulence of a zone, and where its truncation has kinks.

    Attributes:
        turbulence: the zone's turbulence, not batched.
        kinks: obliquities at which another law begins to truncate.
        parallel_kinks: ln(k_par L) at which the set of undamped directions changes its form, in descending order.
    """

    turbulence: Turbulence
    kinks: Float[Array, "kink"]
    parallel_kinks: Float[Array, "parallel_kink"]


def cascade_of(turbulence: Turbulence) -> Cascade:
    """Find the kinks of the truncation.

    Args:
        turbulence: the zone's turbulence, not batched.

    Returns:
        Turbulence and kinks.
    """
    omega = kinks(turbulence, _FIRST, _LAST)
    return Cascade(turbulence, omega, jnp.sort(parallel_kinks(turbulence, omega, _FIRST))[::-1])


def obliquity_nodes(
    cascade: Cascade, order: int, more: Float[Array, "edge"] | None = None
) -> tuple[Float[Array, "node"], Float[Array, "node"]]:
    """Nodes in the obliquity that resolve the truncation X(xi): its steep parts and its kinks.

    Args:
        cascade: the turbulence and its kinks.
        order: number of nodes in each panel.
        more: further obliquities at which to divide the range.

    Returns:
        Nodes and weights.
    """
    turbulence = jax.lax.stop_gradient(cascade.turbulence)
    log_x = jnp.maximum(log_truncation(turbulence, jnp.asarray(_GRID)), 0.0)
    width = _GRID[1] - _GRID[0]
    panels = 0.5 * width * (_CALM[1:] + _CALM[:-1]) + _STEEP * jnp.abs(jnp.diff(log_x))
    share = jnp.concatenate([jnp.zeros(1), jnp.cumsum(panels)])
    even = jnp.interp(jnp.linspace(0.0, 1.0, _OBLIQUITY_PANELS + 1) * share[-1], share, _GRID)
    further = [cascade.kinks, poles(turbulence, _FIRST)]
    if more is not None:
        further.append(jnp.clip(jax.lax.stop_gradient(more), _FIRST, _LAST))
    # Those that do not exist are at the lower end; of the others only so many are kept.
    kept = jnp.sort(jnp.concatenate(further))[-_KINK_PANELS:]
    return panel_nodes(jnp.sort(jnp.concatenate([even, kept])), order)


def resonance_edges(mu: Float[Array, "pitch"], squared_width: Float[Array, "pitch"]) -> Float[Array, "pitch 4"]:
    """Edges, in tau = n/(x_par R) > 0, of three panels that resolve the gyroresonance; it is negligible outside."""
    width = jnp.sqrt(squared_width)
    core_end = mu + _CORE * width
    # Near tau = 0 the integral over directions still oscillates: the panel that begins there must not be wide.
    core_start = jnp.maximum(mu - _CORE * width, _SMALL_TAU * core_end)
    start = jnp.maximum(mu - _HALF_WIDTH * width, 0.0)
    return jnp.stack([start, core_start, core_end, mu + _HALF_WIDTH * width], axis=-1)


def halved(edges: Float[Array, "pitch 4"]) -> Float[Array, "pitch 7"]:
    """Edges with their middles between them."""
    middles = 0.5 * (edges[:, 1:] + edges[:, :-1])
    return jnp.concatenate([jnp.stack([edges[:, :-1], middles], axis=-1).reshape(-1, 6), edges[:, -1:]], axis=1)


def undamped_edges(
    cascade: Cascade,
    harmonic: Float[Array, ""],
    scale: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
    squared_width: Float[Array, "pitch"],
) -> Float[Array, "rigidity pitch 7"]:
    """Panel edges in tau that resolve the gyroresonance and the changes of the undamped directions.

    Args:
        cascade: the turbulence and its kinks.
        harmonic: n.
        scale: R = r_L/L.
        mu: cosine of the pitch angle, >= 0.
        squared_width: A.

    Returns:
        Edges in ascending order. Of the changes inside the resonance the first two, that is those at the shortest
        parallel waves, become edges; where there are fewer, the outer panels are halved.
    """
    at = jnp.exp(jnp.log(harmonic) - jnp.log(scale)[:, None] - cascade.parallel_kinks)
    base = resonance_edges(mu, squared_width)
    start, core_start, core_end, end = (jnp.broadcast_to(edge, (scale.size, mu.size)) for edge in base.T)
    width = jnp.sqrt(squared_width)
    least, most = jnp.maximum(mu - _FELT * width, _NEGLIGIBLE_TAU * core_end), mu + _FELT * width
    before = jnp.sum(at[:, None, :] <= least[..., None], axis=-1)
    padded = jnp.concatenate([at, jnp.full((scale.size, 2), jnp.inf)], axis=1)
    inner = [core_start, 0.5 * (core_start + core_end), core_end]
    for index, half in enumerate((0.5 * (start + core_start), 0.5 * (core_end + end))):
        kink = jnp.take_along_axis(padded, before + index, axis=1)
        inner.append(jnp.where(kink < most, kink, half))
    edges = [start, *_ascending(inner), end]
    return jax.lax.stop_gradient(jnp.stack(edges, axis=-1))


def _ascending(values: list[Float[Array, "*shape"]]) -> list[Float[Array, "*shape"]]:
    """Sort a few arrays elementwise by exchanges, which vectorise, unlike a sort along an axis."""
    values = list(values)
    for last in range(len(values) - 1, 0, -1):
        for i in range(last):
            values[i], values[i + 1] = jnp.minimum(values[i], values[i + 1]), jnp.maximum(values[i], values[i + 1])
    return values


def resonance_nodes(
    edges: Float[Array, "*shape edge"], order: int
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
