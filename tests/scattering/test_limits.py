"""Limits in which the rates are known: no broadening, no damping, and the formulas summed directly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.damping import dissipation_scale

from .direct import (
    alfven_gyro,
    fast_gyro,
    fast_transit,
    gauss,
    slope_squared,
    slow_gyro,
    truncation,
)
from .reference import zone
from .shared import ALL, DEFAULT, FINE, PITCH, RIGIDITY, changed, diffuse, dimensionless, rigidity_of

DELTA = ScatteringSettings(modes=("fast", "alfven", "slow"), broadening="delta")
SIZES = np.array([1e-7, 1e-5, 1e-3, 3e-2])
COSINES = np.array([0.1, 0.3, 0.6, 0.9])


def undamped(alfven_mach, **choices):
    return changed(zone(alfven_mach, 100.0, 0.1, False, **choices), collisionless=False)


def slowness_of(turbulence):
    return float(turbulence.alfven_speed) / SPEED_OF_LIGHT


def truncation_of(turbulence):
    cap = float(dissipation_scale(turbulence))
    x_c = float(turbulence.viscous_scale) if turbulence.viscous else None
    return truncation(float(turbulence.alfven_mach), float(turbulence.plasma_beta), cap, x_c)


def directions(c):
    """Int domega xi^(7/2) (1-xi^2)/2 J_1'(c tan alpha)^2 over all directions."""
    omega, weight = gauss(np.linspace(-24.0, 40.0, 3201), 4)
    xi, sine2 = np.sqrt(special.expit(omega)), special.expit(-omega)
    return (weight * 0.5 * xi**3.5 * sine2 * slope_squared(1, c * np.exp(-0.5 * omega))).sum()


# M_A, beta, x_c, R, mu, v_A [km/s]: halo, disk, high beta, and fast Alfven waves.
@pytest.mark.parametrize(
    ("alfven_mach", "beta", "x_c", "scale", "mu", "speed"),
    [(0.5, 0.1, None, 1e-7, 0.3, 10.0), (1.0, 0.1, 1e6, 1e-5, 0.5, 1e3), (0.5, 3.0, 1e4, 1e-3, 0.1, 100.0)],
)
def test_fast_modes_by_direct_summation(alfven_mach, beta, x_c, scale, mu, speed):
    turbulence = zone(alfven_mach, 100.0, beta, x_c is not None, x_c or 1e6, speed)
    arguments = alfven_mach, scale, slowness_of(turbulence), mu, truncation_of(turbulence)
    expected = {("fast", "ttd"): fast_transit(*arguments), ("fast", "gyro"): fast_gyro(*arguments)}
    for settings, tolerance in ((ALL, 3e-4), (FINE, 1e-5)):
        found = dimensionless(turbulence, settings, rigidity_of([scale], turbulence), [mu])
        for key, d in expected.items():
            np.testing.assert_allclose(found[key][0, 0], d, rtol=tolerance)


@pytest.mark.parametrize(("alfven_mach", "beta", "x_c"), [(0.7, 0.1, None), (2.0, 3.0, 1e5)])
def test_rates_without_broadening(alfven_mach, beta, x_c):
    turbulence = zone(alfven_mach, 100.0, beta, x_c is not None, x_c or 1e6)
    cap, largest = float(dissipation_scale(turbulence)), truncation_of(turbulence)
    found = dimensionless(turbulence, DELTA, rigidity_of(SIZES, turbulence), COSINES)
    for i, scale in enumerate(SIZES):
        for j, mu in enumerate(COSINES):
            alfven = alfven_gyro(alfven_mach, scale, mu, cap, delta=True)
            np.testing.assert_allclose(found["alfven", "gyro"][i, j], alfven, rtol=3e-4)
            gyro = slow_gyro(alfven_mach, scale, mu, cap, largest, delta=True)
            # The sharp end of this cascade lies where J_n oscillates, which is averaged here and not by a broad
            # resonance: at low R it is beyond, at high R, for gyroresonance, before.
            np.testing.assert_allclose(found["slow", "gyro"][i, j], gyro, rtol=5e-2, atol=1e-30)
    # All slow modes run at v_A along the field, in resonance with one pitch angle, which is none of these.
    np.testing.assert_array_equal(found["slow", "ttd"], 0.0)


@pytest.mark.parametrize("mu", [0.2, 0.5, 0.95])
def test_fast_gyroresonance_without_broadening_and_damping(mu):
    # d = (pi/2) s^2 M_A^2 (mu/R)^(1/2) K(s/mu), K over all directions.
    turbulence, sine = undamped(0.5), np.sqrt(1.0 - mu * mu)
    scale = np.array([1e-8, 1e-6, 1e-4])
    found = dimensionless(turbulence, DELTA, rigidity_of(scale, turbulence), [mu])["fast", "gyro"][:, 0]
    expected = 0.5 * np.pi * sine**2 * 0.25 * np.sqrt(mu / scale) * directions(sine / mu)
    # What is left out when the oscillation of J_1' is averaged from z = 34 on.
    np.testing.assert_allclose(found, expected, rtol=3e-5)


@pytest.mark.parametrize("key", [("fast", "ttd"), ("fast", "gyro")])
def test_narrow_resonances_approach_the_delta_function(key):
    # The Gaussian sees f + (A/4) f'' at tau = mu, A = (1-mu^2) M_A. Transit-time damping: f = tau^-3, while
    # v_A/(v mu) << 1. Gyroresonance: f = tau^(1/2) K(s/tau).
    mu = np.array([0.2, 0.5, 0.8, 0.95])
    sine = np.sqrt(1.0 - mu * mu)

    def f(tau):
        return np.sqrt(tau) * np.array([directions(s / t) for s, t in zip(sine, tau, strict=True)])

    if key[1] == "ttd":
        relative = 12.0 / mu**2
    else:
        h = 1e-3 * mu
        relative = (f(mu + h) - 2.0 * f(mu) + f(mu - h)) / h**2 / f(mu)
    expected = 0.25 * sine**2 * relative
    rigidity = rigidity_of([1e-7], undamped(0.5))
    for mach, tolerance in ((1e-2, 0.15), (1e-3, 0.12), (3e-4, 0.04), (1e-4, 0.02)):
        broad, narrow = (dimensionless(undamped(mach), s, rigidity, mu)[key][0] for s in (FINE, DELTA))
        slope = (broad / narrow - 1.0) / mach
        # At mu = 0.2 a width sqrt(A) is not small yet for the first.
        counted = mach <= 0.02 * mu**2
        np.testing.assert_allclose(slope[counted], expected[counted], rtol=tolerance)
        assert (np.abs(broad / narrow - 1.0)[1:] < 12.0 * mach).all()


def test_resonances_without_broadening_have_a_gap_at_90_degrees():
    turbulence = zone(0.5, 100.0, 0.1, False)
    # Waves of k_par L = 1/(R mu) beyond the end of the cascade do not exist.
    for scale in (1e-10, 1e-7, 1e-4):
        edge = 1.0 / (scale * float(dissipation_scale(turbulence)))
        mu = np.array([1e-3, 0.999, 1.01, 10.0]) * edge
        gyro = dimensionless(turbulence, DELTA, rigidity_of([scale], turbulence), mu)["fast", "gyro"][0]
        np.testing.assert_array_equal(gyro[:2], 0.0)
        assert (gyro[2:] > 0.0).all()
    # Nor do waves along the field whose phase speed is below v mu.
    mu = np.array([1e-3, 0.999, 1.001, 10.0]) * slowness_of(turbulence)
    transit = dimensionless(turbulence, DELTA, RIGIDITY, mu)
    np.testing.assert_array_equal(transit["fast", "ttd"][:, :2], 0.0)
    assert (transit["fast", "ttd"][:, 2:] > 0.0).all()


def test_diffusion_without_broadening_is_refused():
    with pytest.raises(InputError) as error:
        diffuse(undamped(0.5), ScatteringSettings(broadening="delta"))
    assert error.value.field == "broadening"


def test_rates_of_undamped_fast_modes_fall_as_the_root_of_rigidity():
    turbulence = undamped(0.5)
    scale = np.array([1e-8, 1e-7, 1e-6, 1e-5])
    d = dimensionless(turbulence, FINE, rigidity_of(scale, turbulence))
    gyro = d["fast", "gyro"] * np.sqrt(scale)[:, None]
    # All limits of the cascade are out of resonance, but for waves across the field at the dissipation scale.
    np.testing.assert_allclose(gyro, np.broadcast_to(gyro[0], gyro.shape), rtol=1e-8)
    # Transit-time damping lacks the waves longer than L: H(R s) is sqrt(R s)/2 of H(inf), which is
    # Gamma(5/2) Gamma(1/4)/(2^(5/2) Gamma(7/4)^2 Gamma(11/4)) (Watson 1944, Bessel functions, 13.41).
    gamma = special.gamma
    most = gamma(2.5) * gamma(0.25) / (2**2.5 * gamma(1.75) ** 2 * gamma(2.75))
    transit = d["fast", "ttd"] * np.sqrt(scale)[:, None]
    missing = np.sqrt(scale[:, None] * np.sqrt(1.0 - PITCH**2)) / (2.0 * most)
    lacking = 1.0 - transit / transit[:1]
    np.testing.assert_array_less(lacking[1:], missing[1:])
    np.testing.assert_array_less(0.5 * (missing - missing[:1])[1:], lacking[1:])


def test_diffusion_by_undamped_fast_modes_grows_as_the_root_of_rigidity():
    turbulence, settings = undamped(0.5), ScatteringSettings(mode_energy={"fast": 1.0, "alfven": 1e-12})
    scale = np.array([1e-9, 1e-7, 1e-6, 1e-5])
    found = diffuse(turbulence, settings, 1e9, rigidity_of(scale, turbulence)).coefficient
    growth = np.asarray(found / found[0]) / np.sqrt(scale / scale[0]) - 1.0
    # Above by the share of the waves longer than L that transit-time damping lacks, about sqrt(R).
    assert (growth[1:] > 0.0).all()
    np.testing.assert_array_less(growth[1:], np.sqrt(scale[1:]))
    assert growth[3] > 0.1 * np.sqrt(scale[3])
    # With damping the exponent is another one.
    damped = diffuse(zone(0.5, 100.0, 0.1, False), DEFAULT, 1e9, rigidity_of(scale, turbulence)).coefficient
    assert abs(np.log(damped[1] / damped[0]) / np.log(100.0) - 0.5) > 0.1


@pytest.mark.parametrize("length", [1.2, float("inf")])
def test_diffusion_is_continuous_at_mach_one(length):
    below, above = (diffuse(zone(mach, 100.0, 0.1, True), length=length) for mach in (1 - 1e-9, 1 + 1e-9))
    np.testing.assert_allclose(below.coefficient, above.coefficient, rtol=1e-7)
    np.testing.assert_allclose(below.mu_star, above.mu_star, rtol=1e-7)


def test_ion_neutral_damping_weakens_scattering():
    free = zone(0.5, 100.0, 0.1, False)
    damped = changed(free, ion_neutral=True, ion_neutral_scale=1e4, ion_neutral_parallel_scale=1e3)
    before, after = dimensionless(free, ALL), dimensionless(damped, ALL)
    for key, rate in before.items():
        assert (after[key] <= rate * (1.0 + 1e-3)).all()
    assert (after["fast", "gyro"][0] < 0.9 * before["fast", "gyro"][0]).all()
    d_before, d_after = (np.asarray(diffuse(t, length=1e9).coefficient) for t in (free, damped))
    assert (d_after > d_before).all()
    # Particles of R = 1e-2, whose waves are longer, feel little of it; those of 1e-8 almost nothing but it.
    rigidity = rigidity_of([1e-8, 1e-6, 1e-4, 1e-1], free)
    growth = np.asarray(
        diffuse(damped, length=1e9, rigidity=rigidity).coefficient
        / diffuse(free, length=1e9, rigidity=rigidity).coefficient
    )
    assert growth[0] > 10.0
    assert growth[-1] < 1.01
    assert (np.diff(growth) < 0.0).all()
