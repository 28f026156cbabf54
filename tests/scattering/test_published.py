"""The published numerics return the numbers that the authors have deposited."""

from __future__ import annotations

import numpy as np
import pytest

from magnetosonic.constants import KPC2_MYR_IN_CM2_S, SPEED_OF_LIGHT
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.rates import scattering_rates
from magnetosonic.scattering.settings import ScatteringSettings

from .reference import rows, zone

PUBLISHED = ScatteringSettings(numerics="published")


@pytest.mark.parametrize(("name", "alfven_mach", "viscous"), [("halo_MA0.5", 0.5, False), ("disk_MA0.4", 0.4, True)])
def test_deposited_tables(name, alfven_mach, viscous):
    table = rows(f"deposited_{name}")[::6]
    rigidity = np.array([float(row["rigidity_GV"]) for row in table])
    found = diffusion_coefficient(zone(alfven_mach, 100.0, 0.14, viscous), PUBLISHED, rigidity, 4.0)
    # Seven digits are printed; the rest is the polynomial approximation of the Bessel functions.
    expected = [float(row["D_cm2_s"]) for row in table]
    np.testing.assert_allclose(found.coefficient * KPC2_MYR_IN_CM2_S, expected, rtol=1e-5)


@pytest.mark.parametrize("alfven_mach", [0.4, 1.0, 2.0])
@pytest.mark.parametrize("viscous", [False, True])
def test_reference(alfven_mach, viscous):
    table = [row for row in rows("diffusion_published") if float(row["alfven_mach"]) == alfven_mach][::2]
    momentum = np.array([float(row["momentum_GeV"]) for row in table])
    scale = float(table[0]["injection_scale_pc"])
    found = diffusion_coefficient(zone(alfven_mach, scale, 0.1, viscous), PUBLISHED, momentum, 4.0)
    expected = [float(row["D_disk_cm2_s" if viscous else "D_halo_cm2_s"]) for row in table]
    np.testing.assert_allclose(found.coefficient * KPC2_MYR_IN_CM2_S, expected, rtol=1e-5)
    assert found.confined.all()


def test_not_confined():
    found = diffusion_coefficient(zone(0.05, 1000.0, 0.1, True), PUBLISHED, np.array([1e5]), 0.9)
    assert not found.confined[0]
    assert found.mu_star[0] == 0.0
    np.testing.assert_allclose(found.coefficient[0], SPEED_OF_LIGHT * 0.9 / 15.0, rtol=1e-14)


def test_rates_exceed_the_exact_ones():
    # Taking the truncation at the wrong angle lets more short waves through: D is 18 times lower at 0.1 GV,
    # M_A = 1, B = 6 uG; here the gyroresonance must be several times stronger, and even in mu.
    turbulence = zone(1.0, 100.0, 0.1, False)
    published, exact = (
        scattering_rates(turbulence, settings, np.array([1.0]), np.array([-0.5, 0.5]))
        for settings in (PUBLISHED, ScatteringSettings())
    )
    assert set(published) == set(exact)
    ratio = np.asarray(published["fast", "gyro"] / exact["fast", "gyro"])[0]
    assert ratio[0] == ratio[1]
    assert 3.0 < ratio[0] < 100.0
