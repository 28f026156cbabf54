"""Scattering by slow modes: the spectrum of Alfvén modes with the polarisation and damping of compressible ones.

d = P Int dx_perp Int dx_par x_par x_perp^(-7/3)/x^2 exp(-x_par/(g x_perp^(2/3)))
      {J_1(z)^2 T + Sum_n J_n'(z)^2 [E_(+n) + E_(-n)]},   x^2 = x_par^2 + x_perp^2 <= X(xi)^2, xi = x_par/x,

with z = x_perp R s and P, g and the limits as for Alfvén modes.

Sources: Yan and Lazarian 2002, PRL 89, 281102; 2004, ApJ 614, 757; Fornieri et al. 2021, MNRAS 502, 5821, A25 to A30
(there without x_par in the numerator).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.interpolation import bicubic, hermite
from magnetosonic.numerics.quadrature import panel_nodes
from magnetosonic.scattering.integrals import ARGUMENT_GRID, BESSEL_GRID, SLOW_GRID, ScatteringTables
from magnetosonic.scattering.nodes import obliquity_nodes, resonance_nodes, undamped_edges
from magnetosonic.scattering.resonance import broadening, gyro_factor, transit_factor
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.damping import log_cosine_squared, log_sine_squared, log_truncation
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.spectra import AnisotropicSpectrum, anisotropic_spectrum
from magnetosonic.turbulence.undamped import Undamped, ViscousInverse, undamped_obliquities

_WIDEST = 13.0  # range of ln x_perp above its cut-off that contributes
_STEEPEST = 45.0  # exponent at which the spectrum is cut off
_PANELS, _ORDER = 4, 8
_RESONANCE_ORDER = 16


def transit_time_damping(
    tables: ScatteringTables,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    scale: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
    slowness: Float[Array, ""],
) -> Float[Array, "rigidity pitch"]:
    """Rate d of transit-time damping by slow modes.

    In polar coordinates the integral over x is a^(4/3) [S(q, z_min) - S(q, z_max)], a = R s sqrt(1-xi^2), with the
    universal S and q = a g^3 (1-xi^2)/xi^3.

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
    (table,) = tables.slow_transit
    mach = broadening(turbulence, settings)
    spectrum = anisotropic_spectrum(turbulence)
    sine2 = 1.0 - mu * mu
    corner = 2.0 * jnp.log(spectrum.parallel_min / spectrum.perpendicular_min)
    omega, weight = obliquity_nodes(turbulence, mu, sine2 * mach, slowness, corner[None])
    log_cosine, log_sine = 0.5 * log_cosine_squared(omega), 0.5 * log_sine_squared(omega)
    longest, shortest = _range(turbulence, spectrum, omega, log_cosine, log_sine)
    log_a = (jnp.log(scale)[:, None] + 0.5 * jnp.log(sine2))[..., None] + log_sine
    log_q = log_a + 3.0 * jnp.log(spectrum.anisotropy) + 2.0 * log_sine - 3.0 * log_cosine
    transit = transit_factor(mu[:, None], slowness * jnp.exp(-log_cosine), (sine2 * mach)[:, None])
    outer = weight * transit * 0.5 * jnp.exp(2.0 * log_cosine - (4.0 / 3.0) * log_sine)
    inner = jnp.exp(bicubic(SLOW_GRID, ARGUMENT_GRID, table, log_q, log_a + longest)) - jnp.exp(
        bicubic(SLOW_GRID, ARGUMENT_GRID, table, log_q, log_a + shortest)
    )
    total = jnp.sum(outer * jnp.exp((4.0 / 3.0) * log_a) * inner, axis=-1)
    return _front(spectrum, mach, sine2) * total / scale[:, None] ** 2


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
    inverse: ViscousInverse,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    scale: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
) -> Float[Array, "rigidity pitch"]:
    """Rate d of the gyroresonance with slow modes.

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
    spectrum = anisotropic_spectrum(turbulence)

    # One pitch angle after another: the arrays over (rigidity, tau, x_perp) are large.
    def at_one_pitch(one_mu):
        squared_width = (1.0 - one_mu * one_mu) * mach
        log_size = jnp.log(scale)[:, None, None] + 0.5 * jnp.log(1.0 - one_mu * one_mu)
        total = jnp.zeros_like(scale)
        for n, table in enumerate(tables.slow_gyro, start=1):
            edges = undamped_edges(turbulence, n, scale, one_mu[None], squared_width[None])[:, 0]
            shortest = n / (scale * spectrum.parallel_max)
            longest = n / (scale * spectrum.parallel_min)
            tau, weight = resonance_nodes(jnp.clip(edges, shortest[:, None], longest[:, None]), _RESONANCE_ORDER)
            log_parallel = jnp.log(n / tau) - jnp.log(scale)[:, None]
            undamped = undamped_obliquities(turbulence, inverse, log_parallel)
            waves = _perpendicular_integral(table, spectrum, undamped, log_parallel, log_size)
            total += jnp.sum(weight / tau * gyro_factor(one_mu, tau, squared_width) * waves, axis=-1)
        return total

    total = jax.lax.map(jax.checkpoint(at_one_pitch), mu).T
    return _front(spectrum, mach, 1.0 - mu * mu) * total / scale[:, None] ** 2


def _perpendicular_integral(
    table: Float[Array | np.ndarray, "cell 4"],
    spectrum: AnisotropicSpectrum,
    undamped: Undamped,
    log_parallel: Float[Array, "rigidity node"],
    log_size: Float[Array, "rigidity 1 1"],
) -> Float[Array, "rigidity node"]:
    """Int dx_perp xi^2 x_perp^(-7/3) exp(-x_par/(g x_perp^(2/3))) J_n'(z)^2 over the undamped directions."""
    cut_off = 1.5 * (log_parallel - jnp.log(_STEEPEST * spectrum.anisotropy))
    start = jnp.maximum(cut_off, jnp.log(spectrum.perpendicular_min))
    end = jnp.minimum(jnp.maximum(start, log_parallel) + _WIDEST, jnp.log(spectrum.perpendicular_max))
    total = jnp.zeros_like(log_parallel)
    for lower, upper in zip(undamped.lower, undamped.upper, strict=True):
        first = jnp.clip(log_parallel - 0.5 * upper, start, end)
        last = jnp.maximum(jnp.clip(log_parallel - 0.5 * lower, start, end), first)
        edges = first[..., None] + (last - first)[..., None] * jnp.linspace(0.0, 1.0, _PANELS + 1)
        log_x, weight = panel_nodes(edges, _ORDER)
        relative = log_x - log_parallel[..., None]
        exponent = jnp.exp(log_parallel[..., None] - (2.0 / 3.0) * log_x) / spectrum.anisotropy
        energy = jnp.exp(-(4.0 / 3.0) * log_x + log_cosine_squared(-2.0 * relative) - exponent)
        log_z = log_x + log_size
        # Beyond the table J_n'^2 falls as 1/z.
        bessel = hermite(BESSEL_GRID, table, log_z) * jnp.exp(-jnp.maximum(log_z - BESSEL_GRID.points[-1], 0.0))
        total += jnp.sum(weight * energy * bessel, axis=-1)
    return total
