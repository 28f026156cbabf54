"""The published numerics return the numbers that the authors have deposited."""

from __future__ import annotations

import numpy as np
import pytest

from magnetosonic.constants import KPC2_MYR_IN_CM2_S, SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.published import truncation_scale
from magnetosonic.scattering.rates import scattering_rates
from magnetosonic.scattering.settings import ScatteringSettings

from .direct import truncation as direct_truncation
from .reference import rows, zone
from .shared import ALL, changed, rates

PUBLISHED = ScatteringSettings(numerics="published")


@pytest.mark.parametrize(("name", "alfven_mach", "viscous"), [("halo_MA0.5", 0.5, False), ("disk_MA0.4", 0.4, True)])
def test_deposited_tables(name, alfven_mach, viscous):
    table = rows(f"deposited_{name}")[::6]
    rigidity = np.array([float(row["rigidity_GV"]) for row in table])
    found = diffusion_coefficient(zone(alfven_mach, 100.0, 0.14, viscous), PUBLISHED, rigidity, 0.8)
    # Seven digits are printed; the rest is the polynomial approximation of the Bessel functions.
    expected = [float(row["D_cm2_s"]) for row in table]
    np.testing.assert_allclose(found.coefficient * KPC2_MYR_IN_CM2_S, expected, rtol=1e-5)


@pytest.mark.parametrize("alfven_mach", [0.4, 1.0, 2.0])
@pytest.mark.parametrize("viscous", [False, True])
def test_reference(alfven_mach, viscous):
    table = [row for row in rows("diffusion_published") if float(row["alfven_mach"]) == alfven_mach][::2]
    momentum = np.array([float(row["momentum_GeV"]) for row in table])
    scale = float(table[0]["injection_scale_pc"])
    found = diffusion_coefficient(zone(alfven_mach, scale, 0.1, viscous), PUBLISHED, momentum, 0.8)
    expected = [float(row["D_disk_cm2_s" if viscous else "D_halo_cm2_s"]) for row in table]
    np.testing.assert_allclose(found.coefficient * KPC2_MYR_IN_CM2_S, expected, rtol=1e-5)
    assert found.confined.all()


def test_not_confined():
    found = diffusion_coefficient(zone(0.05, 1000.0, 0.1, True), PUBLISHED, np.array([1e5]), 0.18)
    assert not found.confined[0]
    assert found.mu_star[0] == 0.0
    np.testing.assert_allclose(found.coefficient[0], SPEED_OF_LIGHT * 0.18 / 3.0, rtol=1e-14)


def test_without_a_limit_to_the_mean_free_path_every_pitch_angle_counts():
    found = diffusion_coefficient(zone(0.05, 1000.0, 0.1, True), PUBLISHED, np.array([1e5]), float("inf"))
    assert found.confined[0]
    np.testing.assert_allclose(found.mu_star, 0.999, rtol=1e-14)


def test_energies_of_the_modes():
    turbulence, rigidity, mu = zone(0.4, 100.0, 0.14, False), np.array([10.0]), np.array([0.3])
    each = scattering_rates(turbulence, PUBLISHED, rigidity, mu)
    half = scattering_rates(
        turbulence, ScatteringSettings(numerics="published", mode_energy="equipartition"), rigidity, mu
    )
    for key, rate in each.items():
        np.testing.assert_allclose(half[key], 0.5 * rate, rtol=1e-14)


@pytest.mark.parametrize("function", [diffusion_coefficient, scattering_rates])
def test_ion_neutral_damping_is_refused(function):
    turbulence = changed(zone(0.4, 100.0, 0.14, False), ion_neutral=True, ion_neutral_scale=1e5)
    with pytest.raises(InputError) as error:
        function(turbulence, PUBLISHED, np.array([10.0]), 1.0 if function is diffusion_coefficient else np.array([0.3]))
    assert error.value.field == "damping"


def test_another_velocity_is_refused():
    with pytest.raises(InputError) as error:
        diffusion_coefficient(zone(0.4, 100.0, 0.14, False), PUBLISHED, np.ones(1), 1.0, np.ones(1))
    assert error.value.field == "velocity"


def test_truncation_is_taken_at_a_shifted_angle():
    turbulence = zone(0.5, 100.0, 0.1, False)
    xi = np.array([0.2, 0.6])
    # The ratio of masses and the cap of that work.
    expected = direct_truncation(0.5, 0.1, 100.0 * 3.0857e20 / 3.37e10)(np.sin(0.5 * np.pi * xi) ** 2)
    np.testing.assert_allclose(truncation_scale(turbulence, xi), expected, rtol=3e-3)


def test_rates_exceed_the_exact_ones():
    # Taking the truncation at the wrong angle lets more short waves through: D is 18 times lower at 0.1 GV,
    # M_A = 1, B = 6 uG; here the gyroresonance must be several times stronger, and even in mu.
    turbulence = zone(1.0, 100.0, 0.1, False)
    published = scattering_rates(turbulence, PUBLISHED, np.array([1.0]), np.array([-0.5, 0.5]))
    exact = rates(turbulence, ALL, [1.0], [-0.5, 0.5])
    assert set(published) == {key for key in exact if key[0] != "slow"}
    ratio = np.asarray(published["fast", "gyro"] / exact["fast", "gyro"])[0]
    assert ratio[0] == ratio[1]
    assert 3.0 < ratio[0] < 100.0
