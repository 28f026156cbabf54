"""What follows from the diffusion coefficient along the mean field: mean free path, frequency, D across the field."""

from __future__ import annotations

from magnetosonic.arrays import Array, Float, Scalar, namespace
from magnetosonic.turbulence.medium import Turbulence


def mean_free_path(
    coefficient: Float[Array, "*shape"], velocity: Float[Array, "..."] | Scalar
) -> Float[Array, "*shape"]:
    """Mean free path along the field, lambda = 3 D/v.

    Args:
        coefficient: D_parallel [kpc^2/Myr].
        velocity: particle velocity [kpc/Myr].

    Returns:
        lambda [kpc].
    """
    return 3.0 * coefficient / namespace(coefficient, velocity).asarray(velocity)


def scattering_frequency(
    coefficient: Float[Array, "*shape"], velocity: Float[Array, "..."] | Scalar
) -> Float[Array, "*shape"]:
    """Scattering frequency nu = v/lambda = v^2/(3 D).

    Args:
        coefficient: D_parallel [kpc^2/Myr].
        velocity: particle velocity [kpc/Myr].

    Returns:
        nu [1/Myr].
    """
    return namespace(coefficient, velocity).asarray(velocity) / mean_free_path(coefficient, velocity)


def perpendicular_diffusion(turbulence: Turbulence, coefficient: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """D across the mean field: M_A^4 D_parallel for M_A < 1, D_parallel itself from M_A = 1 on.

    Particles follow field lines, which in sub-Alfvénic turbulence wander by M_A^4 as much across as along. Sources:
    Lazarian 2006, ApJ 645, L25; Yan and Lazarian 2008, ApJ 673, 942.

    Args:
        turbulence: the zone's turbulence, not batched.
        coefficient: D_parallel [kpc^2/Myr].

    Returns:
        D_perpendicular [kpc^2/Myr].
    """
    numpy = namespace(turbulence, coefficient)
    return numpy.minimum(turbulence.alfven_mach, 1.0) ** 4 * numpy.asarray(coefficient)
