"""What every distribution of sources offers.

Only the shape matters for cosmic rays, whose flux is normalised to a measurement.
"""

from __future__ import annotations

import abc
from typing import ClassVar

import equinox as eqx
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.choices import Setting
from magnetosonic.galaxy.layers import Position
from magnetosonic.words import fields

SOLAR_RADIUS = 8.5
"""Galactocentric radius of the Sun with which all surveys were normalised, whatever the observer's is [kpc]."""
SCALE_HEIGHT = Setting(
    "Height over which the sources fall by e [kpc], for a table without heights and in place of that of surveys.",
    "kpc",
    "0.01 kpc",
    "50 kpc",
    "0.1 kpc",
    required=False,
)
"""The key ``source_scale_height`` of several models."""


class Sources(eqx.Module):
    """A distribution of sources, symmetric about the axis of the Galaxy.

    It is made of JAX operations, and differentiates with respect to the height (from above at a cusp) and to its
    parameters.

    Class attributes:
        WORDS: what the sources are, in a report.
        CITATIONS: what to cite for them, pairs of subject and reference.
        ADDRESSES: attributes (with dots between them, the part itself if empty) by their keys in ``[galaxy]`` of a
            configuration, where these differ.
        BOUNDED: they may lie wholly outside of a Galaxy; those of formulas have no end inside of any.
    """

    WORDS: ClassVar[str] = ""
    CITATIONS: ClassVar[tuple[tuple[str, str], ...]] = ()
    ADDRESSES: ClassVar[dict[str, str]] = {}
    BOUNDED: ClassVar[bool] = False

    __repr__ = fields

    def words(self) -> str:
        """What the sources are, for a report."""
        return self.WORDS or type(self).__name__

    def citations(self) -> tuple[tuple[str, str], ...]:
        """What to cite for them, pairs of subject and reference."""
        return self.CITATIONS

    @abc.abstractmethod
    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate per unit volume, in a unit of the model.

        Args:
            radius: Galactocentric radius [kpc].
            height: height above the plane, of either sign [kpc].

        Returns:
            Rate, of the broadcast shape.
        """
