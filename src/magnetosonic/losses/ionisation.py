"""Ionisation losses of nuclei in neutral hydrogen and helium.

Source: Mannheim & Schlickeiser 1994, A&A 286, 983, in the form of Strong & Moskalenko 1998, ApJ 509, 212,
appendix C, equation (C1).
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.constants import (
    CLASSICAL_ELECTRON_RADIUS_CM,
    ELECTRON_MASS,
    MYR_IN_S,
    SPEED_OF_LIGHT_M_S,
)

_HYDROGEN_IONISATION = 19e-9  # GeV, effective mean excitation energy
_HELIUM_IONISATION = 44e-9  # GeV
BETHE_RATE: float = 2 * np.pi * CLASSICAL_ELECTRON_RADIUS_CM**2 * 100 * SPEED_OF_LIGHT_M_S * ELECTRON_MASS * MYR_IN_S
"""2 pi r_e^2 c m_e c^2 [GeV cm^3/Myr]."""


def ionisation_loss(
    charge: Float[Array, "..."],
    nucleons: Float[Array, "..."],
    mass: Float[Array, "..."],
    lorentz_factor: Float[Array, "..."],
    helium_fraction: Float[Array, ""] | float,
    helium_electrons: bool,
) -> Float[Array, "..."]:
    """Loss rate per hydrogen atom of the neutral gas, helium included.

    -dE/dt = 2 pi r_e^2 c m_e c^2 Z^2/beta sum_s n_s B_s with
    B_s = ln[2 m_e c^2 beta^2 gamma^2 Q_max/I_s^2] - 2 beta^2. Shell and density corrections are neglected: valid for
    beta > 0.014.

    Args:
        charge: charge number Z of the ion.
        nucleons: number of nucleons A.
        mass: rest energy of the ion [GeV].
        lorentz_factor: gamma.
        helium_fraction: helium atoms per hydrogen atom.
        helium_electrons: count both electrons of helium. GALPROP and DRAGON2 count one for nuclei, which lowers the
            loss by 9 %.

    Returns:
        -dT/dt per nucleon for n_H = 1 cm^-3 [GeV/n/Myr], positive.
    """
    beta2 = 1.0 - lorentz_factor**-2
    momentum2 = lorentz_factor**2 * beta2
    largest_transfer = 2 * ELECTRON_MASS * momentum2 / (1 + 2 * lorentz_factor * ELECTRON_MASS / mass)

    def stopping_number(ionisation: float) -> Array:
        return jnp.log(2 * ELECTRON_MASS * momentum2 * largest_transfer / ionisation**2) - 2 * beta2

    helium_weight = helium_fraction * (2.0 if helium_electrons else 1.0)
    total = stopping_number(_HYDROGEN_IONISATION) + helium_weight * stopping_number(_HELIUM_IONISATION)
    return BETHE_RATE * charge**2 / nucleons / jnp.sqrt(beta2) * total
