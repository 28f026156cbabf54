"""Functions name their arguments; who calls them puts the key of the configuration before these."""

import ast
import pickle
from pathlib import Path

import pytest
from astropy import units as u

import magnetosonic
from magnetosonic.config import Config
from magnetosonic.errors import InputError, under
from magnetosonic.scattering.settings import ScatteringSettings

CORE = (
    *("numerics", "plasma", "turbulence", "scattering", "species", "galaxy", "losses", "transport", "observables"),
    "data",
)
"""Packages that know nothing of the keys of a configuration."""


def refused_names(package):
    """Beginnings of the first arguments of all errors of bad input, as far as they are written out."""
    for path in sorted((Path(magnetosonic.__file__).parent / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "InputError" and node.args:
                name = node.args[0]
                name = name.values[0] if isinstance(name, ast.JoinedStr) else name
                if isinstance(name, ast.Constant):
                    yield path.name, name.value


@pytest.mark.parametrize("package", CORE)
def test_the_core_names_arguments(package):
    keys = tuple(f"{section}." for section in Config.model_fields)
    assert [found for found in refused_names(package) if found[1].startswith(keys)] == []


@pytest.mark.parametrize(
    ("field", "full"), [("modes", "scattering.modes"), ("[1].radius", "scattering[1].radius"), ("", "scattering")]
)
def test_a_key_before_an_argument(field, full):
    with pytest.raises(InputError) as caught, under("scattering"):
        raise InputError(field, 3, "small")
    assert str(caught.value) == f"{full} = 3 is not allowed: must be small"
    assert (caught.value.field, caught.value.value, caught.value.allowed) == (full, 3, "small")


def test_keys_one_inside_of_another():
    with pytest.raises(InputError, match=r"^a\.b\.modes = "), under("a"), under("b"):
        ScatteringSettings(modes=())


@pytest.mark.parametrize("value", [3.0, "text", 4 * u.kpc, None])
def test_refusals_reach_other_processes(value):
    """A pool whose worker refuses something would break, if what it raises could not be read again."""
    with pytest.raises(InputError) as caught, under("zones.halo"):
        raise InputError("half_height", value, "small")
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert (again.field, again.value, again.allowed) == ("zones.halo.half_height", value, "small")


def test_what_is_not_refused_passes():
    with under("a"):
        done = True
    assert done
    with pytest.raises(ZeroDivisionError), under("a"):
        _ = 1 / 0
