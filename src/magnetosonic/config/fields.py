"""Building blocks of the configuration schema: fields with unit and range, and the base of every section.

The annotations below go into ``Annotated[float, Quantity(...)]``. They check and convert at once, so that a validated
section holds plain numbers of the internal system (:mod:`magnetosonic.constants`), and they write the unit back
when the section is dumped in JSON mode.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from magnetosonic.errors import InputError, did_you_mean
from magnetosonic.units import DIMENSIONLESS, kind_of, to_internal, to_text

_DECIMAL_COMMA = re.compile(r"\s*[+-]?[0-9]+,[0-9]+(?![0-9,])")
# Room for rounding in unit conversion, so that a bound itself is accepted in whatever unit it is given.
BOUND_TOLERANCE = 1e-12
"""Relative excess over a bound that is accepted."""


@dataclass(frozen=True)
class Quantity:
    """A quantity with a physical dimension, from a string or an Astropy quantity.

    Attributes:
        unit: internal unit, as in :func:`magnetosonic.units.to_internal`.
        low: smallest value allowed, as a string with unit; None: above zero.
        high: largest value allowed, as a string with unit; None: unbounded.
        example: a string that is accepted, for error messages; None: the usual one of this kind of quantity.
    """

    unit: str
    low: str | None = None
    high: str | None = None
    example: str | None = None

    @property
    def allowed(self) -> str:
        """What is accepted, in words."""
        kind = kind_of(self.unit)
        interval = _interval(self.low, self.high)
        return f'{kind.noun} with its unit, {interval}, for example "{self.example or kind.example}"'

    def validate(self, value: object) -> float:
        """Convert to the internal unit.

        Args:
            value: what the user gave.

        Returns:
            The number in the internal unit.

        Raises:
            InputError: wrong unit, bare number, not finite, or out of range.
        """
        try:
            number = to_internal(value, self.unit, "")
        except InputError as error:
            raise InputError("", value, self.allowed + _comma_hint(value)) from error
        low = None if self.low is None else to_internal(self.low, self.unit, "low")
        high = None if self.high is None else to_internal(self.high, self.unit, "high")
        if not _inside(number, low, high):
            raise InputError("", value, self.allowed)
        return number

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's hook: validate on the way in, write the unit on the way out to JSON."""
        return core_schema.no_info_before_validator_function(
            self.validate,
            handler(source),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda number: to_text(number, self.unit), when_used="json"
            ),
        )


@dataclass(frozen=True)
class RealNumber:
    """A finite real number without unit.

    Attributes:
        low: smallest value allowed; None: above zero.
        high: largest value allowed; None: unbounded.
        low_excluded: the section refuses low itself, and says why.
    """

    low: float | None = None
    high: float | None = None
    low_excluded: bool = False

    def validate(self, value: object) -> float:
        """Check type and range of ``value`` and return it as a float; raises InputError otherwise."""
        try:
            number = to_internal(value, DIMENSIONLESS, "")
        except InputError as error:
            raise InputError("", value, self.allowed + _comma_hint(value)) from error
        if not self.admits(number):
            raise InputError("", value, self.allowed)
        return number

    @property
    def allowed(self) -> str:
        """What is accepted, in words."""
        return f"a number {_interval(self.low, self.high)}"

    def admits(self, number: float) -> bool:
        """Whether a number is in the range."""
        return _inside(number, self.low, self.high)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's hook: validate before the plain type is checked."""
        return core_schema.no_info_before_validator_function(self.validate, handler(source))


@dataclass(frozen=True)
class WholeNumber:
    """An integer in a closed range.

    Attributes:
        low: smallest value allowed.
        high: largest value allowed.
        word: a word that is allowed in the place of a number.
    """

    low: int
    high: int
    word: str | None = None

    @property
    def allowed(self) -> str:
        """What is accepted, in words."""
        return f"a whole number from {self.low} to {self.high}" + (f", or {self.word!r}" if self.word else "")

    def validate(self, value: object) -> int | str:
        """Check type and range of ``value`` and return it; raises InputError otherwise."""
        if self.word is not None and value == self.word:
            return self.word
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            raise InputError("", value, self.allowed)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's hook: validate before the plain type is checked."""
        return core_schema.no_info_before_validator_function(self.validate, handler(source))


@dataclass(frozen=True)
class Switch:
    """True or false, nothing that merely looks like it."""

    def validate(self, value: object) -> bool:
        """Return ``value`` if it is a Boolean; raises InputError otherwise."""
        if not isinstance(value, bool):
            raise InputError("", value, "true or false")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Pydantic's hook: validate before the plain type is checked."""
        return core_schema.no_info_before_validator_function(self.validate, handler(source))


class Section(BaseModel):
    """A table of the configuration: frozen, complete, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    @classmethod
    def known_keys(cls) -> Mapping[str, FieldInfo]:
        """What the table may hold, by key."""
        return cls.model_fields

    @classmethod
    def arranged(cls, table: dict[str, Any]) -> dict[str, Any]:
        """A table with keys that are known, as the fields of the section take it."""
        return table

    @model_validator(mode="before")
    @classmethod
    def _check_keys(cls, data: Any) -> Any:
        if isinstance(data, cls):
            return data
        known = cls.known_keys()
        if not isinstance(data, dict):
            raise InputError("", data, f"a table with the keys {', '.join(known)}")
        for key, value in data.items():
            if key not in known:
                hint = did_you_mean(key, known)
                raise InputError(str(key), value, f"left out: the keys allowed here are {', '.join(known)}{hint}")
        for key, field in known.items():
            if field.is_required() and key not in data:
                raise InputError(key, None, f"given: {field.description}")
        return cls.arranged(data)


def _comma_hint(value: object) -> str:
    comma = isinstance(value, str) and _DECIMAL_COMMA.match(value)
    return "; decimals take a point, not a comma" if comma else ""


def _interval(low: object | None, high: object | None) -> str:
    if low is None:
        return "above 0" if high is None else f"above 0 and at most {high}"
    return f"of at least {low}" if high is None else f"between {low} and {high}"


def _inside(number: float, low: float | None, high: float | None) -> bool:
    above = number > 0 if low is None else number >= low - BOUND_TOLERANCE * abs(low)
    return above and (high is None or number <= high + BOUND_TOLERANCE * abs(high))
