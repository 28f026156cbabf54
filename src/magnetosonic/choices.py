"""Models among which a configuration chooses, and the parameters that each takes from there.

A model says in its own file what it is called, what it needs and how it is made; the registry of its kind is a list of
such choices. What the configuration accepts, and what its documentation says, follows from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Part = TypeVar("Part")


@dataclass(frozen=True)
class Setting:
    """A number with or without unit.

    Attributes:
        words: what it is.
        unit: internal unit, as in :func:`magnetosonic.units.to_internal`; empty for a pure number.
        low: smallest value allowed, with its unit; none: above zero.
        high: largest value allowed, with its unit; none: unbounded.
        example: a text that is accepted; none: the usual one of this kind of quantity.
        required: whether the model can't do without it.
    """

    words: str
    unit: str = ""
    low: str | float | None = None
    high: str | float | None = None
    example: str | None = None
    required: bool = True


@dataclass(frozen=True)
class Profile:
    """One number for all radii, two for those below and above a radius, or the name of a published profile.

    Attributes:
        words: what it is.
        names: of the published profiles.
        low: smallest number allowed.
        high: largest number allowed.
        edge: the radius that parts two numbers, in words.
        required: whether the model can't do without it.
    """

    words: str
    names: tuple[str, ...]
    low: float
    high: float
    edge: str
    required: bool = False


@dataclass(frozen=True)
class Word:
    """One of some words.

    Attributes:
        words: what it decides.
        allowed: the words.
        required: whether the model can't do without it.
    """

    words: str
    allowed: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class File:
    """The path of a file, relative to the configuration file.

    Attributes:
        words: what is in it.
        required: whether the model can't do without it.
    """

    words: str
    required: bool = True


@dataclass(frozen=True)
class Table:
    """Numbers in a table of their own.

    Attributes:
        words: what they are.
        settings: the numbers by key.
        required: whether the model can't do without it.
    """

    words: str
    settings: Mapping[str, Setting]
    required: bool = True


Parameter = Setting | Profile | Word | File | Table


@dataclass(frozen=True, eq=False)
class Choice(Generic[Part]):
    """One model of a kind.

    Attributes:
        tag: its name in the configuration.
        words: what it is, for the documentation of the configuration.
        build: makes the model of its parameters, given by key; those that the configuration leaves out are left out.
        parameters: what it takes from the configuration, by key.
        check: refuses parameters that do not fit what else is configured (an argument that depends on the kind), with
            their keys; raises :class:`magnetosonic.errors.InputError`.
    """

    tag: str
    words: str
    build: Callable[..., Part]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    check: Callable[..., None] | None = None


def registry(*choices: Choice[Any]) -> dict[str, Choice[Any]]:
    """Choices by their tag, in their order."""
    return {choice.tag: choice for choice in choices}
