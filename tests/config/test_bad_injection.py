"""Bad injection, normalization and transport."""

import pytest

from tests.config.raw import assert_refused, raw_preset

BAD = {
    # Injection and normalization.
    "unknown nuclide": ({"injection.nuclides.Xx12": {"abundance": 1, "slopes": [2]}}, "nuclides.Xx12", "'Xx12'", "C12"),
    "impossible nuclide": (
        {"injection.nuclides.C3": {"abundance": 1, "slopes": [2]}},
        "nuclides.C3",
        "'C3'",
        "from 6 to",
    ),
    "no H1": ({"injection.nuclides.H1": None}, "injection.nuclides", "'He4'", "contains H1"),
    "no protons": ({"injection.nuclides.H1.abundance": 0}, "injection.nuclides.H1.abundance", "0", "above 0"),
    "negative abundance": ({"injection.nuclides.C12.abundance": -1}, "nuclides.C12.abundance", "-1", "between 0.0"),
    "no slopes": (
        {"injection.nuclides.C12": {"abundance": 1, "slopes": []}},
        "injection.nuclides.C12.slopes",
        "[]",
        "at least one slope",
    ),
    "more breaks than slopes": (
        {"injection.nuclides.C12.breaks": ["8 GV", "300 GV"]},
        "injection.nuclides.C12.breaks",
        "['8 GV', '300 GV']",
        "a list of 1, one fewer than the 2 slopes",
    ),
    "breaks not increasing": (
        {"injection.nuclides.C12": {"abundance": 1, "slopes": [2, 2.4, 2.2], "breaks": ["300 GV", "8 GV"]}},
        "injection.nuclides.C12.breaks",
        "['300 GV', '8 GV']",
        "increasing",
    ),
    "break at zero rigidity": (
        {"injection.nuclides.C12.breaks": ["0 GV"]},
        "injection.nuclides.C12.breaks[0]",
        "'0 GV'",
        "a rigidity with its unit, above 0",
    ),
    "normalised outside the energies": (
        {"normalization.kinetic_energy": "0.1 GeV"},
        "normalization.kinetic_energy",
        "0.1 GeV/n",
        "between transport.energy_min = 0.3 GeV/n",
    ),
    # Transport.
    "energies reversed": ({"transport.energy_min": "1e6 GeV/n"}, "transport.energy_min", "1e+06 GeV/n", "energy_max"),
    "losses as text": ({"transport.losses": "no"}, "transport.losses", "'no'", "true or false"),
    "reacceleration as switch": (
        {"transport.reacceleration": True},
        "transport.reacceleration",
        "True",
        "a table with the keys model",
    ),
    "advection as switch": (
        {"transport.advection": False},
        "transport.advection",
        "False",
        "a table with the keys vel",
    ),
}


@pytest.fixture(scope="module")
def preset():
    return raw_preset("fornieri2021")


@pytest.mark.parametrize("case", BAD)
def test_refused(preset, case):
    assert_refused(preset, *BAD[case])
