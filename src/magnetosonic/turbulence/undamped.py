"""The directions in which waves of a given parallel wave number survive damping.

A particle is in gyroresonance with one k_par L = eta, whatever the direction of the wave. With x = eta/xi the
conditions 1 <= x <= X(xi) select at most two intervals of the obliquity; their ends are found here by inverting each
damping law on its own, once and for all where the law has no parameter.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.compilation import materialised, spread_number
from magnetosonic.numerics.interpolation import UniformGrid, hermite, hermite_coefficients
from magnetosonic.turbulence.damping import (
    collisionless_exponent,
    log_collisionless_amplitude,
    log_compressible_cap,
)
from magnetosonic.turbulence.medium import Turbulence

ALONG_FIELD = 40.0
"""An obliquity that stands for xi = 1: 1 - xi^2 = 4e-18."""

_UNDAMPED = 1e3
_VISCOUS_GRID = UniformGrid.spanning(-40.0, 40.0, 0.1)
_BRANCH_GRID = UniformGrid.spanning(0.0, 10.0, 0.04)


class ViscousInverse(eqx.Module):
    """Tables of the obliquity at which xi X(xi) of the viscous truncation equals x_c e^l, over l.

    Attributes:
        low_beta: lower end of the undamped directions for beta < 1.
        high_beta_lower: lower end for beta >= 1, below xi^2 = 1/3.
        high_beta_upper: -ln(3 xi^2 - 1) of the upper end for beta >= 1.
    """

    low_beta: Float[Array, "cell 4"]
    high_beta_lower: Float[Array, "cell 4"]
    high_beta_upper: Float[Array, "cell 4"]


class Undamped(NamedTuple):
    """Two intervals of the obliquity, empty where upper <= lower.

    Attributes:
        lower: lower ends of the two intervals.
        upper: their upper ends.
    """

    lower: tuple[Float[Array, "..."], Float[Array, "..."]]
    upper: tuple[Float[Array, "..."], Float[Array, "..."]]


def _invert(
    function: Callable[[np.ndarray], np.ndarray],
    slope: Callable[[np.ndarray], np.ndarray],
    low: float,
    high: float,
) -> Float[np.ndarray, "cell 4"]:
    """Hermite coefficients of the inverse of an increasing function, on the grid of its values."""
    target = _VISCOUS_GRID.points
    left, right = np.full_like(target, low), np.full_like(target, high)
    for _ in range(80):
        middle = 0.5 * (left + right)
        below = function(middle) < target
        left, right = np.where(below, middle, left), np.where(below, right, middle)
    root = 0.5 * (left + right)
    return hermite_coefficients(root, 1.0 / slope(root), _VISCOUS_GRID.step)


@lru_cache(maxsize=1)
def viscous_inverse() -> ViscousInverse:
    """Invert the viscous truncation for both limits of the plasma beta."""

    def log_cosine(omega):
        return -0.5 * np.logaddexp(0.0, -omega)

    def sine_squared(omega):
        return np.exp(-np.logaddexp(0.0, omega))

    low_beta = _invert(
        lambda w: log_cosine(w) + (2.0 / 3.0) * np.logaddexp(0.0, w),
        lambda w: 0.5 * sine_squared(w) + (2.0 / 3.0) * (1.0 - sine_squared(w)),
        -90.0,
        90.0,
    )
    # For beta >= 1, below xi^2 = 1/3, 1 - 3 xi^2 = (1 - 2 e^w)/(1 + e^w).
    lower = _invert(
        lambda w: log_cosine(w) - (4.0 / 3.0) * (np.log(-np.expm1(w + math.log(2.0))) - np.logaddexp(0.0, w)),
        lambda w: 0.5 * sine_squared(w) + 4.0 * np.exp(w) * sine_squared(w) / -np.expm1(w + math.log(2.0)),
        -90.0,
        -math.log(2.0) - 1e-15,
    )
    # Above it, with u = -ln(3 xi^2 - 1), xi X/x_c = ((1 + e^-u)/3)^(1/2) e^(4 u/3).
    upper = _invert(
        lambda u: 0.5 * np.log((1.0 + np.exp(-u)) / 3.0) + (4.0 / 3.0) * u,
        lambda u: -0.5 / (np.exp(u) + 1.0) + 4.0 / 3.0,
        -40.0,
        60.0,
    )
    return ViscousInverse(low_beta, lower, upper)


class _CollisionlessBranches(NamedTuple):
    """Obliquities below and above the strongest collisionless damping, over sqrt(ln(xi X) - minimum)."""

    minimum: Float[Array, ""]
    across: Float[Array, "cell 4"]
    along: Float[Array, "cell 4"]


def _parallel_truncation(omega: Float[Array, "*shape"], b: Float[Array, ""]) -> Float[Array, "*shape"]:
    """ln(xi X) of collisionless damping without the constant amplitude: 3/2 ln p - 2 ln(1-p) + b/p, p = xi^2."""
    return -1.5 * jax.nn.softplus(-omega) + 2.0 * jax.nn.softplus(omega) + b * (1.0 + jnp.exp(-omega))


def _parallel_truncation_slope(omega: Float[Array, "*shape"], b: Float[Array, ""]) -> Float[Array, "*shape"]:
    return 1.5 * jax.nn.sigmoid(-omega) + 2.0 * jax.nn.sigmoid(omega) - b * jnp.exp(-omega)


def _most_damped(b: Float[Array, ""]) -> Float[Array, ""]:
    """xi^2 at the minimum of xi X, the root of p^2/2 + (3/2 + b) p - b."""
    return 2.0 * b / (1.5 + b + jnp.sqrt((1.5 + b) ** 2 + 2.0 * b))


def least_collisionless(turbulence: Turbulence) -> Float[Array, ""]:
    """Least ln(k_par L) at which collisionless damping removes waves of any direction."""
    b = collisionless_exponent(turbulence)
    p = _most_damped(b)
    return _parallel_truncation(jnp.log(p) - jnp.log1p(-p), b) + log_collisionless_amplitude(turbulence)


def _collisionless_branches(b: Float[Array, ""]) -> _CollisionlessBranches:
    """Invert the collisionless truncation on both sides of its minimum, as tables.

    In the variable r = sqrt(ln(xi X) - minimum) both inverses are smooth, down to the minimum itself.
    """
    p = _most_damped(b)
    bottom = jnp.log(p) - jnp.log1p(-p)
    curvature = p * (1.0 - p) * (0.5 + b / p**2)
    lowest = _parallel_truncation(bottom, b)
    r = jnp.asarray(_BRANCH_GRID.points)[1:]
    side = jnp.array([-1.0, 1.0])[:, None]
    root = _invert_parallel_truncation(side, bottom, lowest + r * r, b)
    values = jnp.concatenate([jnp.broadcast_to(bottom, (2, 1)), root], axis=1)
    first = side * jnp.sqrt(2.0 / curvature)
    slopes = jnp.concatenate([first, 2.0 * r / _parallel_truncation_slope(root, b)], axis=1)
    across, along = hermite_coefficients(values, slopes, _BRANCH_GRID.step)
    return _CollisionlessBranches(lowest, across, along)


def _invert_parallel_truncation(
    side: Float[Array, "side 1"], bottom: Float[Array, ""], target: Float[Array, "point"], b: Float[Array, ""]
) -> Float[Array, "side point"]:
    """Roots of the parallel truncation on both sides of its minimum: bisection in the root of the distance, Newton."""

    def halve(_, interval):
        near, far = interval
        middle = 0.5 * (near + far)
        inside = _parallel_truncation(bottom + side * middle**2, b) < target
        return jnp.where(inside, middle, near), jnp.where(inside, far, middle)

    near = jnp.zeros((2, target.size))
    near, far = jax.lax.fori_loop(0, 20, halve, (near, near + 11.0))
    root = bottom + side * (0.5 * (near + far)) ** 2
    for _ in range(2):
        root = root - (_parallel_truncation(root, b) - target) / _parallel_truncation_slope(root, b)
    return root


@jax.custom_jvp
def _collisionless_obliquities(
    log_parallel: Float[Array, "*shape"], log_amplitude: Float[Array, ""], b: Float[Array, ""]
) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
    """Obliquities, below and above the strongest damping, at which ln(xi X) is the given one.

    Where nothing is damped both are that of the strongest damping. The derivative is that of an implicit function.
    """
    branches = _collisionless_branches(b)
    height = log_parallel - log_amplitude - branches.minimum
    r = jnp.sqrt(jnp.maximum(height, 0.0))
    return hermite(_BRANCH_GRID, branches.across, r), hermite(_BRANCH_GRID, branches.along, r)


@_collisionless_obliquities.defjvp
def _collisionless_obliquities_jvp(primals, tangents):
    log_parallel, log_amplitude, b = primals
    across, along = materialised([*_collisionless_obliquities(log_parallel, log_amplitude, b)])
    p = _most_damped(b)
    least = _parallel_truncation(jnp.log(p) - jnp.log1p(-p), b) + log_amplitude
    damped = log_parallel > least
    rise = tangents[0] - spread_number(tangents[1], log_parallel.shape)
    b_rate = spread_number(tangents[2], log_parallel.shape)

    def tangent(omega):
        slope = _parallel_truncation_slope(omega, b)
        safe = jnp.where(damped & (slope != 0.0), slope, 1.0)
        return jnp.where(damped, (rise - (1.0 + jnp.exp(-omega)) * b_rate) / safe, 0.0)

    return (across, along), (tangent(across), tangent(along))


def _logit_of_exponential(log_p: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """ln(p/(1-p)) of ln p, and ALONG_FIELD for p >= 1."""
    inside = jnp.minimum(log_p, -math.exp(-ALONG_FIELD))
    return jnp.minimum(inside - jnp.log(-jnp.expm1(inside)), ALONG_FIELD)


def undamped_obliquities(
    turbulence: Turbulence, inverse: ViscousInverse, log_parallel: Float[Array, "*shape"]
) -> Undamped:
    """Obliquities at which waves of parallel wave number eta exist: 1 <= eta/xi <= X(xi).

    Args:
        turbulence: the zone's turbulence, not batched.
        inverse: tables of :func:`viscous_inverse`.
        log_parallel: ln eta, eta = k_par L.

    Returns:
        Two intervals, across and along the field.
    """
    beta = turbulence.plasma_beta
    shape = log_parallel.shape
    lower = _logit_of_exponential(2.0 * (log_parallel - spread_number(log_compressible_cap(turbulence), shape)))
    upper = _logit_of_exponential(2.0 * log_parallel)
    excess = log_parallel - spread_number(jnp.log(turbulence.viscous_scale), shape)
    lower_table = jnp.where(beta < 1.0, inverse.low_beta, inverse.high_beta_lower)
    viscous_lower = hermite(_VISCOUS_GRID, lower_table, excess)
    lower = jnp.where(turbulence.viscous, jnp.maximum(lower, viscous_lower), lower)
    above_third = jnp.log1p(jnp.exp(-hermite(_VISCOUS_GRID, inverse.high_beta_upper, excess)))
    last = _logit_of_exponential(above_third - math.log(3.0))
    upper = jnp.where(turbulence.viscous & (beta >= 1.0), jnp.minimum(upper, last), upper)
    # Amplitudes without collisionless damping are such that nothing is damped, and the two intervals touch.
    amplitude = jnp.where(turbulence.collisionless, log_collisionless_amplitude(turbulence), _UNDAMPED)
    across, along = _collisionless_obliquities(log_parallel, amplitude, collisionless_exponent(turbulence))
    return Undamped((lower, jnp.maximum(lower, along)), (jnp.minimum(upper, across), upper))
