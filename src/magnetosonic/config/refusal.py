"""Turns pydantic's report on a refused configuration into the package's own error."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from magnetosonic.errors import InputError

# Structural mistakes that pydantic itself finds; everything else is refused by the schema's own checks.
_ALLOWED_BY_TYPE = {
    "dict_type": "a table",
    "tuple_type": "a list",
    "path_type": "a path to a file",
}


def input_error(refused: ValidationError) -> InputError:
    """The first mistake that pydantic found, with its dotted field name.

    Args:
        refused: what pydantic raised.

    Returns:
        The error to raise instead, naming field, value and what is allowed.

    Raises:
        ValueError: a check failed for another reason than its input.
    """
    first = refused.errors(include_url=False)[0]
    location = _dotted(part for part in first["loc"] if part != "[key]")
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, InputError):
        # The checks know their own field only relative to the table in which they run.
        return InputError(".".join(filter(None, [location, cause.field])), cause.value, cause.allowed)
    if isinstance(cause, Exception):
        # A ValueError that no check raised on purpose is a fault of the package, not of the input.
        raise cause
    if first["type"] == "literal_error":
        allowed = first["ctx"]["expected"]
    else:
        allowed = _ALLOWED_BY_TYPE.get(first["type"], first["msg"])
    return InputError(location, first["input"], allowed)


def _dotted(parts: Iterable[str | int]) -> str:
    """Name of a field, for example ``zones.halo.radial[1].alfven_mach``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")
