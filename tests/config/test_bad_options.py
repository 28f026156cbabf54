"""Bad options of gas, sources, network, wind, reacceleration, grid and radial dependence."""

import pytest

from magnetosonic.config import load_config
from magnetosonic.errors import InputError
from tests.config.raw import assert_refused, changed, raw_preset

LAW = {"model": "power_law", "power_law": {"D0": "4e28 cm2/s", "rho0": "4 GV", "delta": 0.4}}
UNIFORM = {"neutral": "1 cm-3", "ionised": "0.02 cm-3", "half_height": "0.1 kpc"}
RING = {"radius": "8 kpc", "width": "1 kpc", "half_height": "0.1 kpc"}
GAS_TABLE = "radius_kpc,height_kpc,neutral_cm3,ionised_cm3\n0,0,1,0.1\n0,1,1,0.1\n20,0,1,0.1\n20,1,1,0.1\n"
RADIAL_TABLE = "radius_kpc,rate\n0,1\n20,2\n"
SPALLATION = "parent,daughter,energy_GeV_n,cross_section_mb\nC12,B11,1,56\n"
MEDIUM = {"density": "0.1 cm-3", "temperature": "8000 K", "ionization": 0.9}
NEAR, FAR = {"radius": "0 kpc", "alfven_mach": 0.7}, {"radius": "8 kpc", "alfven_mach": 0.5}


def uniform(**more):
    """Changes to a uniform gas."""
    return {"galaxy.gas": "uniform", "galaxy.uniform_gas": UNIFORM | more}


def ring(**more):
    """Changes to a ring of sources."""
    return {"galaxy.sources": "ring", "galaxy.source_ring": RING | more}


def reacceleration(**settings):
    """Changes that switch on reacceleration."""
    return {"transport.reacceleration": settings}


def radial(*entries, **more):
    """Changes that make the turbulence of the halo depend on the radius."""
    return {"zones.halo.radial": list(entries)} | more


HALO_OF_MEDIUM = dict.fromkeys(("zones.halo.plasma_beta", "zones.halo.alfven_speed")) | {"zones.halo.medium": MEDIUM}

BAD = {
    # Gas.
    "X_CO by another name": ({"galaxy.xco": "sm97"}, "galaxy.xco", "'sm97'", "or one of 'sm96', 'galprop_2004'"),
    "three X_CO": ({"galaxy.xco": [1e20, 1e20, 1e20]}, "galaxy.xco", "1e+20", "a list of two numbers"),
    "one bad X_CO of two": ({"galaxy.xco": [1e20, 2.0]}, "galaxy.xco", "2.0", "between 1e+18 and 1e+22"),
    "X_CO of no model": ({"galaxy.gas": "ferriere", "galaxy.xco": 2e20}, "galaxy.xco", "2e+20", "galaxy.gas = 'galp"),
    "X_CO true": ({"galaxy.xco": True}, "galaxy.xco", "True", "between 1e+18"),
    "uniform gas without numbers": ({"galaxy.gas": "uniform"}, "galaxy.uniform_gas", "None", "given with galaxy.gas"),
    "uniform gas of another model": ({"galaxy.uniform_gas": UNIFORM}, "galaxy.uniform_gas", "1 cm-3", "'uniform'"),
    "uniform gas of no density": (uniform(neutral=None), "galaxy.uniform_gas.neutral", "None", "density with its unit"),
    "negative gas": (uniform(neutral="-1 cm-3"), "galaxy.uniform_gas.neutral", "'-1 cm-3'", "between 0 cm-3 and 1e3"),
    "too much gas": (uniform(ionised="2e3 cm-3"), "galaxy.uniform_gas.ionised", "'2e3 cm-3'", "1e3 cm-3"),
    "gas without height": (uniform(half_height="0 kpc"), "uniform_gas.half_height", "'0 kpc'", "between 0.01 kpc"),
    "gas table without path": ({"galaxy.gas": "table"}, "galaxy.gas_table", "None", "given with galaxy.gas = 'table'"),
    "no such gas table": (
        {"galaxy.gas": "table", "galaxy.gas_table": "no.csv"},
        "galaxy.gas_table",
        "no.csv",
        "a CSV file that exists",
    ),
    "gas table is no path": ({"galaxy.gas_table": 3}, "galaxy.gas_table", "3", "a path to a file"),
    # Sources.
    "ring without numbers": ({"galaxy.sources": "ring"}, "galaxy.source_ring", "None", "given with galaxy.sources"),
    "ring of another model": ({"galaxy.source_ring": RING}, "galaxy.source_ring", "8 kpc", "galaxy.sources = 'ring'"),
    "ring outside": (ring(radius="30 kpc"), "galaxy.source_ring.radius", "30 kpc", "below galaxy.radius = 30 kpc"),
    "ring inside out": (ring(radius="-1 kpc"), "galaxy.source_ring.radius", "'-1 kpc'", "between 0 kpc and 100 kpc"),
    "narrow ring": (ring(width="0.1 kpc"), "galaxy.source_ring.width", "0.1 kpc", "at least the width of the cells"),
    "ring without width": (ring(width="0 kpc"), "galaxy.source_ring.width", "'0 kpc'", "above 0"),
    "flat ring": (ring(half_height="0 kpc"), "galaxy.source_ring.half_height", "'0 kpc'", "between 0.01 kpc"),
    "source table without path": ({"galaxy.sources": "table"}, "galaxy.source_table", "None", "given with galaxy.sou"),
    "no such source table": (
        {"galaxy.sources": "table", "galaxy.source_table": "no.csv"},
        "galaxy.source_table",
        "no.csv",
        "a CSV file that exists",
    ),
    "scale height of fixed sources": (
        {"galaxy.source_scale_height": "0.2 kpc"},
        "galaxy.source_scale_height",
        "0.2 kpc",
        "left out with galaxy.sources = 'ferriere2001'",
    ),
    "scale height zero": (
        {"galaxy.sources": "lorimer2006", "galaxy.source_scale_height": "0 kpc"},
        "galaxy.source_scale_height",
        "'0 kpc'",
        "between 0.01 kpc and 50 kpc",
    ),
    # Network.
    "unknown cross sections": ({"network.spallation": "webber"}, "network.spallation", "'webber'", "'galprop-opt12'"),
    "unknown inelastic": ({"network.inelastic": "letaw"}, "network.inelastic", "'letaw'", "'letaw1983'"),
    "unknown target": ({"network.helium_target": "he"}, "network.helium_target", "'he'", "'ferrando1988'"),
    "target without its cross sections": (
        {"network.helium_target": "tripathi1999"},
        "network.helium_target",
        "'tripathi1999'",
        "unless inelastic is tripathi1999 too",
    ),
    "charge of copper": ({"network.max_charge": 29}, "network.max_charge", "29", "a whole number from 1 to 28"),
    "no charge": ({"network.max_charge": 0}, "network.max_charge", "0", "a whole number from 1 to 28"),
    "spallation table without path": ({"network.spallation": "table"}, "network.table", "None", "the path of a CSV"),
    "negative factor": ({"network.spallation_factors": {"C->B": -1}}, "spallation_factors.C->B", "-1", "0.0 and 100"),
    "huge factor": ({"network.inelastic_factors": {"C": 101}}, "inelastic_factors.C", "101", "0.0 and 100"),
    "factor of nothing": (
        {"network.spallation_factors": {"C12->Xx11": 1.1}},
        "network.spallation_factors.C12->Xx11",
        "1.1",
        "under a key that names PARENT->DAUGHTER or ->DAUGHTER",
    ),
    "factor of no channel": (
        {"network.spallation_factors": {"B11->C12": 1.1}},
        "network.spallation_factors.B11->C12",
        "1.1",
        "a channel; daughters of B11 are",
    ),
    "factor beyond the network": (
        {"network.inelastic_factors": {"Fe56": 1.1}},
        "network.inelastic_factors.Fe56",
        "1.1",
        "a nuclide or an element of the network",
    ),
    # Wind.
    "wind inwards": ({"transport.advection.velocity": "-1 km/s"}, "advection.velocity", "'-1 km/s'", "between 0 km/s"),
    "fast wind": ({"transport.advection.velocity": "101 km/s"}, "advection.velocity", "'101 km/s'", "and 100 km/s"),
    "steep wind": ({"transport.advection.gradient": "101 km/s/kpc"}, "advection.gradient", "'101 km", "100 km/s/kpc"),
    "gradient as velocity": ({"transport.advection.gradient": "9 km/s"}, "advection.gradient", "'9 km/s'", "gradient"),
    "wind too fast at the boundary": (
        {
            "transport.advection": {"gradient": "100 km/s/kpc", "velocity": "50 km/s"},
            "zones.halo.half_height": "9.6 kpc",
        },
        "transport.advection.gradient",
        "'100 km/(s kpc)'",
        "at most 1000 km/s at the end of the halo, 9.6 kpc; it is 1010 km/s",
    ),
    "unknown key of the wind": ({"transport.advection.speed": "1 km/s"}, "advection.speed", "'1 km/s'", "velocity"),
    # Reacceleration.
    "unknown reacceleration": (
        reacceleration(model="on"),
        "reacceleration.model",
        "'on'",
        "'relation' or 'turbulence'",
    ),
    "standing waves": (reacceleration(alfven_speed="0 km/s"), "reacceleration.alfven_speed", "'0 km/s'", "above 0"),
    "fast waves": (reacceleration(alfven_speed="61 km/s"), "reacceleration.alfven_speed", "'61 km/s'", "at most 60"),
    "slope zero": (reacceleration(slope=0.0), "reacceleration.slope", "0.0", "between 0.05 and 1.95"),
    "slope two": (reacceleration(slope=2.0), "reacceleration.slope", "2.0", "between 0.05 and 1.95"),
    "slope of the theory": (reacceleration(), "transport.reacceleration.slope", "None", "given, because it follows"),
    "factor as number": (reacceleration(four_thirds=1), "reacceleration.four_thirds", "1", "true or false"),
    "slope out of range from the power law": (
        reacceleration() | {"diffusion": LAW | {"power_law": LAW["power_law"] | {"delta": 0.0}}},
        "transport.reacceleration.slope",
        "None",
        "delta of the power law of zone 'disk', 0, is not a number between 0.05 and 1.95",
    ),
    "no Alfvén speed": (
        reacceleration() | {"diffusion": LAW, "zones.halo.alfven_speed": None},
        "transport.reacceleration.alfven_speed",
        "None",
        "given, because zone 'halo' has neither alfven_speed nor medium",
    ),
    "Alfvén speed of the zone too high": (
        reacceleration(slope=0.4) | {"zones.halo.alfven_speed": "80 km/s"},
        "transport.reacceleration.alfven_speed",
        "None",
        "that of zone 'halo', 80 km/s, is above 60 km/s",
    ),
    "turbulence and relation": (
        reacceleration(model="turbulence", slope=0.4),
        "transport.reacceleration.slope",
        "0.4",
        "left out with model = 'turbulence'",
    ),
    "turbulence without theory": (
        reacceleration(model="turbulence") | {"diffusion": LAW},
        "transport.reacceleration.model",
        "'turbulence'",
        "needs diffusion.model = 'theory'",
    ),
    "turbulence as published": (
        reacceleration(model="turbulence"),
        "transport.reacceleration.model",
        "'turbulence'",
        "needs scattering.numerics = 'exact'",
    ),
    # Grid.
    "unknown grid": ({"transport.grid": "fine"}, "transport.grid", "'fine'", "'fast', 'default' or 'reference'"),
    "one level": ({"transport.levels": 1}, "transport.levels", "1", "a whole number from 2 to 60"),
    "too many levels": ({"transport.levels": 61}, "transport.levels", "61", "a whole number from 2 to 60"),
    "few energies": ({"transport.energies_per_decade": 3}, "transport.energies_per_decade", "3", "from 4 to 100"),
    "observer at the edge of a coarse grid": (
        {"transport.grid": "fast", "galaxy.grid.radial_cells": 11, "galaxy.observer_radius": "25 kpc"},
        "galaxy.observer_radius",
        "25 kpc",
        "at most 24.55 kpc",
    ),
    # Radial dependence.
    "one radius": (radial(NEAR), "zones.halo.radial", "['0 kpc']", "at least two"),
    "no radii": (radial(), "zones.halo.radial", "[]", "at least two"),
    "radii reversed": (radial(FAR, NEAR), "zones.halo.radial[1].radius", "'0 kpc'", "above the radius before, 8 kpc"),
    "radius twice": (radial(NEAR, NEAR), "zones.halo.radial[1].radius", "'0 kpc'", "above the radius before"),
    "radius outside": (
        radial(NEAR, FAR | {"radius": "31 kpc"}),
        "zones.halo.radial[1].radius",
        "31 kpc",
        "at most galaxy.radius = 30 kpc",
    ),
    "radius missing": (radial(NEAR, {"alfven_mach": 0.5}), "zones.halo.radial[1].radius", "None", "given"),
    "Mach number at a radius": (
        radial(NEAR, FAR | {"alfven_mach": 4}),
        "zones.halo.radial[1].alfven_mach",
        "4",
        "between 0.05 and 3",
    ),
    "key at a radius": (radial(NEAR, FAR | {"damping": []}), "zones.halo.radial[1].damping", "[]", "left out"),
    "radius is no table": (radial(NEAR, 8), "zones.halo.radial[1]", "8", "a table with the keys"),
    "radial is no list": ({"zones.halo.radial": NEAR}, "zones.halo.radial", "0.7", "a list"),
    "radii of a power law": (
        radial(NEAR, FAR) | {"diffusion": LAW},
        "zones.halo.radial",
        "['0 kpc', '8 kpc']",
        "diffusion.model = 'theory'",
    ),
    "turbulence missing at a radius": (
        radial(NEAR, {"radius": "8 kpc"}) | {"zones.halo.alfven_mach": None},
        "zones.halo.radial[1].alfven_mach",
        "None",
        "the scattering theory needs it",
    ),
    "damping missing": (
        radial(NEAR, FAR) | {"zones.halo.damping": None},
        "zones.halo.damping",
        "None",
        "given: a list",
    ),
    "numbers beside the zone's medium": (
        radial(NEAR, FAR | {"plasma_beta": 0.2}) | HALO_OF_MEDIUM,
        "zones.halo.radial[1].plasma_beta",
        "0.2",
        "it follows from medium",
    ),
    "medium without the Mach number": (
        radial(NEAR, {"radius": "8 kpc"}) | HALO_OF_MEDIUM | {"zones.halo.alfven_mach": None},
        "zones.halo.radial[1].alfven_mach",
        "None",
        "given along with medium",
    ),
    "medium out of range at a radius": (
        radial(NEAR | {"medium": MEDIUM | {"temperature": "1e7 K"}}, FAR),
        "zones.halo.radial[0].medium",
        "1e+07 K",
        "plasma_beta is between 0.001 and 10",
    ),
    "waves too fast at a radius": (
        radial(NEAR, FAR | {"alfven_speed": "70 km/s"}) | reacceleration(slope=0.4),
        "transport.reacceleration.alfven_speed",
        "None",
        "that of zone 'halo', 70 km/s",
    ),
}


@pytest.fixture(scope="module")
def preset():
    return raw_preset("fornieri2021")


@pytest.mark.parametrize("case", BAD)
def test_refused(preset, case):
    assert_refused(preset, *BAD[case])


@pytest.mark.parametrize(
    ("section", "key", "model", "text", "value", "allowed"),
    [
        (
            "galaxy",
            "gas_table",
            {"gas": "table"},
            GAS_TABLE + "20,2,1,1\n",
            "no row for",
            "a complete rectangular grid",
        ),
        (
            "galaxy",
            "gas_table",
            {"gas": "table"},
            GAS_TABLE + "20,2,x,1\n",
            "line 6, neutral_cm3 = x",
            "finite numbers",
        ),
        ("galaxy", "gas_table", {}, GAS_TABLE, "table.csv", "it belongs to galaxy.gas = 'table'"),
        ("galaxy", "source_table", {}, RADIAL_TABLE, "table.csv", "it belongs to galaxy.sources = 'table'"),
        ("galaxy", "source_table", {"sources": "table"}, RADIAL_TABLE, "scale height None", "or a scale height"),
        ("network", "table", {}, SPALLATION, "table.csv", "absent otherwise"),
        ("network", "table", {"spallation": "table"}, "", "table.csv", "at least one cross section"),
        ("network", "table", {"spallation": "table"}, SPALLATION + "C12,B10,1,-1\n", "line 3, cross", "not negative"),
        ("network", "table", {"spallation": "table"}, SPALLATION + "C12,Xx9,1,1\n", "line 3, daughter = Xx9", "symbol"),
    ],
)
def test_table_refused(tmp_path, preset, section, key, model, text, value, allowed):
    path = tmp_path / "table.csv"
    path.write_text(text)
    settings = model | {key: str(path)}
    with pytest.raises(InputError) as refused:
        load_config(changed(preset, {f"{section}.{name}": setting for name, setting in settings.items()}))
    message = str(refused.value)
    assert message.startswith(f"{section}.{key} = ")
    assert value in message
    assert allowed in message


def test_the_table_starts_from_something_accepted(preset):
    for changes in (
        uniform(),
        ring(),
        reacceleration(slope=0.4),
        reacceleration() | {"diffusion": LAW},
        reacceleration(model="turbulence") | {"scattering.numerics": "exact"},
        radial(NEAR, FAR),
        radial(NEAR, FAR) | HALO_OF_MEDIUM,
        radial(NEAR, FAR) | {"zones.halo.alfven_mach": None},
        {"transport.advection": {"gradient": "100 km/s/kpc", "velocity": "100 km/s"}},
    ):
        load_config(changed(preset, changes))
