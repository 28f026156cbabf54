"""Friction between ions and neutrals in hydrogen gas, and the scales where it overtakes the turbulent cascades.

Notation: f is the ionised fraction, chi = rho_n/rho_i = (1 - f)/f, so that 1 + chi = 1/f; V_Ai is the Alfvén speed of
the ions alone and V_A = V_Ai sqrt(f) that of ions and neutrals moving together; q = k V_Ai/((1 + chi) nu_ni) is the
wave number in units of the one at which the neutrals decouple.

The rate of damping is that of weakly damped waves of the two-fluid equations. It joins the limits of coupled
(q << 1) and decoupled (q >> 1) neutrals; at q = 1 it is too low by the fraction chi/2 for chi << 1 and by half for
chi >> 1. For chi > 8 the exact dispersion relation has wave numbers around q = 1 at which Alfvén waves do not
propagate at all.

Sources: Xu, Yan and Lazarian 2016, ApJ 826, 166; rate coefficient from Pinto and Galli 2008, A&A 484, 17.
"""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float, Scalar
from magnetosonic.constants import MYR_IN_S

NEVER: float = 1e30
"""Wave number in units of 1/L that stands for a cascade which ion-neutral damping never overtakes; it lies far above
the dissipation scale, where every cascade ends."""

_Q_OF_HIGHEST = math.sqrt(3.0)
_HIGHEST = 3.0**0.75 / 4.0
# The root has an infinite derivative at the peak itself; rounding must not reach it.
_BELOW_PEAK = 1.0 - 1e-12


def neutral_ion_collision_frequency(ion_density: Scalar, temperature: Scalar) -> Float[Array, ""]:
    """Rate at which a hydrogen atom loses its momentum to protons, nu_ni = n_i <sigma v>/2.

    <sigma v> = 0.649e-9 (T/K)^0.375 cm^3/s for protons in hydrogen atoms (Pinto and Galli 2008, A&A 484, 17, table 1);
    the drag coefficient is <sigma v>/(m_i + m_n). Valid for drifts slower than the thermal speed. Protons lose theirs
    at the rate nu_in = chi nu_ni.

    Args:
        ion_density: number density of protons [cm^-3].
        temperature: temperature of protons and atoms [K].

    Returns:
        nu_ni [1/Myr].
    """
    rate_coefficient = 0.649e-9 * jnp.asarray(temperature) ** 0.375
    return jnp.asarray(0.5 * ion_density * rate_coefficient * MYR_IN_S)


def ion_neutral_damping_rate(
    wave_number: Scalar, *, ionization: Scalar, collision_frequency: Scalar, alfven_speed: Scalar
) -> Float[Array, ""]:
    """Rate at which the amplitude of a wave decays, Gamma = (nu_in/2) q^2/(1 + q^2).

    For Alfvén waves k is the wave number along the field; for fast modes at low beta, whose speed is V_A in every
    direction, it is the whole wave number.

    Args:
        wave_number: k [1/kpc].
        ionization: ionised fraction f, above 0 and at most 1.
        collision_frequency: nu_ni [1/Myr].
        alfven_speed: Alfvén speed of the ions V_Ai [kpc/Myr].

    Returns:
        Gamma [1/Myr]; xi_n V_A^2 k^2/(2 nu_ni) for coupled neutrals, xi_n = chi/(1 + chi), and nu_in/2 for decoupled.
    """
    q = wave_number * alfven_speed * ionization / collision_frequency
    ion_frequency = _neutrals_per_ion(ionization) * collision_frequency
    return jnp.asarray(0.5 * ion_frequency * q**2 / (1.0 + q**2))


def ion_neutral_scale(
    *,
    ionization: Scalar,
    collision_frequency: Scalar,
    alfven_speed: Scalar,
    alfven_mach: Scalar,
    injection_scale: Scalar,
) -> Float[Array, ""]:
    """Wave number x_in at which ion-neutral damping overtakes the cascade of fast modes.

    The least root of (k/L)^(1/2) M_A^2 V_A = Gamma(k), in terms of q: q^(3/2)/(1 + q^2) = h with
    h = 2 M_A^2 (V_A/L) (k L/q)^(1/2)/nu_in. With coupled neutrals
    x_in = (2 nu_ni L M_A^2/(xi_n V_A))^(2/3). For low beta, where the speed of fast modes is V_A. The cascade is that
    of ions and neutrals moving together at every q, as it starts that way wherever L is above the decoupling scale.

    Args:
        ionization: ionised fraction f, above 0 and at most 1.
        collision_frequency: nu_ni [1/Myr].
        alfven_speed: Alfvén speed of the ions V_Ai [kpc/Myr].
        alfven_mach: M_A; the velocity at the injection scale is M_A V_A.
        injection_scale: L [kpc].

    Returns:
        x_in = k L, dimensionless, or :data:`NEVER` if h exceeds the maximum of the left side, 3^(3/4)/4.
    """
    unit = _scale_of_unit_q(ionization, collision_frequency, alfven_speed, injection_scale)
    cascade = 2.0 * alfven_mach**2 * alfven_speed * jnp.sqrt(ionization * unit) / injection_scale
    # 1/h, because h is infinite without neutrals.
    strength = _neutrals_per_ion(ionization) * collision_frequency / cascade
    overtaken = strength * _HIGHEST * _BELOW_PEAK > 1.0
    # Neither branch may be evaluated where it is infinite: its gradient would be NaN even if the other is chosen.
    log_height = -jnp.log(jnp.where(overtaken, strength, 2.0 / _HIGHEST))
    return jnp.where(overtaken, unit * jnp.exp(_least_log_q(log_height)), NEVER)


def ion_neutral_parallel_scale(
    *, ionization: Scalar, collision_frequency: Scalar, alfven_speed: Scalar, injection_scale: Scalar
) -> Float[Array, ""]:
    """Parallel wave number at which ion-neutral damping overtakes the Alfvénic cascade.

    In critically balanced turbulence the rate of the cascade is k_par V_A. It equals Gamma(k_par) where
    q^2 - s q + 1 = 0, s = chi/(2 sqrt(1 + chi)), of which the lower root counts. It is
    k_par L = 2 nu_ni L/(xi_n V_A) for chi >> 1. Valid for strong turbulence.

    Args:
        ionization: ionised fraction f, above 0 and at most 1.
        collision_frequency: nu_ni [1/Myr].
        alfven_speed: Alfvén speed of the ions V_Ai [kpc/Myr].
        injection_scale: L [kpc].

    Returns:
        k_par L, dimensionless, or :data:`NEVER` for s <= 2, which is f > 0.0557.
    """
    unit = _scale_of_unit_q(ionization, collision_frequency, alfven_speed, injection_scale)
    s = 0.5 * (1.0 - ionization) / jnp.sqrt(ionization)
    overtaken = s > 2.0
    safe = jnp.where(overtaken, s, 4.0)
    q = 2.0 / (safe + jnp.sqrt((safe - 2.0) * (safe + 2.0)))
    return jnp.where(overtaken, unit * q, NEVER)


def _neutrals_per_ion(ionization: Scalar) -> Float[Array, ""]:
    return jnp.asarray((1.0 - ionization) / ionization)


def _scale_of_unit_q(
    ionization: Scalar, collision_frequency: Scalar, alfven_speed: Scalar, injection_scale: Scalar
) -> Float[Array, ""]:
    """Wave number k L at which q = 1."""
    return jnp.asarray(injection_scale * collision_frequency / (ionization * alfven_speed))


def _least_log_q(log_height: Float[Array, ""]) -> Float[Array, ""]:
    """Least root in ln q of q^(3/2)/(1 + q^2) = h < 3^(3/4)/4, with its first derivative."""

    def log_left_side(log_q):
        return 1.5 * log_q - jax.nn.softplus(2.0 * log_q)

    def halve(_, interval):
        low, high = interval
        middle = 0.5 * (low + high)
        below = log_left_side(middle) < target
        return jnp.where(below, middle, low), jnp.where(below, high, middle)

    target = jax.lax.stop_gradient(log_height)
    # The left side is below q^(3/2), and increases up to q = sqrt(3).
    start = ((2.0 / 3.0) * target, jnp.full_like(target, math.log(_Q_OF_HIGHEST)))
    low, high = jax.lax.fori_loop(0, 60, halve, start)
    root = 0.5 * (low + high)
    # The derivative is that of the one Newton step after the bisection, which is the implicit derivative.
    slope = 1.5 - 2.0 * jax.nn.sigmoid(2.0 * root)
    return root - (log_left_side(root) - log_height) / slope
