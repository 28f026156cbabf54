"""The Debye length: the distance over which electrons screen a charge."""

from __future__ import annotations

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float, Scalar
from magnetosonic.constants import KPC_IN_CM
from magnetosonic.plasma.cgs import BOLTZMANN_ERG_K, ELEMENTARY_CHARGE_ESU


def debye_length_cm(electron_density: Scalar, temperature: Scalar) -> Float[Array, ""]:
    """Debye length of the electrons, lambda_D = sqrt(k T/(4 pi n_e e^2)).

    The ions do not screen here, as in Spitzer's Coulomb logarithm. Valid for kT well above the potential energy of
    neighbouring charges. Source: Spitzer 1962, Physics of Fully Ionized Gases, eq. 2-3.

    Args:
        electron_density: n_e [cm^-3].
        temperature: temperature of the electrons [K].

    Returns:
        lambda_D [cm].
    """
    thermal_energy = BOLTZMANN_ERG_K * jnp.asarray(temperature)
    return jnp.sqrt(thermal_energy / (4.0 * jnp.pi * electron_density)) / ELEMENTARY_CHARGE_ESU


def debye_length(electron_density: Scalar, temperature: Scalar) -> Float[Array, ""]:
    """Debye length of the electrons in the internal unit of length; see :func:`debye_length_cm`.

    Args:
        electron_density: n_e [cm^-3].
        temperature: temperature of the electrons [K].

    Returns:
        lambda_D [kpc].
    """
    return debye_length_cm(electron_density, temperature) / KPC_IN_CM
