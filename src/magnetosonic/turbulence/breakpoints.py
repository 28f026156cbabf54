"""Where the truncation X(xi) changes from one damping law to another: the kinks that a quadrature must not straddle."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float, Int
from magnetosonic.turbulence.damping import (
    log_compressible_cap,
    log_cosine_squared,
    log_truncation,
    truncations,
    viscous_form,
)
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.undamped import least_collisionless

_SEARCH_POINTS = 1024
_MOST_KINKS = 8
_AROUND_POLE = (-1e-1, -1e-2, 0.0, 1e-2, 1e-1)


def _acting_law(turbulence: Turbulence, omega: Float[Array, "*shape"]) -> Int[Array, "*shape"]:
    """Number of the law that truncates, and -1 where nothing is left of the cascade (X < 1)."""
    laws = truncations(turbulence, omega)
    return jnp.where(jnp.min(laws, axis=0) < 0.0, -1, jnp.argmin(laws, axis=0))


def kinks(turbulence: Turbulence, first: float, last: float) -> Float[Array, "kink"]:
    """Obliquities at which another law begins to truncate, or any law at all.

    Not differentiated: an integral does not depend on where its range is divided.

    Args:
        turbulence: the zone's turbulence, not batched.
        first: lower end of the range of obliquities that is searched.
        last: upper end.

    Returns:
        Obliquities, always equally many, ``first`` in the place of those that do not exist.
    """
    turbulence = jax.lax.stop_gradient(turbulence)
    grid = jnp.linspace(first, last, _SEARCH_POINTS)
    law = _acting_law(turbulence, grid)
    changes = law[1:] != law[:-1]
    found, cell = jax.lax.top_k(changes.astype(int), _MOST_KINKS)
    before = law[cell]

    def halve(_, interval):
        left, right = interval
        middle = 0.5 * (left + right)
        same = _acting_law(turbulence, middle) == before
        return jnp.where(same, middle, left), jnp.where(same, right, middle)

    # A division that misses the kink by a millionth costs the quadrature nothing.
    left, right = jax.lax.fori_loop(0, 16, halve, (grid[cell], grid[cell + 1]))
    return jnp.where(found > 0, 0.5 * (left + right), first)


def poles(turbulence: Turbulence, otherwise: float) -> Float[Array, "pole"]:
    """Obliquities around the pole of the viscous truncation, at xi^2 = 1/3 for high beta.

    Args:
        turbulence: the zone's turbulence, not batched.
        otherwise: what to return where there is no pole.

    Returns:
        Obliquities, always equally many.
    """
    factor, _ = viscous_form(turbulence)
    has_pole = turbulence.viscous & (factor > 0.0)
    at = -jnp.log(jnp.where(factor > 0.0, factor, 1.0))
    return jnp.where(has_pole, at + np.array(_AROUND_POLE), otherwise)


def parallel_kinks(turbulence: Turbulence, omega: Float[Array, "kink"], first: float) -> Float[Array, "parallel_kink"]:
    """Parallel wave numbers at which the set of undamped directions changes its form.

    These are the k_par L at which another law begins to truncate, the least one at which collisionless damping acts
    at all, the largest ones along the field, and that of the injection scale. Not differentiated, as :func:`kinks`.

    Args:
        turbulence: the zone's turbulence, not batched.
        omega: obliquities from :func:`kinks`.
        first: the value there of those that do not exist.

    Returns:
        ln(k_par L), always equally many; those not needed are infinite.
    """
    turbulence = jax.lax.stop_gradient(turbulence)
    log_x = jnp.maximum(log_truncation(turbulence, omega), 0.0)
    parallel = jnp.where(omega > first, 0.5 * log_cosine_squared(omega) + log_x, jnp.inf)
    # Unless beta is small, viscosity damps waves along the field from this wave number on.
    factor, exponent = viscous_form(turbulence)
    has_end = turbulence.viscous & (factor > 0.0)
    viscous_end = jnp.log(turbulence.viscous_scale) - exponent * jnp.log(jnp.where(factor > 0.0, factor, 1.0))
    ends = [
        jnp.where(turbulence.collisionless, least_collisionless(turbulence), jnp.inf),
        jnp.where(has_end, viscous_end, jnp.inf),
        log_compressible_cap(turbulence),
        jnp.zeros(()),
    ]
    return jnp.concatenate([parallel, jnp.stack(ends)])
