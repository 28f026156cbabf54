"""Coordinates in the Galaxy, and the shape of layers that the models of gas and sources share."""

from __future__ import annotations

import math

import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array

Position = Float[Array, "..."] | float
"""A coordinate [kpc]; radius and height broadcast against each other."""
Density = Float[Array, "..."]
"""A number density [cm^-3], of the shape to which radius and height broadcast."""


def gaussian_layer(height: Position, half_height: Position) -> Float[Array, "..."]:
    """Gaussian profile of a layer, exp[-ln 2 (z/h)^2].

    Args:
        height: distance from the middle of the layer [kpc].
        half_height: h, where the density is half of that in the middle [kpc].

    Returns:
        Density relative to that in the middle, of the broadcast shape.
    """
    return jnp.exp(-math.log(2.0) * (height / half_height) ** 2)
