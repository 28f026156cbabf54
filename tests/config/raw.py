"""Raw configurations to be changed and loaded."""

import copy
import tomllib
from importlib.resources import files


def raw_preset(name):
    """The nested tables of a preset."""
    return tomllib.loads((files("magnetosonic.config") / "presets" / f"{name}.toml").read_text(encoding="utf-8"))


def changed(preset, changes):
    """The preset with keys set by dotted name; None removes one."""
    raw = copy.deepcopy(preset)
    for dotted, value in changes.items():
        *path, last = dotted.split(".")
        table = raw
        for key in path:
            table = table.setdefault(key, {})
        if value is None:
            del table[last]
        else:
            table[last] = value
    return raw
