"""What every model of the interstellar gas offers, and the shapes of layers that the models share."""

from __future__ import annotations

import abc
import math

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar

Position = Float[Array, "..."] | float
"""A coordinate [kpc]; radius and height broadcast against each other."""
Density = Float[Array, "..."]
"""A number density [cm^-3], of the shape to which radius and height broadcast."""


class Gas(eqx.Module):
    """Interstellar gas, symmetric about the axis of the Galaxy.

    All methods are made of JAX operations: they work under ``jit`` and ``vmap``, and differentiate with respect to the
    height (from above where a layer has a cusp) and the parameters of the model.
    """

    @property
    def edge(self) -> Scalar | None:
        """Height at which the density jumps [kpc], where elements must have a boundary; none for layers without."""
        return None

    @abc.abstractmethod
    def neutral(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in atoms and molecules.

        Args:
            radius: Galactocentric radius [kpc].
            height: height above the plane, of either sign [kpc].

        Returns:
            Density of nuclei [cm^-3], of the broadcast shape.
        """

    @abc.abstractmethod
    def ionised(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in ionised gas, and so free electrons.

        Args:
            radius: Galactocentric radius [kpc].
            height: height above the plane, of either sign [kpc].

        Returns:
            Density of nuclei [cm^-3], of the broadcast shape.
        """

    def total(self, radius: Position, height: Position) -> Density:
        """All hydrogen nuclei.

        Args:
            radius: Galactocentric radius [kpc].
            height: height above the plane, of either sign [kpc].

        Returns:
            Density of nuclei [cm^-3], of the broadcast shape.
        """
        return self.neutral(radius, height) + self.ionised(radius, height)


def gaussian_layer(height: Position, half_height: Position) -> Float[Array, "..."]:
    """Gaussian profile of a layer, exp[-ln 2 (z/h)^2].

    Args:
        height: distance from the middle of the layer [kpc].
        half_height: h, where the density is half of that in the middle [kpc].

    Returns:
        Density relative to that in the middle, of the broadcast shape.
    """
    return jnp.exp(-math.log(2.0) * (height / half_height) ** 2)
