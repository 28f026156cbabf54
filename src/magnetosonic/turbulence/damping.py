"""Where damping truncates the cascade of compressible modes.

Everything is a function of the obliquity omega = ln(xi^2/(1 - xi^2)) = 2 ln cot(alpha), alpha being the angle
between wave vector and field and xi its cosine: waves along the field are at omega -> infinity, waves across it at
omega -> -infinity, and both limits, in which the integrals of the scattering rates live, are resolved.

Sources: Yan and Lazarian 2004, ApJ 614, 757; 2008, ApJ 673, 942; Fornieri et al. 2021, MNRAS 502, 5821, A16, A18
and A19 (there with (1 - 3 xi^2) for high beta, whose modulus is meant).
"""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.constants import KPC_IN_CM, PROTON_ELECTRON_MASS_RATIO
from magnetosonic.turbulence.medium import Turbulence

DISSIPATION_PER_KPC = 3e-9 * KPC_IN_CM
"""Dissipation wave number, in units of 1/L, for each kpc of L [1/kpc] (Fornieri et al. 2021, A16)."""
_LARGE_BETA = 2.0  # from which on the limit of a large beta holds; that of a small one up to its inverse


def dissipation_scale(turbulence: Turbulence) -> Float[Array, "..."]:
    """Wave number k L at which every cascade ends, x_diss = 3e-9 L[cm]."""
    return DISSIPATION_PER_KPC * turbulence.injection_scale


def log_compressible_cap(turbulence: Turbulence) -> Float[Array, "..."]:
    """Ln of the wave number k L at which the cascade of compressible modes ends in every direction.

    It is the dissipation scale or, if it is lower and switched on, the scale of ion-neutral damping.
    """
    cap = jnp.log(dissipation_scale(turbulence))
    return jnp.where(turbulence.ion_neutral, jnp.minimum(cap, jnp.log(turbulence.ion_neutral_scale)), cap)


def obliquity(xi: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Omega = ln(xi^2/(1 - xi^2)) of the cosine xi of the wave angle; even in xi."""
    return 2.0 * jnp.log(jnp.abs(xi)) - jnp.log1p(-xi * xi)


def log_cosine_squared(omega: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Logarithm of xi^2 of the obliquity."""
    return -jax.nn.softplus(-omega)


def log_sine_squared(omega: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Logarithm of 1 - xi^2 of the obliquity."""
    return -jax.nn.softplus(omega)


def log_collisionless_amplitude(turbulence: Turbulence) -> Float[Array, "..."]:
    """Logarithm of 4 M_A^4 (m_p/m_e)/(pi beta), the factor of the collisionless truncation."""
    return (
        math.log(4.0 * PROTON_ELECTRON_MASS_RATIO / math.pi)
        + 4.0 * jnp.log(turbulence.alfven_mach)
        - jnp.log(turbulence.plasma_beta)
    )


def collisionless_exponent(turbulence: Turbulence) -> Float[Array, "..."]:
    """The exponent b = 2 m_e/(m_p beta), so that the collisionless truncation grows as exp(b/xi^2) at small xi."""
    return 2.0 / (PROTON_ELECTRON_MASS_RATIO * turbulence.plasma_beta)


def log_collisionless_truncation(turbulence: Turbulence, omega: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Logarithm of X = 4 M_A^4 (m_p/m_e) xi^2/(pi beta (1-xi^2)^2) exp(2 m_e/(m_p beta xi^2)).

    Source: Yan and Lazarian 2008; Fornieri et al. 2021, A18.

    Args:
        turbulence: the zone's turbulence, not batched.
        omega: obliquity.

    Returns:
        ln X.
    """
    return (
        log_collisionless_amplitude(turbulence)
        + log_cosine_squared(omega)
        - 2.0 * log_sine_squared(omega)
        + collisionless_exponent(turbulence) * (1.0 + jnp.exp(-omega))
    )


def viscous_form(turbulence: Turbulence) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Numbers of the viscous truncation X = x_c |1 - q xi^2|^(-s) as it changes from small to large beta.

    Viscosity damps fast modes in proportion to (e_perp sin(alpha) - 2 e_par cos(alpha))^2, e being the direction of
    their motion: across the field for small beta, which gives 1 - xi^2, along the wave vector for large beta, which
    gives (1 - 3 xi^2)^2. In between the root, the direction that is not damped, moves from the field (xi = 1) to
    xi^2 = 1/3. Here q moves from 1 to 3 and s from 2/3 to 4/3 with one weight of ln(beta), smooth to the second
    derivative, between beta = 1/2 and 2; outside the limits hold as they stand.

    Args:
        turbulence: the zone's turbulence.

    Returns:
        q - 1 and s.
    """
    t = jnp.clip(0.5 + jnp.log(turbulence.plasma_beta) / (2.0 * math.log(_LARGE_BETA)), 0.0, 1.0)
    weight = t**3 * (10.0 - 15.0 * t + 6.0 * t**2)
    return 2.0 * weight, (2.0 / 3.0) * (1.0 + weight)


def log_viscous_truncation(turbulence: Turbulence, omega: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Logarithm of X = x_c (1-xi^2)^(-2/3) for small beta, x_c |1-3 xi^2|^(-4/3) for large beta.

    In between X = x_c |1 - q xi^2|^(-s), see :func:`viscous_form`. Source: Yan and Lazarian 2008; Fornieri et al. 2021,
    A19.

    Args:
        turbulence: the zone's turbulence, not batched.
        omega: obliquity.

    Returns:
        ln X.
    """
    factor, exponent = viscous_form(turbulence)
    # No damping at the root of 1 - q xi^2, where the cap takes over.
    distance = jnp.abs(jnp.exp(log_sine_squared(omega)) - factor * jnp.exp(log_cosine_squared(omega)))
    safe = jnp.where(distance > 1e-30, distance, 1e-30)
    return jnp.log(turbulence.viscous_scale) - exponent * jnp.log(safe)


def truncations(turbulence: Turbulence, omega: Float[Array, "*shape"]) -> Float[Array, "law *shape"]:
    """Logarithm of X for every law: cap, collisionless, viscous; infinite for those that are switched off.

    Args:
        turbulence: the zone's turbulence, not batched.
        omega: obliquity.

    Returns:
        ln X, one row for each law.
    """
    cap = jnp.broadcast_to(log_compressible_cap(turbulence), omega.shape)
    collisionless = jnp.where(turbulence.collisionless, log_collisionless_truncation(turbulence, omega), jnp.inf)
    viscous = jnp.where(turbulence.viscous, log_viscous_truncation(turbulence, omega), jnp.inf)
    return jnp.stack([cap, collisionless, viscous])


def log_truncation(turbulence: Turbulence, omega: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Logarithm of X of the truncation: the least of the laws switched on. Waves exist for 1 <= x <= X.

    Args:
        turbulence: the zone's turbulence, not batched.
        omega: obliquity.

    Returns:
        ln X; negative where the cascade is damped already at the injection scale.
    """
    least, *others = truncations(turbulence, omega)
    # Not a minimum: its derivative asks which law equals it, and finds none where the compiler computes laws twice with
    # different rounding. That is 0/0.
    for law in others:
        least = jnp.where(law < least, law, least)
    return least


def truncation_scale(turbulence: Turbulence, xi: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Wave number X = k L beyond which waves at the cosine xi are damped.

    Args:
        turbulence: the zone's turbulence, not batched.
        xi: cosine of the angle between wave vector and field, 0 < |xi| < 1.

    Returns:
        X, at most the scale where the cascade ends in all directions; no wave exists where X < 1.
    """
    return jnp.exp(log_truncation(turbulence, obliquity(xi)))
