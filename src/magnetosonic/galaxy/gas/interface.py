"""What every model of the interstellar gas offers."""

from __future__ import annotations

import abc
from typing import ClassVar

import equinox as eqx

from magnetosonic.arrays import Scalar
from magnetosonic.galaxy.layers import Density, Position
from magnetosonic.words import fields


class Gas(eqx.Module):
    """Interstellar gas, symmetric about the axis of the Galaxy.

    All methods are made of JAX operations: they work under ``jit`` and ``vmap``, and differentiate with respect to the
    height (from above where a layer has a cusp) and the parameters of the model.

    Class attributes:
        WORDS: what the gas is, in a report.
        CITATIONS: what to cite for it, pairs of subject and reference.
        ADDRESSES: attributes (with dots between them, the part itself if empty) by their keys in ``[galaxy]`` of a
            configuration, where these differ.
    """

    WORDS: ClassVar[str] = ""
    CITATIONS: ClassVar[tuple[tuple[str, str], ...]] = ()
    ADDRESSES: ClassVar[dict[str, str]] = {}

    __repr__ = fields

    def words(self) -> str:
        """What the gas is, for a report."""
        return self.WORDS or type(self).__name__

    def citations(self) -> tuple[tuple[str, str], ...]:
        """What to cite for it, pairs of subject and reference."""
        return self.CITATIONS

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
