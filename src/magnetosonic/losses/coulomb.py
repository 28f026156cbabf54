"""Coulomb losses of nuclei in ionised gas.

Source: Mannheim & Schlickeiser 1994, A&A 286, 983, in the form of Strong & Moskalenko 1998, ApJ 509, 212,
appendix C, equation (C2).
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.constants import (
    BOLTZMANN_GEV_K,
    CLASSICAL_ELECTRON_RADIUS_CM,
    ELECTRON_MASS,
    HBAR_C_GEV_CM,
)
from magnetosonic.losses.ionisation import BETHE_RATE

_ELECTRON_TEMPERATURE = 1e4  # K, of the warm ionised gas


def coulomb_loss(
    charge: Float[Array, "..."],
    nucleons: Float[Array, "..."],
    mass: Float[Array, "..."],
    lorentz_factor: Float[Array, "..."],
) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Loss rate per free electron, split so that the density can be integrated over a cell.

    -dE/dt = 4 pi r_e^2 c m_e c^2 Z^2 n_e lnLambda/beta beta^3/(x_m^3 + beta^3) with
    lnLambda = 1/2 ln{m_e^2 c^4 M gamma^2 beta^4/[pi r_e (hbar c)^2 n_e (M + 2 gamma m_e)]} and
    x_m = (3 sqrt(pi)/4)^(1/3) sqrt(2 k T_e/m_e c^2), T_e = 1e4 K. The loss is n_e (first - second ln n_e).

    Args:
        charge: charge number Z of the ion.
        nucleons: number of nucleons A.
        mass: rest energy of the ion [GeV].
        lorentz_factor: gamma.

    Returns:
        (first, second): -dT/dt per nucleon is n_e (first - second ln n_e) [GeV/n/Myr], n_e in cm^-3.
    """
    beta2 = 1.0 - lorentz_factor**-2
    beta = jnp.sqrt(beta2)
    thermal_cubed = 0.75 * np.sqrt(np.pi) * (2 * BOLTZMANN_GEV_K * _ELECTRON_TEMPERATURE / ELECTRON_MASS) ** 1.5
    rate = 2 * BETHE_RATE * charge**2 / nucleons * beta2 / (thermal_cubed + beta2 * beta)
    argument = (
        ELECTRON_MASS**2 * mass * lorentz_factor**2 * beta2**2
        / (np.pi * CLASSICAL_ELECTRON_RADIUS_CM * HBAR_C_GEV_CM**2 * (mass + 2 * lorentz_factor * ELECTRON_MASS))
    )  # fmt: skip
    return rate * 0.5 * jnp.log(argument), rate * 0.5
