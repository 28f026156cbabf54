"""Plasma numbers against values worked out by hand in Gaussian units."""

import jax
import numpy as np
import pytest

from magnetosonic.constants import KM_S_IN_KPC_MYR, KPC_IN_CM
from magnetosonic.plasma.debye import debye_length
from magnetosonic.plasma.ion_neutral import (
    ion_neutral_parallel_scale,
    ion_neutral_scale,
    neutral_ion_collision_frequency,
)
from magnetosonic.plasma.medium import alfven_speed, plasma_beta, plasma_numbers
from magnetosonic.plasma.viscosity import coulomb_logarithm, longitudinal_viscosity, viscous_scale

WARM = {"density": 0.1, "temperature": 8000.0, "ionization": 0.9, "magnetic_field": 1.0}
TURBULENCE = {"alfven_mach": 0.4, "injection_scale": 0.1}


def test_alfven_speed_of_ionised_hydrogen():
    # 1e-6 G / sqrt(4 pi x 1.67262192e-24 g/cm^3) = 1e-6/4.584624e-12 cm/s = 2.181203e5 cm/s.
    speed = float(alfven_speed(1.0, 1.0, 1.0)) / KM_S_IN_KPC_MYR
    assert speed == pytest.approx(2.181203, rel=1e-6)


def test_alfven_speed_scales_with_field_and_ion_density():
    reference = alfven_speed(1.0, 1.0, 1.0)
    np.testing.assert_allclose(alfven_speed(6.0, 1e-3, 1.0), 6 * 1000**0.5 * reference, rtol=1e-14)
    np.testing.assert_allclose(alfven_speed(1.0, 1.0, 0.25), 2 * reference, rtol=1e-14)


def test_plasma_beta():
    # 8 pi x 2 x 1 cm^-3 x 1.380649e-16 erg/K x 1e4 K / (1e-6 G)^2 = 8 pi x 2.761298 = 69.39899.
    assert float(plasma_beta(1.0, 1.0, 1e4, 1.0)) == pytest.approx(69.39899, rel=1e-6)
    # Hot halo: 6 uG, 1e-3 cm^-3, 1e6 K: 69.39899 x 1e-3 x 100/36.
    assert float(plasma_beta(6.0, 1e-3, 1e6, 1.0)) == pytest.approx(0.19277497, rel=1e-6)


def test_debye_length():
    # n_e = 1 cm^-3, T = 1e4 K: sqrt(1.380649e-12 erg/(4 pi x (4.80320471e-10 esu)^2)) = sqrt(4.76224e5) = 690.09 cm.
    assert float(debye_length(1.0, 1e4)) * KPC_IN_CM == pytest.approx(690.09, rel=1e-5)


@pytest.mark.parametrize(
    ("density", "temperature", "expected"),
    [
        # Spitzer 1962, Physics of Fully Ionized Gases, table 5.1 (Z = 1), printed to one decimal.
        (1.0, 1e3, 19.7),
        (1.0, 1e4, 23.2),
        (1.0, 1e5, 26.7),
        (1.0, 1e6, 29.7),
        (1.0, 1e7, 32.0),
        (1.0, 1e8, 34.3),
    ],
)
def test_coulomb_logarithm_of_spitzer(density, temperature, expected):
    # Half a unit of the last printed digit, and as much for the rounded constants of 1962.
    assert float(coulomb_logarithm(density, temperature)) == pytest.approx(expected, abs=0.1)


def test_coulomb_logarithm_depends_on_density():
    difference = coulomb_logarithm(1e-4, 1e4) - coulomb_logarithm(1.0, 1e4)
    np.testing.assert_allclose(difference, 0.5 * np.log(1e4), rtol=1e-12)


def test_coulomb_logarithm_is_continuous_where_diffraction_sets_in():
    below, above = coulomb_logarithm(1.0, 4.2e5 * (1 - 1e-9)), coulomb_logarithm(1.0, 4.2e5 * (1 + 1e-9))
    np.testing.assert_allclose(below, above, rtol=1e-8)


def test_viscosity():
    # ln Lambda(1 cm^-3, 1e4 K) = ln(1.5/1.108195e-28 x sqrt(2.631784e-36/pi)) = ln 1.238895e10 = 23.2400;
    # 6e3 x 37/23.2400 x (1e-4)^2.5 = 9552.5 x 1e-10.
    assert float(longitudinal_viscosity(1.0, 1e4)) == pytest.approx(9.5525e-7, rel=1e-4)


def test_viscous_scale():
    # n = 1 cm^-3, T = 1e4 K, v_A = 2.1812e5 cm/s, M_A = 0.4, L = 3.0856776e20 cm:
    # 6 x 1.67262192e-24 x 0.16 x 3.0856776e20 x 2.1812e5 = 108.072; / 9.5525e-7 = 1.131347e8; ^(2/3) = 2.339e5.
    scale = viscous_scale(ion_density=1.0, temperature=1e4, alfven_speed=alfven_speed(1.0, 1.0, 1.0), **TURBULENCE)
    assert float(scale) == pytest.approx((108.072 / 9.5525e-7) ** (2 / 3), rel=1e-4)


def test_all_numbers_together():
    numbers = plasma_numbers(**WARM, **TURBULENCE)
    speed = alfven_speed(1.0, 0.1, 0.9)
    np.testing.assert_allclose(numbers.alfven_speed, speed, rtol=1e-14)
    np.testing.assert_allclose(numbers.plasma_beta, plasma_beta(1.0, 0.1, 8000.0, 0.9), rtol=1e-14)
    expected = viscous_scale(ion_density=0.09, temperature=8000.0, alfven_speed=speed, **TURBULENCE)
    np.testing.assert_allclose(numbers.viscous_scale, expected, rtol=1e-14)
    np.testing.assert_allclose(numbers.debye_length, debye_length(0.09, 8000.0), rtol=1e-14)
    np.testing.assert_allclose(numbers.coulomb_logarithm, coulomb_logarithm(0.09, 8000.0), rtol=1e-14)
    np.testing.assert_allclose(numbers.viscosity, longitudinal_viscosity(0.09, 8000.0), rtol=1e-14)


def test_numbers_of_collisions_with_neutrals():
    medium = WARM | {"ionization": 0.01}
    numbers = plasma_numbers(**medium, **TURBULENCE)
    collisions = neutral_ion_collision_frequency(0.001, 8000.0)
    np.testing.assert_allclose(numbers.collision_frequency, collisions, rtol=1e-14)
    gas = {
        "ionization": 0.01,
        "collision_frequency": collisions,
        "alfven_speed": alfven_speed(1.0, 0.1, 0.01),
        "injection_scale": 0.1,
    }
    # Rounding of three products.
    np.testing.assert_allclose(numbers.ion_neutral_scale, ion_neutral_scale(**gas, alfven_mach=0.4), rtol=1e-13)
    np.testing.assert_allclose(numbers.ion_neutral_parallel_scale, ion_neutral_parallel_scale(**gas), rtol=1e-13)


def test_published_viscous_scale_is_that_of_a_warm_medium():
    # Fornieri et al. 2021 take x_c = 1e6 for the warm ionised medium; a typical one is within a factor of ten of it.
    scale = plasma_numbers(
        density=0.1, temperature=8000.0, ionization=1.0, magnetic_field=5.0, alfven_mach=0.5, injection_scale=0.1
    ).viscous_scale
    assert 1e5 < float(scale) < 1e7


def test_gradient_with_respect_to_density():
    def speed(density):
        return alfven_speed(1.0, density, 1.0)

    np.testing.assert_allclose(jax.grad(speed)(2.0), -0.25 * speed(2.0), rtol=1e-12)
