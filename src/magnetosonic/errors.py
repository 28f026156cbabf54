"""Exceptions of the package: what a physicist reads when something is refused or fails."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_LONGEST_FIELD, _LONGEST_VALUE, _LONGEST_ALLOWED = 200, 400, 1200
"""Numbers of characters, of which a message shows no more: it is read by a person."""


class MagnetosonicError(Exception):
    """Base class of every error that the package raises on purpose."""


class InputError(MagnetosonicError, ValueError):
    """Bad input, found before any computation starts.

    Args:
        field: name of the argument, for example ``alfven_mach``; for what comes from a configuration the dotted key,
            see :func:`under`.
        value: what was given.
        allowed: what would be accepted, in words, for example ``"a number between 0.05 and 3"``.
    """

    def __init__(self, field: str, value: object, allowed: str):
        words = _cut(str(allowed), _LONGEST_ALLOWED)
        super().__init__(f"{_printable(field)} = {_shown(value)} is not allowed: must be {words}")
        self.field = field
        self.value = value
        self.allowed = allowed

    def __reduce__(self) -> tuple[type[InputError], tuple[str, object, str]]:
        """Pickled by its parts: what a spawned process refuses reaches the one that asked."""
        return type(self), (self.field, self.value, self.allowed)


def require(field: str, value: object, kind: type | tuple[type, ...], allowed: str) -> None:
    """Refuse what is not of a kind.

    Args:
        field: name of the argument.
        value: what was given.
        kind: of what would be accepted.
        allowed: the same in words.

    Raises:
        InputError: if it is not.
    """
    if not isinstance(value, kind):
        raise InputError(field, value, allowed)


@contextmanager
def under(key: str) -> Iterator[None]:
    """Put a key before what is refused: functions name their arguments, and who calls them knows whence these come.

    Args:
        key: dotted, for example ``zones.halo``.

    Raises:
        InputError: of what is done meanwhile, with the key before its field.
    """
    try:
        yield
    except InputError as error:
        inside = error.field if error.field.startswith("[") else f".{error.field}" if error.field else ""
        raise InputError(f"{key}{inside}", error.value, error.allowed) from error


def did_you_mean(word: object, candidates: Iterable[str]) -> str:
    """A hint for a misspelt word.

    Args:
        word: what was given.
        candidates: what would be accepted.

    Returns:
        For example ``" (did you mean 'radius'?)"``, or nothing if no candidate is close.
    """
    lower = {name.lower(): name for name in candidates}
    close = difflib.get_close_matches(str(word)[:_LONGEST_FIELD].lower(), list(lower), n=1)
    return f" (did you mean {lower[close[0]]!r}?)" if close else ""


class ProcessError(MagnetosonicError, RuntimeError):
    """This process cannot compute, because of how it was started."""


class SolveError(MagnetosonicError, RuntimeError):
    """A numerical solve failed or broke a conservation law; no numbers are returned."""


def _shown(value: object) -> str:
    """A value as Python writes it, cut where it is long."""
    if isinstance(value, str):
        value = _cut(value, _LONGEST_VALUE)
    try:
        return _cut(repr(value), _LONGEST_VALUE)
    except (ValueError, RecursionError):  # whole numbers of thousands of digits, tables in tables in tables
        return f"<{type(value).__name__}, too large to be shown>"


def _printable(field: str) -> str:
    """The name of a field, which may come from a file, without what would move the cursor of a terminal."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in _cut(str(field), _LONGEST_FIELD))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}... ({len(text)} characters)"
