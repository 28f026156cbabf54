"""Spatial diffusion coefficients: references, the integral over the pitch angle, confinement, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize

from magnetosonic.constants import KM_S_IN_KPC_MYR, KPC2_MYR_IN_CM2_S, SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering import pitch
from magnetosonic.scattering.confinement import diffusion_of_rates
from magnetosonic.scattering.diffusion import diffusion_coefficient, diffusion_error, pitch_angle_rates
from magnetosonic.scattering.resolution import RESOLUTIONS
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.damping import dissipation_scale
from magnetosonic.turbulence.medium import Turbulence

from . import direct
from .reference import rows, zone, zone_of_row
from .shared import ALL, DEFAULT, RIGIDITY, THRESHOLD, changed, diffuse, rates, rigidity_of

DISK = zone(0.4, 100.0, 0.1, True)


def test_reference():
    cases = {}
    for row in rows("diffusion_exact"):
        cases.setdefault(row["case"], []).append(row)
    for case in cases.values():
        rigidity = np.array([float(row["rigidity_GV_at_1uG"]) for row in case])
        # Without a limit to the mean free path every pitch angle is confined.
        found = diffuse(zone_of_row(case[0]), length=float("inf"), rigidity=rigidity)
        expected = [float(row["D_parallel_cm2_s"]) for row in case]
        np.testing.assert_array_equal(found.mu_star, 1.0)
        np.testing.assert_allclose(found.coefficient * KPC2_MYR_IN_CM2_S, expected, rtol=5e-5)


@pytest.fixture
def model(monkeypatch):
    """D from a model of the rate, d = 1e4 R s^2 (1 + 4 mu^2)/(1 + 9 mu^4), in place of that of turbulence."""

    def rate(scale, mu):
        return 1e4 * scale * (1.0 - mu**2) * (1.0 + 4.0 * mu**2) / (1.0 + 9.0 * mu**4)

    def rates_of_model(tables, turbulence, settings, particles):
        return {("fast", "ttd"): rate(particles.scale[:, None], particles.mu)}

    monkeypatch.setattr(pitch, "dimensionless_rates", rates_of_model)
    # A choice of its own, so that nothing compiled with the rates of turbulence is taken.
    monkeypatch.setitem(RESOLUTIONS, "model", RESOLUTIONS["fine"])
    return ScatteringSettings(resolution="model"), rate


SCALE = np.array([5e-5, 1.5e-4, 3e-4, 2e-3])


@pytest.mark.parametrize("threshold", [1.0, 2.0])
@pytest.mark.parametrize("length", [0.03, 0.1, 10.0])
def test_confined_pitch_angles_are_counted(model, threshold, length):
    choices, rate = model
    settings = ScatteringSettings(resolution="model", confinement_threshold=threshold, confinement="threshold")
    assert settings.nodes == choices.nodes
    turbulence = zone(0.5, 100.0, 0.1, False)
    found = diffuse(turbulence, settings, length, rigidity_of(SCALE, turbulence))
    for index, one in enumerate(SCALE):
        level = 0.1 / (threshold * length)

        def excess(mu, one=one, level=level):
            return rate(one, mu) / (1.0 - mu**2) - level

        mu = np.linspace(0.0, 1.0 - 1e-9, 10001)
        above = np.flatnonzero(excess(mu) > 0.0)
        assert bool(found.confined[index]) == bool(above.size)
        if not above.size:
            np.testing.assert_allclose(found.coefficient[index], SPEED_OF_LIGHT * length / 3.0, rtol=1e-12)
            assert found.mu_star[index] == 0.0
            continue
        last = above[-1]
        end = 1.0 if last == mu.size - 1 else optimize.brentq(excess, mu[last], mu[last + 1], xtol=1e-14)
        integral = integrate.quad(lambda m, one=one: (1.0 - m * m) ** 2 / rate(one, m), 0.0, end, epsabs=0.0)[0]
        np.testing.assert_allclose(found.mu_star[index], end, rtol=1e-6)
        np.testing.assert_allclose(found.coefficient[index], 0.25 * SPEED_OF_LIGHT * 0.1 * integral, rtol=1e-6)


@pytest.mark.parametrize("alfven_mach", [0.05, 0.5, 3.0])
@pytest.mark.parametrize("length", [1e-4, 0.03, 10.0])
def test_escape_is_added_to_the_rates(model, alfven_mach, length):
    # M_A moves the nodes alone.
    settings, rate = model
    turbulence = zone(alfven_mach, 100.0, 0.1, False)
    found = diffuse(turbulence, settings, length, rigidity_of(SCALE, turbulence)).coefficient
    for index, one in enumerate(SCALE):

        def integrand(mu, one=one):
            return (1.0 - mu * mu) ** 2 / (rate(one, mu) + (1.0 - mu * mu) * 0.1 / (2.0 * length))

        integral = integrate.quad(integrand, 0.0, 1.0, epsabs=0.0, epsrel=1e-10)[0]
        # Nodes that are denser near mu = 0 or 1 than this rate asks for cost digits.
        np.testing.assert_allclose(found[index], 0.25 * SPEED_OF_LIGHT * 0.1 * integral, rtol=1e-8)


@pytest.mark.parametrize("confinement", ["limited", "threshold"])
def test_scattering_by_other_waves(model, confinement):
    # One set of rates serves D with any further scattering.
    settings, rate = ScatteringSettings(resolution="model", confinement=confinement), model[1]
    turbulence, length = zone(0.5, 100.0, 0.1, False), 0.1
    rates = pitch_angle_rates(turbulence, settings, rigidity_of(SCALE, turbulence), np.full(4, SPEED_OF_LIGHT))
    mu = np.asarray(rates.angles.mu)
    to_rate = SPEED_OF_LIGHT / 0.1

    def others(mu, one, strength):
        return strength * one**-0.3 * (1.0 + mu**2) * to_rate

    np.testing.assert_allclose(rates.frequency[1], rate(SCALE[1], mu) / (1.0 - mu**2) * to_rate, rtol=1e-12)
    for strength in (0.0, 0.02, 1.0):
        extra = np.array([others(mu, one, strength) for one in SCALE])
        found = diffusion_of_rates(rates, settings, length, extra)
        escape = SPEED_OF_LIGHT / length
        for index, one in enumerate(SCALE):

            def frequency(m, one=one, strength=strength):
                return rate(one, m) / (1.0 - m * m) * to_rate + others(m, one, strength)

            if confinement == "limited":
                end, added = 1.0 - 1e-14, 0.5 * escape
            else:
                grid = np.linspace(0.0, 1.0 - 1e-9, 100001)
                above = np.flatnonzero(frequency(grid) > escape)
                if not above.size:
                    assert not found.confined[index]
                    continue
                end, added = grid[above[-1]], 0.0
            integral = integrate.quad(lambda m, a=added: (1.0 - m * m) / (frequency(m) + a), 0.0, end)[0]
            # Of the threshold, mu* is known to a cell of the grid here.
            tolerance = 1e-8 if confinement == "limited" else 2e-5
            np.testing.assert_allclose(found.coefficient[index], 0.25 * SPEED_OF_LIGHT**2 * integral, rtol=tolerance)


def test_rates_for_other_waves_are_those_of_diffusion():
    rates = pitch_angle_rates(DISK, DEFAULT, RIGIDITY, np.full(4, SPEED_OF_LIGHT))
    found = diffusion_of_rates(rates, DEFAULT, 0.18)
    np.testing.assert_allclose(found.coefficient, diffuse(DISK, length=0.18).coefficient, rtol=1e-12)
    with pytest.raises(InputError, match="exact"):
        pitch_angle_rates(DISK, ScatteringSettings(numerics="published"), RIGIDITY)


def test_limits_of_confinement():
    # A long way out: D of the theory; a short one: ballistic escape. In between D grows with L'.
    theory = np.asarray(diffuse(DISK, length=float("inf")).coefficient)
    lengths = np.array([1e-8, 1e-4, 0.01, 0.18, 1.2, 30.0, 1e6])
    found = np.array([diffuse(DISK, length=length).coefficient for length in lengths])
    ballistic = SPEED_OF_LIGHT * lengths[:, None] / 3.0
    assert (np.diff(found, axis=0) > 0.0).all()
    assert (found < np.minimum(theory, ballistic)).all()
    np.testing.assert_allclose(found[0], ballistic[0].repeat(4), rtol=1e-5)
    np.testing.assert_allclose(found[-1], theory, rtol=1e-4)


def test_confinement():
    found = diffuse(DISK, length=0.18)
    assert found.confined.all()
    assert found.mu_star[1] == 1.0
    assert 0.0 < found.mu_star[0] < 1.0
    # At mu* the mean free path of eq. 7 of Fornieri et al. 2021 equals L'.
    mu = np.asarray(found.mu_star)[:1]
    rate = sum(one[0, 0] for key, one in rates(DISK, ALL, RIGIDITY[:1], mu).items() if key[0] != "slow")
    np.testing.assert_allclose(SPEED_OF_LIGHT * (1 - mu[0] ** 2) / rate, 0.18, rtol=1e-4)


def test_a_threshold_is_a_longer_confinement_length():
    # Both enter mu* as their product.
    doubled = diffuse(DISK, ScatteringSettings(confinement_threshold=2.0, confinement="threshold"), 0.18)
    longer = diffuse(DISK, THRESHOLD, length=0.36)
    np.testing.assert_allclose(doubled.mu_star, longer.mu_star, rtol=1e-12)
    np.testing.assert_allclose(doubled.coefficient, longer.coefficient, rtol=1e-6)


def test_ballistic_escape():
    found = diffuse(zone(0.1, 100.0, 0.1, False), THRESHOLD, length=2e-4, velocity=0.5 * SPEED_OF_LIGHT)
    assert not found.confined.any()
    np.testing.assert_array_equal(found.mu_star, 0.0)
    np.testing.assert_allclose(found.coefficient, 0.5 * SPEED_OF_LIGHT * 2e-4 / 3.0, rtol=1e-14)


@pytest.mark.parametrize("share", [0.1, 0.7])
def test_slow_particles(share):
    # D is v L times a number that depends on v_A/v.
    faster = changed(DISK, alfven_speed=DISK.alfven_speed / share)
    slow, light = diffuse(DISK, velocity=share * SPEED_OF_LIGHT), diffuse(faster)
    np.testing.assert_allclose(slow.coefficient, share * light.coefficient, rtol=1e-10)
    np.testing.assert_allclose(slow.mu_star, light.mu_star, rtol=1e-10)


def test_velocity_of_each_rigidity():
    velocity = SPEED_OF_LIGHT * np.array([0.1, 0.4, 0.9, 1.0])
    together = diffusion_coefficient(DISK, DEFAULT, RIGIDITY, 1.2, velocity).coefficient
    alone = [diffuse(DISK, velocity=v).coefficient[i] for i, v in enumerate(velocity)]
    np.testing.assert_allclose(together, alone, rtol=1e-6)


def test_one_velocity_for_all_rigidities(model):
    # None is that of light.
    settings, _ = model

    def coefficient(velocity):
        return diffusion_coefficient(DISK, settings, RIGIDITY, 1.2, velocity).coefficient

    np.testing.assert_array_equal(coefficient(None), coefficient(np.array([SPEED_OF_LIGHT])))
    np.testing.assert_allclose(coefficient(None), coefficient(np.full(4, SPEED_OF_LIGHT)), rtol=1e-14)


def test_more_energy_in_waves_confines_better():
    def with_energy(share):
        return diffuse(DISK, ScatteringSettings(mode_energy={"fast": share, "alfven": share}), float("inf"))

    np.testing.assert_allclose(with_energy(4.0).coefficient, 0.25 * with_energy(1.0).coefficient, rtol=1e-12)


@pytest.mark.parametrize("length", [0.0, -1.0, float("nan"), float("-inf")])
@pytest.mark.parametrize("numerics", ["exact", "published"])
def test_bad_confinement_length(length, numerics):
    with pytest.raises(InputError) as error:
        diffusion_coefficient(DISK, ScatteringSettings(numerics=numerics), np.array([1.0]), length)
    assert error.value.field == "confinement_length"


@pytest.mark.parametrize("rigidity", [0.0, -1.0, 9e-4, 1.1e9, float("nan")])
def test_bad_rigidity(rigidity):
    with pytest.raises(InputError, match=r"between 0.001 and 1e\+09 GV") as error:
        diffusion_coefficient(DISK, DEFAULT, np.array([1.0, rigidity]), 1.0)
    assert error.value.field == "rigidity"


@pytest.mark.parametrize("velocity", [0.0, -1.0, 1.001 * SPEED_OF_LIGHT, float("nan")])
def test_bad_velocity(velocity):
    with pytest.raises(InputError) as error:
        diffuse(DISK, velocity=velocity)
    assert error.value.field == "velocity"


# Between small and large beta, where the undamped direction lies between the field and xi^2 = 1/3.
BETWEEN = Turbulence(2.2954, 0.08659, 1.316, 4.51 * KM_S_IN_KPC_MYR, 1.358, 103046.0, viscous=True)


def test_against_direct_sums_where_the_undamped_direction_moves():
    # D of the formulas as they are written; the rates fall within a narrow cone, at mu of 0.93 to 0.98.
    scale, length = 71.9 / float(rigidity_of(1.0, BETWEEN)), 0.1
    turn, weight = direct.gauss(np.array([0.0, 1.0, 1.2, 1.4, np.pi / 2]), 6)
    mu = np.sin(turn)
    cap = float(dissipation_scale(BETWEEN))
    largest = direct.truncation(2.2954, 1.316, cap, 103046.0)
    slowness = float(BETWEEN.alfven_speed) / SPEED_OF_LIGHT
    d = np.array(
        [
            direct.fast_transit(2.2954, scale, slowness, m, largest)
            + direct.fast_gyro(2.2954, scale, slowness, m, largest, panels=240)
            + direct.alfven_gyro(2.2954, scale, m, cap)
            for m in mu
        ]
    )
    for settings, escape in ((THRESHOLD, 0.0), (DEFAULT, 0.5 * 0.08659 / length)):
        integrand = np.cos(turn) ** 5 / (d + escape * np.cos(turn) ** 2)
        expected = 0.25 * SPEED_OF_LIGHT * 0.08659 * (weight * integrand).sum()
        found = diffuse(BETWEEN, settings, length, np.full(4, 71.9)).coefficient[0]
        np.testing.assert_allclose(found, expected, rtol=5e-3)


def test_viscosity_changes_smoothly_with_beta():
    # From the limit of a small beta to that of a large one; both hold as they stand outside of 1/2 to 2.
    beta = np.array([0.499, 0.5, 0.501, 0.999, 1.0, 1.001, 1.999, 2.0, 2.001])
    found = np.array([np.log(diffuse(changed(DISK, plasma_beta=b), length=0.1).coefficient) for b in beta])
    steps = np.abs(np.diff(found, axis=0))[[0, 1, 3, 4, 6, 7]]
    assert (steps < 3e-3).all()


@pytest.mark.parametrize("confinement", ["limited", "threshold"])
def test_a_narrow_cone_around_the_field(confinement):
    # 3.96 GV, where waves hold particles up to mu = 0.99999, and 71.9 GV: the default resolution has the right value.
    settings = ScatteringSettings(confinement=confinement)
    rigidity = np.array([3.96, 10.0, 71.9, 1e3])
    found, fine = (diffuse(BETWEEN, s, 0.1, rigidity).coefficient for s in (settings, settings.at_resolution("fine")))
    reported = diffusion_error(BETWEEN, settings, rigidity, 0.1, np.full(4, SPEED_OF_LIGHT))
    assert (np.asarray(reported) > np.abs(found / fine - 1.0) * (1.0 - 1e-6)).all()
    # The integral of all particles, however free, needs more nodes.
    assert (reported < (1e-3 if confinement == "limited" else 2e-2)).all()


def test_the_error_says_where_a_step_is():
    # The rates of a cone of 1e-4 around the field meet the threshold: which side is right no resolution can tell.
    disk = zone(0.68, 100.0, 0.14, True)
    rigidity = np.array([2.5e5, 3.2e5, 3.3e5, 5e5])
    light = np.full(4, SPEED_OF_LIGHT)
    reported = np.asarray(diffusion_error(disk, THRESHOLD, rigidity, 0.1, light))
    assert (reported[1:3] > 0.3).all()
    assert (reported[[0, 3]] < 1e-3).all()
    assert (np.asarray(diffusion_error(disk, DEFAULT, rigidity, 0.1, light)) < 1e-5).all()
    assert (np.diff(diffuse(disk, DEFAULT, 0.1, rigidity).coefficient) > 0.0).all()
