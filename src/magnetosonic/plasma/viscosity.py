"""Coulomb collisions in a hydrogen plasma: their logarithm, the viscosity and the scale where it damps fast modes."""

from __future__ import annotations

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float, Scalar
from magnetosonic.constants import KPC_IN_CM
from magnetosonic.plasma.cgs import BOLTZMANN_ERG_K, CM_S_IN_KPC_MYR, ELEMENTARY_CHARGE_ESU, PROTON_MASS_G
from magnetosonic.plasma.debye import debye_length_cm

_QUANTUM_TEMPERATURE_K = 4.2e5


def coulomb_logarithm(electron_density: Scalar, temperature: Scalar) -> Float[Array, ""]:
    """Coulomb logarithm of singly charged particles.

    ln Lambda with Lambda = 3/(2 e^3) sqrt((kT)^3/(pi n_e)), the ratio of the Debye length to the impact parameter of a
    deflection by 90 degrees, times sqrt(4.2e5 K/T) above 4.2e5 K, where diffraction of the electrons sets the
    smallest impact parameter. Source: Spitzer 1962, Physics of Fully Ionized Gases, eq. 5-14 and table 5.1.

    Args:
        electron_density: n_e [cm^-3].
        temperature: temperature of the electrons [K].

    Returns:
        ln Lambda, dimensionless; meaningful where it is well above 1.
    """
    right_angle_cm = ELEMENTARY_CHARGE_ESU**2 / (3.0 * BOLTZMANN_ERG_K * temperature)
    classical = debye_length_cm(electron_density, temperature) / right_angle_cm
    diffraction = jnp.sqrt(jnp.minimum(1.0, _QUANTUM_TEMPERATURE_K / temperature))
    return jnp.log(classical * diffraction)


def longitudinal_viscosity(electron_density: Scalar, temperature: Scalar) -> Float[Array, ""]:
    """Longitudinal viscosity of a fully ionised hydrogen plasma.

    eta_0 = 6e3 (37/ln Lambda) (T/1e8 K)^(5/2) g/(cm s): Spitzer 1962, in the scaling of Fornieri et al. 2021,
    MNRAS 502, 5821. Valid where the mean free path of the ions is smaller than the wavelength.

    Args:
        electron_density: n_e [cm^-3].
        temperature: temperature of the ions [K].

    Returns:
        eta_0 [g/(cm s)].
    """
    return 6e3 * 37.0 / coulomb_logarithm(electron_density, temperature) * (temperature / 1e8) ** 2.5


def viscous_scale(
    *,
    ion_density: Scalar,
    temperature: Scalar,
    alfven_speed: Scalar,
    alfven_mach: Scalar,
    injection_scale: Scalar,
) -> Float[Array, ""]:
    """Wave number x_c at which viscosity overtakes the cascade of fast modes, before its dependence on angle.

    x_c = (6 rho_ion M_A^2 L v_A / eta_0)^(2/3): the rate of the cascade, (k/L)^(1/2) (M_A v_A)^2/v_A, equals the
    rate of damping, k^2 eta_0/(6 rho_ion). Source: Yan & Lazarian 2008, ApJ 673, 942; Fornieri et al. 2021, MNRAS
    502, 5821, appendix A.

    Args:
        ion_density: number density of protons, equal to that of electrons [cm^-3].
        temperature: temperature of the ions [K].
        alfven_speed: v_A [kpc/Myr].
        alfven_mach: M_A; the velocity at the injection scale is M_A v_A.
        injection_scale: L [kpc].

    Returns:
        x_c = k L, dimensionless.
    """
    mass_density = PROTON_MASS_G * ion_density
    momentum = mass_density * alfven_mach**2 * (injection_scale * KPC_IN_CM) * (alfven_speed / CM_S_IN_KPC_MYR)
    return jnp.asarray((6.0 * momentum / longitudinal_viscosity(ion_density, temperature)) ** (2.0 / 3.0))
