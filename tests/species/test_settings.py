from time import perf_counter

import numpy as np
import pytest

from magnetosonic.errors import InputError
from magnetosonic.species import (
    NetworkSettings,
    Nuclide,
    build_network,
    decay_table,
    inelastic_hydrogen,
    spallation_channels,
    spallation_hydrogen,
)
from magnetosonic.species.spallation import HELIUM4_TO_HELIUM3, spallation_curves

ENERGY = np.geomspace(0.01, 1e4, 80)
EVOLI, GALPROP, WEBBER = (
    NetworkSettings(spallation=name) for name in ("evoli2019", "galprop-opt12", "webber2003-coste2012")
)
SETS = [EVOLI, GALPROP, WEBBER]
# The published sets [GeV/n, mb] at energies that the tables do not hold as their own.
VALUES = {
    GALPROP: [
        ("C12->B11", 1.19182, 57.723),
        ("C12->B10", 1.08347, 20.774),
        ("O16->B11", 0.984973, 27.351),
        ("O16->Li7", 0.814027, 10.939),
        ("Si28->C12", 0.259374, 12.84),
        ("Fe56->Mn54", 0.984973, 40.082),
        ("Fe56->B11", 3.40039, 1.3758),
        ("Fe56->Sc45", 0.214359, 20.105),
        ("C12->He3", 1.58631, 70.999),
        ("He4->He3", 1.19182, 50.376),
        ("He4->H2", 3.09127, 25.95),
        ("O16->He4", 2.11138, 222.0),
    ],
    WEBBER: [
        ("C12->B11", 0.67275, 59.783),
        ("O16->B11", 2.55477, 24.725),
        ("Si28->C12", 1.08347, 19.548),
        ("Fe56->Mn54", 0.984973, 46.439),
        ("Fe56->B11", 1.4421, 2.8993),
        ("Ni58->Fe54", 2.55477, 22.424),
        ("Cr52->S34", 1.74494, 11.649),
        ("C12->H2", 1.91943, 116.07),
        ("C12->He3", 1.91943, 94.659),
        ("He4->H2", 0.89543, 31.17),
        ("He4->He3", 1.311, 46.943),
        ("He3->H2", 0.313843, 25.428),
    ],
}


def names_of(nuclides) -> set[str]:
    return {nuclide.name for nuclide in nuclides}


def pair_of(channel: str) -> tuple[Nuclide, Nuclide]:
    parent, daughter = channel.split("->")
    return Nuclide.parse(parent), Nuclide.parse(daughter)


@pytest.mark.parametrize("settings", VALUES, ids=lambda item: item.spallation)
def test_tables_between_their_energies(settings):
    for channel, energy, expected in VALUES[settings]:
        value = spallation_hydrogen(*pair_of(channel), np.array([energy]), settings)[0]
        # 4e-3 of the interpolation and the rounding to four digits.
        assert value == pytest.approx(expected, rel=4.5e-3), channel


@pytest.mark.parametrize("settings", SETS, ids=lambda item: item.spallation)
def test_parents_stand_before_their_daughters(settings):
    network = build_network(list(decay_table()), ENERGY, 0.11, settings)
    assert np.all(np.asarray(network.channel_parent) < np.asarray(network.channel_daughter))
    assert all(parent < daughter for parent, daughter in network.branches)
    nucleons = [one.nucleons for one in network.species]
    assert nucleons == sorted(nucleons, reverse=True)
    assert np.all(np.isfinite(network.channel_cross_section) & (network.channel_cross_section >= 0))


@pytest.mark.parametrize("settings", SETS, ids=lambda item: item.spallation)
def test_every_nuclide_of_a_network_is_known(settings):
    assert {nuclide for pair in spallation_channels(settings) for nuclide in pair} <= set(decay_table())


@pytest.mark.parametrize("settings", SETS, ids=lambda item: item.spallation)
def test_fragments_hold_no_more_nucleons_than_are_destroyed(settings):
    energy = np.geomspace(1.0, 100.0, 12)
    made = {nuclide: np.zeros_like(energy) for nuclide in decay_table()}
    for (parent, daughter), curve in spallation_curves(settings).items():
        made[parent] += daughter.mass_number * curve(energy)
    for parent, nucleons in made.items():
        if parent.mass_number < 4:
            continue
        for model in ("crosec", "tripathi1999", "letaw1983"):
            destroyed = inelastic_hydrogen(parent, energy, NetworkSettings(inelastic=model))
            assert np.all(nucleons <= 1.05 * parent.mass_number * destroyed), (parent, model)


@pytest.mark.parametrize("settings", SETS, ids=lambda item: item.spallation)
def test_light_nuclei_are_made_in_every_network(settings):
    network = build_network([Nuclide.parse("H1"), Nuclide.parse("He4")], ENERGY, 0.11, settings)
    assert [nuclide.name for nuclide in network.species] == ["He4", "He3", "H2", "H1"]
    pairs = zip(network.channel_parent, network.channel_daughter, strict=True)
    assert {(int(parent), int(daughter)) for parent, daughter in pairs} == {(0, 1), (0, 2), (1, 2)}


def test_origin_of_the_light_nuclei():
    energy = np.array([0.3, 1.0, 3.0])
    helium3 = spallation_hydrogen(*pair_of("He4->He3"), energy)
    np.testing.assert_array_equal(helium3, HELIUM4_TO_HELIUM3(energy))
    for channel in ("He4->H2", "He3->H2", "C12->H2", "Fe56->H2"):
        np.testing.assert_array_equal(
            spallation_hydrogen(*pair_of(channel), energy), spallation_hydrogen(*pair_of(channel), energy, WEBBER)
        )
    # GALPROP has no deuterium from helium-3 of its own.
    np.testing.assert_array_equal(
        spallation_hydrogen(*pair_of("He3->H2"), energy, GALPROP), spallation_hydrogen(*pair_of("He3->H2"), energy)
    )


def test_extent_of_the_networks():
    assert [len(spallation_channels(settings)) for settings in SETS] == [210, 2710, 2957]
    main = [Nuclide.parse(name) for name in "H1 He4 C12 O16 Si28 Fe56 Ni58".split()]  # noqa: SIM905
    lithium = {"Li6", "Li7"}
    for settings, held in ((EVOLI, lithium), (GALPROP, lithium), (WEBBER, set())):
        assert names_of(build_network(main, ENERGY, 0.11, settings).species) & lithium == held


@pytest.mark.parametrize("settings", [GALPROP, WEBBER], ids=lambda item: item.spallation)
def test_boron_of_the_sets(settings):
    # Published alternatives for the production of boron by carbon and oxygen at 2 GeV/n agree within 20 %.
    for channel in ("C12->B11", "C12->B10", "O16->B11"):
        value, reference = (
            spallation_hydrogen(*pair_of(channel), np.array([2.0]), item)[0] for item in (settings, EVOLI)
        )
        assert value == pytest.approx(reference, rel=0.2), channel


def test_max_charge_leaves_out_nuclides():
    settings = NetworkSettings(spallation="galprop-opt12", max_charge=6)
    injected = [Nuclide.parse(name) for name in ("H1", "C12", "O16", "Fe56")]
    network = build_network(injected, ENERGY, 0.11, settings)
    assert max(nuclide.charge for nuclide in network.species) == 6
    assert {"H1", "C12", "B11"} <= names_of(network.species)
    # Carbon-14 decays to nitrogen, which is left out: a pure loss.
    alone = build_network([Nuclide.parse("C14")], ENERGY, 0.11, settings)
    assert float(alone.decay_rate[alone.index("C14")]) > 0
    assert names_of(alone.species) >= {"C14", "B11"}
    assert alone.index("C14") not in {parent for parent, _ in alone.branches}
    with pytest.raises(InputError, match=r"^max_charge = "):
        build_network(injected[2:], ENERGY, 0.11, settings)


def test_large_networks_are_built_quickly():
    build_network(list(decay_table()), ENERGY, 0.11, WEBBER)
    start = perf_counter()
    build_network(list(decay_table()), ENERGY, 0.11, WEBBER)
    # 0.03 s when nothing else runs.
    assert perf_counter() - start < 1.0


def test_settings_are_hashable():
    assert hash(NetworkSettings()) == hash(EVOLI)
    assert NetworkSettings() == EVOLI != GALPROP


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"spallation": "silberberg"}, "spallation"),
        ({"inelastic": "kox"}, "inelastic"),
        ({"helium_target": "cubic"}, "helium_target"),
        ({"helium_target": "tripathi1999"}, "helium_target"),
        ({"max_charge": 0}, "max_charge"),
        ({"max_charge": 29}, "max_charge"),
        ({"spallation": "table"}, "table"),
        ({"table": "mine.csv"}, "table"),
    ],
)
def test_bad_settings_are_refused(values, field):
    with pytest.raises(InputError) as caught:
        NetworkSettings(**values)
    assert caught.value.field == field
