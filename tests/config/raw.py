"""Raw configurations to be changed and loaded."""

import copy
import tomllib
from importlib.resources import files

import pytest

from magnetosonic.config import load_config
from magnetosonic.errors import InputError


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


def assert_refused(preset, changes, field, value, allowed):
    """The preset with these changes is refused with a message that holds all three."""
    with pytest.raises(InputError) as refused:
        load_config(changed(preset, changes))
    message = str(refused.value)
    assert field in message.split(" = ")[0]
    assert value in message
    assert allowed in message
