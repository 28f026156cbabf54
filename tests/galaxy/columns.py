"""Columns through the interstellar gas."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float
from numpy.polynomial import legendre

from magnetosonic.arrays import Array
from magnetosonic.constants import KPC_IN_CM
from magnetosonic.galaxy.layers import Density, Position

_DOUBLINGS = 10  # of the pieces of height from the plane outwards: the thinnest is H/1024
_GAUSS_POINTS = 16  # in each piece


def surface_density(
    density: Callable[[Position, Position], Density],
    radius: Float[Array, "*shape"] | float,
    half_height: float | Float[Array, ""],
) -> Float[Array, "*shape"]:
    """Column density through the disk, the integral over -half_height < z < half_height.

    By Gauss's rule on pieces of height that double from the plane outwards: exact to 1e-8 for layers thicker than 10 pc
    without edges, for half heights of some kpc.

    Args:
        density: function of radius and height [kpc] that returns a density [cm^-3], such as ``gas.total``.
        radius: Galactocentric radius [kpc].
        half_height: where the integral ends [kpc].

    Returns:
        Column density of both sides of the plane [1e20 cm^-2], of the shape of the radius.
    """
    gauss, gauss_weight = legendre.leggauss(_GAUSS_POINTS)
    edges = np.concatenate([[0.0], 0.5 ** np.arange(_DOUBLINGS, -1, -1)])
    half = 0.5 * np.diff(edges)[:, None]
    height = half_height * jnp.asarray((edges[:-1, None] + half * (gauss + 1.0)).ravel())
    weight = half_height * jnp.asarray((half * gauss_weight).ravel())
    across = jnp.asarray(radius)[..., None]
    both_sides = density(across, height) + density(across, -height)
    return KPC_IN_CM / 1e20 * (both_sides @ weight)
