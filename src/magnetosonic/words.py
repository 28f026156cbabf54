"""Numbers and names in the few words with which objects describe themselves (``repr``)."""

from __future__ import annotations

from collections.abc import Iterable

import jax
import numpy as np

_MOST_NAMES = 8


def span(numbers: object, unit: str = "") -> str:
    """From the lowest to the highest of some numbers.

    Args:
        numbers: an array, whose infinite numbers and NaN do not count, or whatever else stands in its place while a
            function is traced or its tree taken apart.
        unit: of the numbers; empty for pure ones.

    Returns:
        For example ``"1.92 to 3300 GV"``; ``"not known here"`` where there are no numbers yet.
    """
    if isinstance(numbers, jax.core.Tracer) or not isinstance(numbers, np.ndarray | jax.Array):
        return "not known here"
    known = np.asarray(numbers)
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
