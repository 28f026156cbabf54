"""The directions in which waves of a given parallel wave number survive damping.

A particle is in gyroresonance with one k_par L = eta, whatever the direction of the wave. With x = eta/xi the
conditions 1 <= x <= X(xi) select at most two intervals of the obliquity; their ends are found here by inverting each
damping law on its own.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.compilation import materialised, spread_number
from magnetosonic.numerics.interpolation import UniformGrid, hermite, hermite_coefficients
from magnetosonic.turbulence.damping import (
    collisionless_exponent,
    log_collisionless_amplitude,
    log_compressible_cap,
    viscous_form,
)
from magnetosonic.turbulence.medium import Turbulence

ALONG_FIELD = 40.0
"""An obliquity that stands for xi = 1: 1 - xi^2 = 4e-18."""

_UNDAMPED = 1e3
_VISCOUS_GRID = UniformGrid.spanning(-40.0, 40.0, 0.1)
_BRANCH_GRID = UniformGrid.spanning(0.0, 10.0, 0.04)


class Undamped(NamedTuple):
    """Two intervals of the obliquity, empty where upper <= lower.

    Attributes:
        lower: lower ends of the two intervals.
        upper: their upper ends.
    """

    lower: tuple[Float[Array, "..."], Float[Array, "..."]]
    upper: tuple[Float[Array, "..."], Float[Array, "..."]]


class _ViscousEnds(NamedTuple):
    """Ends of the viscous undamped directions over l, on both sides of the pole at q xi^2 = 1."""

    below: Float[Array, "cell 4"]
    above: Float[Array, "cell 4"]


def _viscous_ends(exponent: Float[Array, ""]) -> _ViscousEnds:
    """Invert the viscous truncation: with P = q xi^2 it is P^(1/2) |1-P|^(-s) = e^l, l = ln(xi X/x_c) + ln(q)/2.

    Below the pole by w = ln(P/(1-P)), above it by u = -ln(P-1). Both laws are nearly linear, with slopes from 1/2 to s
    and from s - 1/2 to s, so that Newton's method converges from their asymptotes.
    """
    target = jnp.asarray(_VISCOUS_GRID.points)
    high = target / exponent
    below = jnp.where(target > 0.0, high, 2.0 * target)
    above = jnp.where(target > 0.0, high, target / (exponent - 0.5))

    def step(_, roots):
        w, u = roots
        value_w = exponent * jax.nn.softplus(w) - 0.5 * jax.nn.softplus(-w)
        value_u = exponent * u + 0.5 * jax.nn.softplus(-u)
        slope_w, slope_u = _viscous_slopes(w, u, exponent)
        return w - (value_w - target) / slope_w, u - (value_u - target) / slope_u

    below, above = jax.lax.fori_loop(0, 8, step, (below, above))
    slopes = _viscous_slopes(below, above, exponent)
    tables = [
        hermite_coefficients(root, 1.0 / slope, _VISCOUS_GRID.step)
        for root, slope in zip((below, above), slopes, strict=True)
    ]
    return _ViscousEnds(*tables)


def _viscous_slopes(
    w: Float[Array, "*shape"], u: Float[Array, "*shape"], exponent: Float[Array, "..."]
) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
    """Derivatives of l by w and by u."""
    across = jax.nn.sigmoid(w)
    return exponent * across + 0.5 * (1.0 - across), exponent - 0.5 * jax.nn.sigmoid(-u)


@jax.custom_jvp
def _viscous_obliquities(
    excess: Float[Array, "*shape"], exponent: Float[Array, ""]
) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
    """Roots of :func:`_viscous_ends` at l. The derivative is that of an implicit function."""
    ends = _viscous_ends(exponent)
    return hermite(_VISCOUS_GRID, ends.below, excess), hermite(_VISCOUS_GRID, ends.above, excess)


@_viscous_obliquities.defjvp
def _viscous_obliquities_jvp(primals, tangents):
    excess, exponent = primals
    w, u = materialised([*_viscous_obliquities(excess, exponent)])
    slope_w, slope_u = _viscous_slopes(w, u, exponent)
    rate = spread_number(tangents[1], excess.shape)
    inside = _VISCOUS_GRID.inside(excess)
    w_rate = (tangents[0] - jax.nn.softplus(w) * rate) / slope_w
    u_rate = (tangents[0] - u * rate) / slope_u
    return (w, u), (jnp.where(inside, w_rate, 0.0), jnp.where(inside, u_rate, 0.0))


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


def undamped_obliquities(turbulence: Turbulence, log_parallel: Float[Array, "*shape"]) -> Undamped:
    """Obliquities at which waves of parallel wave number eta exist: 1 <= eta/xi <= X(xi).

    Args:
        turbulence: the zone's turbulence, not batched.
        log_parallel: ln eta, eta = k_par L.

    Returns:
        Two intervals, across and along the field.
    """
    shape = log_parallel.shape
    lower = _logit_of_exponential(2.0 * (log_parallel - spread_number(log_compressible_cap(turbulence), shape)))
    upper = _logit_of_exponential(2.0 * log_parallel)
    factor, exponent = viscous_form(turbulence)
    log_factor = jnp.log1p(factor)
    excess = log_parallel - spread_number(jnp.log(turbulence.viscous_scale) - 0.5 * log_factor, shape)
    w, u = _viscous_obliquities(excess, exponent)
    # From P = q xi^2 to ln(xi^2/(1-xi^2)); beyond the pole the end may lie outside of xi <= 1, and there is none.
    first = -jax.nn.softplus(-w) - jnp.log(spread_number(factor, shape) + jnp.exp(-jax.nn.softplus(w)))
    last = _logit_of_exponential(jax.nn.softplus(-u) - spread_number(log_factor, shape))
    lower = jnp.where(turbulence.viscous, jnp.maximum(lower, first), lower)
    upper = jnp.where(turbulence.viscous, jnp.minimum(upper, last), upper)
    # Amplitudes without collisionless damping are such that nothing is damped, and the two intervals touch.
    amplitude = jnp.where(turbulence.collisionless, log_collisionless_amplitude(turbulence), _UNDAMPED)
    across, along = _collisionless_obliquities(log_parallel, amplitude, collisionless_exponent(turbulence))
    return Undamped((lower, jnp.maximum(lower, along)), (jnp.minimum(upper, across), upper))
