"""Numbers of a magnetised hydrogen plasma that the theory of turbulence needs.

The gas is hydrogen, a fraction of it ionised. Waves live in the ionised part: neutrals, decoupled on the scales on
which cosmic rays of GV to PV are scattered, enter neither the inertia nor the pressure. Valid for non-relativistic
Alfvén speeds and equal temperatures of ions and electrons.
"""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float, Scalar
from magnetosonic.plasma.cgs import BOLTZMANN_ERG_K, CM_S_IN_KPC_MYR, GAUSS_IN_UG, PROTON_MASS_G
from magnetosonic.plasma.debye import debye_length
from magnetosonic.plasma.ion_neutral import (
    ion_neutral_parallel_scale,
    ion_neutral_scale,
    neutral_ion_collision_frequency,
)
from magnetosonic.plasma.viscosity import coulomb_logarithm, longitudinal_viscosity, viscous_scale


class PlasmaNumbers(eqx.Module):
    """What follows from the medium of a zone.

    Attributes:
        plasma_beta: thermal over magnetic pressure.
        alfven_speed: Alfvén speed [kpc/Myr].
        debye_length: Debye length of the electrons [kpc].
        coulomb_logarithm: Coulomb logarithm ln Lambda.
        viscosity: longitudinal viscosity eta_0 [g/(cm s)].
        collision_frequency: nu_ni, rate at which a neutral loses its momentum to ions [1/Myr].
        viscous_scale: x_c, viscous cut-off of the fast-mode cascade as wave number times injection scale.
        ion_neutral_scale: x_in, cut-off of the fast-mode cascade by ion-neutral damping, likewise; 1e30 for never.
        ion_neutral_parallel_scale: parallel wave number times injection scale at which ion-neutral damping ends the
            Alfvénic cascade; 1e30 for never.
    """

    plasma_beta: Float[Array, ""]
    alfven_speed: Float[Array, ""]
    debye_length: Float[Array, ""]
    coulomb_logarithm: Float[Array, ""]
    viscosity: Float[Array, ""]
    collision_frequency: Float[Array, ""]
    viscous_scale: Float[Array, ""]
    ion_neutral_scale: Float[Array, ""]
    ion_neutral_parallel_scale: Float[Array, ""]


def alfven_speed(magnetic_field: Scalar, density: Scalar, ionization: Scalar) -> Float[Array, ""]:
    """Alfvén speed v_A = B / sqrt(4 pi rho_ion), with rho_ion = ionization x density x m_p.

    Args:
        magnetic_field: mean field B [uG].
        density: number density of hydrogen nuclei [cm^-3].
        ionization: ionised fraction, above 0 and at most 1.

    Returns:
        v_A [kpc/Myr], 2.18 km/s for 1 uG and 1 cm^-3 of ionised hydrogen.
    """
    mass_density = PROTON_MASS_G * ionization * density
    speed = GAUSS_IN_UG * magnetic_field / jnp.sqrt(4.0 * jnp.pi * mass_density)
    return jnp.asarray(speed * CM_S_IN_KPC_MYR)


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
    pressure = 2.0 * ionization * density * BOLTZMANN_ERG_K * temperature
    return jnp.asarray(8.0 * jnp.pi * pressure / (GAUSS_IN_UG * magnetic_field) ** 2)


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
        Every number of :class:`PlasmaNumbers`, with its unit there.
    """
    ion_density = ionization * density
    speed = alfven_speed(magnetic_field, density, ionization)
    collision_frequency = neutral_ion_collision_frequency(ion_density, temperature)
    return PlasmaNumbers(
        plasma_beta=plasma_beta(magnetic_field, density, temperature, ionization),
        alfven_speed=speed,
        debye_length=debye_length(ion_density, temperature),
        coulomb_logarithm=coulomb_logarithm(ion_density, temperature),
        viscosity=longitudinal_viscosity(ion_density, temperature),
        collision_frequency=collision_frequency,
        viscous_scale=viscous_scale(
            ion_density=ion_density,
            temperature=temperature,
            alfven_speed=speed,
            alfven_mach=alfven_mach,
            injection_scale=injection_scale,
        ),
        ion_neutral_scale=ion_neutral_scale(
            ionization=ionization,
            collision_frequency=collision_frequency,
            alfven_speed=speed,
            alfven_mach=alfven_mach,
            injection_scale=injection_scale,
        ),
        ion_neutral_parallel_scale=ion_neutral_parallel_scale(
            ionization=ionization,
            collision_frequency=collision_frequency,
            alfven_speed=speed,
            injection_scale=injection_scale,
        ),
    )
