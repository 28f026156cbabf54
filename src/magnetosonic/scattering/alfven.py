"""Scattering by Alfvén modes: gyroresonance with a critically balanced cascade.

d = P Int dx_perp Int dx_par Sum_n n^2 J_n(z)^2/z^2 x_perp^(-7/3)/x_par exp(-x_par/(g x_perp^(2/3))) [E_(+n) + E_(-n)]

with z = x_perp R s, P = 2 sqrt(pi) g s/(3 R^2 sqrt(M_A)), s = sqrt(1-mu^2), and the limits and g of
:func:`magnetosonic.turbulence.spectra.anisotropic_spectrum`.

Sources: Yan and Lazarian 2002, PRL 89, 281102; Fornieri et al. 2021, MNRAS 502, 5821, A11 to A15.
"""

from __future__ import annotations

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.interpolation import bicubic
from magnetosonic.scattering.integrals import ANISOTROPY_GRID, ARGUMENT_GRID, ScatteringTables
from magnetosonic.scattering.nodes import resonance_edges, resonance_nodes
from magnetosonic.scattering.resonance import broadening, gyro_factor
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.spectra import anisotropic_spectrum


def gyroresonance(
    tables: ScatteringTables,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    scale: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
) -> Float[Array, "rigidity pitch"]:
    """Rate d of the gyroresonance with Alfvén modes.

    The integral over x_perp is (R s)^(4/3) n^2 [G_n(p, z_min) - G_n(p, z_max)] with the universal G_n and
    p = R s (x_par/g)^(3/2); the one over x_par is taken in tau = n/(x_par R).

    Args:
        tables: universal integrals.
        turbulence: the zone's turbulence, not batched.
        settings: choices of the computation.
        scale: R = r_L/L.
        mu: cosine of the pitch angle, 0 <= mu < 1.

    Returns:
        d = D_mumu L/v.
    """
    mach = broadening(turbulence, settings)
    spectrum = anisotropic_spectrum(turbulence)
    sine2 = 1.0 - mu * mu
    squared_width = sine2 * mach
    edges = resonance_edges(mu, squared_width)
    size = scale[:, None] * jnp.sqrt(sine2)
    log_size = jnp.log(size)[..., None]
    total = jnp.zeros_like(size)
    for n, table in enumerate(tables.alfven_gyro, start=1):
        longest = n / (scale * spectrum.parallel_min)
        shortest = n / (scale * spectrum.parallel_max)
        tau, weight = resonance_nodes(jnp.clip(edges, shortest[:, None, None], longest[:, None, None]))
        log_parallel = jnp.log(n / tau) - jnp.log(scale)[:, None, None]
        log_p = log_size + 1.5 * (log_parallel - jnp.log(spectrum.anisotropy))
        log_min = jnp.broadcast_to(log_size + jnp.log(spectrum.perpendicular_min), log_p.shape)
        log_max = jnp.broadcast_to(log_size + jnp.log(spectrum.perpendicular_max), log_p.shape)
        waves = jnp.exp(bicubic(ANISOTROPY_GRID, ARGUMENT_GRID, table, log_p, log_min)) - jnp.exp(
            bicubic(ANISOTROPY_GRID, ARGUMENT_GRID, table, log_p, log_max)
        )
        resonance = gyro_factor(mu[:, None], tau, squared_width[:, None])
        total += n**2 * jnp.sum(weight / tau * resonance * waves, axis=-1)
    front = (2.0 / 3.0) * jnp.sqrt(jnp.pi / mach) * spectrum.anisotropy
    return front * jnp.sqrt(sine2) * size ** (4.0 / 3.0) * total / scale[:, None] ** 2
