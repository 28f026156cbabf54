"""Loads a configuration from a preset, a TOML file or a dictionary."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from magnetosonic.config.fields import Section
from magnetosonic.config.overrides import Overrides, apply_overrides
from magnetosonic.config.schema import Config, parse_config
from magnetosonic.config.toml_text import LONGEST_TEXT, parse_toml, require_shallow
from magnetosonic.errors import InputError, did_you_mean

Source = Any
"""Name of a preset, path of a TOML file or nested tables, from a person: what it is not allowed to be is said."""
_PRESETS = files("magnetosonic.config") / "presets"


def available_presets() -> tuple[str, ...]:
    """Names of the shipped configurations.

    Returns:
        The names that :func:`load_config` accepts, in alphabetical order.
    """
    names = (entry.name for entry in _PRESETS.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def preset_text(name: str) -> str:
    """The TOML file of a preset, comments included.

    Args:
        name: of the preset.

    Returns:
        Its text.

    Raises:
        InputError: if there is no such preset.
    """
    known = available_presets()
    if name not in known:
        raise InputError("preset", name, f"one of {', '.join(known)}{did_you_mean(name, known)}")
    return (_PRESETS / f"{name}.toml").read_text(encoding="utf-8")


def load_config(source: Source, overrides: Overrides = ()) -> Config:
    """Load and check a configuration.

    Args:
        source: name of a preset, path of a TOML file, or the nested tables themselves, in which quantities may be
            strings or Astropy quantities. A name that is a preset is never taken as a file.
        overrides: changes ``key.sub=value``, see :func:`magnetosonic.config.overrides.apply_overrides`. Relative
            paths of tables are relative to the configuration file, in overrides to the working folder.

    Returns:
        The checked configuration in internal units.

    Raises:
        InputError: unknown preset, missing file, TOML syntax error, or anything that the schema does not allow.
    """
    if isinstance(source, Mapping):
        raw, folder = {str(name): table for name, table in source.items()}, Path.cwd()
    else:
        raw, folder = _read(source)
    try:
        require_shallow(raw)
    except ValueError as error:
        raise InputError("config", source, f"tables that are not too deep ({error})") from error
    changed = apply_overrides(anchor_paths(raw, folder), overrides)
    try:
        return parse_config(anchor_paths(changed, Path.cwd()))
    except InputError as error:
        hint = _meant(raw, changed, error.field)
        if not hint or hint in error.allowed:
            raise
        raise InputError(error.field, error.value, f"{error.allowed}{hint}") from error


def _meant(raw: Mapping[str, Any], changed: Mapping[str, Any], field: str) -> str:
    """A hint where a table that an override has created is refused, and another table has nearly its name."""
    tables: tuple[Any, Any] = raw, changed
    for part in field.split("."):
        old, new = tables
        if not isinstance(new, Mapping) or part not in new or not isinstance(old, Mapping):
            return ""
        if part not in old:
            return did_you_mean(part, [str(name) for name, entry in old.items() if isinstance(entry, Mapping)])
        tables = old[part], new[part]
    return ""


def _read(source: Source) -> tuple[dict[str, Any], Path]:
    if not isinstance(source, str | os.PathLike):
        raise InputError("config", source, "the name of a preset, the path of a TOML file or tables")
    name = str(source)
    if name in available_presets():
        return parse_toml(preset_text(name)), Path.cwd()
    path = Path(source)
    if not _is_file(path):
        presets = available_presets()
        hint = did_you_mean(name, presets)
        raise InputError("config", name, f"a preset ({', '.join(presets)}) or the path of a TOML file{hint}")
    try:
        if path.stat().st_size > 4 * LONGEST_TEXT:
            raise ValueError(f"more than {LONGEST_TEXT} characters")
        return parse_toml(path.read_text(encoding="utf-8-sig")), path.resolve().parent
    except (OSError, ValueError) as error:  # not readable, no UTF-8, no TOML
        raise InputError("config", name, f"a valid TOML file ({error})") from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def anchor_paths(raw: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Make the relative paths of tables absolute; anything malformed is left for the schema to refuse.

    Args:
        raw: nested tables.
        folder: what paths are relative to.

    Returns:
        The same with absolute paths.
    """
    for name, key in _keys_of_paths():
        section = raw.get(name)
        if isinstance(section, Mapping) and key in section:
            raw = raw | {name: {**section, key: _absolute(section[key], folder)}}
    return raw


def _keys_of_paths() -> Iterator[tuple[str, str]]:
    """Tables and their keys that hold paths, or paths by name."""
    for name, field in Config.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, Section):
            yield from ((name, key) for key, inner in section.known_keys().items() if _holds_path(inner.annotation))


def _holds_path(annotation: object) -> bool:
    return annotation is Path or any(map(_holds_path, get_args(annotation)))


def _absolute(paths: object, folder: Path) -> object:
    if isinstance(paths, Mapping):
        return {name: _absolute(path, folder) for name, path in paths.items()}
    return str(folder / paths) if isinstance(paths, str | Path) else paths
