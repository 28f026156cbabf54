"""Supernovae of Ferrière 2001."""

from __future__ import annotations

from typing import ClassVar

import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.choices import Choice
from magnetosonic.galaxy.layers import Position
from magnetosonic.galaxy.sources.interface import SOLAR_RADIUS, Sources


class Ferriere2001(Sources):
    """Supernova rate of Ferrière 2001, Rev. Mod. Phys. 73, 1031, section III.E [1/(kpc^3 Myr)].

    Type Ia supernovae follow the old stellar disk, type II the pulsars, about 60 % of them in associations.
    """

    WORDS: ClassVar = "supernovae of Ferrière 2001"
    CITATIONS: ClassVar = (("sources", "Ferrière 2001, Rev. Mod. Phys. 73, 1031"),)

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate of both types together [1/(kpc^3 Myr)]; see :meth:`Sources.__call__`."""
        type_ia = 7.3 * jnp.exp(-(radius - SOLAR_RADIUS) / 4.5 - jnp.abs(height) / 0.325)
        outer = jnp.exp(-(radius**2 - SOLAR_RADIUS**2) / 6.8**2)
        inner = 3.55 * jnp.exp(-(((radius - 3.7) / 2.1) ** 2))
        vertical = 0.79 * jnp.exp(-((height / 0.212) ** 2)) + 0.21 * jnp.exp(-((height / 0.636) ** 2))
        return type_ia + 50.0 * vertical * jnp.where(jnp.asarray(radius) > 3.7, outer, inner)


CHOICE = Choice("ferriere2001", "supernovae of both types (Ferrière 2001, RMP 73, 1031)", Ferriere2001)
