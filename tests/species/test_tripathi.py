import sys

import numpy as np
import pytest

from magnetosonic.species import (
    NetworkSettings,
    Nuclide,
    decay_table,
    inelastic_helium,
    inelastic_hydrogen,
    tripathi,
)
from magnetosonic.species.tripathi import DEUTERIUM, HELIUM4, HYDROGEN1

ENERGY = np.array([0.1, 1.0, 10.0])
# Evaluated apart from this package with radii multiplied by sqrt(5/3) once too often, as some codes have them; that
# matters for the Coulomb barrier only: cross section on hydrogen [mb] at 0.1, 1, 10 GeV/n and ratios of that on
# helium-4 to it at 1 and 10 GeV/n.
CHECK = {
    "He4": ((102.0, 117.2, 111.8), (2.356, 2.497)),
    "Li7": ((209.3, 202.8, 193.0), (2.048, 2.094)),
    "Be9": ((242.9, 234.5, 223.7), (1.956, 2.069)),
    "B10": ((239.9, 232.1, 221.4), (2.112, 2.159)),
    "B11": ((272.2, 264.1, 252.7), (2.005, 2.045)),
    "C12": ((270.5, 262.9, 251.6), (2.071, 2.113)),
    "N14": ((299.1, 291.7, 279.8), (1.892, 2.079)),
    "O16": ((326.0, 318.9, 306.5), (2.016, 2.052)),
    "Si28": ((463.3, 460.0, 445.6), (1.937, 1.964)),
    "Fe56": ((727.3, 737.1, 720.1), (1.813, 1.867)),
}
TRIPATHI = NetworkSettings(inelastic="tripathi1999", helium_target="tripathi1999")
LETAW = NetworkSettings(inelastic="letaw1983")


@pytest.fixture
def wide_radii(monkeypatch):
    module = sys.modules["magnetosonic.species.tripathi"]
    radius = module._radius
    monkeypatch.setattr(module, "_radius", lambda nuclide: float(radius(nuclide) * np.sqrt(5 / 3)))


@pytest.mark.parametrize("name", CHECK)
@pytest.mark.usefixtures("wide_radii")
def test_formula(name):
    nuclide = Nuclide.parse(name)
    on_hydrogen = tripathi(nuclide, HYDROGEN1, ENERGY)
    ratio = tripathi(nuclide, HELIUM4, ENERGY)[1:] / on_hydrogen[1:]
    expected, expected_ratio = CHECK[name]
    # The digits given; at 0.1 GeV/n the masses of the nuclei, taken here as A atomic mass units, shift the
    # barrier's part by up to 0.2 mb.
    np.testing.assert_allclose(on_hydrogen, expected, rtol=0, atol=0.25)
    np.testing.assert_allclose(on_hydrogen[1:], expected[1:], rtol=0, atol=0.1)
    np.testing.assert_allclose(ratio, expected_ratio, rtol=0, atol=0.0011)


@pytest.mark.parametrize("name", CHECK)
def test_radii_only_matter_near_the_barrier(name):
    nuclide = Nuclide.parse(name)
    # 0.6 % at 1 GeV/n, of helium-4, whose barrier is multiplied by 27.
    np.testing.assert_allclose(tripathi(nuclide, HYDROGEN1, ENERGY)[1:], CHECK[name][0][1:], rtol=7e-3)


def test_projectile_and_target_are_exchangeable():
    energy = np.geomspace(0.03, 100, 9)
    forward, backward = tripathi(DEUTERIUM, HYDROGEN1, energy), tripathi(HYDROGEN1, DEUTERIUM, energy)
    # The same collision but for the proton's mass per nucleon, 0.7 % above that of the others.
    np.testing.assert_allclose(forward, backward, rtol=2e-3)


def test_nothing_below_the_barrier():
    assert tripathi(HELIUM4, HYDROGEN1, np.array([0.002, 0.01, 0.02])).max() == 0
    values = tripathi(Nuclide(26, 56), HYDROGEN1, np.geomspace(1.1e-3, 1e4, 200))
    assert np.all(np.isfinite(values) & (values >= 0))


def test_settings_choose_the_model():
    carbon = Nuclide.parse("C12")
    np.testing.assert_array_equal(inelastic_hydrogen(carbon, ENERGY, TRIPATHI), tripathi(carbon, HYDROGEN1, ENERGY))
    np.testing.assert_array_equal(inelastic_helium(carbon, ENERGY, TRIPATHI), tripathi(carbon, HELIUM4, ENERGY))
    np.testing.assert_allclose(inelastic_hydrogen(carbon, ENERGY, LETAW), [239.2, 251.3, 252.4], rtol=0, atol=0.051)
    for settings in (NetworkSettings(), TRIPATHI, LETAW):
        np.testing.assert_array_equal(
            inelastic_hydrogen(DEUTERIUM, ENERGY, settings), tripathi(DEUTERIUM, HYDROGEN1, ENERGY)
        )
        np.testing.assert_array_equal(
            inelastic_hydrogen(HYDROGEN1, ENERGY, settings), inelastic_hydrogen(HYDROGEN1, ENERGY)
        )
        np.testing.assert_array_equal(
            inelastic_helium(HYDROGEN1, ENERGY, settings), inelastic_hydrogen(HELIUM4, ENERGY, settings)
        )


def test_factors_of_letaw_for_helium_and_beryllium():
    # Letaw et al. 1983 without the factors: helium-4 114.3, 120.1, 120.6 mb, beryllium-9 197.1, 207.1, 208.0 mb.
    helium = inelastic_hydrogen(HELIUM4, ENERGY, LETAW)
    np.testing.assert_allclose(helium, 0.8 * np.array([114.3, 120.1, 120.6]), rtol=0, atol=0.041)
    beryllium = inelastic_hydrogen(Nuclide(4, 9), ENERGY, LETAW)
    # 1 + 0.75 exp(-100/75) = 1.197698
    np.testing.assert_allclose(beryllium, [1.197698 * 197.1, 207.1, 208.0], rtol=0, atol=0.061)


def test_models_agree_above_one_gev_per_nucleon():
    energy = np.geomspace(1.0, 1e3, 31)
    for nuclide in decay_table():
        if nuclide.mass_number < 4:
            continue
        models = [inelastic_hydrogen(nuclide, energy, item) for item in (NetworkSettings(), TRIPATHI, LETAW)]
        # 15 % but for the light nuclei: beryllium-7 of Tripathi et al. is 18.5 % below CROSEC, helium-4 and
        # beryllium-10 of Letaw et al. are 18 % and 20 % off those of Tripathi et al.
        bound = 0.15 if nuclide.mass_number > 10 else 0.22
        for first, second in ((0, 1), (0, 2), (1, 2)):
            assert np.abs(models[second] / models[first] - 1).max() < bound, nuclide


def test_helium_3_of_the_models():
    energy = np.geomspace(1.0, 1e3, 31)
    ratio = inelastic_hydrogen(Nuclide(2, 3), energy, TRIPATHI) / inelastic_hydrogen(Nuclide(2, 3), energy)
    # The formula of Tripathi et al. lies far below (3/4)^0.7 of helium-4: stated, not explained.
    assert 0.6 < ratio.min() < ratio.max() < 0.75
