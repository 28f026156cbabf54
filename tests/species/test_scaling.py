import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.errors import InputError
from magnetosonic.species import Nuclide, build_network, scale_cross_sections

ENERGY = np.geomspace(0.01, 1e4, 7)


@pytest.fixture(scope="module")
def network():
    return build_network([Nuclide.parse(name) for name in ("H1", "He4", "C12", "O16")], ENERGY, 0.11)


def ratios(network, scaled) -> dict[str, float]:
    """Factors that differ from 1, by channel."""
    names = [nuclide.name for nuclide in network.species]
    changed = {}
    for k, (parent, daughter) in enumerate(zip(network.channel_parent, network.channel_daughter, strict=True)):
        before, after = network.channel_cross_section[k], scaled.channel_cross_section[k]
        factor = float(after[-1] / before[-1]) if before[-1] else float("nan")
        np.testing.assert_allclose(after, factor * before, rtol=1e-14)
        if factor != 1:
            changed[f"{names[int(parent)]}->{names[int(daughter)]}"] = factor
    return changed


def test_keys_name_channels(network):
    assert ratios(network, scale_cross_sections(network, {"C12->B11": 1.5})) == {"C12->B11": 1.5}
    boron = scale_cross_sections(network, {"C12->B": 2.0})
    assert ratios(network, boron) == {"C12->B11": 2.0, "C12->B10": 2.0}
    beryllium10 = ratios(network, scale_cross_sections(network, {"->Be10": 0.5}))
    assert set(beryllium10.values()) == {0.5}
    assert {"C12->Be10", "O16->Be10", "B11->Be10"} <= set(beryllium10)
    carbon = ratios(network, scale_cross_sections(network, {"C->Li6": 0.25}))
    assert set(carbon) == {"C12->Li6", "C13->Li6", "C14->Li6"}


def test_channels_named_twice_get_the_product(network):
    changed = ratios(network, scale_cross_sections(network, {"C12->B11": 1.5, "->B": 2, "C12->Be9": 4.0}))
    assert changed["C12->B11"] == 3.0
    assert changed["O16->B11"] == changed["C12->B10"] == 2.0
    assert changed["C12->Be9"] == 4.0


def test_inelastic_factors(network):
    scaled = scale_cross_sections(network, inelastic={"C12": 1.1, "O": 0.9})
    factor = np.array([{"C12": 1.1, "O16": 0.9}.get(nuclide.name, 1.0) for nuclide in network.species])
    np.testing.assert_allclose(scaled.inelastic, factor[:, None] * network.inelastic, rtol=1e-15)
    np.testing.assert_array_equal(scaled.channel_cross_section, network.channel_cross_section)
    assert ratios(network, scale_cross_sections(network)) == {}


def test_factors_may_depend_on_the_energy(network):
    factor = np.linspace(1.0, 2.0, ENERGY.size)
    scaled = scale_cross_sections(network, {"C12->B11": factor}, {"C12": factor})
    carbon = network.index("C12")
    np.testing.assert_allclose(scaled.inelastic[carbon], factor * network.inelastic[carbon], rtol=1e-15)


def test_gradients_by_the_factors(network):
    def boron(factors):
        scaled = scale_cross_sections(network, {"C12->B11": factors[0], "C12->B": factors[1]}, {"C12": factors[2]})
        return scaled.channel_cross_section.sum() + scaled.inelastic.sum()

    gradient = jax.grad(boron)(jnp.array([1.0, 3.0, 1.0]))
    names = [nuclide.name for nuclide in network.species]
    sums = {}
    for k, (parent, daughter) in enumerate(zip(network.channel_parent, network.channel_daughter, strict=True)):
        sums[names[int(parent)], names[int(daughter)]] = float(network.channel_cross_section[k].sum())
    # d/df1 = f2 sigma(B11); d/df2 = f1 sigma(B11) + sigma(B10)
    b11, b10 = sums["C12", "B11"], sums["C12", "B10"]
    expected = [3 * b11, b11 + b10, float(network.inelastic[network.index("C12")].sum())]
    np.testing.assert_allclose(gradient, expected, rtol=1e-13)


def test_compiled_with_network_and_factor_as_arguments(network):
    compiled = eqx.filter_jit(lambda item, factor: scale_cross_sections(item, {"->B": factor}, {"C12": factor}))
    scaled = compiled(network, jnp.array(1.3))
    direct = scale_cross_sections(network, {"->B": 1.3}, {"C12": 1.3})
    np.testing.assert_allclose(scaled.channel_cross_section, direct.channel_cross_section, rtol=1e-15)
    np.testing.assert_allclose(scaled.inelastic, direct.inelastic, rtol=1e-15)


@pytest.mark.parametrize(
    ("spallation", "inelastic", "field", "message"),
    [
        ({"C12->B12": 1.0}, {}, "spallation", "nuclides or elements out of O16"),
        ({"Fe56->B": 1.0}, {}, "spallation", "PARENT->DAUGHTER"),
        ({"C12": 1.0}, {}, "spallation", "PARENT->DAUGHTER"),
        ({"C12->": 1.0}, {}, "spallation", "PARENT->DAUGHTER"),
        ({"": 1.0}, {}, "spallation", "PARENT->DAUGHTER"),
        ({"B11->C12": 1.0}, {}, "spallation", "daughters of B11 are Be10, B10"),
        ({"C12->B11": -1.0}, {}, "spallation.C12->B11", "not negative"),
        ({"C12->B11": float("nan")}, {}, "spallation.C12->B11", "not negative"),
        ({}, {"Fe56": 1.0}, "inelastic", "a nuclide or an element of the network: O16"),
        ({}, {"": 1.0}, "inelastic", "a nuclide or an element"),
        ({}, {"C12": float("inf")}, "inelastic.C12", "not negative"),
    ],
)
def test_bad_keys_and_factors_are_refused(network, spallation, inelastic, field, message):
    with pytest.raises(InputError, match=message) as caught:
        scale_cross_sections(network, spallation, inelastic)
    assert caught.value.field == field
