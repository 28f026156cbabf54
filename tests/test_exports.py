"""What the package and its parts offer: complete, importable, documented, and shown by ``dir``."""

import inspect
import pkgutil
from importlib import import_module

import pytest

import magnetosonic as ms

PUBLIC = (
    "ErrorModel",
    "InputError",
    "Likelihood",
    "Model",
    "ModulationPrior",
    "Parameter",
    "ProcessError",
    "SolveError",
    "Target",
    "Window",
    "agreement",
    "compare",
    "fit",
    "load_model",
    "measurement",
    "normalise",
    "parameters",
    "run",
    "scan",
    "write",
)
"""What users reach as ``ms.name``, which changes with the documentation alone."""

PACKAGES = ("magnetosonic", *(each.name for each in pkgutil.walk_packages(ms.__path__, "magnetosonic.") if each.ispkg))


def test_the_public_surface():
    assert tuple(ms.__all__) == PUBLIC
    assert set(PUBLIC) <= set(dir(ms))


@pytest.mark.parametrize("name", PACKAGES)
def test_exported_names(name):
    package = import_module(name)
    assert package.__doc__
    exported = getattr(package, "__all__", ())
    for each in exported:
        found = getattr(package, each)
        assert each in dir(package)
        if callable(found):
            assert inspect.getdoc(found), f"{name}.{each} has no documentation"
    # What an __init__ takes from its own modules is for others.
    taken = {each for each, found in vars(package).items() if getattr(found, "__module__", "").startswith(f"{name}.")}
    assert not {each for each in taken if not each.startswith("_")} - set(exported)


def test_names_that_are_not_there():
    with pytest.raises(AttributeError, match=r"has no attribute 'nothing'"):
        _ = ms.nothing
