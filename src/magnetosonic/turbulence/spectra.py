"""Spectra of the three cascades: amplitudes, anisotropy and ranges of wave numbers.

Wave numbers are in units of 1/L (x = k L), energies in units of the mean field's.

- fast modes, isotropic (Cho and Lazarian 2002, PRL 88, 245001):
  I_F(k) = M_A^2 L^(-1/2)/(8 pi) k^(-7/2), x >= 1;
- Alfvén and slow modes, critically balanced (Goldreich and Sridhar 1995, ApJ 438, 763; Yan and Lazarian 2002,
  PRL 89, 281102; Fornieri et al. 2021, MNRAS 502, 5821, A5 and A6):
  I_A(k) = g L^(-1/3)/(6 pi) k_perp^(-10/3) exp(-L^(1/3) |k_par|/(g k_perp^(2/3))).
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.turbulence.damping import dissipation_scale
from magnetosonic.turbulence.medium import Turbulence


class AnisotropicSpectrum(NamedTuple):
    """Constants of the critically balanced cascade of Alfvén and slow modes.

    Attributes:
        anisotropy: g, both the amplitude of the spectrum and the width of its exponential.
        perpendicular_min: lowest x_perp.
        perpendicular_max: highest x_perp: the dissipation scale, or where ion-neutral damping ends the cascade.
        parallel_min: lowest x_par.
        parallel_max: highest x_par: x_diss^(2/3), or where ion-neutral damping ends the cascade.
    """

    anisotropy: Float[Array, "..."]
    perpendicular_min: Float[Array, "..."]
    perpendicular_max: Float[Array, "..."]
    parallel_min: Float[Array, "..."]
    parallel_max: Float[Array, "..."]


def anisotropic_spectrum(turbulence: Turbulence) -> AnisotropicSpectrum:
    """Spectrum of Alfvén and slow modes, for sub- and super-Alfvénic turbulence.

    M_A <= 1: g = M_A^(4/3), x_perp,min = M_A^-2 (where weak turbulence turns strong), x_par,min = 1.
    M_A > 1: g = M_A, x_perp,min = x_par,min = M_A^3 (where the field begins to guide the motions).
    Both agree at M_A = 1.

    Args:
        turbulence: the zone's turbulence.

    Returns:
        The constants, dimensionless.
    """
    mach = turbulence.alfven_mach
    sub_alfvenic = mach <= 1.0
    cap = dissipation_scale(turbulence)
    anisotropy = jnp.where(sub_alfvenic, mach ** (4.0 / 3.0), mach)
    coupled = turbulence.ion_neutral_parallel_scale
    return AnisotropicSpectrum(
        anisotropy=anisotropy,
        perpendicular_min=jnp.where(sub_alfvenic, mach**-2, mach**3),
        perpendicular_max=jnp.where(turbulence.ion_neutral, jnp.minimum(cap, (coupled / anisotropy) ** 1.5), cap),
        parallel_min=jnp.where(sub_alfvenic, 1.0, mach**3),
        parallel_max=jnp.where(turbulence.ion_neutral, jnp.minimum(cap ** (2.0 / 3.0), coupled), cap ** (2.0 / 3.0)),
    )
