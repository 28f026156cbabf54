"""Scattering by fast modes: transit-time damping and gyroresonance.

d = D_mumu L/v with P = sqrt(pi) M_A^(3/2) s/(2 R^2), s = sqrt(1-mu^2), z = x R s sqrt(1-xi^2), R = r_L/L:

- d_TTD  = P Int_0^1 dxi xi T(xi) Int_1^X(xi) dx x^(-5/2) J_1(z)^2,
- d_gyro = P Int_0^1 dxi xi Int_1^X(xi) dx x^(-5/2) Sum_n J_n'(z)^2 [E_(+n) + E_(-n)].

Sources: Yan and Lazarian 2004, ApJ 614, 757; 2008, ApJ 673, 942; Fornieri et al. 2021, MNRAS 502, 5821, A20 and
A21 (with both signs of xi in T).
"""

from __future__ import annotations

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.interpolation import hermite, lagrange_hermite, lagrange_stencil
from magnetosonic.scattering.integrals import DISTANCE_GRID, OBLIQUITY_GRID, TRANSIT_GRID, ScatteringTables
from magnetosonic.scattering.nodes import obliquity_nodes, resonance_nodes, undamped_edges
from magnetosonic.scattering.resonance import broadening, gyro_factor, transit_factor
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.damping import log_cosine_squared, log_sine_squared, log_truncation
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.undamped import ViscousInverse, undamped_obliquities


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
    """Rate d of transit-time damping by fast modes.

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
    omega, weight = obliquity_nodes(turbulence, mu, sine2 * mach, slowness)
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


def gyroresonance(
    tables: ScatteringTables,
    inverse: ViscousInverse,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    scale: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
) -> Float[Array, "rigidity pitch"]:
    """Rate d of the gyroresonance with fast modes.

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
        tau, weight = resonance_nodes(undamped_edges(turbulence, n, scale, mu, squared_width))
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
