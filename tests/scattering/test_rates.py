"""Exact scattering rates against an independent quadrature, and their symmetries."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering import fast
from magnetosonic.scattering.particles import particles
from magnetosonic.scattering.rates import scattering_rates
from magnetosonic.scattering.settings import ScatteringSettings

from .reference import rows, zone, zone_of_row
from .shared import ALL, DEFAULT, FINE, PITCH, changed, dimensionless, interaction


def compare(settings):
    """Computed and reference d of every row, by mode and interaction, with the total of all modes."""
    cases = {}
    for row in rows("rates"):
        cases.setdefault(row["case"], []).append(row)
    computed, reference = {}, {}
    for case in cases.values():
        rigidity = sorted({float(row["rigidity_GV_at_1uG"]) for row in case})
        for key, value in dimensionless(zone_of_row(case[0]), settings, rigidity).items():
            computed.setdefault(key, []).append(value.ravel())
            reference.setdefault(key, []).append([float(row["_".join(key)]) for row in case])
    computed = {key: np.concatenate(value) for key, value in computed.items()}
    reference = {key: np.concatenate(value) for key, value in reference.items()}
    return computed, reference


@pytest.fixture(scope="module")
def fine():
    return compare(FINE)


@pytest.fixture(scope="module")
def default():
    return compare(ALL)[0]


@pytest.mark.parametrize(
    ("key", "least_share", "tolerance"),
    [
        (("fast", "ttd"), 0.0, 6e-5),
        (("fast", "gyro"), 0.0, 1e-4),
        # The reference's own error grows where the mode is negligible: it does not resolve the oscillation of J_n.
        (("alfven", "gyro"), 1e-5, 1e-4),
        (("slow", "gyro"), 1e-5, 1e-3),
    ],
)
def test_reference(fine, key, least_share, tolerance):
    computed, reference = fine
    counted = reference[key] > least_share * sum(reference.values())
    assert counted.sum() >= 20
    np.testing.assert_allclose(computed[key][counted], reference[key][counted], rtol=tolerance)


def test_slow_transit_time_damping(fine):
    # The reference says 5e-3 of itself, and agrees better.
    computed, reference = (rate["slow", "ttd"] for rate in fine)
    np.testing.assert_allclose(computed, reference, rtol=6e-4)


def test_default_resolution(fine, default):
    # A single pitch angle is less exact than D, in which the errors of many average out.
    total = sum(fine[0].values())
    np.testing.assert_allclose(sum(default.values()), total, rtol=5e-4)
    for key, rate in default.items():
        counted = fine[0][key] > 1e-5 * total
        tolerance = 5e-4 if key[0] == "fast" or key[1] == "ttd" else 6e-3
        np.testing.assert_allclose(rate[counted], fine[0][key][counted], rtol=tolerance)


# M_A, L [pc], beta, v_A [km/s], mu, d: independent quadrature.
@pytest.mark.parametrize(("mu", "d"), [(0.5, 5.329e-3), (0.8, 5.636e-6)])
def test_slow_modes_run_at_the_speed_of_alfven_along_the_field(mu, d):
    found = dimensionless(zone(0.25, 50.0, 0.05, False, speed_km_s=30.0), FINE, [1.0], [mu])
    np.testing.assert_allclose(found["slow", "ttd"][0, 0], d, rtol=1e-3)  # the digits given


# 200 Gauss points in tau; x_perp with 20001 logarithmic points up to z = 1, 400001 linear ones up to 3000.
@pytest.mark.parametrize(
    ("alfven_mach", "rigidity", "mu", "d"),
    [
        (0.4, 1e3, 0.02, 1.247643380283399e-10),
        (0.4, 1e3, 0.5, 5.197470280823282e-10),
        (1.0, 1.0, 0.02, 4.426886768300053e-10),
        (0.4, 30.0, 0.2, 9.46617315524352e-13),
    ],
)
def test_alfven_at_low_rigidity(alfven_mach, rigidity, mu, d):
    found = dimensionless(zone(alfven_mach, 100.0, 0.1, False), FINE, [rigidity], [mu])
    # The floor of the universal integral: interpolation, and the average over the oscillation of J_n.
    np.testing.assert_allclose(found["alfven", "gyro"][0, 0], d, rtol=2e-4)


@pytest.mark.parametrize("viscous", [False, True])
def test_even_and_positive(viscous):
    turbulence = zone(0.4, 100.0, 0.1, viscous)
    right, left = (dimensionless(turbulence, ALL, mu=sign * PITCH) for sign in (1.0, -1.0))
    assert set(right) == {("fast", "ttd"), ("fast", "gyro"), ("alfven", "gyro"), ("slow", "ttd"), ("slow", "gyro")}
    for key, rate in right.items():
        assert (rate >= 0.0).all()
        np.testing.assert_array_equal(left[key], rate)
    assert (sum(right.values()) > 0.0).all()


@pytest.mark.parametrize("viscous", [False, True])
def test_proportional_to_sine_squared_along_the_field(viscous):
    turbulence = zone(0.4, 100.0, 0.1, viscous)
    mu = 1.0 - np.array([2e-8, 1e-8])
    d = dimensionless(turbulence, FINE, [1e3, 1e5, 1e7], mu)
    ratio = {key: rate / (1.0 - mu**2) for key, rate in d.items()}
    # 1 - mu^2 itself is known to 1e-8. Transit-time damping falls faster.
    np.testing.assert_allclose(ratio["fast", "gyro"][:, 0], ratio["fast", "gyro"][:, 1], rtol=1e-6)
    assert (ratio["fast", "ttd"] < 1e-10).all()
    # The waves of the anisotropic cascades are so short across the field that J_1(z)/z is 1/2 only for particles much
    # nearer to the field than R: of these rigidities the highest.
    for key in (("alfven", "gyro"), ("slow", "gyro")):
        np.testing.assert_allclose(*ratio[key][-1], rtol=2e-4)
    # At less extreme angles the whole of the fast modes is there already.
    mu = np.array([0.9999, 0.99995])
    d = dimensionless(turbulence, FINE, [1.0, 1e3, 1e5], mu)
    near = (d["fast", "ttd"] + d["fast", "gyro"]) / (1.0 - mu**2)
    np.testing.assert_allclose(near[:, 0], near[:, 1], rtol=2e-4)


def test_continuous_at_mach_one():
    below, above = (dimensionless(zone(mach, 100.0, 0.1, True), ALL) for mach in (1 - 1e-9, 1 + 1e-9))
    for key, value in below.items():
        # Slow modes are cut off so steeply at low rigidity that nothing but rounding is left.
        counted = value > 1e-30
        np.testing.assert_allclose(value[counted], above[key][counted], rtol=1e-6)


def test_wider_resonance_changes_the_resonance_function_alone():
    turbulence, mu = zone(0.5, 100.0, 0.1, False), np.array([0.1])
    at = particles(turbulence, jnp.array([10.0]), jnp.full(1, SPEED_OF_LIGHT), jnp.asarray(mu))
    settings = ScatteringSettings(ALL.modes, broadening="gaussian-2")
    wide = jax.jit(lambda t: interaction(fast.transit_time_damping, settings, t, at))(turbulence)[0, 0]
    narrow = dimensionless(turbulence, ALL, [10.0], mu)["fast", "ttd"][0, 0]
    # T = exp(-mu^2/A) away from the resonance, and R_n carries 1/sqrt(width).
    sine2 = 1 - 0.1**2
    expected = np.exp(0.01 / (sine2 * 0.5) - 0.01 / sine2) / np.sqrt(2)
    np.testing.assert_allclose(wide / narrow, expected, rtol=1e-3)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_slow_particles_are_those_of_light_with_a_higher_alfven_speed(share):
    # d depends on v through v_A/v alone.
    turbulence = zone(0.5, 100.0, 0.1, True)
    faster = changed(turbulence, alfven_speed=turbulence.alfven_speed / share)
    slow = dimensionless(turbulence, ALL, velocity=share * SPEED_OF_LIGHT)
    for key, rate in dimensionless(faster, ALL).items():
        np.testing.assert_allclose(slow[key], rate, rtol=1e-11)


def test_velocity_of_each_rigidity():
    turbulence, alfven = zone(0.5, 100.0, 0.1, True), ScatteringSettings(modes=("alfven",))
    rigidity, velocity = np.array([1e3, 1e4]), SPEED_OF_LIGHT * np.array([0.2, 1.0])
    key = "alfven", "gyro"
    together = scattering_rates(turbulence, alfven, rigidity, PITCH, velocity)[key]
    alone = [scattering_rates(turbulence, alfven, rigidity, PITCH, v[None])[key] for v in velocity]
    np.testing.assert_allclose(together, np.stack([alone[0][0], alone[1][1]]), rtol=1e-14)
    np.testing.assert_array_equal(scattering_rates(turbulence, alfven, rigidity, PITCH)[key], alone[1])


@pytest.mark.parametrize(
    ("rigidity", "mu", "field"),
    [
        ([0.0], [0.5], "rigidity"),
        ([-1.0], [0.5], "rigidity"),
        ([5e-4], [0.5], "rigidity"),
        ([2e9], [0.5], "rigidity"),
        ([np.nan], [0.5], "rigidity"),
        ([1.0, np.inf], [0.5], "rigidity"),
        ([1.0], [1.0], "mu"),
        ([1.0], [0.5, -1.0], "mu"),
        ([1.0], [np.nan], "mu"),
    ],
)
@pytest.mark.parametrize("numerics", ["exact", "published"])
def test_bad_coordinates(rigidity, mu, field, numerics):
    with pytest.raises(InputError) as error:
        scattering_rates(
            zone(0.5, 100.0, 0.1, False), ScatteringSettings(numerics=numerics), np.array(rigidity), np.array(mu)
        )
    assert error.value.field == field


@pytest.mark.parametrize("velocity", [0.0, -1.0, 1.001 * SPEED_OF_LIGHT, np.nan, np.inf])
def test_bad_velocity(velocity):
    with pytest.raises(InputError) as error:
        scattering_rates(zone(0.5, 100.0, 0.1, False), DEFAULT, np.ones(2), PITCH, np.array([1.0, velocity]))
    assert error.value.field == "velocity"
