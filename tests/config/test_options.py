"""Options of gas, sources, network, wind, reacceleration, grid and radial dependence, up to the model."""

import time
import tomllib
from typing import get_args

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.config import config_to_toml, load_config
from magnetosonic.config.build import build_model
from magnetosonic.config.galaxy import GalaxyConfig
from magnetosonic.config.grids import GRIDS, Resolution
from magnetosonic.config.network import NetworkConfig
from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.diffusion.reacceleration import RelatedReacceleration, TurbulentReacceleration
from magnetosonic.galaxy.gas import GAS_MODELS, FerriereGas, GalpropGas, NakanishiSofueGas
from magnetosonic.galaxy.sources import SOURCE_MODELS, Ferriere2001, PowerExponential
from magnetosonic.plasma.medium import alfven_speed
from magnetosonic.species.helium_targets import HELIUM_TARGETS
from magnetosonic.species.inelastic_models import INELASTIC_MODELS
from magnetosonic.species.settings import NetworkSettings
from magnetosonic.species.spallation_sets import SPALLATION_MODELS
from tests.config.raw import changed, raw_preset
from tests.config.test_bad_options import (
    FAR,
    GAS_TABLE,
    HALO_OF_MEDIUM,
    LAW,
    MEDIUM,
    NEAR,
    RADIAL_TABLE,
    SPALLATION,
    radial,
    reacceleration,
    ring,
    uniform,
)


def model_with(changes, preset="fornieri2021"):
    """Model of a preset with changes by dotted name."""
    return build_model(load_config(changed(raw_preset(preset), changes)))


def words(section, key):
    """Words that a key of a section accepts."""
    pending, found = [section.known_keys()[key].annotation], ()
    for part in pending:
        pending += [inner for inner in get_args(part) if not isinstance(inner, str)]
        found += tuple(inner for inner in get_args(part) if isinstance(inner, str))
    return found


@pytest.mark.parametrize(
    ("section", "key", "names"),
    [
        (GalaxyConfig, "gas", GAS_MODELS),
        (GalaxyConfig, "sources", SOURCE_MODELS),
        (NetworkConfig, "spallation", SPALLATION_MODELS),
        (NetworkConfig, "inelastic", INELASTIC_MODELS),
        (NetworkConfig, "helium_target", HELIUM_TARGETS),
    ],
)
def test_every_model_has_its_word(section, key, names):
    assert words(section, key) == tuple(names)


def test_defaults():
    model = model_with({})
    assert isinstance(model.galaxy.gas, GalpropGas)
    assert isinstance(model.galaxy.sources, Ferriere2001)
    np.testing.assert_array_equal(model.galaxy.gas.xco.values, [1.9e20])
    assert model.galaxy.wind is None
    assert model.reacceleration is None
    assert model.reactions == NetworkSettings()
    assert model.spallation_factors == model.inelastic_factors == {}
    assert [zone.radial for zone in model.zones] == [(), ()]


# Gas and sources.


@pytest.mark.parametrize(("name", "kind"), [("ferriere", FerriereGas), ("nakanishi-sofue", NakanishiSofueGas)])
def test_gas_by_name(name, kind):
    assert type(model_with({"galaxy.gas": name}).galaxy.gas) is kind


@pytest.mark.parametrize(
    ("xco", "inner", "outer"),
    [
        (2.5e20, 2.5e20, 2.5e20),
        ([1e20, 3e20], 1e20, 3e20),
        ("sm96", 1.9e20, 1.9e20),
        # Strong et al. 2004, A&A 422, L47: 0.4 and 1.5 at 1 and 8 kpc; Ackermann et al. 2012: 0.4 and 0.75.
        ("galprop_2004", 0.4e20, 1.5e20),
        ("galprop_2010", 0.4e20, 0.75e20),
    ],
)
def test_xco(xco, inner, outer):
    profile = model_with({"galaxy.xco": xco}).galaxy.gas.xco
    np.testing.assert_allclose(profile(np.array([1.0, 8.0])), [inner, outer], rtol=1e-15)


def test_uniform_gas_has_an_element_boundary_at_its_edge():
    model = model_with(uniform())
    np.testing.assert_allclose(model.galaxy.gas.neutral(8.0, np.array([0.09, 0.11])), [1.0, 0.0])
    np.testing.assert_allclose(model.galaxy.gas.ionised(8.0, np.array([0.09, 0.11])), [0.02, 0.0])
    # Zones end at 0.5 and 4 kpc, with a transition of 4 widths of 0.05 kpc to both sides.
    np.testing.assert_allclose(model.grid().heights.breaks, [0.0, 0.1, 0.3, 0.7, 4.0], rtol=1e-14)
    # Mass of the gas in every radial cell: density times half height, exact with a boundary there.
    mass = jnp.sum(model.grid().load(model.galaxy.gas.neutral), axis=1)
    np.testing.assert_allclose(mass, 0.1, rtol=1e-13)


@pytest.mark.parametrize("height", [None, "4 kpc", "10 kpc", "300 pc"])
def test_uniform_gas_up_to_a_boundary_that_is_there(height):
    model = model_with(uniform(half_height=height) if height else {**uniform(), "galaxy.uniform_gas.half_height": None})
    np.testing.assert_allclose(model.grid().heights.breaks, [0.0, 0.3, 0.7, 4.0], rtol=1e-14)


def test_sources_by_name():
    radius = np.array([4.0, 8.5])
    for name, choice in SOURCE_MODELS.items():
        if name not in ("ring", "table"):
            built = model_with({"galaxy.sources": name}).galaxy.sources
            np.testing.assert_allclose(built(radius, 0.1), choice.build()(radius, 0.1), rtol=1e-15)


def test_scale_height_of_a_survey():
    sources = model_with({"galaxy.sources": "lorimer2006", "galaxy.source_scale_height": "0.3 kpc"}).galaxy.sources
    assert isinstance(sources, PowerExponential)
    np.testing.assert_allclose(sources(8.5, 0.3), np.exp(-1.0), rtol=1e-15)


def test_ring():
    sources = model_with(ring()).galaxy.sources
    # Half a maximum at the half height; exp(-1/2) at one standard deviation.
    expected = [1.0, np.exp(-0.5), 0.5]
    np.testing.assert_allclose(sources(np.array([8.0, 9.0, 8.0]), np.array([0.0, 0.0, 0.1])), expected, rtol=1e-15)


def test_tables_beside_the_configuration(tmp_path, monkeypatch):
    (tmp_path / "gas.csv").write_text(GAS_TABLE)
    (tmp_path / "rate.csv").write_text(RADIAL_TABLE)
    (tmp_path / "sigma.csv").write_text(SPALLATION)
    tables = {
        "galaxy.gas": "table",
        "galaxy.gas_table": "gas.csv",
        "galaxy.gas_table_beyond": "constant",
        "galaxy.sources": "table",
        "galaxy.source_table": "rate.csv",
        "galaxy.source_scale_height": "0.2 kpc",
        "network.spallation": "table",
        "network.table": "sigma.csv",
    }
    monkeypatch.chdir(tmp_path)
    written = config_to_toml(load_config(changed(raw_preset("fornieri2021"), tables)))
    (tmp_path / "galaxy.toml").write_text(written.replace(f"{tmp_path}/", ""))
    monkeypatch.chdir("/")
    config = load_config(tmp_path / "galaxy.toml")
    assert config.galaxy.gas.gas_table == tmp_path / "gas.csv"
    assert config.network.spallation.table == tmp_path / "sigma.csv"
    model = build_model(config)
    np.testing.assert_allclose(model.galaxy.gas.neutral(5.0, 0.5), 1.0)
    np.testing.assert_allclose(model.galaxy.sources(10.0, 0.2), 1.5 * np.exp(-1.0), rtol=1e-15)
    assert model.reactions == NetworkSettings(spallation="table", table=str(tmp_path / "sigma.csv"))


# Network.


def test_network():
    settings = {
        "spallation": "galprop-opt12",
        "inelastic": "tripathi1999",
        "helium_target": "tripathi1999",
        "max_charge": 8,
        "spallation_factors": {"C12->B11": 1.2, "->Be": 0.5},
        "inelastic_factors": {"C": 0.9},
    }
    model = model_with({f"network.{key}": value for key, value in settings.items()})
    assert model.reactions == NetworkSettings("galprop-opt12", "tripathi1999", "tripathi1999", 8)
    assert {key: float(value) for key, value in model.spallation_factors.items()} == settings["spallation_factors"]
    assert {key: float(value) for key, value in model.inelastic_factors.items()} == settings["inelastic_factors"]


def test_factors_from_the_command_line():
    config = load_config("converged", ["network.spallation_factors.C12->B11=1.2"])
    assert config.network.spallation_factors == {"C12->B11": 1.2}


# Wind and reacceleration.


def test_wind():
    wind = model_with({"transport.advection": {"velocity": "10 km/s", "gradient": "5 km/s/kpc"}}).galaxy.wind
    np.testing.assert_allclose(wind(jnp.array([0.0, 2.0])), np.array([10.0, 20.0]) * KM_S_IN_KPC_MYR, rtol=1e-14)


def test_wind_at_the_limit():
    limit = {"transport.advection.gradient": "100 km/s/kpc", "galaxy.halo_half_height": "10 kpc"}
    model_with(limit | {"zones.halo.half_height": "10 kpc"})


def related(model):
    """Alfvén speed [kpc/Myr] and slope that count in every patch."""
    patches = [zone.patch() for zone in model.patches]
    assert isinstance(model.reacceleration, RelatedReacceleration)
    return model.reacceleration.speeds(patches), model.reacceleration.slopes(patches, model.diffusion_model)


def test_reacceleration_by_numbers():
    law = {"diffusion": LAW | {"zone_power_law": {"halo": LAW["power_law"] | {"delta": 0.6}}}}
    model = model_with(reacceleration(alfven_speed="20 km/s") | law)
    speeds, slopes = related(model)
    np.testing.assert_allclose(speeds, np.full(2, 20.0) * KM_S_IN_KPC_MYR, rtol=1e-14)
    np.testing.assert_array_equal(slopes, [0.4, 0.6])
    assert model.reacceleration.four_thirds
    model = model_with(reacceleration(alfven_speed="20 km/s", slope=0.5, four_thirds=False) | law)
    np.testing.assert_array_equal(related(model)[1], [0.5, 0.5])
    assert not model.reacceleration.four_thirds


def test_reacceleration_by_the_waves_of_the_zones():
    halo = HALO_OF_MEDIUM | radial(NEAR, FAR | {"magnetic_field": "2 uG"}) | {"zones.disk.alfven_speed": "15 km/s"}
    speeds, slopes = related(model_with(reacceleration(slope=0.5) | halo))
    in_halo = [float(alfven_speed(field, 0.1, 0.9)) for field in (1.0, 2.0)]
    np.testing.assert_allclose(speeds, [15.0 * KM_S_IN_KPC_MYR, *in_halo], rtol=1e-14)
    np.testing.assert_array_equal(slopes, [0.5, 0.5, 0.5])


def test_reacceleration_of_the_turbulence():
    model = model_with(reacceleration(model="turbulence"), "converged")
    assert isinstance(model.reacceleration, TurbulentReacceleration)


# Grid.


def resolution(model):
    """What the model has of a resolution, the order of the element next to the plane included."""
    per_decade = (len(model.energies) - 1) / np.log10(model.energies[-1] / model.energies[0])
    galaxy = model.galaxy
    return Resolution(galaxy.radial_cells, galaxy.layout.orders[0], round(per_decade), galaxy.levels)


@pytest.mark.parametrize("name", GRIDS)
def test_grid_by_name(name):
    model = model_with({"transport.grid": name})
    assert resolution(model) == GRIDS[name]
    assert model.galaxy.layout.orders[-1] == GRIDS[name].height_order - 2


def test_single_numbers_override_the_grid():
    overrides = {
        "galaxy.grid": {"radial_cells": 33, "height_order": 5},
        "transport.energies_per_decade": 9,
        "transport.levels": 7,
    }
    assert resolution(model_with(overrides | {"transport.grid": "reference"})) == Resolution(33, 5, 9, 7)
    assert resolution(model_with({"transport.levels": 7})).radial_cells == GRIDS["default"].radial_cells


@pytest.mark.parametrize("name", ["fornieri2021", "dragon2-base", "converged"])
def test_presets_have_the_default_grid(name):
    assert load_config(name).resolution == GRIDS["default"]


# Radial dependence.


def test_radial_turbulence():
    halo = model_with(radial(NEAR, FAR | {"injection_scale": "50 pc"})).zone("halo")
    assert halo.radii == (0.0, 8.0)
    first, second = halo.patches()
    assert (float(first.turbulence.alfven_mach), float(first.turbulence.injection_scale)) == (0.7, 0.1)
    assert (float(second.turbulence.alfven_mach), float(second.turbulence.injection_scale)) == (0.5, 0.05)
    assert float(second.turbulence.plasma_beta) == 0.14


def test_turbulence_of_the_zone_itself_with_radii():
    changes = radial(NEAR, FAR)
    assert float(model_with(changes).zone("halo").turbulence.alfven_mach) == 0.5  # of the preset
    incomplete = changes | {"zones.halo.alfven_mach": None}
    assert float(model_with(incomplete).zone("halo").turbulence.alfven_mach) == 0.7  # of the first radius


def test_medium_at_a_radius_replaces_the_numbers_of_the_zone():
    near, far = model_with(radial(NEAR, FAR | {"medium": MEDIUM})).zone("halo").patches()
    assert float(near.turbulence.plasma_beta) == 0.14
    # 8 pi (n_i + n_e) k T/B^2 with n_i = n_e = 0.09 cm^-3, T = 8000 K, B = 1 uG.
    expected = 8 * np.pi * 0.18 * 1.380649e-16 * 8000 / 1e-12
    np.testing.assert_allclose(far.turbulence.plasma_beta, expected, rtol=1e-12)


def test_patches_agree_with_the_relation():
    model = model_with(radial(NEAR, FAR) | reacceleration(slope=0.5))
    assert len(model.patches) == len(related(model)[0]) == 3
    assert model.patches[1].name == "halo at 0 kpc"


# The whole.

EVERYTHING = (
    uniform()
    | ring()
    | reacceleration(slope=0.4)
    | radial(NEAR | {"medium": MEDIUM}, FAR)
    | {
        "transport.advection": {"velocity": "10 km/s", "gradient": "7 km/s/kpc"},
        "transport.levels": 9,
        "network.spallation_factors": {"C12->B11": 1.2, "->B": 1.1},
        "network.inelastic_factors": {"C": 0.9},
        "zones.halo.confinement_length": "1 kpc",
    }
)


@pytest.mark.parametrize(
    "changes",
    [EVERYTHING, {"galaxy.xco": [1e20, 3e20]}, {"galaxy.xco": "galprop_2010"}, {"transport.grid": "fast"}],
)
def test_written_configuration_loads_back(changes):
    config = load_config(changed(raw_preset("fornieri2021"), changes))
    assert load_config(tomllib.loads(config_to_toml(config))) == config


def test_numbers_that_a_user_differentiates_are_arrays():
    def are_arrays(*parts):
        leaves = jax.tree.leaves(parts)
        return len(leaves) > 0 and all(isinstance(leaf, jax.Array) and not leaf.weak_type for leaf in leaves)

    model = model_with(EVERYTHING)
    assert are_arrays(model.zones)
    assert are_arrays(model.galaxy)
    assert are_arrays(model.spallation_factors, model.inelastic_factors, model.half_lives)
    assert are_arrays(model.injection)
    assert are_arrays(model.normalization, model.modulation_potential, model.reacceleration)
    assert are_arrays(model_with({"diffusion": LAW}).diffusion_model)
    assert are_arrays(model_with({"galaxy.xco": 2e20}).galaxy.gas.xco.values)
    surveys = model_with({"galaxy.sources": "lorimer2006", "galaxy.source_scale_height": "0.3 kpc"})
    assert are_arrays(surveys.galaxy.sources)


def test_column_of_gas_differentiates_with_respect_to_xco():
    model = model_with({"galaxy.xco": 2e20})

    def molecules(xco):
        changed_gas = eqx.tree_at(lambda gas: gas.xco.values, model.galaxy.gas, xco[None])
        return changed_gas.neutral(5.0, 0.0)

    at = jnp.asarray(2e20)
    # Linear in X_CO, above the atoms.
    np.testing.assert_allclose(jax.grad(molecules)(at) * at, molecules(at) - molecules(0.0 * at), rtol=1e-12)


def test_presets_load_quickly():
    load_config("converged")
    start = time.perf_counter()
    load_config("converged")
    assert time.perf_counter() - start < 0.5
