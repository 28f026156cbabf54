"""Presets, files, dictionaries, overrides and the way back to TOML."""

import tomllib
from typing import get_args

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from astropy import units as u
from pydantic import ValidationError

from magnetosonic.config import Config, available_presets, config_to_toml, load_config
from magnetosonic.config.build import build_model
from magnetosonic.config.diffusion_table import read_diffusion_table
from magnetosonic.config.fields import Section
from magnetosonic.config.overrides import apply_overrides
from magnetosonic.constants import KM_S_IN_KPC_MYR, KPC2_MYR_IN_CM2_S
from magnetosonic.errors import InputError
from magnetosonic.plasma.medium import plasma_numbers
from tests.config.raw import raw_preset

TABLE = "# D of the halo\nrigidity_GV,D_cm2_s,remark\n1,6e28,a\n10,1e29,b\n1e3,3e29,c\n"


def turbulence_of(config, zone):
    """Complete turbulence of a zone."""
    return build_model(config).zone(zone).turbulence


def flags(turbulence):
    return bool(turbulence.collisionless), bool(turbulence.viscous), bool(turbulence.ion_neutral)


def test_presets():
    assert available_presets() == ("converged", "dragon2-base", "fornieri2021")


def test_fornieri2021_is_the_published_set_up():
    config = load_config("fornieri2021")
    # Fornieri et al. 2021, MNRAS 502, 5821, and the run stored with doi:10.5281/zenodo.4461732.
    assert list(config.zones) == ["disk", "halo"]
    disk, halo = (turbulence_of(config, zone) for zone in ("disk", "halo"))
    assert (float(disk.alfven_mach), float(halo.alfven_mach)) == (0.4, 0.5)
    assert flags(disk) == (True, True, False)
    assert flags(halo) == (True, False, False)
    assert float(disk.viscous_scale) == 1e6
    for zone in (disk, halo):
        assert (float(zone.injection_scale), float(zone.plasma_beta), float(zone.magnetic_field)) == (0.1, 0.14, 1.0)
        np.testing.assert_allclose(zone.alfven_speed, 10 * KM_S_IN_KPC_MYR, rtol=1e-15)
    assert config.scattering.numerics == "published"
    assert config.scattering.modes == ("fast", "alfven")
    assert config.diffusion.transition_width == 0.05
    assert not config.diffusion.velocity_factor
    assert (config.galaxy.radius, config.half_height, config.galaxy.observer_radius) == (30.0, 4.0, 8.3)
    assert config.injection.nuclides["H1"].breaks == (8.0,)
    assert config.injection.nuclides["Si28"].slopes == (2.32, 2.47)
    assert len(config.injection.nuclides) == 8
    assert config.normalization.kinetic_energy == 200.2879
    assert config.normalization.proton_flux == 0.006299068


def test_converged_differs_from_fornieri2021_only_where_it_says():
    published, converged = (load_config(name).model_dump() for name in ("fornieri2021", "converged"))
    assert converged["scattering"].pop("numerics") == "exact"
    # Without it particles that are not held leave after L' with exact numerics.
    rules = [one["scattering"].pop("confinement") for one in (converged, published)]
    assert rules == [None, "threshold"]
    assert converged["diffusion"].pop("velocity_factor") is True
    assert {zone.pop("alfven_mach") for zone in converged["zones"].values()} == {0.675}
    assert published["network"].pop("half_lives") == {"Be10": 1.51}
    assert converged["network"].pop("half_lives") == {}
    # Its own source spectra, of the same nuclides, and primaries that a run fits to AMS-02.
    injection, published_injection = converged.pop("injection"), published.pop("injection")
    assert (injection["variable"], published_injection["variable"]) == ("rigidity", "momentum_per_nucleon")
    assert list(injection["nuclides"]) == list(published_injection["nuclides"])
    assert {nuclide["breaks"] for nuclide in injection["nuclides"].values()} == {(15.8, 188.5)}
    assert (converged["normalization"].pop("fit"), published["normalization"].pop("fit")) == ("AMS-02", "none")
    assert converged["normalization"].pop("proton_flux") == 6.179e-3
    del published["scattering"]["numerics"], published["diffusion"]["velocity_factor"]
    del published["normalization"]["proton_flux"]
    for zone in published["zones"].values():
        del zone["alfven_mach"]
    assert converged == published


def test_dragon2_base():
    config = load_config("dragon2-base")
    law = config.power_law("halo")
    np.testing.assert_allclose(law.D0 * KPC2_MYR_IN_CM2_S, 3.7e28, rtol=1e-14)
    assert (law.rho0, law.delta, law.eta, law.high_break) == (4.0, 0.45, 1.0, None)
    assert len(config.injection.nuclides) == 41
    # Sum of the abundances of the file, without hydrogen and helium: a check on every one of them.
    heavy = [entry.abundance for name, entry in config.injection.nuclides.items() if name not in ("H1", "He3", "He4")]
    assert sum(heavy) == pytest.approx(10206.7854, abs=1e-3)
    assert turbulence_of(config, "halo") is None  # no damping is given, which the theory would need
    with pytest.raises(InputError, match=r"zones\.halo\.damping = None"):
        load_config("dragon2-base", ["diffusion.model=theory"])


@pytest.mark.parametrize("name", available_presets())
def test_written_configuration_loads_back(tmp_path, name):
    config = load_config(name, ["zones.halo.alfven_speed=17.3 km/s", "transport.losses=false"])
    path = tmp_path / "again.toml"
    path.write_text(config_to_toml(config), encoding="utf-8")
    assert load_config(path) == config
    assert load_config(tomllib.loads(path.read_text(encoding="utf-8"))) == config


def test_medium_and_table_survive_the_way_back(tmp_path):
    (tmp_path / "d.csv").write_text(TABLE)
    raw = raw_preset("fornieri2021")
    for key in ("plasma_beta", "alfven_speed", "viscous_scale"):
        del raw["zones"]["disk"][key]
    raw["zones"]["disk"]["medium"] = {"density": "0.1 cm-3", "temperature": "8000 K", "ionization": 0.9}
    raw["diffusion"]["table"] = {"halo": str(tmp_path / "d.csv")}
    config = load_config(raw)
    assert load_config(tomllib.loads(config_to_toml(config))) == config


def test_keys_that_need_quotes_are_quoted():
    config = load_config("fornieri2021")
    odd = config.model_copy(update={"zones": {'a "b" é': config.zones["halo"]}})
    assert list(tomllib.loads(config_to_toml(odd))["zones"]) == ['a "b" é']


@pytest.mark.parametrize(
    ("override", "read", "expected"),
    [
        ("zones.halo.alfven_mach=0.7", lambda c: c.zones["halo"].alfven_mach, 0.7),
        ("zones.halo.alfven_mach = 1", lambda c: c.zones["halo"].alfven_mach, 1.0),
        ("transport.losses=false", lambda c: c.transport.losses, False),
        ("scattering.numerics=exact", lambda c: c.scattering.numerics, "exact"),
        ('scattering.numerics="exact"', lambda c: c.scattering.numerics, "exact"),
        ('scattering.modes=["fast"]', lambda c: c.scattering.modes, ("fast",)),
        ("zones.disk.half_height=900 pc", lambda c: c.zones["disk"].half_height, 0.9),
        ('zones.disk.half_height="0.9 kpc"', lambda c: c.zones["disk"].half_height, 0.9),
        ("diffusion.transition_width=0 kpc", lambda c: c.diffusion.transition_width, 0.0),
        ("galaxy.grid.radial_cells=41", lambda c: c.galaxy.grid.radial_cells, 41),
        ("injection.nuclides.C12.slopes=[2.4, 2.3]", lambda c: c.injection.nuclides["C12"].slopes, (2.4, 2.3)),
        (
            "injection.nuclides.Fe56={ abundance = 700, slopes = [2.4] }",
            lambda c: c.injection.nuclides["Fe56"].abundance,
            700.0,
        ),
        ("modulation.potential=0 GV", lambda c: c.modulation.potential, 0.0),
        ("normalization.proton_flux=0.5 1/(GeV m2 s sr)", lambda c: c.normalization.proton_flux, 0.5),
    ],
)
def test_override(override, read, expected):
    assert read(load_config("fornieri2021", [override])) == expected


def test_later_overrides_win_and_the_source_stays():
    raw = {"a": {"b": 1}}
    assert apply_overrides(raw, ["a.b=2", "a.b=3", "a.c.d=x"]) == {"a": {"b": 3, "c": {"d": "x"}}}
    assert raw == {"a": {"b": 1}}


def test_overrides_are_applied_before_anything_is_refused():
    assert load_config("fornieri2021", "zones.halo.half_height=6 kpc").half_height == 6.0
    both = ["zones.halo.half_height=6 kpc", "galaxy.halo_half_height=6 kpc"]
    assert load_config("fornieri2021", both).galaxy.halo_half_height == 6.0
    with pytest.raises(InputError, match="because 'halo' is the outermost zone"):
        load_config("fornieri2021", both[1:])


def test_astropy_quantities_in_a_dictionary():
    raw = raw_preset("fornieri2021")
    raw["zones"]["halo"] |= {"injection_scale": 10 * u.pc, "alfven_speed": 2e6 * u.cm / u.s, "alfven_mach": 0.5 * u.one}
    raw["modulation"]["potential"] = 500 * u.MV
    config = load_config(raw)
    turbulence = turbulence_of(config, "halo")
    assert float(turbulence.injection_scale) == 0.01
    np.testing.assert_allclose(turbulence.alfven_speed, 20 * KM_S_IN_KPC_MYR, rtol=1e-14)
    assert config.modulation.potential == 0.5


def test_astropy_quantity_of_the_wrong_kind():
    raw = raw_preset("fornieri2021")
    raw["zones"]["halo"]["injection_scale"] = 10 * u.s
    with pytest.raises(InputError, match=r"zones\.halo\.injection_scale = <Quantity 10\. s> .* a length"):
        load_config(raw)


def test_zones_are_stacked_outwards_in_whatever_order_they_are_given():
    raw = raw_preset("fornieri2021")
    inner = {**raw["zones"]["disk"], "half_height": "0.1 kpc"}
    raw["zones"] = {"halo": raw["zones"]["halo"], "disk": raw["zones"]["disk"], "plane": inner}
    assert list(load_config(raw).zones) == ["plane", "disk", "halo"]


def test_bounds_themselves_are_accepted_in_any_unit():
    lengths = ("1 pc", "0.001 kpc", "500 pc", "0.5 kpc", "1.5428387907456835e21 cm")
    scales = [load_config("converged", [f"zones.halo.injection_scale={length}"]) for length in lengths]
    assert len(scales) == len(lengths)


def test_plasma_follows_from_the_medium():
    raw = raw_preset("fornieri2021")
    for key in ("plasma_beta", "alfven_speed", "viscous_scale"):
        del raw["zones"]["disk"][key]
    raw["zones"]["disk"]["medium"] = {"density": "0.1 cm-3", "temperature": "8000 K", "ionization": 0.9}
    turbulence = turbulence_of(load_config(raw), "disk")
    expected = plasma_numbers(
        density=0.1,
        temperature=8000.0,
        ionization=0.9,
        magnetic_field=1.0,
        alfven_mach=0.4,
        injection_scale=0.1,
    )
    for name in ("plasma_beta", "alfven_speed", "viscous_scale"):
        # Compiled as a whole, the same operations round differently in the last digit.
        assert float(getattr(turbulence, name)) == pytest.approx(float(getattr(expected, name)), rel=1e-15)


def test_ion_neutral_damping_follows_from_the_medium():
    raw = raw_preset("fornieri2021")
    for key in ("plasma_beta", "alfven_speed", "viscous_scale"):
        del raw["zones"]["disk"][key]
    raw["zones"]["disk"] |= {
        "damping": ["ion-neutral", "viscous"],
        "medium": {"density": "0.4 cm-3", "temperature": "1000 K", "ionization": 0.02},
    }
    turbulence = turbulence_of(load_config(raw), "disk")
    expected = plasma_numbers(
        density=0.4,
        temperature=1000.0,
        ionization=0.02,
        magnetic_field=1.0,
        alfven_mach=0.4,
        injection_scale=0.1,
    )
    assert flags(turbulence) == (False, True, True)
    for name in ("viscous_scale", "ion_neutral_scale", "ion_neutral_parallel_scale"):
        found = float(getattr(turbulence, name))
        assert 1.0 < found < 1e30
        assert found == pytest.approx(float(getattr(expected, name)), rel=1e-15)  # rounded differently, see above


def test_ion_neutral_damping_by_numbers():
    raw = raw_preset("fornieri2021")
    raw["zones"]["disk"] |= {
        "damping": ["ion-neutral"],
        "ion_neutral_scale": 2000,
        "ion_neutral_parallel_scale": 1e6,
    }
    turbulence = turbulence_of(load_config(raw), "disk")
    assert flags(turbulence) == (False, False, True)
    assert (float(turbulence.ion_neutral_scale), float(turbulence.ion_neutral_parallel_scale)) == (2000.0, 1e6)
    raw["zones"]["disk"]["damping"] = ["collisionless"]
    unused = turbulence_of(load_config(raw), "disk")
    assert flags(unused) == (True, False, False)
    assert (float(unused.ion_neutral_scale), float(unused.ion_neutral_parallel_scale)) == (1e30, 1e30)


def test_no_damping_at_all():
    config = load_config("fornieri2021", ["zones.halo.damping=[]"])
    assert flags(turbulence_of(config, "halo")) == (False, False, False)
    assert load_config(tomllib.loads(config_to_toml(config))) == config


def test_zones_of_different_damping_have_one_structure():
    zones = [turbulence_of(load_config("fornieri2021"), zone) for zone in ("disk", "halo")]
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *zones)
    np.testing.assert_array_equal(stacked.viscous, [True, False])


def test_confinement_length():
    config = load_config("fornieri2021", ["zones.halo.confinement_length=900 pc"])
    assert config.zones["halo"].confinement_length == 0.9
    assert config.zones["disk"].confinement_length is None
    assert load_config(tomllib.loads(config_to_toml(config))) == config


def test_power_law_of_single_zones():
    law = {"D0": "4e28 cm2/s", "rho0": "4 GV", "delta": 0.4}
    raw = raw_preset("fornieri2021")
    steep = law | {"delta": 0.6, "high_break": {"rigidity": "312 GV", "delta_high": 0.3, "smoothness": 0.04}}
    raw["diffusion"] = {"model": "power_law", "power_law": law, "zone_power_law": {"disk": steep}}
    config = load_config(raw)
    assert (config.power_law("disk").delta, config.power_law("halo").delta) == (0.6, 0.4)
    assert config.power_law("disk").high_break.rigidity == 312.0
    assert config.power_law("halo").eta == 1.0


def test_diffusion_table_beside_the_configuration(tmp_path, monkeypatch):
    (tmp_path / "tables").mkdir()
    for zone in ("disk", "halo"):
        (tmp_path / "tables" / f"{zone}.csv").write_text(TABLE)
    text = config_to_toml(load_config("fornieri2021", ["diffusion.model=theory"]))
    text = text.replace('model = "theory"', 'model = "table"\ntable_beyond = "power-law"')
    text += '\n[diffusion.table]\ndisk = "tables/disk.csv"\nhalo = "tables/halo.csv"\n'
    (tmp_path / "galaxy.toml").write_text(text)
    config = load_config(tmp_path / "galaxy.toml")
    assert config.diffusion.table["disk"] == tmp_path / "tables" / "disk.csv"
    monkeypatch.chdir(tmp_path / "tables")
    again = load_config(tmp_path / "galaxy.toml", ["diffusion.table.disk=halo.csv"])
    assert again.diffusion.table["disk"] == tmp_path / "tables" / "halo.csv"


def test_diffusion_table_is_converted(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text(TABLE)
    rigidity, coefficient = read_diffusion_table(path, "diffusion.table.halo")
    np.testing.assert_array_equal(rigidity, [1.0, 10.0, 1e3])
    np.testing.assert_allclose(coefficient * KPC2_MYR_IN_CM2_S, [6e28, 1e29, 3e29], rtol=1e-14)


def test_configuration_is_frozen():
    config = load_config("converged")
    with pytest.raises(ValidationError, match="frozen"):
        config.galaxy.radius = 20.0


def test_unknown_zone_is_refused():
    with pytest.raises(InputError, match=r"zone = 'hallo' .* \(did you mean 'halo'\?\)"):
        build_model(load_config("converged")).zone("hallo")


def test_every_key_is_described():
    def sections(model):
        yield model
        for field in model.known_keys().values():
            parts = [field.annotation]
            for part in parts:  # grows while it is read
                parts += get_args(part)
                if isinstance(part, type) and issubclass(part, Section):
                    yield from sections(part)

    seen = set(sections(Config))
    assert len(seen) == 21
    for section in seen:
        for key, field in section.known_keys().items():
            assert field.description, f"{section.__name__}.{key}"
