"""Diffusion in momentum against direct sums of the rates of scattering with the factor (u/v)^2."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering.momentum import momentum_diffusion
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.damping import dissipation_scale

from .direct import fast_gyro, fast_transit, gauss, truncation
from .reference import zone
from .shared import FINE, changed, rates, rigidity_of

MODES = ("fast", "alfven", "slow")
SCALES = np.array([1e-6, 1e-4, 1e-2, 0.1])
# Nodes of the average over the pitch angle, dense along the field, where the rates of Alfven modes have a cusp.
COSINES, WEIGHTS = gauss(np.array([0.0, 0.3, 0.6, 0.8, 0.9, 0.95, 0.98, 0.995, 1.0]), 5)


def only(mode):
    """Settings of which one mode has all the energy; the rates are proportional to it."""
    return ScatteringSettings(MODES, resolution="fine", mode_energy={m: 1.0 if m == mode else 1e-200 for m in MODES})


def averaged(turbulence, mode, velocity=SPEED_OF_LIGHT):
    return np.asarray(momentum_diffusion(turbulence, only(mode), rigidity_of(SCALES, turbulence), np.full(4, velocity)))


@pytest.mark.parametrize(
    ("alfven_mach", "beta", "x_c", "speed", "index"), [(1.0, 0.1, 1e6, 1e3, 1), (0.5, 3.0, 1e4, 100.0, 2)]
)
def test_fast_modes_by_direct_summation(alfven_mach, beta, x_c, speed, index):
    # The formula of scattering with the factor (v_A/(xi v))^2, averaged over the pitch angle.
    turbulence = zone(alfven_mach, 100.0, beta, True, x_c, speed)
    slowness = float(turbulence.alfven_speed) / SPEED_OF_LIGHT
    largest = truncation(alfven_mach, beta, float(dissipation_scale(turbulence)), x_c)
    average = 0.0
    for mu, weight in zip(*gauss(np.array([0.0, 0.4, 1.0]), 6), strict=True):
        arguments = alfven_mach, SCALES[index], slowness, mu, largest, True
        average += weight * (fast_transit(*arguments) + fast_gyro(*arguments, panels=200))
    expected = average * SPEED_OF_LIGHT / float(turbulence.injection_scale)
    np.testing.assert_allclose(averaged(turbulence, "fast")[index], expected, rtol=2e-4)


@pytest.mark.parametrize("alfven_mach", [0.7, 1.5])
@pytest.mark.parametrize("mode", ["alfven", "slow"])
def test_alfven_and_slow_modes_are_the_average_of_their_scattering(alfven_mach, mode):
    # D_pp/p^2 = (v_A/v)^2 Int_0^1 D_mumu dmu.
    turbulence = zone(alfven_mach, 100.0, 0.1, False)
    average = 0.0
    for start in range(0, COSINES.size, 5):
        several = slice(start, start + 5)
        found = rates(turbulence, FINE, rigidity_of(SCALES, turbulence), COSINES[several])
        average += sum(rate for key, rate in found.items() if key[0] == mode) @ WEIGHTS[several]
    expected = (float(turbulence.alfven_speed) / SPEED_OF_LIGHT) ** 2 * average
    # The lower the rigidity, the sharper the cusp of Alfven modes.
    found = averaged(turbulence, mode)
    np.testing.assert_allclose(found[1:], expected[1:], rtol=2e-4)
    np.testing.assert_allclose(found[0], expected[0], rtol=5e-3)


def test_energies_add():
    turbulence = zone(0.7, 100.0, 0.1, True)
    together = momentum_diffusion(turbulence, FINE, rigidity_of(SCALES, turbulence), np.full(4, SPEED_OF_LIGHT))
    np.testing.assert_allclose(together, sum(averaged(turbulence, mode) for mode in MODES), rtol=1e-12)
    assert (np.asarray(together) > 0.0).all()


def test_slow_particles():
    # D_pp/p^2 = (v/L) d_pp, and d_pp depends on v_A/v alone.
    turbulence = zone(0.7, 100.0, 0.1, True)
    faster = changed(turbulence, alfven_speed=turbulence.alfven_speed / 0.3)
    for mode in MODES:
        slow = averaged(turbulence, mode, 0.3 * SPEED_OF_LIGHT)
        np.testing.assert_allclose(slow, 0.3 * averaged(faster, mode), rtol=1e-10)


def test_acceleration_grows_with_the_square_of_the_alfven_speed():
    # Of gyroresonance and, as T hardly depends on a small v_A/v, of transit-time damping by waves along the field.
    turbulence = zone(0.7, 100.0, 0.1, True)
    faster = changed(turbulence, alfven_speed=2.0 * turbulence.alfven_speed)
    np.testing.assert_allclose(averaged(faster, "alfven"), 4.0 * averaged(turbulence, "alfven"), rtol=1e-12)
    growth = averaged(faster, "fast") / averaged(turbulence, "fast")
    assert (growth > 1.5).all()
    assert (growth < 4.01).all()


def test_published_numerics_do_not_have_it():
    with pytest.raises(InputError) as error:
        momentum_diffusion(zone(0.7, 100.0, 0.1, True), ScatteringSettings(numerics="published"), np.ones(1))
    assert error.value.field == "numerics"


@pytest.mark.parametrize(("rigidity", "velocity", "field"), [(0.0, 1.0, "rigidity"), (1.0, 1.1, "velocity")])
def test_bad_input(rigidity, velocity, field):
    with pytest.raises(InputError) as error:
        momentum_diffusion(
            zone(0.7, 100.0, 0.1, True), FINE, np.array([rigidity]), np.array([velocity * SPEED_OF_LIGHT])
        )
    assert error.value.field == field


def test_gradient_with_respect_to_the_alfven_speed():
    # Of Alfven modes alone, whose D_pp is proportional to v_A^2.
    settings = ScatteringSettings(modes=("alfven",))
    turbulence = zone(0.7, 100.0, 0.1, True)

    def log_diffusion(speed):
        return jnp.log(momentum_diffusion(changed(turbulence, alfven_speed=speed), settings, np.array([1e4])))[0]

    slope = jax.jit(jax.grad(log_diffusion))(turbulence.alfven_speed)
    np.testing.assert_allclose(slope * turbulence.alfven_speed, 2.0, rtol=1e-12)
