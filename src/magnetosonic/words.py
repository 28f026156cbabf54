"""Numbers and names in the few words with which objects describe themselves (``repr``)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from types import FunctionType
from typing import Any

import jax
import numpy as np

_MOST_NAMES = 8


def span(numbers: object, unit: str = "", factor: float = 1.0) -> str:
    """From the lowest to the highest of some numbers.

    Args:
        numbers: a number or an array, whose infinite numbers and NaN do not count, or whatever else stands in its
            place while a function is traced or its tree taken apart.
        unit: of the numbers; empty for pure ones.
        factor: that turns the numbers into this unit.

    Returns:
        For example ``"1.92 to 3300 GV"``; ``"not known here"`` where there are no numbers yet.
    """
    if isinstance(numbers, jax.core.Tracer) or not isinstance(numbers, np.ndarray | jax.Array | float | int):
        return "not known here"
    known = factor * np.asarray(numbers)
    known = known[np.isfinite(known)]
    if not known.size:
        return "no numbers"
    low, high = number(known.min()), number(known.max())
    return " ".join(filter(None, [low if low == high else f"{low} to {high}", unit]))


def number(value: float) -> str:
    """A number with four digits, as short as it can be written.

    Args:
        value: the number.

    Returns:
        For example ``"3300"``, ``"0.02"`` or ``"3.3e-05"``.
    """
    text = f"{value:.4g}"
    # Four digits and an exponent below 6: 81230 and not 8.123e+04.
    return f"{float(text):.0f}" if "e+04" in text or "e+05" in text else text


def count(numbers: object, axis: int = -1) -> str:
    """How many numbers there are along an axis, also of traced ones.

    Args:
        numbers: as for :func:`span`.
        axis: along which.

    Returns:
        The number; ``"?"`` for what is no array.
    """
    shape = getattr(numbers, "shape", ())
    return str(shape[axis]) if shape else "?"


def fields(thing: Any) -> str:
    """A dataclass, as Equinox's modules are, with the numbers that its arrays hold.

    Args:
        thing: an object of such a class.

    Returns:
        For example ``"Zone(name=halo, half_height=4)"``; fields that are None or empty are left out.
    """
    values = {field.name: getattr(thing, field.name, None) for field in dataclasses.fields(thing)}
    texts = (f"{name}={_value(value)}" for name, value in values.items() if not _is_empty(value))
    return f"{type(thing).__name__}({', '.join(texts)})"


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, tuple | dict) and not value)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_value, value))})"
    if isinstance(value, np.ndarray | jax.Array) and not isinstance(value, jax.core.Tracer):
        few = value.ndim == 1 and value.size <= _MOST_NAMES
        return f"[{', '.join(number(one) for one in np.asarray(value).tolist())}]" if few else span(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, FunctionType):
        return value.__name__
    return "?" if isinstance(value, jax.core.Tracer) else str(value)


def counted(count: int, noun: str) -> str:
    """A number with its noun.

    Args:
        count: how many.
        noun: of one; several of them get an s.

    Returns:
        For example ``"1 zone"`` or ``"2 zones"``.
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def listed(names: Iterable[object]) -> str:
    """Names in a row, the middle ones of many left out.

    Args:
        names: with ``str`` as their text.

    Returns:
        For example ``"Fe56, Fe55, Mn55, ..., He3, H2, H1"``.
    """
    texts = [str(name) for name in names]
    if len(texts) > _MOST_NAMES:
        half = _MOST_NAMES // 2 - 1
        texts = [*texts[:half], "...", *texts[-half:]]
    return ", ".join(texts)
