"""What a model knows of the configuration that it was made of."""

from __future__ import annotations

import abc
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from magnetosonic.arrays import Array

if TYPE_CHECKING:
    from magnetosonic.model.model import Model


class Origin(abc.ABC, Hashable):
    """The configuration of a model without its numbers: which there are, what is allowed, and how it is made again.

    The configuration implements it; a model only holds it. Models whose configurations differ in numbers alone have
    equal origins.
    """

    @abc.abstractmethod
    def addresses(self) -> tuple[str, ...]:
        """Addresses of all numbers of the configuration, in its order."""

    @abc.abstractmethod
    def value(self, model: Model, address: str) -> Any:
        """What the configuration has at an address that is no number of the model: a count, a choice, an energy."""

    @abc.abstractmethod
    def internal(self, address: str, value: object) -> Array:
        """A number or list of numbers as the model takes it: in the internal unit, in the range allowed."""

    @abc.abstractmethod
    def rebuilt(self, model: Model, values: Mapping[str, object]) -> Model:
        """The model of the same configuration with its numbers, and other values at some addresses.

        Args:
            model: the model of this origin.
            values: where the model holds numbers, those of :meth:`internal`; else as a configuration has them.
        """

    @abc.abstractmethod
    def noted(self, model: Model, addresses: Iterable[str]) -> Origin:
        """The same, which says that numbers at these addresses have been changed to those that the model holds."""
