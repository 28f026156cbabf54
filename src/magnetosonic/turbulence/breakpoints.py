"""Where the truncation X(xi) changes from one damping law to another: the kinks that a quadrature must not straddle."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float, Int
from magnetosonic.turbulence.damping import log_cosine_squared, log_truncation, truncations
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.undamped import least_collisionless

_SEARCH_POINTS = 1024
_MOST_KINKS = 8
_MOST_CROSSINGS = 3
_AROUND_POLE = (-1e-1, -1e-2, -1e-3, 0.0, 1e-3, 1e-2, 1e-1)


def _acting_law(turbulence: Turbulence, omega: Float[Array, "*shape"]) -> Int[Array, "*shape"]:
    """Number of the law that truncates, and -1 where nothing is left of the cascade (X < 1)."""
    laws = truncations(turbulence, omega)
    return jnp.where(jnp.min(laws, axis=0) < 0.0, -1, jnp.argmin(laws, axis=0))


def truncation_breakpoints(turbulence: Turbulence, first: float, last: float) -> Float[Array, "kink"]:
    """Obliquities at which another law begins to truncate.

    Not differentiated: an integral does not depend on where its range is divided.

    Args:
        turbulence: the zone's turbulence, not batched.
        first: lower end of the range of obliquities that is searched.
        last: upper end.

    Returns:
        Obliquities, always equally many; those not needed equal ``first``.
    """
    turbulence = jax.lax.stop_gradient(turbulence)
    kinks = _kinks(turbulence, first, last)[0]
    if not turbulence.viscous:
        return kinks
    # For high beta the viscous truncation has a pole at xi^2 = 1/3.
    pole = jnp.where(turbulence.plasma_beta < 1.0, first, -math.log(2.0) + np.array(_AROUND_POLE))
    return jnp.concatenate([kinks, pole])


def parallel_breakpoints(turbulence: Turbulence, first: float, last: float) -> Float[Array, "kink"]:
    """Parallel wave numbers at which the set of undamped directions changes its form.

    These are the k_par L at which collisionless and viscous damping are equal, and the least one at which
    collisionless damping acts at all. Changes to the dissipation cap are left out: they are at wave numbers
    that contribute nothing. Not differentiated, as in :func:`truncation_breakpoints`.

    Args:
        turbulence: the zone's turbulence, not batched.
        first: lower end of the range of obliquities that is searched.
        last: upper end.

    Returns:
        ln(k_par L), as many as the dampings that are switched on can give; those not needed are infinite.
    """
    turbulence = jax.lax.stop_gradient(turbulence)
    points = []
    if turbulence.collisionless:
        points.append(least_collisionless(turbulence)[None])
    if turbulence.viscous:
        # For high beta, viscosity damps waves along the field from this wave number on.
        end = jnp.log(turbulence.viscous_scale) - (4.0 / 3.0) * math.log(2.0)
        points.append(jnp.where(turbulence.plasma_beta < 1.0, jnp.inf, end)[None])
    if turbulence.collisionless and turbulence.viscous:
        omega, before, after = _kinks(turbulence, first, last)
        (index,) = jnp.nonzero((before > 0) & (after > 0), size=_MOST_CROSSINGS, fill_value=_MOST_KINKS)
        omega = jnp.concatenate([omega, jnp.full(1, jnp.inf)])[index]
        at = jnp.where(jnp.isfinite(omega), omega, 0.0)
        log_parallel = 0.5 * log_cosine_squared(at) + log_truncation(turbulence, at)
        points.append(jnp.where(jnp.isfinite(omega), log_parallel, jnp.inf))
    return jnp.concatenate(points) if points else jnp.zeros(0)


def _kinks(
    turbulence: Turbulence, first: float, last: float
) -> tuple[Float[Array, "kink"], Int[Array, "kink"], Int[Array, "kink"]]:
    """Obliquities of all changes of the acting law, and the laws before and after (-1 where none changes)."""
    grid = jnp.linspace(first, last, _SEARCH_POINTS)
    law = _acting_law(turbulence, grid)
    changes = law[1:] != law[:-1]
    (cell,) = jnp.nonzero(changes, size=_MOST_KINKS, fill_value=0)
    before = law[cell]

    def halve(_, interval):
        left, right = interval
        middle = 0.5 * (left + right)
        same = _acting_law(turbulence, middle) == before
        return jnp.where(same, middle, left), jnp.where(same, right, middle)

    left, right = jax.lax.fori_loop(0, 48, halve, (grid[cell], grid[cell + 1]))
    real = changes[cell]
    kink = jnp.where(real, 0.5 * (left + right), first)
    return kink, jnp.where(real, before, -1), jnp.where(real, law[cell + 1], -1)
