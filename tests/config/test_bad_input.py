"""Bad keys, units, zones, scattering and diffusion: each is refused, naming field, value and what is allowed."""

import pytest

from magnetosonic.config import load_config
from tests.config.raw import assert_refused, changed, raw_preset

MEDIUM = {"density": "0.1 cm-3", "temperature": "8000 K", "ionization": 0.9}
TENUOUS = {"density": "1e-3 cm-3", "ionization": 0.05}
POWER_LAW = {"D0": "4e28 cm2/s", "rho0": "4 GV", "delta": 0.4}
BREAK = {"rigidity": "300 GV", "delta_high": 0.3, "smoothness": 0.1}


@pytest.fixture(scope="module")
def preset():
    return raw_preset("fornieri2021")


def with_medium(**more):
    """Changes that give the disk's plasma by its medium."""
    removed = dict.fromkeys(("plasma_beta", "alfven_speed", "viscous_scale"))
    return {f"zones.disk.{key}": value for key, value in (removed | {"medium": MEDIUM} | more).items()}


def ion_neutral(**more):
    """Changes that switch on ion-neutral damping of the halo, and others there."""
    return {f"zones.halo.{key}": value for key, value in ({"damping": ["ion-neutral"]} | more).items()}


BAD = {
    # Unknown and missing keys, and things of the wrong shape, at each level.
    "unknown section": ({"galxy": {}}, "galxy", "{}", "(did you mean 'galaxy'?)"),
    "unknown zone key": (
        {"zones.halo.alfven_mac": 0.5},
        "zones.halo.alfven_mac",
        "0.5",
        "(did you mean 'alfven_mach'?)",
    ),
    "unknown scattering key": (
        {"scattering.mode": ["fast"]},
        "scattering.mode",
        "['fast']",
        "the keys allowed here are",
    ),
    "unknown diffusion key": ({"diffusion.D0": "1 cm2/s"}, "diffusion.D0", "'1 cm2/s'", "power_law"),
    "unknown power-law key": (
        {"diffusion.power_law": POWER_LAW | {"rho": "4 GV"}},
        "diffusion.power_law.rho",
        "'4 GV'",
        "(did you mean 'rho0'?)",
    ),
    "unknown galaxy key": ({"galaxy.height": "4 kpc"}, "galaxy.height", "'4 kpc'", "halo_half_height"),
    "unknown grid key": ({"galaxy.grid.radial_cell": 61}, "galaxy.grid.radial_cell", "61", "'radial_cells'"),
    "unknown injection key": ({"injection.C12": {}}, "injection.C12", "{}", "nuclides"),
    "unknown nuclide key": ({"injection.nuclides.C12.slope": 2.4}, "injection.nuclides.C12.slope", "2.4", "'slopes'"),
    "unknown normalization key": ({"normalization.flux": 1}, "normalization.flux", "1", "proton_flux"),
    "unknown transport key": ({"transport.loses": True}, "transport.loses", "True", "'losses'"),
    "unknown modulation key": ({"modulation.phi": "0.5 GV"}, "modulation.phi", "'0.5 GV'", "potential"),
    "unknown medium key": (
        with_medium(medium=MEDIUM | {"helium": 0.1}),
        "zones.disk.medium.helium",
        "0.1",
        "density, temperature, ionization",
    ),
    "missing section": ({"modulation": None}, "modulation", "None", "given"),
    "missing key": ({"galaxy.radius": None}, "galaxy.radius", "None", "given: Radius R_max"),
    "section is no table": ({"galaxy": 30}, "galaxy", "30", "a table with the keys radius"),
    "zones is no table": ({"zones": "disk"}, "zones", "'disk'", "a table"),
    "no zones": ({"zones": {}}, "zones", "{}", "at least one zone"),
    "name of a zone": ({"zones.a b": {"half_height": "1 kpc"}}, "zones.a b", "'a b'", "letters"),
    # Units and numbers.
    "wrong unit": ({"zones.halo.injection_scale": "100 km/s"}, "zones.halo.injection_scale", "'100 km/s'", '"100 pc"'),
    "energy for a rigidity": ({"modulation.potential": "0.6 GeV"}, "modulation.potential", "'0.6 GeV'", "a rigidity"),
    "bare number": ({"galaxy.radius": 30}, "galaxy.radius", "30", "a length with its unit"),
    "no number": ({"galaxy.radius": "large"}, "galaxy.radius", "'large'", "a length with its unit"),
    "unit for a number": (
        {"zones.halo.alfven_mach": "0.5 km/s"},
        "zones.halo.alfven_mach",
        "'0.5 km/s'",
        "between 0.05",
    ),
    "text for a number": (
        {"zones.halo.plasma_beta": "0.1"},
        "zones.halo.plasma_beta",
        "'0.1'",
        "a number between 0.001",
    ),
    "Boolean for a number": ({"zones.halo.alfven_mach": True}, "zones.halo.alfven_mach", "True", "between 0.05 and 3"),
    "negative length": ({"galaxy.radius": "-30 kpc"}, "galaxy.radius", "'-30 kpc'", "between 1 kpc and 100 kpc"),
    "negative speed": ({"zones.halo.alfven_speed": "-1 km/s"}, "zones.halo.alfven_speed", "'-1 km/s'", "above 0"),
    "zero speed": ({"zones.halo.alfven_speed": "0 km/s"}, "zones.halo.alfven_speed", "'0 km/s'", "above 0"),
    "zero height": ({"zones.disk.half_height": "0 kpc"}, "zones.disk.half_height", "'0 kpc'", "between 0.1 kpc"),
    "zero flux": (
        {"normalization.proton_flux": "0 1/(GeV m2 s sr)"},
        "normalization.proton_flux",
        "'0 1/(GeV m2 s sr)'",
        "above 0",
    ),
    "NaN": ({"zones.halo.alfven_mach": float("nan")}, "zones.halo.alfven_mach", "nan", "between 0.05 and 3"),
    "NaN with unit": ({"zones.halo.magnetic_field": "nan uG"}, "zones.halo.magnetic_field", "'nan uG'", '"1 uG"'),
    "infinity": ({"zones.disk.viscous_scale": float("inf")}, "zones.disk.viscous_scale", "inf", "a number between 1"),
    "infinity with unit": ({"transport.energy_max": "inf GeV"}, "transport.energy_max", "'inf GeV'", "per nucleon"),
    # Ranges.
    "Mach number too high": ({"zones.halo.alfven_mach": 3.5}, "zones.halo.alfven_mach", "3.5", "between 0.05 and 3"),
    "beta too low": ({"zones.halo.plasma_beta": 1e-4}, "zones.halo.plasma_beta", "0.0001", "between 0.001 and 10"),
    "injection scale too long": (
        {"zones.halo.injection_scale": "1 kpc"},
        "zones.halo.injection_scale",
        "'1 kpc'",
        "500 pc",
    ),
    "field too strong": ({"zones.halo.magnetic_field": "1 mG"}, "zones.halo.magnetic_field", "'1 mG'", "100 uG"),
    "viscous scale of injection": ({"zones.disk.viscous_scale": 1.0}, "zones.disk.viscous_scale", "1.0", "above 1"),
    "ion-neutral scale of injection": (
        ion_neutral(ion_neutral_scale=1),
        "zones.halo.ion_neutral_scale",
        "1",
        "above 1: ion-neutral damping acts below the injection scale",
    ),
    "parallel ion-neutral scale of injection": (
        ion_neutral(ion_neutral_parallel_scale=1.0),
        "zones.halo.ion_neutral_parallel_scale",
        "1.0",
        "above 1: ion-neutral damping acts below the injection scale",
    ),
    "ion-neutral scale below injection": (
        {"zones.halo.ion_neutral_scale": 0.5},
        "zones.halo.ion_neutral_scale",
        "0.5",
        "a number between 1.0 and 1e+30",
    ),
    "infinite parallel ion-neutral scale": (
        {"zones.halo.ion_neutral_parallel_scale": float("inf")},
        "zones.halo.ion_neutral_parallel_scale",
        "inf",
        "a number between 1.0 and 1e+30",
    ),
    "zero confinement length": (
        {"zones.halo.confinement_length": "0 kpc"},
        "zones.halo.confinement_length",
        "'0 kpc'",
        "above 0 and at most 50 kpc",
    ),
    "confinement length of 51 kpc": (
        {"zones.halo.confinement_length": "51 kpc"},
        "zones.halo.confinement_length",
        "'51 kpc'",
        "above 0 and at most 50 kpc",
    ),
    "confinement length as number": (
        {"zones.halo.confinement_length": 0.8},
        "zones.halo.confinement_length",
        "0.8",
        "a length with its unit",
    ),
    "ionization above one": (
        with_medium(medium=MEDIUM | {"ionization": 1.1}),
        "zones.disk.medium.ionization",
        "1.1",
        "above 0 and at most 1",
    ),
    "medium of too high beta": (
        with_medium(medium=MEDIUM | {"temperature": "1e7 K"}),
        "zones.disk.medium",
        "1e+07 K",
        "plasma_beta is between 0.001 and 10",
    ),
    "medium whose fast modes die at injection": (
        with_medium(damping=["ion-neutral"], injection_scale="1 pc", medium=MEDIUM | TENUOUS),
        "zones.disk.medium",
        "0.001 cm-3",
        "such that ion_neutral_scale is above 1; it is",
    ),
    "medium whose Alfvén waves die at injection": (
        with_medium(damping=["ion-neutral"], alfven_mach=1.5, injection_scale="1 pc", medium=MEDIUM | TENUOUS),
        "zones.disk.medium",
        "0.001 cm-3",
        "such that ion_neutral_parallel_scale is above 1; it is",
    ),
    "negative modulation": ({"modulation.potential": "-0.1 GV"}, "modulation.potential", "'-0.1 GV'", "between 0 GV"),
    "harmonic zero": ({"scattering.max_harmonic": 0}, "scattering.max_harmonic", "0", "from 1 to 16"),
    "fraction of a harmonic": ({"scattering.max_harmonic": 1.5}, "scattering.max_harmonic", "1.5", "a whole number"),
    "too coarse a grid": ({"galaxy.grid.radial_cells": 5}, "galaxy.grid.radial_cells", "5", "from 11"),
    "X_CO in other units": ({"galaxy.xco": 1.9}, "galaxy.xco", "1.9", "between 1e+18 and 1e+22"),
    # Zones and Galaxy.
    "disk thicker than halo": (
        {"zones.disk.half_height": "5 kpc"},
        "zones.disk.half_height",
        "5 kpc",
        "below zones.halo.half_height = 4 kpc",
    ),
    "disk as thick as halo": (
        {"zones.disk.half_height": "4 kpc"},
        "half_height",
        "4 kpc",
        "different from that of zone",
    ),
    "zones end below the boundary": (
        {"galaxy.halo_half_height": "6 kpc"},
        "zones.halo.half_height",
        "4 kpc",
        "equal to galaxy.halo_half_height = 6 kpc",
    ),
    "observer outside the Galaxy": (
        {"galaxy.observer_radius": "31 kpc"},
        "galaxy.observer_radius",
        "31 kpc",
        "two cells or more from its edge: at most 29.26 kpc with galaxy.radius = 30 kpc and 81 radial cells",
    ),
    "unknown gas": ({"galaxy.gas": "none"}, "galaxy.gas", "'none'", "'galprop'"),
    "unknown sources": ({"galaxy.sources": "pulsars"}, "galaxy.sources", "'pulsars'", "'ferriere2001'"),
    "damping twice": ({"zones.halo.damping": ["viscous"] * 2}, "zones.halo.damping", "viscous", "at most once"),
    "unknown damping": (
        {"zones.halo.damping": ["landau"]},
        "zones.halo.damping[0]",
        "'landau'",
        "'collisionless', 'viscous' or 'ion-neutral'",
    ),
    "damping is no list": ({"zones.halo.damping": "viscous"}, "zones.halo.damping", "'viscous'", "a list"),
    "viscous damping without scale": (
        {"zones.halo.damping": ["viscous"]},
        "zones.halo.viscous_scale",
        "None",
        "given, or medium in its place",
    ),
    "ion-neutral damping without scale": (
        ion_neutral(ion_neutral_parallel_scale=1e5),
        "zones.halo.ion_neutral_scale",
        "None",
        "given, or medium in its place",
    ),
    "ion-neutral damping without parallel scale": (
        ion_neutral(ion_neutral_scale=1e3),
        "zones.halo.ion_neutral_parallel_scale",
        "None",
        "given, or medium in its place",
    ),
    "ion-neutral damping without neutrals": (
        with_medium(damping=["ion-neutral"], medium=MEDIUM | {"ionization": 1.0}),
        "zones.disk.medium.ionization",
        "1.0",
        "below 1, because damping contains 'ion-neutral'",
    ),
    "ion-neutral scale and medium": (
        with_medium(ion_neutral_scale=1e3),
        "zones.disk.ion_neutral_scale",
        "1000.0",
        "it follows from medium",
    ),
    "parallel ion-neutral scale and medium": (
        with_medium(ion_neutral_parallel_scale=1e5),
        "zones.disk.ion_neutral_parallel_scale",
        "100000.0",
        "it follows from medium",
    ),
    "theory without turbulence": ({"zones.halo.alfven_mach": None}, "zones.halo.alfven_mach", "None", "given"),
    "theory without damping": ({"zones.halo.damping": None}, "zones.halo.damping", "None", "given"),
    "medium and beta": (with_medium(plasma_beta=0.1), "zones.disk.plasma_beta", "0.1", "it follows from medium"),
    "medium without field": (
        with_medium(magnetic_field=None),
        "zones.disk.magnetic_field",
        "None",
        "along with medium",
    ),
    # Scattering.
    "no modes": ({"scattering.modes": []}, "scattering.modes", "[]", "non-empty list of 'fast', 'alfven', 'slow'"),
    "mode twice": ({"scattering.modes": ["fast", "fast"]}, "scattering.modes", "['fast', 'fast']", "at most once"),
    "unknown mode": ({"scattering.modes": ["fast", "whistler"]}, "scattering.modes[1]", "'whistler'", "'slow'"),
    "modes is no list": ({"scattering.modes": "fast"}, "scattering.modes", "'fast'", "a list"),
    "unknown numerics": ({"scattering.numerics": "fine"}, "scattering.numerics", "'fine'", "'exact' or 'published'"),
    "published slow modes": ({"scattering.modes": ["slow"]}, "scattering.modes", "['slow']", "numerics = 'published'"),
    "published harmonics": ({"scattering.max_harmonic": 2}, "scattering.max_harmonic", "2", "1 with"),
    "published broadening": (
        {"scattering.broadening": "gaussian-2"},
        "scattering.broadening",
        "gaussian-2",
        "'gaussian'",
    ),
    "unknown confinement": ({"scattering.confinement": "none"}, "scattering.confinement", "'none'", "'threshold'"),
    "published without threshold": (
        {"scattering.confinement": "limited"},
        "scattering.confinement",
        "'limited'",
        "'threshold' with",
    ),
    "published threshold": (
        {"scattering.confinement_threshold": 2.0},
        "scattering.confinement_threshold",
        "2.0",
        "1 with",
    ),
    "unknown harmonics": ({"scattering.max_harmonic": "many"}, "scattering.max_harmonic", "'many'", "or 'all'"),
    "unknown broadening": ({"scattering.broadening": "box"}, "scattering.broadening", "'box'", "'delta'"),
    "diffusion without broadening": (
        {"scattering.numerics": "exact", "scattering.broadening": "delta"},
        "scattering.broadening",
        "'delta'",
        "infinite",
    ),
    "unknown resolution": ({"scattering.resolution": "finer"}, "scattering.resolution", "'finer'", "'fine'"),
    "no threshold": ({"scattering.confinement_threshold": 0}, "scattering.confinement_threshold", "0", "above 0"),
    "unknown mode energy": ({"scattering.mode_energy": "half"}, "scattering.mode_energy", "'half'", "'equipartition'"),
    "energy of one mode": ({"scattering.mode_energy": {"fast": 0.5}}, "scattering.mode_energy", "0.5", "fast, alfven"),
    "negative energy": (
        {"scattering.mode_energy": {"fast": 0.5, "alfven": -0.1}},
        "scattering.mode_energy",
        "-0.1",
        "above 0",
    ),
    # Diffusion.
    "unknown model": ({"diffusion.model": "plain"}, "diffusion.model", "'plain'", "'power_law'"),
    "model without power law": ({"diffusion.model": "power_law"}, "diffusion.power_law", "None", "zone_power_law.disk"),
    "power law of no zone": (
        {"diffusion.zone_power_law": {"hallo": POWER_LAW}},
        "diffusion.zone_power_law.hallo",
        "4e+28 cm2/s",
        "(did you mean 'halo'?)",
    ),
    "zero D": (
        {"diffusion.power_law": POWER_LAW | {"D0": "0 cm2/s"}},
        "power_law.D0",
        "'0 cm2/s'",
        "between 1e24 cm2/s and 1e34 cm2/s",
    ),
    "extreme proton flux": (
        {"normalization.proton_flux": "1e300 1/(GeV m2 s sr)"},
        "normalization.proton_flux",
        "1e300",
        "at most 1e8",
    ),
    "sharp break": (
        {"diffusion.power_law": POWER_LAW | {"high_break": BREAK | {"smoothness": 0}}},
        "diffusion.power_law.high_break.smoothness",
        "0",
        "above 0",
    ),
    "table without files": ({"diffusion.model": "table"}, "diffusion.table.disk", "None", "the path of a CSV file"),
    "transition wider than zone": (
        {"diffusion.transition_width": "0.6 kpc"},
        "diffusion.transition_width",
        "0.6 kpc",
        "smaller than the thickness of zone 'disk', 0.5 kpc",
    ),
    "velocity factor as number": ({"diffusion.velocity_factor": 1}, "diffusion.velocity_factor", "1", "true or false"),
}


@pytest.mark.parametrize("case", BAD)
def test_refused(preset, case):
    assert_refused(preset, *BAD[case])


def test_the_table_starts_from_something_accepted(preset):
    load_config(changed(preset, {}))
    load_config(changed(preset, with_medium()))
    load_config(changed(preset, ion_neutral(ion_neutral_scale=1e3, ion_neutral_parallel_scale=1e30)))
    load_config(changed(preset, with_medium(damping=["ion-neutral"])))
    # Neutrals too few or friction too strong matter only to a zone whose damping it is.
    load_config(changed(preset, with_medium(injection_scale="1 pc", medium=MEDIUM | TENUOUS)))
    load_config(changed(preset, with_medium(medium=MEDIUM | {"ionization": 1.0})))
