"""Loads a configuration from a preset, a TOML file or a dictionary."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from magnetosonic.config.fields import did_you_mean
from magnetosonic.config.overrides import apply_overrides
from magnetosonic.config.schema import Config, parse_config
from magnetosonic.errors import InputError

_PRESETS = files("magnetosonic.config") / "presets"
_PATHS = (("diffusion", "table"), ("galaxy", "gas_table"), ("galaxy", "source_table"), ("network", "table"))


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


def load_config(source: str | Path | Mapping[str, Any], overrides: Sequence[str] = ()) -> Config:
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
        raw, folder = dict(source), Path.cwd()
    else:
        raw, folder = _read(source)
    changed = apply_overrides(_anchor_paths(raw, folder), overrides)
    return parse_config(_anchor_paths(changed, Path.cwd()))


def _read(source: str | Path) -> tuple[dict[str, Any], Path]:
    name = str(source)
    if name in available_presets():
        return tomllib.loads(preset_text(name)), Path.cwd()
    path = Path(source)
    if not path.is_file():
        presets = available_presets()
        hint = did_you_mean(name, presets)
        raise InputError("config", name, f"a preset ({', '.join(presets)}) or the path of a TOML file{hint}")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig")), path.resolve().parent
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("config", name, f"a valid TOML file ({error})") from error


def _anchor_paths(raw: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Make the relative paths of tables absolute; anything malformed is left for the schema to refuse."""
    for name, key in _PATHS:
        section = raw.get(name)
        if isinstance(section, Mapping) and key in section:
            raw = raw | {name: {**section, key: _absolute(section[key], folder)}}
    return raw


def _absolute(paths: object, folder: Path) -> object:
    if isinstance(paths, Mapping):
        return {name: _absolute(path, folder) for name, path in paths.items()}
    return str(folder / paths) if isinstance(paths, str | Path) else paths
