"""What the schema says of the numbers of a configuration: unit, bounds and words, by address."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from astropy import units as u
from pydantic.fields import FieldInfo

from magnetosonic.config.fields import Quantity, RealNumber, Section
from magnetosonic.units import plain_number, to_internal, to_text

Key = str | int


@dataclass(frozen=True)
class Leaf:
    """One number of the schema.

    Attributes:
        rule: its unit and bounds.
        words: what it is.
    """

    rule: Quantity | RealNumber
    words: str

    @property
    def unit(self) -> str:
        """Internal unit; empty for pure numbers."""
        return self.rule.unit if isinstance(self.rule, Quantity) else ""

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest value allowed, in the internal unit; zero is excluded where no smallest is named."""
        low, high = (self._internal(bound) for bound in (self.rule.low, self.rule.high))
        return 0.0 if low is None else low, float("inf") if high is None else high

    def written(self, value: float) -> object:
        """A number of the internal unit as a configuration writes it: text with unit, or the number."""
        return to_text(value, self.unit) if isinstance(self.rule, Quantity) else value

    def internal(self, value: object) -> float:
        """A number in the internal unit, checked.

        Args:
            value: a bare number, which is in the internal unit, or a quantity, or text as a configuration has it.

        Returns:
            The number.

        Raises:
            InputError: if it is none, or not in the range allowed.
        """
        given = isinstance(value, str | u.Quantity)
        return self.rule.validate(value if given else self.written(float(plain_number(value, self.unit, ""))))

    def _internal(self, bound: str | float | None) -> float | None:
        return to_internal(bound, self.unit, "bound") if isinstance(bound, str) else bound


def leaf_at(section: type[Section], keys: Sequence[Key]) -> Leaf | None:
    """The number of the schema at an address.

    Args:
        section: where the address begins.
        keys: of the address.

    Returns:
        Its rule; None where there is no number.
    """
    field = section.known_keys().get(str(keys[0])) if keys else None
    if field is None:
        return None
    below = list(_below(field.annotation))
    if not below:
        rule = next(_rules(field), None)
        return None if rule is None else Leaf(rule, " ".join((field.description or "").split()))
    for inner, named in below:
        found = leaf_at(inner, keys[2 if named else 1 :])
        if found is not None:
            return found
    return None


def _below(annotation: object) -> Iterator[tuple[type[Section], bool]]:
    """Sections that an annotation holds, and whether they stand under names or numbers."""
    named = typing.get_origin(annotation) in (Mapping, tuple)
    for part in (annotation, *typing.get_args(annotation)):
        if isinstance(part, type) and issubclass(part, Section):
            yield part, named
        elif typing.get_origin(part) in (Mapping, tuple) and part is not annotation:
            yield from _below(part)


def _rules(field: FieldInfo) -> Iterator[Quantity | RealNumber]:
    pending: list[object] = [*field.metadata, field.annotation]
    while pending:
        part = pending.pop(0)
        if isinstance(part, Quantity | RealNumber):
            yield part
        pending += [*typing.get_args(part), *getattr(part, "__metadata__", ())]
