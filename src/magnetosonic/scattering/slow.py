"""Scattering by slow modes: the spectrum of Alfvén modes with the polarisation and damping of compressible ones.

d = P Int dx_perp Int dx_par x_par x_perp^(-7/3)/x^2 exp(-x_par/(g x_perp^(2/3)))
      {J_1(z)^2 T + Sum_n J_n'(z)^2 [E_(+n) + E_(-n)]},   x^2 = x_par^2 + x_perp^2 <= X(xi)^2, xi = x_par/x,

with z = x_perp R s and P, g and the limits as for Alfvén modes. T is in resonance at mu = omega/(k_par v), which is
v_A/v whatever the direction for omega = k_par v_A, see :mod:`magnetosonic.scattering.phase_speed`.

Sources: Yan and Lazarian 2002, PRL 89, 281102; 2004, ApJ 614, 757; Fornieri et al. 2021, MNRAS 502, 5821, A25 to A30
(there without x_par in the numerator).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.compilation import last_axis_sum
from magnetosonic.numerics.interpolation import bicubic, hermite
from magnetosonic.numerics.quadrature import panel_nodes
from magnetosonic.scattering.harmonics import sum_over_harmonics
from magnetosonic.scattering.integrals import ARGUMENT_GRID, BESSEL_GRID, SLOW_GRID, ScatteringTables
from magnetosonic.scattering.nodes import Cascade, undamped_edges
from magnetosonic.scattering.particles import Particles
from magnetosonic.scattering.resonance import broadening, weighted_nodes
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.scattering.transit import transit_integral
from magnetosonic.turbulence.damping import log_cosine_squared, log_sine_squared, log_truncation
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.spectra import AnisotropicSpectrum, anisotropic_spectrum
from magnetosonic.turbulence.undamped import Undamped, undamped_obliquities

_WIDEST = 13.0  # range of ln x_perp above its cut-off that contributes
_STEEPEST = 45.0  # exponent at which the spectrum is cut off
_PANELS = 4


def transit_time_damping(
    tables: ScatteringTables, cascade: Cascade, settings: ScatteringSettings, particles: Particles
) -> Float[Array, "rigidity pitch"]:
    """Rate d of transit-time damping by slow modes.

    In polar coordinates the integral over x is a^(4/3) [S(q, z_min) - S(q, z_max)], a = R s sqrt(1-xi^2), with the
    universal S and q = a g^3 (1-xi^2)/xi^3.

    Args:
        tables: universal integrals.
        cascade: the turbulence and its kinks.
        settings: choices of the computation.
        particles: R, v_A/v and mu.

    Returns:
        d = D_mumu L/v.
    """
    turbulence = cascade.turbulence
    (table,) = tables.slow_transit
    spectrum = anisotropic_spectrum(turbulence)

    def waves(log_size: Float[Array, "..."], omega: Float[Array, "..."]) -> Float[Array, "..."]:
        log_cosine, log_sine = 0.5 * log_cosine_squared(omega), 0.5 * log_sine_squared(omega)
        longest, shortest = _range(turbulence, spectrum, omega, log_cosine, log_sine)
        log_a = log_size + log_sine
        log_q = log_a + 3.0 * jnp.log(spectrum.anisotropy) + 2.0 * log_sine - 3.0 * log_cosine
        inner = jnp.exp(bicubic(SLOW_GRID, ARGUMENT_GRID, table, log_q, log_a + longest)) - jnp.exp(
            bicubic(SLOW_GRID, ARGUMENT_GRID, table, log_q, log_a + shortest)
        )
        return jnp.maximum(inner, 0.0) * jnp.exp((4.0 / 3.0) * log_a - (10.0 / 3.0) * log_sine)

    mach = broadening(turbulence, settings)
    corner = 2.0 * jnp.log(spectrum.parallel_min / spectrum.perpendicular_min)
    squared_width = particles.sine_squared * mach
    total = transit_integral(waves, cascade, settings, particles, squared_width, mode="slow", more=corner[None])
    return _front(spectrum, mach, particles.sine_squared) * total / particles.scale[:, None] ** 2


def _front(
    spectrum: AnisotropicSpectrum, mach: Float[Array, ""], sine2: Float[Array, "pitch"]
) -> Float[Array, "pitch"]:
    """P R^2."""
    return (2.0 / 3.0) * jnp.sqrt(jnp.pi * sine2 / mach) * spectrum.anisotropy


def _range(
    turbulence: Turbulence,
    spectrum: AnisotropicSpectrum,
    omega: Float[Array, "*shape"],
    log_cosine: Float[Array, "*shape"],
    log_sine: Float[Array, "*shape"],
) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
    """Least and greatest ln x at given direction; equal where there is none."""
    least = jnp.maximum(jnp.log(spectrum.parallel_min) - log_cosine, jnp.log(spectrum.perpendicular_min) - log_sine)
    greatest = jnp.minimum(
        log_truncation(turbulence, omega),
        jnp.minimum(jnp.log(spectrum.parallel_max) - log_cosine, jnp.log(spectrum.perpendicular_max) - log_sine),
    )
    return least, jnp.maximum(least, greatest)


def gyroresonance(
    tables: ScatteringTables,
    cascade: Cascade,
    settings: ScatteringSettings,
    particles: Particles,
) -> Float[Array, "rigidity pitch"]:
    """Rate d of the gyroresonance with slow modes.

    Args:
        tables: universal integrals.
        cascade: the turbulence and its kinks.
        settings: choices of the computation.
        particles: R, v_A/v and mu.

    Returns:
        d = D_mumu L/v.
    """
    turbulence = cascade.turbulence
    mach = broadening(turbulence, settings)
    spectrum = anisotropic_spectrum(turbulence)
    scale, order = particles.scale, settings.nodes.perpendicular
    (squares,) = tables.slow_gyro

    # One pitch angle after another: the arrays over (rigidity, tau, x_perp) are large.
    def at_one_pitch(one_mu):
        one = particles._replace(mu=one_mu[None])
        squared_width = one.sine_squared * mach

        def term(n: Float[Array, ""], table: Float[Array, "cell 4"]) -> Float[Array, "rigidity 1"]:
            edges = undamped_edges(cascade, n, scale, one.mu, squared_width)
            shortest = (n / (scale * spectrum.parallel_max))[:, None, None]
            longest = (n / (scale * spectrum.parallel_min))[:, None, None]
            tau, weight = weighted_nodes(settings, one, squared_width, jnp.clip(edges, shortest, longest))
            log_parallel = jnp.log(n / tau) - jnp.log(scale)[:, None, None]
            undamped = undamped_obliquities(turbulence, log_parallel)
            waves = _perpendicular_integral(table, spectrum, undamped, log_parallel, one.log_size[..., None], order)
            return last_axis_sum(weight / tau * waves)

        return sum_over_harmonics(settings, squares, term, (scale.size, 1))[:, 0]

    total = jax.lax.map(jax.checkpoint(at_one_pitch), particles.mu).T
    return _front(spectrum, mach, particles.sine_squared) * total / scale[:, None] ** 2


def _perpendicular_integral(
    table: Float[Array, "cell 4"],
    spectrum: AnisotropicSpectrum,
    undamped: Undamped,
    log_parallel: Float[Array, "rigidity pitch node"],
    log_size: Float[Array, "rigidity pitch 1"],
    order: int,
) -> Float[Array, "rigidity pitch node"]:
    """Int dx_perp xi^2 x_perp^(-7/3) exp(-x_par/(g x_perp^(2/3))) J_n'(z)^2 over the undamped directions."""
    cut_off = 1.5 * (log_parallel - jnp.log(_STEEPEST * spectrum.anisotropy))
    start = jnp.maximum(cut_off, jnp.log(spectrum.perpendicular_min))
    end = jnp.minimum(jnp.maximum(start, log_parallel) + _WIDEST, jnp.log(spectrum.perpendicular_max))
    total = jnp.zeros_like(log_parallel)
    for lower, upper in zip(undamped.lower, undamped.upper, strict=True):
        first = jnp.clip(log_parallel - 0.5 * upper, start, end)
        last = jnp.maximum(jnp.clip(log_parallel - 0.5 * lower, start, end), first)
        edges = first[..., None] + (last - first)[..., None] * jnp.linspace(0.0, 1.0, _PANELS + 1)
        log_x, weight = panel_nodes(edges, order)
        relative = log_x - log_parallel[..., None]
        exponent = jnp.exp(log_parallel[..., None] - (2.0 / 3.0) * log_x) / spectrum.anisotropy
        energy = jnp.exp(-(4.0 / 3.0) * log_x + log_cosine_squared(-2.0 * relative) - exponent)
        log_z = log_x + log_size[..., None]
        # Beyond the table J_n'^2 falls as 1/z.
        bessel = hermite(BESSEL_GRID, table, log_z) * jnp.exp(-jnp.maximum(log_z - BESSEL_GRID.points[-1], 0.0))
        total += last_axis_sum(weight * energy * bessel)
    return total


def rates(
    tables: ScatteringTables, cascade: Cascade, settings: ScatteringSettings, particles: Particles, momentum: bool
) -> dict[str, Float[Array, "rigidity pitch"]]:
    """Rates d of all interactions with slow modes, see :data:`magnetosonic.scattering.rates.MODE_RATES`.

    Args:
        tables: universal integrals.
        cascade: the turbulence and its kinks.
        settings: choices of the computation.
        particles: R, v_A/v and mu.
        momentum: diffusion in momentum in place of the pitch angle.

    Returns:
        d = D_mumu L/v, or D_pp L/(v p^2), by interaction.
    """
    # Their phase speed along the field is v_A: they change p by v_A/v p for each unit of mu.
    factor = particles.slowness[:, None] ** 2 if momentum else 1.0
    damped = (tables, cascade, settings, particles)
    return {"ttd": factor * transit_time_damping(*damped), "gyro": factor * gyroresonance(*damped)}
