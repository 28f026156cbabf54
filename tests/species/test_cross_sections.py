from importlib.resources import files

import numpy as np
import pytest

from magnetosonic.species import (
    Nuclide,
    helium_enhancement,
    inelastic_helium,
    inelastic_hydrogen,
    spallation_channels,
    spallation_hydrogen,
)
from magnetosonic.species.inelastic import proton_proton
from magnetosonic.species.inelastic_models.crosec import proton_helium
from magnetosonic.species.inelastic_models.letaw1983 import proton_nucleus
from magnetosonic.species.spallation import HELIUM4_TO_HELIUM3, SpallationFit

# Evoli et al. 2018, JCAP 07, 006: threshold, sigma0, M, Gamma, sigma1, xi, Delta (MeV, mb), and values [mb]
# of the fit at 0.1, 0.5, 1, 2, 10, 100 GeV/n evaluated apart from this package.
FITS = {
    "C12->B10": ((21.346, 35.8, 48.2, 45.3, 17.6, 0.69, -0.1), (22.04, 17.25, 17.06, 16.61, 15.88, 15.84)),
    "C12->B11": ((20.0, 0.0, 0.0, 0.0, 30.0, 0.0, -0.11), (29.99, 29.81, 29.34, 28.35, 26.83, 26.70)),
    "C12->C11": ((17.881, 44.7, 19.0, 100.0, 30.3, 0.0, -0.15), (61.52, 31.70, 29.82, 28.14, 25.93, 25.76)),
    "C12->Be7": ((24.462, 66.5, 31.8, 43.9, 10.0, 2.5, -0.05), (13.80, 9.26, 9.43, 9.49, 9.46, 9.49)),
    "C12->Be9": ((31.85, 0.0, 0.0, 0.0, 4.2, 0.38, 0.7), (3.64, 4.26, 4.73, 5.64, 7.02, 7.14)),
    "C12->Be10": ((36.84, 0.0, 0.0, 0.0, 3.7, 4.2, 0.1), (0.54, 2.70, 3.22, 3.59, 3.99, 4.06)),
    "C12->Li6": ((24.462, 20.4, 40.5, 8.2, 12.5, 0.56, 0.2), (10.80, 12.30, 12.82, 13.66, 14.88, 15.00)),
    "C12->Li7": ((28.176, 0.0, 0.0, 0.0, 8.2, 0.0, 0.7), (8.21, 8.54, 9.35, 11.07, 13.72, 13.94)),
    "O16->B11": ((26.033, 0.0, 0.0, 0.0, 15.8, 0.0, 0.0), (15.8, 15.8, 15.8, 15.8, 15.8, 15.8)),
    "O16->B10": ((26.859, 141.6, 56.4, 19.5, 13.0, 4.0, -0.3), (9.76, 10.44, 11.01, 10.48, 9.15, 9.09)),
    "O16->C11": ((23.582, 37.3, 52.5, 44.7, 11.0, 2.0, 0.0), (13.93, 10.26, 10.56, 10.76, 10.95, 10.99)),
}
FIT_ENERGY = np.array([0.1, 0.5, 1.0, 2.0, 10.0, 100.0])

# Evoli, Aloisio & Blasi 2019, cumulative [mb] at energies [GeV/n] that the table does not hold as its own; C13->Li7
# is where the interpolation is worst.
SPALLATION = [
    ("O18->N14", 68.62, 1.522),
    ("N14->Be7", 748.5, 12.21),
    ("Fe56->O16", 7.272, 5.254),
    ("C13->C12", 748.5, 56.73),
    ("Si28->C12", 23.16, 21.91),
    ("C12->B10", 41.34, 18.07),
    ("Si28->B10", 38.45, 2.841),
    ("C13->Li7", 2.454, 16.99),
    ("C12->B11", 3.05, 54.80),
    ("O16->B11", 3.05, 26.70),
    ("C12->Be10", 3.05, 3.762),
    ("Fe56->B11", 3.05, 1.256),
    ("N15->Li7", 18.64, 18.59),
]
# CROSEC (Barashenkov & Polanski 1994) [mb], likewise; Ne20 at 0.31384 GeV/n is the worst.
INELASTIC = [
    ("N14", 27.68, 283.488),
    ("Be10", 777.88, 230.336),
    ("Fe56", 1.1918, 794.56),
    ("Ne20", 0.31384, 315.03),
    ("Ne20", 5.4764, 376.003),
    ("O18", 12.913, 342.719),
    ("C12", 0.313843, 211.107),
    ("C12", 4.52593, 252.711),
    ("O16", 4.52593, 322.659),
    ("B11", 707.163, 243.187),
]
# Letaw, Silberberg & Tsao 1983, without the factors for helium and beryllium [mb] at 0.1, 1, 10 GeV/n.
LETAW = {
    7: (167.0, 175.5, 176.2),
    10: (211.4, 222.1, 223.1),
    12: (239.2, 251.3, 252.4),
    16: (292.7, 307.5, 308.8),
    28: (441.7, 464.1, 466.0),
    56: (723.5, 760.2, 763.4),
}


def one(value: float) -> np.ndarray:
    return np.array([value])


@pytest.mark.parametrize("channel", FITS)
def test_fits_of_evoli_2018(channel):
    parameters, expected = FITS[channel]
    threshold, resonance, mass, width, *rest = parameters
    fit = SpallationFit(threshold * 1e-3, resonance, mass * 1e-3, width * 1e-3, *rest)
    # The values are rounded to 0.01 mb.
    np.testing.assert_allclose(fit(FIT_ENERGY), expected, rtol=0, atol=0.006)
    np.testing.assert_array_equal(fit(np.array([1e-3, threshold * 1e-3])), 0.0)


def test_helium_3_from_helium_4_by_hand():
    # At 1 GeV/n: 0.259 * 0.985^2 / (0.999975^2 + 2.5e-7) + 25.9 * 0.985^0.06 = 0.25130 + 25.87652
    assert HELIUM4_TO_HELIUM3(one(1.0))[0] == pytest.approx(26.1278, rel=1e-5)
    np.testing.assert_array_equal(
        spallation_hydrogen(Nuclide(2, 4), Nuclide(2, 3), FIT_ENERGY), HELIUM4_TO_HELIUM3(FIT_ENERGY)
    )


@pytest.mark.parametrize(("daughter", "parts"), [("B11", ("B11", "C11")), ("Be10", ("Be10",)), ("Be7", ("Be7",))])
def test_table_is_the_sum_of_the_fits_over_short_lived_nuclides(daughter, parts):
    parent = Nuclide.parse("C12")
    expected = sum(np.array(FITS[f"C12->{part}"][1]) for part in parts)
    # 4e-3 of the interpolation and the rounding of the fits' values.
    np.testing.assert_allclose(
        spallation_hydrogen(parent, Nuclide.parse(daughter), FIT_ENERGY), expected, rtol=4e-3, atol=0.01
    )


@pytest.mark.parametrize(("channel", "energy", "expected"), SPALLATION)
def test_spallation_table_between_its_energies(channel, energy, expected):
    parent, daughter = (Nuclide.parse(name) for name in channel.split("->"))
    assert spallation_hydrogen(parent, daughter, one(energy))[0] == pytest.approx(expected, rel=4e-3)


@pytest.mark.parametrize(("name", "energy", "expected"), INELASTIC)
def test_inelastic_table_between_its_energies(name, energy, expected):
    assert inelastic_hydrogen(Nuclide.parse(name), one(energy))[0] == pytest.approx(expected, rel=4e-3)


def test_tables_are_constant_beyond_their_ends():
    carbon, boron = Nuclide.parse("C12"), Nuclide.parse("B11")
    for inside, outside in ((0.01, 0.002), (1000.0, 1e6)):
        assert np.ptp(spallation_hydrogen(carbon, boron, np.array([inside, outside]))) == 0
    for inside, outside in ((0.1, 0.01), (1252.8, 1e6)):
        assert np.ptp(inelastic_hydrogen(carbon, np.array([inside, outside]))) == 0


def test_pairs_without_channel_have_no_cross_section():
    # 187 of the table, deuterium from all of its 20 nuclides, and three among the helium isotopes and deuterium.
    assert len(spallation_channels()) == 187 + 20 + 3
    assert spallation_hydrogen(Nuclide.parse("B11"), Nuclide.parse("C12"), one(1.0))[0] == 0


def test_proton_proton():
    # Kafexhiu et al. 2014, eq. 1, rounded to 0.01 mb.
    energy = np.array([0.1, 0.2797, 1.0, 3.0, 10.0, 100.0, 1e3, 1e4, 1e5])
    expected = [0, 0, 22.52, 28.47, 29.47, 31.28, 34.89, 40.42, 47.86]
    np.testing.assert_allclose(proton_proton(energy), expected, rtol=0, atol=0.0051)


@pytest.mark.parametrize("mass_number", LETAW)
def test_proton_nucleus(mass_number):
    energy = np.array([0.1, 1.0, 10.0])
    # Rounded to 0.1 mb.
    np.testing.assert_allclose(proton_nucleus(energy, mass_number), LETAW[mass_number], rtol=0, atol=0.051)


def test_proton_helium_by_hand():
    # At 1 GeV/n: 9.72 * 3^0.319 - 4.14 = 9.65965, sine -0.232715; 111 (1 - 1.232715 * 0.0315554) = 106.682
    assert proton_helium(one(1.0))[0] == pytest.approx(106.682, rel=1e-5)
    # 4He + p breaks up above 23 MeV/n; far above 1 GeV/n the cross section is 111 mb.
    assert proton_helium(one(0.020))[0] == 0
    assert proton_helium(one(100.0))[0] == pytest.approx(111, rel=1e-12)


def test_helium_target():
    energy = np.array([0.5, 5.0])
    proton, helium, carbon = (Nuclide.parse(name) for name in ("H1", "He4", "C12"))
    np.testing.assert_array_equal(inelastic_helium(proton, energy), inelastic_hydrogen(helium, energy))
    # 2.10 * 12^-0.055 = 2.10 * exp(-0.1366698) = 1.831742
    ratio = inelastic_helium(carbon, energy) / inelastic_hydrogen(carbon, energy)
    np.testing.assert_allclose(ratio, 1.831742, rtol=1e-6)
    np.testing.assert_allclose(
        inelastic_hydrogen(Nuclide(2, 3), energy) / inelastic_hydrogen(helium, energy), 0.75**0.7, rtol=1e-15
    )


@pytest.mark.parametrize(
    ("daughter", "expected"),
    [
        # Z = 6: f = -0.76; above 1.51 GeV/n mu = 0.031, delta = 4.40, so that delta f = -3.344.
        ("B11", 1.28820),  # exp(0.031 * 4.344^1.43)
        ("Li6", 1.54535),  # exp(0.031 * 6.344^1.43)
        ("He4", 1.68189),  # beyond half of the charge: 1.54535 (4/3)^b, b = 3 * 1.43 * 0.031 * 6.344^0.43 = 0.29433
    ],
)
def test_spallation_on_helium_by_hand(daughter, expected):
    ratio = helium_enhancement(Nuclide(6, 12), Nuclide.parse(daughter), np.array([1.51, 10.0, 1e4]))
    np.testing.assert_allclose(ratio, expected, rtol=1e-5)


def test_spallation_on_helium_between_the_energies_of_the_data():
    # mu linear in T: at 0.58 GeV/n (0.082 + 0.047)/2 = 0.0645; delta linear in ln T:
    # 2.45 + ln(0.58/0.43)/ln(0.73/0.43) = 2.45 + 0.29923/0.52926 = 3.01538; Z = 8: |1 + 0.41 delta| = 2.236305
    ratio = helium_enhancement(Nuclide(8, 16), Nuclide(7, 15), one(0.58))
    assert ratio[0] == pytest.approx(np.exp(0.0645 * 2.236305**1.43), rel=1e-5)


def test_tables_name_their_origin():
    tables = [entry for entry in (files("magnetosonic.species") / "tables").iterdir() if entry.name.endswith("csv")]
    assert len(tables) == 6
    for table in tables:
        header = [line for line in table.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        assert any(text in line for line in header for text in ("doi:", "bibcode:", "JINR report"))
        assert any("Made by: python tools/" in line for line in header)
