"""Sources, a gas and cross sections that are made here: one class or function and one choice each, and a registry."""

import pickle
from typing import ClassVar

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.arrays import Scalar
from magnetosonic.choices import Choice, Setting, Table
from magnetosonic.config import config_to_toml, load_config
from magnetosonic.config.build import build_model
from magnetosonic.config.parameters import parameters
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas import GAS_MODELS, Gas
from magnetosonic.galaxy.sources import SOURCE_MODELS, Sources
from magnetosonic.outputs.citations import citations
from magnetosonic.outputs.inputs import inputs_in_words
from magnetosonic.species import Nuclide
from magnetosonic.species.helium_targets import HELIUM_TARGETS, HeliumTarget
from magnetosonic.species.inelastic_models import INELASTIC_MODELS, InelasticModel
from magnetosonic.species.spallation_sets import SPALLATION_MODELS, SpallationSet


class ExponentialDisk(Sources):
    """Sources that follow a disk of stars, exp(-R/L - |z|/h)."""

    WORDS: ClassVar = "a disk of stars"
    CITATIONS: ClassVar = (("sources", "Author & Author 2026"),)
    ADDRESSES: ClassVar = {"stellar_disk": ""}
    length: Scalar
    height: Scalar = 0.3

    def __call__(self, radius, height):
        return jnp.exp(-radius / self.length - jnp.abs(height) / self.height)


def fits(extent, stellar_disk):
    if stellar_disk["length"] > extent.radius:
        raise InputError("stellar_disk.length", stellar_disk["length"], f"at most {extent.radius:g} kpc")


DISK = Choice(
    "stellar-disk",
    "a disk of stars (Author & Author 2026)",
    lambda stellar_disk: ExponentialDisk(**stellar_disk),
    {
        "stellar_disk": Table(
            "Disk of galaxy.sources = 'stellar-disk'.",
            {
                "length": Setting("Scale length [kpc].", "kpc", "0.1 kpc", "50 kpc", "3 kpc"),
                "height": Setting("Scale height [kpc].", "kpc", "0.01 kpc", "1 kpc", required=False),
            },
        )
    },
    fits,
)


class SlabGas(Gas):
    """A Gaussian layer with a tenth of it ionised."""

    WORDS: ClassVar = "a layer"
    ADDRESSES: ClassVar = {"layer_column": "column"}
    column: Scalar

    def neutral(self, radius, height):
        return jnp.broadcast_to(self.column * jnp.exp(-((height / 0.1) ** 2)), jnp.shape(radius + height))

    def ionised(self, radius, height):
        return 0.1 * self.neutral(radius, height)


LAYER = Choice("layer", "a layer", lambda layer_column: SlabGas(layer_column), {"layer_column": Setting("Density.")})
OVERRIDES = [
    "galaxy.sources=stellar-disk",
    "galaxy.stellar_disk={length='2500 pc'}",
    "galaxy.gas=layer",
    "galaxy.layer_column=0.9",
]


def flat(energy):
    return np.full_like(energy, 30.0)


CARBON, BORON = Nuclide(6, 12), Nuclide(5, 11)
FLAT = Choice("flat", "flat", lambda: SpallationSet("Flat 2026", lambda: {(CARBON, BORON): flat}))
GEOMETRIC = Choice(
    "geometric",
    "45 mb A^(2/3)",
    lambda: InelasticModel("Bradt 1950", lambda nuclide, energy: 45.0 * nuclide.mass_number ** (2 / 3) + 0.0 * energy),
)
DOUBLE = Choice(
    "double", "twice", lambda: HeliumTarget("Double 2026", lambda nuclide, energy, hydrogen: 2.0 * hydrogen)
)


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    for models, choice in (
        (SOURCE_MODELS, DISK),
        (GAS_MODELS, LAYER),
        (SPALLATION_MODELS, FLAT),
        (INELASTIC_MODELS, GEOMETRIC),
        (HELIUM_TARGETS, DOUBLE),
    ):
        monkeypatch.setitem(models, choice.tag, choice)


def test_a_configuration_uses_them():
    config = load_config("converged", OVERRIDES)
    model = build_model(config)
    assert float(model.galaxy.sources(2.5, 0.0)) == pytest.approx(np.exp(-1.0))
    gas, sources, *_ = inputs_in_words(model)
    assert gas == "gas: a layer; 0.11 helium per hydrogen nuclei"
    assert sources == "sources: a disk of stars"
    assert dict(citations(model))["sources"] == "Author & Author 2026"
    assert 'sources = "stellar-disk"' in config_to_toml(config)


def test_a_network_of_new_cross_sections():
    chosen = ["network.spallation=flat", "network.inelastic=geometric", "network.helium_target=double"]
    model = build_model(load_config("converged", [*chosen, "network.max_charge=6"]))
    network = model.network()
    carbon, boron = network.index("C12"), network.index("B11")
    made = (np.asarray(network.channel_parent) == carbon) & (np.asarray(network.channel_daughter) == boron)
    assert np.all(network.channel_cross_section[made] > 30.0)  # helium adds to it
    np.testing.assert_allclose(network.inelastic[carbon], 45.0 * 12 ** (2 / 3) * (1.0 + 2.0 * 0.11), rtol=1e-14)
    words = "network: spallation flat, inelastic geometric, on helium double, up to charge 6"
    assert words in inputs_in_words(model)
    cited = dict(citations(model))
    assert cited["spallation"] == "Flat 2026"
    assert cited["inelastic cross sections"].startswith("Bradt 1950; protons: ")
    assert cited["cross sections on helium"] == "Double 2026"


def test_configurations_pickle():
    config = load_config("converged", [*OVERRIDES, "network.spallation=flat"])
    assert pickle.loads(pickle.dumps(config)) == config


def test_their_numbers_have_addresses_and_can_be_differentiated(tmp_path):
    (tmp_path / "again.toml").write_text(config_to_toml(load_config("converged", OVERRIDES)))
    model = build_model(load_config(tmp_path / "again.toml"))
    length = parameters(model)["galaxy.stellar_disk.length"]
    assert (length.value, length.unit, length.low, length.high) == (2.5, "kpc", 0.1, 50.0)
    assert length.words == "Scale length [kpc]."
    assert model["galaxy.layer_column"] == 0.9
    longer = model.with_values({"galaxy.stellar_disk.length": "3 kpc"})
    assert longer.galaxy.sources.length == 3.0
    slope = jax.grad(lambda value: longer.with_values({"galaxy.stellar_disk.length": value}).galaxy.sources(3.0, 0.0))
    assert float(slope(3.0)) == pytest.approx(np.exp(-1.0) / 3.0)


@pytest.mark.parametrize(
    ("changes", "field", "allowed"),
    [
        (["galaxy.sources=stellar"], "galaxy.sources", "'stellar-disk'"),
        (["galaxy.sources=stellar-disk"], "galaxy.stellar_disk", "given with galaxy.sources = 'stellar-disk'"),
        (["galaxy.stellar_disk={length='3 kpc'}"], "galaxy.stellar_disk", "belongs to galaxy.sources = 'stellar-disk'"),
        ([*OVERRIDES, "galaxy.stellar_disk.length=99 kpc"], "galaxy.stellar_disk.length", "between 0.1 kpc and 50 kpc"),
        ([*OVERRIDES, "galaxy.stellar_disk.length=40 kpc"], "galaxy.stellar_disk.length", "at most 30 kpc"),
        ([*OVERRIDES, "galaxy.stellar_disk.width=4 kpc"], "galaxy.stellar_disk.width", "keys allowed here are length"),
    ],
)
def test_their_parameters_are_checked(changes, field, allowed):
    with pytest.raises(InputError) as refused:
        load_config("converged", changes)
    assert refused.value.field == field
    assert allowed in refused.value.allowed
