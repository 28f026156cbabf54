"""Numbers of a magnetised hydrogen plasma that the theory of turbulence needs.

The gas is hydrogen, a fraction of it ionised. Waves live in the ionised part: neutrals, decoupled on the scales on
which cosmic rays of GV to PV are scattered, enter neither the inertia nor the pressure. Valid for non-relativistic
Alfvén speeds and equal temperatures of ions and electrons.
"""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
from astropy import constants as codata

from magnetosonic.arrays import Array, Float, Scalar
from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.plasma.viscosity import viscous_scale

_PROTON_MASS_G = float(codata.m_p.cgs.value)
_BOLTZMANN_ERG_K = float(codata.k_B.cgs.value)
_CM_S_IN_KM_S = 1e-5
_GAUSS_IN_UG = 1e-6


class PlasmaNumbers(eqx.Module):
    """What follows from the medium of a zone.

    Attributes:
        plasma_beta: thermal over magnetic pressure.
        alfven_speed: Alfvén speed [kpc/Myr].
        viscous_scale: x_c, viscous cut-off of the fast-mode cascade as wave number times injection scale.
    """

    plasma_beta: Float[Array, ""]
    alfven_speed: Float[Array, ""]
    viscous_scale: Float[Array, ""]


def alfven_speed(magnetic_field: Scalar, density: Scalar, ionization: Scalar) -> Float[Array, ""]:
    """Alfvén speed v_A = B / sqrt(4 pi rho_ion), with rho_ion = ionization x density x m_p.

    Args:
        magnetic_field: mean field B [uG].
        density: number density of hydrogen nuclei [cm^-3].
        ionization: ionised fraction, above 0 and at most 1.

    Returns:
        v_A [kpc/Myr], 2.18 km/s for 1 uG and 1 cm^-3 of ionised hydrogen.
    """
    mass_density = _PROTON_MASS_G * ionization * density
    speed = _GAUSS_IN_UG * magnetic_field / jnp.sqrt(4.0 * jnp.pi * mass_density)
    return jnp.asarray(speed * _CM_S_IN_KM_S * KM_S_IN_KPC_MYR)


def plasma_beta(magnetic_field: Scalar, density: Scalar, temperature: Scalar, ionization: Scalar) -> Float[Array, ""]:
    """Thermal pressure of ions and electrons over magnetic pressure, beta = 8 pi (n_i + n_e) k T / B^2.

    Args:
        magnetic_field: mean field B [uG].
        density: number density of hydrogen nuclei [cm^-3].
        temperature: temperature of ions and electrons [K].
        ionization: ionised fraction, above 0 and at most 1; n_i = n_e = ionization x density.

    Returns:
        beta, dimensionless.
    """
    pressure = 2.0 * ionization * density * _BOLTZMANN_ERG_K * temperature
    return jnp.asarray(8.0 * jnp.pi * pressure / (_GAUSS_IN_UG * magnetic_field) ** 2)


def plasma_numbers(
    *,
    density: Scalar,
    temperature: Scalar,
    ionization: Scalar,
    magnetic_field: Scalar,
    alfven_mach: Scalar,
    injection_scale: Scalar,
) -> PlasmaNumbers:
    """All numbers of a zone that follow from its medium.

    Args:
        density: number density of hydrogen nuclei [cm^-3].
        temperature: temperature of ions and electrons [K].
        ionization: ionised fraction, above 0 and at most 1.
        magnetic_field: mean field [uG].
        alfven_mach: Alfvénic Mach number of the turbulence at the injection scale.
        injection_scale: outer scale of the turbulence [kpc].

    Returns:
        Plasma beta, Alfvén speed [kpc/Myr] and viscous scale.
    """
    speed = alfven_speed(magnetic_field, density, ionization)
    return PlasmaNumbers(
        plasma_beta=plasma_beta(magnetic_field, density, temperature, ionization),
        alfven_speed=speed,
        viscous_scale=viscous_scale(
            ion_density=ionization * density,
            temperature=temperature,
            alfven_speed=speed,
            alfven_mach=alfven_mach,
            injection_scale=injection_scale,
        ),
    )
