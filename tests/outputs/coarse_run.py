"""A complete run of three injected nuclides on a coarse grid, solved once for all tests of a process."""

import copy
import tomllib
from functools import cache
from importlib.resources import files

from magnetosonic.config import config_to_toml, load_config
from magnetosonic.config.build import build_model
from magnetosonic.outputs.provenance import provenance
from magnetosonic.outputs.run import compute

COARSE_GRID = (
    "transport.energy_min=1 GeV/n",
    "transport.energy_max=1e4 GeV/n",
    "transport.energies_per_decade=6",
    "galaxy.grid.radial_cells=15",
    "galaxy.grid.height_order=4",
)


@cache
def three_nuclides():
    """The base model of DRAGON2 with three nuclides and a coarse grid, as nested tables."""
    path = files("magnetosonic.config") / "presets" / "dragon2-base.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    injected = raw["injection"]["nuclides"]
    raw["injection"]["nuclides"] = {name: injected[name] for name in ("H1", "C12", "O16")}
    return raw


def coarse_config():
    return load_config(copy.deepcopy(three_nuclides()), COARSE_GRID)


def coarse_toml():
    return config_to_toml(coarse_config())


@cache
def coarse_results():
    return compute(build_model(coarse_config()))


def coarse_origin():
    return provenance(coarse_config(), "small", ("a.b=1",))
