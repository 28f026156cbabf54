"""Galactic wind: advection away from the plane."""

from __future__ import annotations

import equinox as eqx
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.words import fields


class Wind(eqx.Module):
    """Wind velocity v_w(z) = (v_0 + g |z|) sign(z), directed away from the plane.

    Its divergence is g + 2 v_0 delta(z): the plane, where the wind changes sign, expands as well.

    Source: the form of Strong & Moskalenko 1998, ApJ 509, 212, section 2, with v_0 added.

    Attributes:
        velocity: v_0 just above the plane, not negative [kpc/Myr].
        gradient: g, not negative [1/Myr].
    """

    velocity: Float[Array, ""] | float
    gradient: Float[Array, ""] | float

    __repr__ = fields

    def __call__(self, height: Float[Array, "..."]) -> Float[Array, "..."]:
        """Velocity at heights above the plane [kpc], in kpc/Myr."""
        return self.velocity + self.gradient * height
