"""Scattering by fast modes: transit-time damping and gyroresonance.

d = D_mumu L/v with P = sqrt(pi) M_A^(3/2) s/(2 R^2), s = sqrt(1-mu^2), z = x R s sqrt(1-xi^2), R = r_L/L:

- d_TTD  = P Int_0^1 dxi xi T(xi) Int_1^X(xi) dx x^(-5/2) J_1(z)^2,
- d_gyro = P Int_0^1 dxi xi Int_1^X(xi) dx x^(-5/2) Sum_n J_n'(z)^2 [E_(+n) + E_(-n)].

Sources: Yan and Lazarian 2004, ApJ 614, 757; 2008, ApJ 673, 942; Fornieri et al. 2021, MNRAS 502, 5821, A20 and
A21 (with both signs of xi in T).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.interpolation import hermite, lagrange_hermite, lagrange_stencil
from magnetosonic.numerics.quadrature import panel_nodes
from magnetosonic.scattering.integrals import (
    DISTANCE_GRID,
    OBLIQUITY_GRID,
    TRANSIT_GRID,
    ScatteringTables,
)
from magnetosonic.scattering.resonance import (
    broadening,
    gyro_factor,
    resonance_edges,
    resonance_nodes,
    transit_factor,
)
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.breakpoints import parallel_breakpoints, truncation_breakpoints
from magnetosonic.turbulence.damping import log_cosine_squared, log_sine_squared, log_truncation
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.undamped import ViscousInverse, undamped_obliquities

_FIRST, _LAST = -28.0, 26.0
_ORDER = 8
# Narrow panels where the collisionless truncation grows exponentially towards small xi.
_EDGES = np.concatenate([np.arange(_FIRST, -10.0, 1.5), np.arange(-10.0, 0.0, 0.4), np.linspace(0.0, _LAST, 18)])


def transit_nodes(
    turbulence: Turbulence,
    mu: Float[Array, "pitch"],
    squared_width: Float[Array, "pitch"],
    slowness: Float[Array, ""],
) -> tuple[Float[Array, "pitch node"], Float[Array, "pitch node"]]:
    """Quadrature nodes in the obliquity that resolve the kinks of X(xi) and the resonance at xi = v_A/(v mu).

    Args:
        turbulence: the zone's turbulence.
        mu: cosine of the pitch angle, >= 0.
        squared_width: A.
        slowness: v_A/v.

    Returns:
        Nodes and weights; not differentiated, since the integral does not depend on them.
    """
    kinks = truncation_breakpoints(turbulence, _FIRST, _LAST)
    width = jnp.sqrt(squared_width)[:, None]
    drift = jnp.maximum(mu[:, None] + width * np.array([-4.0, -2.0, 0.0, 2.0, 4.0]), 0.05 * width)
    resonance = 2.0 * (jnp.log(slowness) - jnp.log(drift))
    shared = jnp.concatenate([_EDGES, kinks])
    shared = jnp.broadcast_to(shared, (mu.size, shared.size))
    edges = jnp.sort(jnp.concatenate([shared, jnp.clip(resonance, _FIRST, _LAST)], axis=1), axis=1)
    return panel_nodes(jax.lax.stop_gradient(edges), _ORDER)


def _transit_integral(tables: ScatteringTables, log_t: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """H(t), continued below its table as sqrt(t)/2."""
    return hermite(TRANSIT_GRID, tables.transit, log_t) * jnp.exp(0.5 * jnp.minimum(log_t - TRANSIT_GRID.origin, 0.0))


def transit_time_damping(
    tables: ScatteringTables,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    scale: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
    slowness: Float[Array, ""],
) -> Float[Array, "rigidity pitch"]:
    """d of transit-time damping by fast modes.

    The integral over x is a^(3/2) [H(aX) - H(a)], a = R s sqrt(1-xi^2), with the universal H.

    Args:
        tables: universal integrals.
        turbulence: the zone's turbulence, not batched.
        settings: choices of the computation.
        scale: R = r_L/L.
        mu: cosine of the pitch angle, 0 <= mu < 1.
        slowness: v_A/v.

    Returns:
        d = D_mumu L/v.
    """
    mach = broadening(turbulence, settings)
    sine2 = 1.0 - mu * mu
    omega, weight = transit_nodes(turbulence, mu, sine2 * mach, slowness)
    log_cosine2, log_sine2 = log_cosine_squared(omega), log_sine_squared(omega)
    transit = transit_factor(mu[:, None], slowness * jnp.exp(-0.5 * log_cosine2), (sine2 * mach)[:, None])
    log_size = 0.5 * (jnp.log(sine2)[:, None] + log_sine2)
    outer = weight * transit * 0.5 * jnp.exp(log_cosine2 + log_sine2 + 1.5 * log_size)
    log_a = jnp.log(scale)[:, None, None] + log_size
    log_x = jnp.maximum(log_truncation(turbulence, omega), 0.0)
    inner = _transit_integral(tables, log_a + log_x) - _transit_integral(tables, log_a)
    total = jnp.sum(outer * inner, axis=-1)
    front = 0.5 * jnp.sqrt(jnp.pi * sine2 / mach) * turbulence.alfven_mach**2
    return front * total / jnp.sqrt(scale)[:, None]


def _gyro_nodes(
    turbulence: Turbulence,
    harmonic: int,
    scale: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
    squared_width: Float[Array, "pitch"],
) -> tuple[Float[Array, "rigidity pitch node"], Float[Array, "rigidity pitch node"]]:
    """Quadrature nodes in tau that resolve the resonance and do not straddle a change of the undamped directions."""
    log_kinks = parallel_breakpoints(turbulence, _FIRST, _LAST)
    edges = jnp.broadcast_to(resonance_edges(mu, squared_width), (scale.size, mu.size, 4))
    kinks = harmonic / scale[:, None] * jnp.exp(-log_kinks)
    shape = (scale.size, mu.size, log_kinks.size)
    inside = jnp.clip(jnp.broadcast_to(kinks[:, None, :], shape), edges[..., :1], edges[..., -1:])
    edges = jnp.sort(jnp.concatenate([edges, inside], axis=-1), axis=-1)
    return resonance_nodes(jax.lax.stop_gradient(edges))


def gyroresonance(
    tables: ScatteringTables,
    inverse: ViscousInverse,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    scale: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
) -> Float[Array, "rigidity pitch"]:
    """d of the gyroresonance with fast modes.

    Ordered by tau = n/(x_par R), the variable of the resonance: at given tau the directions xi of the wave enter
    through J_n'(n s tan(alpha)/tau)^2, whose integral K_n is universal, and through the limits 1 <= x <= X(xi), which
    are limits of that integral.

    Args:
        tables: universal integrals.
        inverse: tables of the viscous truncation.
        turbulence: the zone's turbulence, not batched.
        settings: choices of the computation.
        scale: R = r_L/L.
        mu: cosine of the pitch angle, 0 <= mu < 1.

    Returns:
        d = D_mumu L/v.
    """
    mach = broadening(turbulence, settings)
    sine2 = 1.0 - mu * mu
    squared_width = sine2 * mach
    total = jnp.zeros((scale.size, mu.size))
    for n, table in enumerate(tables.fast_gyro, start=1):
        tau, weight = _gyro_nodes(turbulence, n, scale, mu, squared_width)
        stencil = lagrange_stencil(DISTANCE_GRID, jnp.log(n * jnp.sqrt(sine2)[:, None] / tau))
        undamped = undamped_obliquities(turbulence, inverse, jnp.log(n / tau) - jnp.log(scale)[:, None, None])
        waves = jnp.zeros_like(tau)
        for lower, upper in zip(undamped.lower, undamped.upper, strict=True):
            for sign, end in ((1.0, lower), (-1.0, jnp.maximum(lower, upper))):
                waves += sign * lagrange_hermite(OBLIQUITY_GRID, table, stencil, end)
        resonance = gyro_factor(mu[:, None], tau, squared_width[:, None])
        total += n**-1.5 * jnp.sum(weight * jnp.sqrt(tau) * resonance * waves, axis=-1)
    front = 0.5 * jnp.sqrt(jnp.pi * sine2 / mach) * turbulence.alfven_mach**2
    return front * total / jnp.sqrt(scale)[:, None]
