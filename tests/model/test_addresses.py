"""Addresses: the vocabulary by which numbers are read, set, tied and refused, and models that travel."""

import pickle
from dataclasses import replace

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from astropy import units as u
from hypothesis import given, settings
from hypothesis import strategies as st

import magnetosonic as ms
from magnetosonic.config.parameters import parameter_at
from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.errors import InputError
from magnetosonic.model.addresses import address_of, keys_of

COARSE = (
    "transport.grid=fast",
    "network.max_charge=6",
    'network.spallation_factors={"C12->B11"=1.1, "C12->B10"=1.2}',
    "transport.advection.velocity=5 km/s",
)
MACH = "zones.halo.alfven_mach"
SLOPES = "injection.nuclides.H1.slopes"
FACTORS = 'network.spallation_factors."C12->B11"', 'network.spallation_factors."C12->B10"'


@pytest.fixture(scope="module")
def model():
    return ms.load_model("converged", COARSE)


# The text of an address.


def test_keys():
    assert keys_of(MACH) == ("zones", "halo", "alfven_mach")
    assert keys_of(f"{SLOPES}[1]") == ("injection", "nuclides", "H1", "slopes", 1)
    assert keys_of(FACTORS[0]) == ("network", "spallation_factors", "C12->B11")
    assert keys_of('a."b.c[0]"[2].d') == keys_of("a.'b.c[0]'[2].d") == ("a", "b.c[0]", 2, "d")
    for address in (MACH, f"{SLOPES}[1]", *FACTORS):
        assert address_of(keys_of(address)) == address


NAMES = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=8)


@given(NAMES, st.lists(st.one_of(NAMES, st.integers(0, 99)), max_size=5))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_keys_and_addresses_are_inverse(first, others):
    keys = (first, *others)
    assert keys_of(address_of(keys)) == keys


@pytest.mark.parametrize(
    "text", ["", ".", "a..b", ".a", "a.", "a[", "a[x]", "a[-1]", "a]", "[0]", '"a', "a[1]b", 3, None]
)
def test_texts_that_are_no_address(text):
    with pytest.raises(InputError, match=r"address = .* keys with dots between them"):
        keys_of(text)


# Reading.


def test_numbers_are_read_in_the_internal_unit(model):
    assert float(model[MACH]) == 0.675
    assert float(model["zones.halo.alfven_speed"]) == pytest.approx(10 * KM_S_IN_KPC_MYR, rel=1e-15)
    np.testing.assert_array_equal(model[SLOPES], [2.781, 2.837, 2.656])
    assert float(model[f"{SLOPES}[1]"]) == 2.837
    assert float(model[FACTORS[0]]) == 1.1
    assert float(model["scattering.confinement_threshold"]) == 1.0


def test_what_is_no_number_is_read_as_it_is_configured(model):
    assert model["galaxy.gas"] == "galprop"
    assert model["zones.halo.damping[0]"] == "collisionless"
    assert model["transport.energy_min"] == "0.3 GeV/n"


def test_every_number_has_its_words(model):
    numbers = ms.parameters(model)
    assert set(FACTORS) | {MACH, f"{SLOPES}[1]", "diffusion.transition_width"} <= set(numbers)
    for address, number in numbers.items():
        assert number.address == address
        assert number.value == float(model[address])
        assert number.low <= number.value <= number.high
        assert number.words
    mach, speed = numbers[MACH], numbers["transport.advection.velocity"]
    assert (mach.unit, mach.low, mach.high) == ("", 0.05, 3.0)
    assert (speed.unit, speed.high) == ("kpc/Myr", pytest.approx(100 * KM_S_IN_KPC_MYR, rel=1e-15))
    with pytest.raises(InputError, match="one number of the configuration"):
        parameter_at(model, SLOPES)
    with pytest.raises(InputError, match="one number of the configuration"):
        parameter_at(model, "galaxy.gas")


# Setting.


LENGTHS = (5.0, 5, np.float64(5.0), jnp.asarray(5.0), "5 kpc", "5000 pc", 5 * u.kpc, 5e3 * u.pc)


@pytest.mark.parametrize("length", LENGTHS)
def test_the_outermost_zone_is_as_high_as_the_halo(model, length):
    for address in ("zones.halo.half_height", "galaxy.halo_half_height"):
        changed = model.with_values({address: length})
        assert float(changed["zones.halo.half_height"]) == float(changed["galaxy.halo_half_height"]) == 5.0
    assert float(model["galaxy.halo_half_height"]) == 4.0  # unchanged


def test_lists_and_their_elements(model):
    assert model.with_values({SLOPES: [2.5, 2.6, 2.7]})[SLOPES].tolist() == [2.5, 2.6, 2.7]
    assert model.with_values({f"{SLOPES}[1]": 2.6})[SLOPES].tolist() == [2.781, 2.6, 2.656]
    both = model.with_values({f"{SLOPES}[0]": 2.5, f"{SLOPES}[2]": 2.7})
    assert both[SLOPES].tolist() == [2.5, 2.837, 2.7]
    breaks = model.with_values({"injection.nuclides.H1.breaks": ["16 GV", 0.2 * u.TV]})
    assert breaks["injection.nuclides.H1.breaks"].tolist() == [16.0, 200.0]


def test_no_values_change_nothing(model):
    assert model.with_values({}) is model


def test_ties(model):
    tied = model.with_values({f"{MACH}, zones.disk.alfven_mach": 0.7, ",".join(FACTORS): 1.3})
    assert [float(tied[a]) for a in (MACH, "zones.disk.alfven_mach", *FACTORS)] == [0.7, 0.7, 1.3, 1.3]


def test_choices_and_counts_are_set_by_a_new_configuration(model):
    changed = model.with_values({"transport.energies_per_decade": 5, "galaxy.gas": "ferriere", MACH: 0.7})
    again = ms.load_model(
        "converged", [*COARSE, "transport.energies_per_decade=5", "galaxy.gas=ferriere", f"{MACH}=0.7"]
    )
    assert jax.tree.structure(changed) == jax.tree.structure(again)
    assert len(changed.energies) < len(model.energies)
    assert float(changed[MACH]) == 0.7


def test_bare_numbers_are_in_the_internal_unit_everywhere(model):
    changed = model.with_values(
        {"transport.energy_min": np.float64(1.0), "normalization.fit_from": 100, "network.half_lives.Be10": 1.5}
    )
    assert changed.energies[0] == 1.0
    assert changed.normalization.fit_from == 100.0
    assert float(changed["network.half_lives.Be10"]) == 1.5
    with pytest.raises(InputError, match=r"energy_min = '1e\+09 GeV/n'"):
        model.with_values({"transport.energy_min": 1e9})


def test_tables_are_found_from_everywhere(model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sources.csv").write_text("radius_kpc,rate\n0,1\n10,0.5\n")
    table = {"galaxy.sources": "table", "galaxy.source_table": "sources.csv", "galaxy.source_scale_height": "0.2 kpc"}
    changed = model.with_values(table)
    monkeypatch.chdir("/")
    assert changed.with_values({MACH: 0.7})["galaxy.source_table"] == str(tmp_path / "sources.csv")


REFUSED = {
    "unknown": ({"zones.hallo.alfven_mach": 0.5}, r"address = 'zones\.hallo.*did you mean 'zones\.halo\.alfven_mach'"),
    "unknown section": ({"zone.halo": 0.5}, r"address = 'zone\.halo'"),
    "element that is not there": ({f"{SLOPES}[3]": 2.5}, r"H1\.slopes\[3\].*the list has 3 elements"),
    "element of a number": ({f"{MACH}[0]": 0.5}, r"alfven_mach\[0\]"),
    "not of the presets": ({"transport.reacceleration.slope": 0.5}, r"address = 'transport\.reacceleration\.slope'"),
    "list in place of a number": ({MACH: [0.5, 0.6]}, r"alfven_mach = \[0\.5, 0\.6\].*a single number"),
    "list of one": ({MACH: [0.5]}, r"alfven_mach = \[0\.5\].*a single number"),
    "number in place of a list": ({SLOPES: 2.5}, r"slopes = 2\.5.*a list of 3 numbers"),
    "list of another length": ({SLOPES: [2.5, 2.6]}, r"slopes = \[2\.5, 2\.6\].*a list of 3 numbers"),
    "table": ({MACH: {"a": 1}}, r"alfven_mach = \{'a': 1\}"),
    "out of range": ({MACH: 5.0}, r"zones\.halo\.alfven_mach = 5\.0.*between 0\.05 and 3\.0"),
    "out of range with unit": (
        {"zones.halo.half_height": 99.0},
        r"half_height = '99(\.0)? kpc'.*between 0\.1 kpc and 50",
    ),
    "element out of range": ({f"{SLOPES}[1]": 7.0}, r"slopes\[1\] = 7\.0.*6"),
    "out of range in a list": ({SLOPES: [2.5, 7.0, 2.5]}, r"slopes = 7\.0"),
    "wrong unit": ({"zones.halo.half_height": "5 s"}, r"half_height = '5 s'.*a length with its unit"),
    "quantity of the wrong unit": ({"zones.halo.half_height": 5 * u.s}, r"half_height = <Quantity 5\. s>.*a length"),
    "unit of a pure number": ({MACH: 0.5 * u.kpc}, r"alfven_mach = <Quantity 0\.5 kpc>"),
    "not finite": ({MACH: np.nan}, "alfven_mach = nan"),
    "no number": ({MACH: "much"}, "alfven_mach = 'much'"),
    "nothing": ({MACH: None}, "alfven_mach = None"),
    "Boolean": ({MACH: True}, "alfven_mach = True"),
    "complex": ({MACH: 1j}, "alfven_mach = 1j"),
    "object": ({MACH: object()}, "alfven_mach = <object"),
    "two for one": (
        {"galaxy.halo_half_height": 6.0, "zones.halo.half_height": 5.0},
        r"halo_half_height = 6\.0.*the same",
    ),
    "disagreement": ({"zones.disk.half_height": 4.5}, r"half_height"),
    "twice": ({f"{MACH},zones.disk.alfven_mach": 0.6, MACH: 0.5}, rf"values = '{MACH}'.*there once"),
    "break before the last": ({"injection.nuclides.H1.breaks": [20.0, 10.0]}, r"breaks"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(model, name):
    values, message = REFUSED[name]
    with pytest.raises(InputError, match=message):
        model.with_values(values)


# Traced numbers.


def test_traced_numbers_are_taken_as_they_are(model):
    read = jax.jit(lambda x: model.with_values({MACH: x, f"{SLOPES}[1]": 2 * x, FACTORS[1]: 1.5})[f"{SLOPES}[1]"])
    assert float(read(-1.0)) == -2.0
    listed = jax.jit(lambda x: model.with_values({SLOPES: [x, x, 2 * x]})[SLOPES])
    assert listed(1.0).tolist() == [1.0, 1.0, 2.0]
    read = jax.grad(
        lambda x: model.with_values({f"{MACH},zones.disk.alfven_mach": x}).zone("disk").turbulence.alfven_mach
    )
    assert float(read(0.5)) == 1.0


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({MACH: -1.0}, r"alfven_mach = -1\.0.*between"),
        ({MACH: [0.7, 0.8]}, "a single number"),
        ({"zones.hallo.alfven_mach": 0.5}, "holds a number that may be differentiated"),
        ({"transport.energies_per_decade": 5}, "counts, energies and choices are given to load_model"),
    ],
)
def test_known_numbers_beside_traced_ones_are_checked(model, value, message):
    with pytest.raises(InputError, match=message):
        jax.jit(lambda x: model.with_values({"modulation.potential": x, **value}).modulation_potential)(0.5)


def test_traced_numbers_of_another_shape_are_refused(model):
    for address, numbers in ((MACH, jnp.ones(2)), (SLOPES, jnp.ones(2)), (SLOPES, 1.0)):
        with pytest.raises(InputError, match=r"a single number|a list of 3 numbers"):
            jax.jit(lambda x, at=address: model.with_values({at: x})[at])(numbers)


@pytest.mark.parametrize("use", [ms.parameters, ms.run, ms.normalise, ms.Model.predict])
def test_decisions_need_known_numbers(model, use):
    with pytest.raises(InputError, match=r"model = 'traced'.*Model\.spectra"):
        jax.jit(lambda x: use(model.with_values({"modulation.potential": x})))(0.5)


# Models that travel, and their origin.


def leaves_equal(first, second):
    pairs = zip(jax.tree.leaves(first), jax.tree.leaves(second), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def test_models_can_be_pickled(model):
    again = pickle.loads(pickle.dumps(model))
    assert jax.tree.structure(again) == jax.tree.structure(model)
    assert leaves_equal(again, model)
    assert float(again.with_values({MACH: 0.7})[MACH]) == 0.7


def test_models_that_differ_in_numbers_have_one_structure(model):
    """So that compiled functions, whose key the structure is, serve both."""
    loaded = ms.load_model("converged", [*COARSE, f"{MACH}=0.5", f"{SLOPES}=[2.5, 2.6, 2.7]"])
    changed = model.with_values({MACH: 0.5, SLOPES: [2.5, 2.6, 2.7]})
    for other in (loaded, changed):
        assert other.origin == model.origin
        assert hash(other.origin) == hash(model.origin)
        assert jax.tree.structure(other) == jax.tree.structure(model)
    assert leaves_equal(loaded, changed)
    assert ms.load_model("converged", [*COARSE, "galaxy.gas=ferriere"]).origin != model.origin


def test_the_origin_says_what_was_changed(model):
    values = {"zones.halo.half_height": 5000 * u.pc, MACH: 0.7, "galaxy.gas": "ferriere", "transport.losses": False}
    changed = model.with_values(values)
    *before, height, mach, gas, losses = changed.origin.changes
    assert tuple(before) == model.origin.changes == COARSE
    # As the command line takes them.
    again = ms.load_model("converged", [*COARSE, height, mach, gas, losses])
    assert again.origin == changed.origin
    assert leaves_equal(again, changed)
    assert ms.load_model("converged", {"transport.losses": False}).origin.changes == ("transport.losses=false",)


def test_models_changed_by_hand_have_no_configuration(model):
    by_hand = [
        replace(model, energies=model.energies[:-3]),
        replace(model, galaxy=replace(model.galaxy, wind=None)),
        eqx.tree_at(lambda m: m.injection.nuclides, model, dict(list(model.injection.items())[:2])),
    ]
    for changed in by_hand:
        with pytest.raises(InputError, match=r"model = 'changed by hand'.*origin=None"):
            changed.with_values({MACH: 0.7})
        assert float(replace(changed, origin=None).with_values({MACH: 0.7})[MACH]) == 0.7


def test_numbers_changed_by_hand_stay(model):
    """A number at an address may be changed in whatever way; others, such as those of a table, are not configured."""
    by_hand = eqx.tree_at(lambda m: m.modulation_potential, model, jnp.asarray(0.3))
    assert float(by_hand.with_values({MACH: 0.7})["modulation.potential"]) == 0.3
    gas = jax.tree.map(lambda leaf: 2.0 * leaf, model.galaxy.gas)
    with pytest.raises(InputError, match="changed by hand"):
        replace(model, galaxy=replace(model.galaxy, gas=gas)).with_values({MACH: 0.7})


def test_models_made_by_hand(model):
    alone = replace(model, origin=None)
    assert float(alone.with_values({MACH: 5.0})[MACH]) == 5.0  # what is allowed is not known
    for values in ({MACH: "0.5"}, {MACH: [1.0, 2.0]}, {MACH: 0.5 * u.kpc}, {"zones.hallo.alfven_mach": 0.5}):
        with pytest.raises(InputError):
            alone.with_values(values)
    with pytest.raises(InputError, match=r"address = 'galaxy\.gas'"):
        _ = alone["galaxy.gas"]
    with pytest.raises(InputError, match="made by hand"):
        ms.parameters(alone)


def test_whether_there_is_a_number_at_an_address():
    model = ms.load_model("dragon2-base")
    assert "zones.halo.half_height" in model
    assert "transport.energy_min" not in model  # no number of the model: it shapes arrays
    assert "nonsense" not in model
    assert 0 not in model
