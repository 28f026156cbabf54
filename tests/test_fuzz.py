"""Whatever a person gives, the answer is a result or an InputError: soon, short, and never another exception.

A few cases of each kind run every time, always the same; ``MAGNETOSONIC_FUZZ=2000 pytest tests/test_fuzz.py`` runs as
many new ones of each.
"""

import os
import time
import tomllib

import numpy as np
import pytest
from astropy import units as u
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from magnetosonic.config import load_config
from magnetosonic.config.diffusion_table import read_diffusion_table
from magnetosonic.config.load import preset_text
from magnetosonic.data import load_measurement_file
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas.table import read_gas_table
from magnetosonic.galaxy.sources import read_source_table
from magnetosonic.inference import ErrorModel, ModulationPrior, Window
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species import Nuclide, inelastic_hydrogen, read_spallation_csv
from magnetosonic.species.kinematics import kinetic_energy

CASES = int(os.environ.get("MAGNETOSONIC_FUZZ", "0"))
LONGEST_TIME, LONGEST_MESSAGE = 2.0, 2000  # seconds, characters
pytestmark = pytest.mark.filterwarnings("ignore::astropy.units.UnitsWarning", "ignore::RuntimeWarning")
few = settings(
    max_examples=CASES or 40,
    derandomize=not CASES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

PRESET = preset_text("converged")


def _keys(table, before=""):
    for name, value in table.items():
        yield before + name
        if isinstance(value, dict):
            yield from _keys(value, f"{before}{name}.")


KEYS = tuple(_keys(tomllib.loads(PRESET)))
HARD_TEXT = st.sampled_from(
    [
        *(
            "",
            " ",
            "nan",
            "inf",
            "-inf",
            "-0.0",
            "1e400",
            "-1",
            "0",
            "true",
            "none",
            "4 kpc",
            "-4 kpc",
            "4,5 kpc",
            "1 GV",
        ),
        *(
            "9" * 400,
            "9" * 5000,
            "[" * 3000,
            "{" * 50,
            "a." * 3000,
            "\0",
            "\ufeff",
            "\x1b[2J",
            "1 kpc**999999999",
            "m" * 5000,
        ),
        *("1 " + "m " * 3000, "[]", "{}", "[1, 2]", "[[1], [2]]", "{a = 1}", "'x'", '"', "1979-05-27", "0x10", "1_000"),
        *(
            "\ud800",
            "x" * 20_000,
            "../../etc",
            "/dev/null",
            "/dev/zero",
            "/",
            "C12",
            "converged",
            "*",
            "=1",
            "a=b",
            "#",
        ),
    ]
)
TEXT = st.one_of(HARD_TEXT, st.text(max_size=30), st.floats().map(repr), st.integers().map(str))
KEY = st.one_of(st.sampled_from(KEYS), st.sampled_from(KEYS).map(str.upper), TEXT)


def answer(call, *arguments):
    """Result or refusal of a call, which ends in nothing else, soon, and with a message that can be read."""
    start = time.thread_time()
    try:
        found = call(*arguments)
    except InputError as refused:
        found = refused
    assert not isinstance(found, InputError) or len(str(found)) <= LONGEST_MESSAGE
    assert time.thread_time() - start < LONGEST_TIME
    return found


@few
@given(KEY, TEXT)
def test_overrides(key, value):
    answer(load_config, "converged", [f"{key}={value}"])
    answer(load_config, "converged", value)


@few
@given(st.integers(0, len(PRESET.splitlines())), KEY, TEXT, st.booleans())
def test_texts_of_configurations(tmp_path, line, key, value, whole):
    lines = PRESET.splitlines()
    lines.insert(line, f"{key} = {value}")
    path = tmp_path / "c.toml"
    path.write_bytes((value if whole else "\n".join(lines)).encode("utf-8", "surrogatepass"))
    answer(load_config, path)
    answer(load_config, value)


VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), TEXT, st.binary(max_size=9), st.just(3 * u.kpc)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


@few
@given(st.sampled_from(KEYS), VALUE)
def test_nested_tables(key, value):
    raw = tomllib.loads(PRESET)
    table = raw
    *above, last = key.split(".")
    for name in above:
        table = table[name]
    table[last] = value
    answer(load_config, raw)


HEADERS = st.sampled_from(
    [
        "rigidity_GV,D_cm2_s",
        "radius_kpc,height_kpc,neutral_cm3,ionised_cm3",
        "radius_kpc,rate",
        "parent,daughter,energy_GeV_n,cross_section_mb",
        "# experiment: X\n# quantity: B/C\n# abscissa: rigidity\nrigidity_GV,value",
    ]
)
CELL = st.one_of(TEXT, st.floats(1e-3, 1e6).map(repr), st.just("y" * 140_000))


@few
@given(HEADERS, st.lists(st.lists(CELL, min_size=1, max_size=4).map(",".join), max_size=4).map("\n".join), TEXT)
def test_tables(tmp_path, header, rows, name):
    path = tmp_path / "t.csv"
    path.write_bytes(f"{header}\n{rows}\n".encode("utf-8", "surrogatepass"))
    for place in (path, tmp_path / f"{name}.csv"):
        answer(read_diffusion_table, place)
        answer(read_gas_table, place)
        answer(read_source_table, place)
        answer(load_measurement_file, place)
        answer(read_spallation_csv, str(place))


ENERGY = np.geomspace(0.1, 1e4, 41)
NUCLIDES = tuple(map(Nuclide.parse, ("C12", "B11", "H1")))
SPECTRA = Spectra(NUCLIDES, ENERGY, np.ones((3, 1)) * ENERGY**-2.7)
NUMBERS = st.one_of(
    VALUE,
    st.lists(st.floats(), max_size=3),
    st.floats(1.0, 1e3),
    st.floats().map(lambda x: x * u.TV),
    st.just(np.ones((2, 2))),
    st.just(np.array(["a"])),
    st.just([3 * u.GV, 1]),
    st.just(10**400),
)


@few
@given(NUMBERS, TEXT)
def test_arguments(numbers, text):
    answer(SPECTRA.flux_of, "C", numbers)
    answer(SPECTRA.ratio, "B/C", numbers if numbers is not None else 1.0)
    answer(SPECTRA.value, text, 10.0)
    answer(SPECTRA.value, f"B/{text}", 10.0)
    answer(modulate, SPECTRA, numbers)
    answer(Window, numbers)
    answer(ErrorModel, numbers)
    answer(ModulationPrior, 0.5, numbers)
    answer(inelastic_hydrogen, NUCLIDES[0], numbers)
    answer(kinetic_energy, numbers, NUCLIDES[0])
