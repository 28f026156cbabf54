"""Changes of single keys, as given with ``--set key.sub=value``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from magnetosonic.config.toml_text import DEEPEST, parse_toml
from magnetosonic.errors import InputError
from magnetosonic.model.addresses import Key, address_of, keys_of

Overrides = Any
"""A text or a list of texts, from a person: what it is not allowed to be is said when it is read."""
_SYNTAX = 'of the form key.sub=value, for example zones.halo.alfven_mach=0.5 or zones.halo.half_height="6 kpc"'
_KEY_PART = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*')\s*|([^."'=]+)""")
_ELEMENT = re.compile(r"([^\[\]]+)((?:\[\d+\])+)")
_LONGEST = 10_000  # characters
_OPENS_TOML = ('"', "'", "[", "{")


def apply_overrides(raw: Mapping[str, Any], overrides: Overrides) -> dict[str, Any]:
    """Set single keys of a raw configuration.

    Args:
        raw: nested tables; not changed.
        overrides: one text or several, ``key.sub=value`` in TOML syntax, keys in quotes or not, elements of lists as
            ``key[0]``; a value that is no TOML, such as ``published`` or ``4 kpc``, is taken as a string. Or a mapping
            of addresses ``key.sub`` to values. Later ones win. Tables that do not exist are created, so that whether a
            key exists is decided by the schema.

    Returns:
        A new raw configuration.

    Raises:
        InputError: no "=", an empty key or value, broken TOML in quotes or brackets, or a key below something that is
            no table.
    """
    changed = _copied(raw)
    for keys, value in _changes(overrides):
        table: Any = changed
        for depth, (key, following) in enumerate(pairwise(keys), start=1):
            if isinstance(table, dict) and key not in table and isinstance(following, str):
                table[key] = {}
            table = table[key] if _holds(table, key) else None
            if not isinstance(table, list if isinstance(following, int) else dict):
                kind = f"{address_of(keys[:depth])} is not a {'list' if isinstance(following, int) else 'table'}"
                raise InputError(address_of(keys), value, f"left out, because {kind}")
        if isinstance(keys[-1], int) and not _holds(table, keys[-1]):
            raise InputError(address_of(keys), value, f"left out, because the list has {len(table)} elements")
        table[keys[-1]] = value
    return changed


def _holds(table: Any, key: Key) -> bool:
    return key < len(table) if isinstance(key, int) and isinstance(table, list) else key in table


def _changes(overrides: Overrides) -> Iterator[tuple[list[Key], Any]]:
    if isinstance(overrides, Mapping):
        for address, value in overrides.items():
            if not isinstance(address, str):
                raise InputError("overrides", address, "addresses of keys, such as zones.halo.alfven_mach")
            yield list(keys_of(address)), value
        return
    for text in _texts(overrides):
        yield parse_override(text)


def parse_override(text: str) -> tuple[list[Key], Any]:
    """Split one override into its keys and its value.

    Args:
        text: for example ``"zones.halo.half_height = 6 kpc"``.

    Returns:
        The keys from outside inwards, and the value as TOML reads it or as a string.

    Raises:
        InputError: the text has not this form.
    """
    if len(text) > _LONGEST:
        raise InputError("overrides", text, f"at most {_LONGEST} characters")
    keys, value = _split(text)
    try:
        parsed = parse_toml(f"value = {value}")
    except ValueError as error:
        if value.startswith(_OPENS_TOML):
            raise InputError(address_of(keys), value, f"valid TOML ({error})") from error
        return keys, value
    if len(parsed) > 1:
        raise InputError("overrides", text, f"a single setting {_SYNTAX}")
    return keys, parsed["value"]


def _split(text: str) -> tuple[list[Key], str]:
    """Keys and value; dots and equality signs within quotes belong to a key."""
    keys: list[Key] = []
    place = 0
    while match := _KEY_PART.match(text, place):
        quoted, bare = match.groups()
        keys += [_unquoted(text, quoted)] if quoted else _with_elements(bare.strip())
        place = match.end() + 1
        if text[place - 1 : place] != ".":
            break
    value = text[place:].strip()
    if match is None or text[place - 1 : place] != "=" or not value or "" in keys:
        raise InputError("overrides", text, _SYNTAX)
    if len(keys) > DEEPEST:
        raise InputError("overrides", text, f"a key of at most {DEEPEST} parts")
    return keys, value


def _with_elements(key: str) -> list[Key]:
    """A bare key, and the numbers of elements in brackets behind it."""
    match = _ELEMENT.fullmatch(key)
    return [key] if match is None else [match[1], *(int(number) for number in re.findall(r"\d+", match[2]))]


def _unquoted(text: str, quoted: str) -> str:
    try:
        return str(parse_toml(f"key = {quoted}")["key"])
    except ValueError as error:
        raise InputError("overrides", text, f"{_SYNTAX} ({error})") from error


def _texts(overrides: object) -> list[str]:
    texts = [overrides] if isinstance(overrides, str) else overrides
    if not isinstance(texts, Sequence) or not all(isinstance(text, str) for text in texts):
        raise InputError("overrides", overrides, f"a text or a list of texts {_SYNTAX}")
    return list(texts)


def _copied(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _copied_entry(entry) for key, entry in table.items()}


def _copied_entry(entry: Any) -> Any:
    if isinstance(entry, list):
        return [_copied_entry(element) for element in entry]
    return _copied(entry) if isinstance(entry, Mapping) else entry
