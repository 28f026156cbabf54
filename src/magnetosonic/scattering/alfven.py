"""Scattering by Alfvén modes: gyroresonance with a critically balanced cascade.

d = P Int dx_perp Int dx_par Sum_n n^2 J_n(z)^2/z^2 x_perp^(-7/3)/x_par exp(-x_par/(g x_perp^(2/3))) [E_(+n) + E_(-n)]

with z = x_perp R s, P = 2 sqrt(pi) g s/(3 R^2 sqrt(M_A)), s = sqrt(1-mu^2), and the limits and g of
:func:`magnetosonic.turbulence.spectra.anisotropic_spectrum`.

Sources: Yan and Lazarian 2002, PRL 89, 281102; Fornieri et al. 2021, MNRAS 502, 5821, A11 to A15.
"""

from __future__ import annotations

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.compilation import last_axis_sum
from magnetosonic.numerics.interpolation import bicubic
from magnetosonic.scattering.harmonics import sum_over_harmonics
from magnetosonic.scattering.integrals import ANISOTROPY_GRID, ARGUMENT_GRID, ScatteringTables
from magnetosonic.scattering.nodes import Cascade, halved, resonance_edges
from magnetosonic.scattering.particles import Particles
from magnetosonic.scattering.resonance import broadening, weighted_nodes
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.spectra import anisotropic_spectrum


def gyroresonance(
    tables: ScatteringTables, turbulence: Turbulence, settings: ScatteringSettings, particles: Particles
) -> Float[Array, "rigidity pitch"]:
    """Rate d of the gyroresonance with Alfvén modes.

    The integral over x_perp is (R s)^(4/3) n^2 [G_n(p, z_min) - G_n(p, z_max)] with the universal G_n and
    p = R s (x_par/g)^(3/2); the one over x_par is taken in tau = n/(x_par R).

    Args:
        tables: universal integrals.
        turbulence: the zone's turbulence, not batched.
        settings: choices of the computation.
        particles: R, v_A/v and mu.

    Returns:
        d = D_mumu L/v.
    """
    mach = broadening(turbulence, settings)
    spectrum = anisotropic_spectrum(turbulence)
    sine2, scale = particles.sine_squared, particles.scale
    squared_width = sine2 * mach
    within = halved(resonance_edges(particles.mu, squared_width))
    log_size = particles.log_size[..., None]
    (integrals,) = tables.alfven_gyro

    def term(n: Float[Array, ""], table: Float[Array, "anisotropy argument"]) -> Float[Array, "rigidity pitch"]:
        longest = (n / (scale * spectrum.parallel_min))[:, None, None]
        shortest = (n / (scale * spectrum.parallel_max))[:, None, None]
        tau, weight = weighted_nodes(settings, particles, squared_width, jnp.clip(within, shortest, longest))
        log_parallel = jnp.log(n / tau) - jnp.log(scale)[:, None, None]
        log_p = log_size + 1.5 * (log_parallel - jnp.log(spectrum.anisotropy))
        log_min = jnp.broadcast_to(log_size + jnp.log(spectrum.perpendicular_min), log_p.shape)
        log_max = jnp.broadcast_to(log_size + jnp.log(spectrum.perpendicular_max), log_p.shape)
        # Where even the shortest waves are longer than the cut-off of the spectrum, rounding is all that is left.
        waves = jnp.maximum(
            jnp.exp(bicubic(ANISOTROPY_GRID, ARGUMENT_GRID, table, log_p, log_min))
            - jnp.exp(bicubic(ANISOTROPY_GRID, ARGUMENT_GRID, table, log_p, log_max)),
            0.0,
        )
        return n**2 * last_axis_sum(weight / tau * waves)

    total = sum_over_harmonics(settings, integrals, term, log_size.shape[:2])
    front = (2.0 / 3.0) * jnp.sqrt(jnp.pi / mach) * spectrum.anisotropy
    return front * jnp.sqrt(sine2) * jnp.exp((4.0 / 3.0) * log_size[..., 0]) * total / scale[:, None] ** 2


def rates(
    tables: ScatteringTables, cascade: Cascade, settings: ScatteringSettings, particles: Particles, momentum: bool
) -> dict[str, Float[Array, "rigidity pitch"]]:
    """Rates d of all interactions with Alfvén modes, see :data:`magnetosonic.scattering.rates.MODE_RATES`.

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
    return {"gyro": factor * gyroresonance(tables, cascade.turbulence, settings, particles)}
