"""Writes a configuration as TOML from which the same configuration can be loaded again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from magnetosonic.config.schema import Config

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def config_to_toml(config: Config) -> str:
    """Write a configuration, every default spelled out, as a TOML file.

    Args:
        config: a checked configuration.

    Returns:
        Text of a TOML file; :func:`magnetosonic.config.load.load_config` of that file returns an equal configuration.
    """
    lines: list[str] = []
    _write_table(config.model_dump(mode="json", exclude_none=True), (), lines)
    return "\n".join(lines).lstrip("\n") + "\n"


def change_in_words(address: str, value: object) -> str:
    """A change of a configuration as ``--set`` takes it.

    Args:
        address: of the key.
        value: text, number, Boolean, quantity, or lists and tables of these.

    Returns:
        ``key.sub=value``.
    """
    return f"{address}={value if isinstance(value, str) else _value(value)}"


def _write_table(table: Mapping[str, Any], path: tuple[str, ...], lines: list[str]) -> None:
    values = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    tables = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    if path and values:
        lines += ["", f"[{'.'.join(map(_key, path))}]"]
    lines += [f"{_key(key)} = {_value(value)}" for key, value in values.items()]
    for key, value in tables.items():
        _write_table(value, (*path, key), lines)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_value(element)}' for key, element in value.items())} }}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_value(element) for element in value)}]"
    # For strings, Booleans and finite numbers, JSON is also TOML; quantities and paths are written as text.
    return json.dumps(value, default=str)
