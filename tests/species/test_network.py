from math import log

import equinox as eqx
import numpy as np
import pytest

from magnetosonic.errors import InputError
from magnetosonic.species import (
    Nuclide,
    build_network,
    decay_table,
    helium_enhancement,
    inelastic_helium,
    inelastic_hydrogen,
    spallation_hydrogen,
)

ENERGY = np.geomspace(0.01, 1e4, 25)
MAIN = "H1 He4 C12 N14 O16 Ne20 Mg24 Si28"


def network_of(names: str, helium_fraction: float = 0.11):
    return build_network([Nuclide.parse(name) for name in names.split()], ENERGY, helium_fraction)


def names_of(network) -> set[str]:
    return {nuclide.name for nuclide in network.species}


@pytest.mark.parametrize("names", [MAIN, f"{MAIN} S32 Fe56", " ".join(item.name for item in decay_table())])
def test_parents_stand_before_their_daughters(names):
    network = network_of(names)
    assert np.all(np.asarray(network.channel_parent) < np.asarray(network.channel_daughter))
    assert all(parent < daughter for parent, daughter in network.branches)


def test_network_holds_what_is_injected_and_what_comes_of_it():
    assert names_of(network_of("H1 He4")) == {"H1", "He4", "He3", "H2"}
    assert names_of(network_of("C12 Ni58")) == set("Ni58 C12 B11 Be10 B10 Be9 Be7 Li7 Li6 H2".split())  # noqa: SIM905
    everything = network_of("H1 He4 Fe56")
    # The twenty nuclides of the table, both heliums and both hydrogens; the order of injection does not matter.
    assert len(everything.species) == 24
    assert everything.species == network_of("Fe56 H1 He4").species
    assert everything.channel_parent.size == 210


def test_places_and_numbers_of_species():
    network = network_of(MAIN)
    assert [int(value) for value in network.particles.charge[:, 0]] == [one.charge for one in network.species]
    assert [int(value) for value in network.particles.nucleons[:, 0]] == [one.nucleons for one in network.species]
    assert network.species[network.index("Be10")] == Nuclide(4, 10)
    with pytest.raises(InputError, match=r"^nuclide = "):
        network.index("Fe56")


def test_cross_sections_are_per_hydrogen_atom_with_helium():
    network = network_of("C12 O16", helium_fraction=0.1)
    for k, nuclide in enumerate(network.species):
        expected = inelastic_hydrogen(nuclide, ENERGY) + 0.1 * inelastic_helium(nuclide, ENERGY)
        np.testing.assert_allclose(network.inelastic[k], expected, rtol=1e-15)
    for k, (parent, daughter) in enumerate(zip(network.channel_parent, network.channel_daughter, strict=True)):
        pair = network.species[int(parent)], network.species[int(daughter)]
        hydrogen = spallation_hydrogen(*pair, ENERGY)
        expected = hydrogen + 0.1 * helium_enhancement(*pair, ENERGY) * hydrogen
        np.testing.assert_allclose(network.channel_cross_section[k], expected, rtol=1e-14)


def test_fragments_are_fewer_than_the_nuclei_destroyed():
    network = network_of("Fe56")
    made = np.zeros((len(network.species), ENERGY.size))
    # One collision can make several deuterons, and they are no nuclei of the table.
    heavy = np.asarray(network.channel_daughter) != network.index("H2")
    cross_sections = np.asarray(network.channel_cross_section)
    np.add.at(made, np.asarray(network.channel_parent)[heavy], cross_sections[heavy])
    # Two fragments of lithium or heavier would be possible from heavy parents, but the tables keep the bound.
    assert np.all(made <= np.asarray(network.inelastic))


def test_nuclides_without_channels_only_suffer_losses():
    network = network_of("Ni58")
    assert names_of(network) == {"Ni58"}
    assert network.channel_cross_section.shape == (0, ENERGY.size)
    assert network.channel_parent.shape == (0,)
    assert network.branches == ()
    assert np.all(np.asarray(network.inelastic) > 500)


def test_decays():
    network = network_of("O16")
    pairs = {tuple(network.species[place].name for place in branch) for branch in network.branches}
    assert pairs == {("Be10", "B10"), ("C14", "N14")}
    assert float(network.decay_rate[network.index("Be10")]) == pytest.approx(log(2) / 1.387, rel=1e-15)
    assert np.count_nonzero(network.decay_rate) == 2


def test_decay_daughters_outside_of_the_network_are_a_pure_loss():
    network = network_of("Mn54")
    assert names_of(network) == {"Mn54"}
    assert float(network.decay_rate[0]) == pytest.approx(log(2) / 0.63, rel=1e-15)
    assert network.branches == ()
    both = network_of("Fe54 Mn54")
    assert [item.name for item in both.species] == ["Mn54", "Fe54"]
    assert both.branches == ((0, 1),)


def test_network_enters_compiled_functions():
    network = network_of("C12")
    total = eqx.filter_jit(lambda item: item.inelastic.sum() + len(item.species))(network)
    assert float(total) == pytest.approx(float(network.inelastic.sum()) + len(network.species), rel=1e-12)


@pytest.mark.parametrize(
    ("names", "energy", "helium_fraction", "field"),
    [
        ("", ENERGY, 0.1, "injected"),
        ("C12 C12", ENERGY, 0.1, "injected"),
        ("He6", ENERGY, 0.1, "nuclide"),
        ("H3", ENERGY, 0.1, "nuclide"),
        ("C12", ENERGY[::-1].copy(), 0.1, "energy"),
        ("C12", np.array([]), 0.1, "energy"),
        ("C12", np.array([0.0, 1.0]), 0.1, "energy"),
        ("C12", np.array([1.0, np.inf]), 0.1, "energy"),
        ("C12", ENERGY, -0.1, "helium_fraction"),
        ("C12", ENERGY, float("nan"), "helium_fraction"),
    ],
)
def test_bad_input_is_refused(names, energy, helium_fraction, field):
    with pytest.raises(InputError) as caught:
        build_network([Nuclide.parse(name) for name in names.split()], energy, helium_fraction)
    assert caught.value.field == field
