"""Reads TOML, and refuses what is no configuration before it takes the parser minutes or its recursion."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

LONGEST_TEXT, DEEPEST = 1_000_000, 32
"""Characters of a configuration, and tables or lists in each other: many times what any needs."""
_BETWEEN_KEYS = re.compile(r"[=,\[\]{}]")
_REASON = 500  # characters


def parse_toml(text: str) -> dict[str, Any]:
    """Tables of a TOML text.

    Args:
        text: of a configuration.

    Returns:
        The nested tables.

    Raises:
        ValueError: if it is no TOML, or larger or deeper than any configuration is.
    """
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"more than {LONGEST_TEXT} characters")
    if any(_dots(line) > DEEPEST for line in text.splitlines()):
        raise ValueError(f"a key of more than {DEEPEST} parts")
    try:
        tables = tomllib.loads(text)
    except RecursionError as error:
        raise ValueError(f"more than {DEEPEST} tables or lists in each other") from error
    except ValueError as error:
        raise ValueError(str(error)[:_REASON]) from error
    require_shallow(tables)
    return tables


def require_shallow(tables: Mapping[str, Any]) -> None:
    """Refuse nested tables and lists that are deeper than any configuration is.

    Args:
        tables: the nested tables.

    Raises:
        ValueError: if they are.
    """
    level: list[Any] = [tables]
    for _ in range(DEEPEST):
        parts = (entry.values() if isinstance(entry, Mapping) else entry for entry in level)
        level = [part for entry in parts for part in entry if isinstance(part, Mapping | list | tuple)]
        if not level:
            return
        if len(level) > LONGEST_TEXT:
            break
    raise ValueError(f"more than {DEEPEST} tables or lists in each other")


def _dots(line: str) -> int:
    """Largest number of dots of a key in a line."""
    return max(part.count(".") for part in _BETWEEN_KEYS.split(line.partition("#")[0]))
