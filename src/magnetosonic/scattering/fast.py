"""Scattering by fast modes: transit-time damping and gyroresonance.

d = D_mumu L/v with P = sqrt(pi) M_A^(3/2) s/(2 R^2), s = sqrt(1-mu^2), z = x R s sqrt(1-xi^2), R = r_L/L:

- d_TTD  = P Int_0^1 dxi xi T(xi) Int_1^X(xi) dx x^(-5/2) J_1(z)^2,
- d_gyro = P Int_0^1 dxi xi Int_1^X(xi) dx x^(-5/2) Sum_n J_n'(z)^2 [E_(+n) + E_(-n)].

T is in resonance at mu = omega/(k_par v), which is v_A/(xi v) for omega = k v_A, see
:mod:`magnetosonic.scattering.phase_speed`. For the diffusion in momentum, D_pp L/(v p^2), both integrands have the
further factor [omega/(k_par v)]^2, see :mod:`magnetosonic.scattering.momentum`.

Sources: Yan and Lazarian 2004, ApJ 614, 757; 2008, ApJ 673, 942; Fornieri et al. 2021, MNRAS 502, 5821, A20 and
A21 (with both signs of xi in T).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.custom_derivatives import SymbolicZero

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.compilation import last_axis_sum, materialised, spread
from magnetosonic.numerics.interpolation import lagrange_hermite, lagrange_row, lagrange_stencil
from magnetosonic.scattering.harmonics import sum_over_harmonics
from magnetosonic.scattering.integrals import (
    DISTANCE_GRID,
    OBLIQUITY_GRID,
    DirectionTable,
    ScatteringTables,
    transit_difference,
)
from magnetosonic.scattering.nodes import Cascade, undamped_edges
from magnetosonic.scattering.particles import Particles
from magnetosonic.scattering.resonance import broadening, weighted_nodes
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.scattering.transit import transit_integral
from magnetosonic.turbulence.damping import log_sine_squared, log_truncation
from magnetosonic.turbulence.undamped import Undamped, undamped_obliquities


def transit_time_damping(
    tables: ScatteringTables,
    cascade: Cascade,
    settings: ScatteringSettings,
    particles: Particles,
    *,
    momentum: bool = False,
) -> Float[Array, "rigidity pitch"]:
    """Rate d of transit-time damping by fast modes.

    The integral over x is a^(3/2) [H(aX) - H(a)], a = R s sqrt(1-xi^2), with the universal H.

    Args:
        tables: universal integrals.
        cascade: the turbulence and its kinks.
        settings: choices of the computation.
        particles: R, v_A/v and mu.
        momentum: diffusion in momentum in place of the pitch angle.

    Returns:
        d = D_mumu L/v, or D_pp L/(v p^2).
    """
    turbulence = cascade.turbulence

    def waves(log_size: Float[Array, "..."], omega: Float[Array, "..."]) -> Float[Array, "..."]:
        log_a = log_size + 0.5 * log_sine_squared(omega)
        log_x = jnp.maximum(log_truncation(turbulence, omega), 0.0)
        return jnp.exp(1.5 * log_a) * jnp.maximum(transit_difference(tables, log_a, log_a + log_x), 0.0)

    mach = broadening(turbulence, settings)
    squared_width = particles.sine_squared * mach
    total = transit_integral(waves, cascade, settings, particles, squared_width, mode="fast", momentum=momentum)
    front = 0.5 * jnp.sqrt(jnp.pi * particles.sine_squared / mach) * turbulence.alfven_mach**2
    return front * total / particles.scale[:, None] ** 2


def gyroresonance(
    tables: ScatteringTables,
    cascade: Cascade,
    settings: ScatteringSettings,
    particles: Particles,
    *,
    momentum: bool = False,
) -> Float[Array, "rigidity pitch"]:
    """Rate d of the gyroresonance with fast modes.

    Ordered by tau = n/(x_par R), the variable of the resonance: at given tau the directions xi of the wave enter
    through J_n'(n s tan(alpha)/tau)^2, whose integral K_n is universal, and through the limits 1 <= x <= X(xi), which
    are limits of that integral.

    Args:
        tables: universal integrals.
        cascade: the turbulence and its kinks.
        settings: choices of the computation.
        particles: R, v_A/v and mu.
        momentum: diffusion in momentum in place of the pitch angle.

    Returns:
        d = D_mumu L/v, or D_pp L/(v p^2).
    """
    turbulence = cascade.turbulence
    mach = broadening(turbulence, settings)
    mu, sine2, scale = particles.mu, particles.sine_squared, particles.scale
    squared_width = sine2 * mach
    log_scale = jnp.log(scale)
    (directions,) = tables.fast_gyro

    def term(n: Float[Array, ""], table: DirectionTable) -> Float[Array, "rigidity pitch"]:
        edges = undamped_edges(cascade, n, scale, mu, squared_width)
        tau, weight = weighted_nodes(settings, particles, squared_width, edges)
        log_ratio = jnp.log(n / tau)
        log_parallel = log_ratio - spread(log_scale, mu.size * tau.shape[-1]).reshape(tau.shape)
        undamped = undamped_obliquities(turbulence, log_parallel)
        waves = _over_directions(table, log_ratio + 0.5 * jnp.log(sine2)[:, None], undamped)
        return n**-1.5 * last_axis_sum(weight * jnp.sqrt(tau) * waves)

    total = sum_over_harmonics(settings, directions, term, (scale.size, mu.size))
    front = 0.5 * jnp.sqrt(jnp.pi * sine2 / mach) * turbulence.alfven_mach**2
    if momentum:
        front = front * particles.slowness[:, None] ** 2
    return front * total / jnp.sqrt(scale)[:, None]


@jax.custom_jvp
def _over_directions(
    table: DirectionTable, log_c: Float[Array, "*shape"], undamped: Undamped
) -> Float[Array, "*shape"]:
    """K_n over the undamped directions; the derivative stores the directions first."""
    return _between(table, log_c, [*undamped.lower, *undamped.upper])


def _between(
    table: DirectionTable, log_c: Float[Array, "*shape"], ends: list[Float[Array, "*shape"]]
) -> Float[Array, "*shape"]:
    stencil = lagrange_stencil(DISTANCE_GRID, log_c)
    total = lagrange_row(table.total, stencil)
    waves = jnp.zeros_like(log_c)
    for lower, end in zip(ends[:2], ends[2:], strict=True):
        upper = jnp.maximum(lower, end)
        part = lagrange_hermite(OBLIQUITY_GRID, table.cumulative, stencil, upper) - lagrange_hermite(
            OBLIQUITY_GRID, table.cumulative, stencil, lower
        )
        waves += jnp.maximum(part + jnp.where((lower < 0.0) & (upper >= 0.0), total, 0.0), 0.0)
    return waves


def _over_directions_jvp(primals, tangents):
    """The derivative of an integral by its limits is the integrand; that by ln c is the derivative of the tables."""
    table, log_c, undamped = primals
    _, log_c_rate, rates = tangents
    ends = materialised([*undamped.lower, *undamped.upper])
    zero = jnp.zeros_like(log_c)
    end_rates = materialised([zero if isinstance(rate, SymbolicZero) else rate for rate in jax.tree.leaves(rates)])
    if isinstance(log_c_rate, SymbolicZero):
        waves, rate = _between(table, log_c, ends), zero
    else:
        waves, rate = jax.jvp(lambda c: _between(table, c, ends), (log_c,), (log_c_rate,))
    for lower, upper, lower_rate, upper_rate in zip(ends[:2], ends[2:], end_rates[:2], end_rates[2:], strict=True):
        change = table.integrand(log_c, upper) * upper_rate - table.integrand(log_c, lower) * lower_rate
        rate = rate + jnp.where(upper > lower, change, 0.0)
    return waves, rate


_over_directions.defjvp(_over_directions_jvp, symbolic_zeros=True)


def rates(
    tables: ScatteringTables, cascade: Cascade, settings: ScatteringSettings, particles: Particles, momentum: bool
) -> dict[str, Float[Array, "rigidity pitch"]]:
    """Rates d of all interactions with fast modes, see :data:`magnetosonic.scattering.rates.MODE_RATES`.

    Args:
        tables: universal integrals.
        cascade: the turbulence and its kinks.
        settings: choices of the computation.
        particles: R, v_A/v and mu.
        momentum: diffusion in momentum in place of the pitch angle.

    Returns:
        d = D_mumu L/v, or D_pp L/(v p^2), by interaction.
    """
    damped = (tables, cascade, settings, particles)
    return {
        "ttd": transit_time_damping(*damped, momentum=momentum),
        "gyro": gyroresonance(*damped, momentum=momentum),
    }
