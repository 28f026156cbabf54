"""Bessel functions of the first kind: squares for integrals, and fast J_0 and J_1.

Sources: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), sections 9.2 and 9.4.
"""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
from scipy import special

from magnetosonic.arrays import Array, Float

_ASYMPTOTIC = 1e4  # above, the leading term 1/(pi z) is exact enough
_BLEND_WIDTH = 0.12  # in ln z
_NEGLIGIBLE = 1e-7


def _share_of_average(order: float | int, z: Float[np.ndarray, "*shape"], onset: float) -> Float[np.ndarray, "*shape"]:
    """From 0 (take the square itself) to 1 (take its average over the oscillation), infinitely smooth in ln z."""
    return special.expit((np.log(z) - np.log(onset + 4.0 * order)) / _BLEND_WIDTH)


def _blend(
    order: float | int,
    z: Float[np.ndarray, "*shape"],
    onset: float,
    first: Callable[[float | int, np.ndarray], np.ndarray],
    second: Callable[[float | int, np.ndarray], np.ndarray],
) -> Float[np.ndarray, "*shape"]:
    """Square of the first function, and for large z half the sum of squares of both, which does not oscillate."""
    bounded = np.minimum(z, _ASYMPTOTIC)
    share = _share_of_average(order, z, onset)
    itself = first(order, bounded) ** 2
    # The second function is singular at zero, where it is not needed; it oscillates only beyond z = n.
    start = np.maximum(1.5 * order, 1.0)
    share = np.where(z < start, 0.0, share)
    other = second(order, np.maximum(bounded, start)) ** 2
    average = np.where(z < _ASYMPTOTIC, 0.5 * (itself + other), 1.0 / (np.pi * z))
    return np.where(share > _NEGLIGIBLE, share * average + (1.0 - share) * itself, itself)


def squared(order: float | int, z: Float[np.ndarray, "*shape"], onset: float = 30.0) -> Float[np.ndarray, "*shape"]:
    """J_n(z)^2, and for z well above an onset its local average (J_n^2 + Y_n^2)/2.

    The smooth change lets integrals over many decades of z be taken on a logarithmic grid: what is left out
    oscillates and integrates to almost nothing.

    Args:
        order: n >= 1, not necessarily an integer.
        z: positive arguments.
        onset: the change is centred at z = onset + 4 n.

    Returns:
        The (averaged) square.
    """
    return _blend(order, z, onset, special.jv, special.yv)


def squared_derivative(
    order: float | int, z: Float[np.ndarray, "*shape"], onset: float = 30.0
) -> Float[np.ndarray, "*shape"]:
    """J_n'(z)^2, and for z well above an onset its local average (J_n'^2 + Y_n'^2)/2; see :func:`squared`.

    Args:
        order: n >= 1, not necessarily an integer.
        z: positive arguments.
        onset: the change is centred at z = onset + 4 n.

    Returns:
        The (averaged) square of the derivative.
    """
    return _blend(order, z, onset, special.jvp, special.yvp)


def _polynomial(coefficients: tuple[float, ...], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    total = jnp.full_like(x, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        total = total * x + coefficient
    return total


_J0_SMALL = (1.0, -2.2499997, 1.2656208, -0.3163866, 0.0444479, -0.0039444, 0.0002100)
_J1_SMALL = (0.5, -0.56249985, 0.21093573, -0.03954289, 0.00443319, -0.00031761, 0.00001109)
_J0_SIZE = (0.79788456, -0.00000077, -0.00552740, -0.00009512, 0.00137237, -0.00072805, 0.00014476)
_J1_SIZE = (0.79788456, 0.00000156, 0.01659667, 0.00017105, -0.00249511, 0.00113653, -0.00020033)
_J0_PHASE = (-0.78539816, -0.04166397, -0.00003954, 0.00262573, -0.00054125, -0.00029333, 0.00013558)
_J1_PHASE = (-2.35619449, 0.12499612, 0.00005650, -0.00637879, 0.00074348, 0.00079824, -0.00029166)
_COSINE = (1.0, -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600, -1 / 87178291200)


def _cosine(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Cosine to 1e-10 by Taylor's series after reduction to half a period; vectorises, unlike the library's."""
    half_periods = jnp.round(x / jnp.pi)
    reduced = x - half_periods * jnp.pi
    sign = 1.0 - 2.0 * (half_periods - 2.0 * jnp.floor(0.5 * half_periods))
    return sign * _polynomial(_COSINE, reduced * reduced)


def j0_and_j1_over_z(z: Float[Array, "*shape"]) -> tuple[Float[Array, "*shape"], Float[Array, "*shape"]]:
    """J_0(z) and J_1(z)/z for z >= 0, to 1e-7, by polynomials that vectorise.

    Source: Abramowitz and Stegun (1964), equations 9.4.1 and 9.4.3 to 9.4.6.

    Args:
        z: arguments, z >= 0.

    Returns:
        J_0(z), and J_1(z)/z, which is 1/2 at zero.
    """
    small = jnp.minimum(z, 3.0) ** 2 / 9.0
    large = jnp.maximum(z, 3.0)
    inverse = 3.0 / large
    root = jnp.sqrt(1.0 / large)
    j0 = root * _polynomial(_J0_SIZE, inverse) * _cosine(large + _polynomial(_J0_PHASE, inverse))
    j1 = root * _polynomial(_J1_SIZE, inverse) * _cosine(large + _polynomial(_J1_PHASE, inverse))
    is_small = z < 3.0
    return (
        jnp.where(is_small, _polynomial(_J0_SMALL, small), j0),
        jnp.where(is_small, _polynomial(_J1_SMALL, small), j1 / large),
    )
