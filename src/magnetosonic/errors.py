"""Exceptions of the package: what a physicist reads when something is refused or fails."""

from __future__ import annotations


class MagnetosonicError(Exception):
    """Base class of every error that the package raises on purpose."""


class InputError(MagnetosonicError, ValueError):
    """Bad input, found before any computation starts.

    Args:
        field: dotted name of the input, for example ``zones.halo.alfven_mach``.
        value: what was given.
        allowed: what would be accepted, in words, for example ``"a number between 0.05 and 3"``.
    """

    def __init__(self, field: str, value: object, allowed: str):
        super().__init__(f"{field} = {value!r} is not allowed: must be {allowed}")
        self.field = field
        self.value = value
        self.allowed = allowed


class ProcessError(MagnetosonicError, RuntimeError):
    """This process cannot compute, because of how it was started."""


class SolveError(MagnetosonicError, RuntimeError):
    """A numerical solve failed or broke a conservation law; no numbers are returned."""
