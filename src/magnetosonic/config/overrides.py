"""Changes of single keys, as given with ``--set key.sub=value``."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from magnetosonic.errors import InputError

_SYNTAX = 'of the form key.sub=value, for example zones.halo.alfven_mach=0.5 or zones.halo.half_height="6 kpc"'
_OPENS_TOML = ('"', "'", "[", "{")


def apply_overrides(raw: Mapping[str, Any], overrides: Sequence[str]) -> dict[str, Any]:
    """Set single keys of a raw configuration.

    Args:
        raw: nested tables; not changed.
        overrides: texts ``key.sub=value`` in TOML syntax; a value that is no TOML, such as ``published`` or
            ``4 kpc``, is taken as a string. Later ones win. Tables that do not exist are created, so that
            whether a key exists is decided by the schema.

    Returns:
        A new raw configuration.

    Raises:
        InputError: no "=", an empty key or value, broken TOML in quotes or brackets, or a key below something that is
            no table.
    """
    changed = copy.deepcopy(dict(raw))
    for text in overrides:
        keys, value = parse_override(text)
        table = changed
        for depth, key in enumerate(keys[:-1], start=1):
            table = table.setdefault(key, {})
            if not isinstance(table, dict):
                raise InputError(".".join(keys), value, f"left out, because {'.'.join(keys[:depth])} is not a table")
        table[keys[-1]] = value
    return changed


def parse_override(text: str) -> tuple[list[str], Any]:
    """Split one override into its keys and its value.

    Args:
        text: for example ``"zones.halo.half_height = 6 kpc"``.

    Returns:
        The keys from outside inwards, and the value as TOML reads it or as a string.

    Raises:
        InputError: the text has not this form.
    """
    dotted, equals, value = (part.strip() for part in text.partition("="))
    keys = [key.strip() for key in dotted.split(".")]
    if not equals or not value or not all(keys):
        raise InputError("--set", text, _SYNTAX)
    try:
        parsed = tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError as error:
        if value.startswith(_OPENS_TOML):
            raise InputError(dotted, value, f"valid TOML ({error})") from error
        return keys, value
    if len(parsed) > 1:
        raise InputError("--set", text, f"a single setting {_SYNTAX}")
    return keys, parsed["value"]
