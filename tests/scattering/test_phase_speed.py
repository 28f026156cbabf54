"""Speeds of the compressible modes along the field, and transit-time damping with both choices of them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering.momentum import momentum_diffusion
from magnetosonic.scattering.phase_speed import direction_of, squared_speed
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.damping import dissipation_scale

from .direct import fast_transit, phase_speed, slow_transit, slow_transit_delta, truncation
from .reference import zone
from .shared import FINE, RIGIDITY, changed, dimensionless, rigidity_of

MHD = ScatteringSettings(("fast", "slow"), resolution="fine", phase_speed="mhd")
COSINES2 = np.array([1e-8, 1e-3, 0.3, 0.9, 1.0 - 1e-9])


def plasma(beta, **choices):
    return zone(0.5, 100.0, beta, False, **choices)


@pytest.mark.parametrize("mode", ["fast", "slow"])
@pytest.mark.parametrize("beta", [0.02, 0.9, 1.2, 5.0])
def test_dispersion_relation(mode, beta):
    y = np.asarray(squared_speed(MHD, plasma(beta), mode, jnp.asarray(COSINES2)))
    np.testing.assert_allclose(y, phase_speed(mode, COSINES2, beta) ** 2, rtol=1e-7)  # the roots are that exact
    found, _ = direction_of(MHD, plasma(beta), mode, jnp.asarray(y))
    # Slow modes all across the field have one speed, so that it tells little of the direction.
    np.testing.assert_allclose(found[2:], COSINES2[2:], rtol=1e-8)
    slope = jax.vmap(jax.grad(lambda one: squared_speed(MHD, plasma(beta), mode, one)))(jnp.asarray(COSINES2[2:4]))
    np.testing.assert_allclose(direction_of(MHD, plasma(beta), mode, jnp.asarray(y[2:4]))[1], 1 / abs(slope), rtol=1e-9)


def test_limits_of_the_speeds():
    across, along = jnp.array([1e-10]), jnp.array([1.0 - 1e-12])
    for beta in (0.1, 3.0):
        b = 5.0 / 6.0 * beta
        speeds = {
            (m, n): float(squared_speed(MHD, plasma(beta), m, x)[0])
            for m in ("fast", "slow")
            for n, x in (("across", across), ("along", along))
        }
        # Along the field one mode is sound and one Alfven; across it fast modes run at sqrt(c_s^2 + v_A^2), slow ones
        # at the speed of the tube, c_s v_A/sqrt(c_s^2 + v_A^2).
        assert speeds["fast", "along"] == pytest.approx(max(1.0, b), rel=1e-9)
        assert speeds["slow", "along"] == pytest.approx(min(1.0, b), rel=1e-9)
        assert speeds["fast", "across"] * 1e-10 == pytest.approx(1.0 + b, rel=1e-9)
        assert speeds["slow", "across"] == pytest.approx(b / (1.0 + b), rel=1e-9)
    # Without pressure fast modes run at the speed of Alfven; slow ones stand still.
    cold = plasma(1e-9)
    np.testing.assert_allclose(squared_speed(MHD, cold, "fast", COSINES2), 1.0 / COSINES2, rtol=1e-8)
    assert (np.asarray(squared_speed(MHD, cold, "slow", COSINES2)) < 1e-9).all()


# beta, v_A [km/s], R, mu: a fast resonance that is broad, one that is narrow, and beta above 1.
@pytest.mark.parametrize(
    ("beta", "speed", "scale", "mu"), [(0.3, 1e3, 1e-5, 0.3), (0.3, 1e3, 1e-4, 0.97), (3.0, 100.0, 1e-3, 0.1)]
)
def test_transit_time_damping_by_direct_summation(beta, speed, scale, mu):
    turbulence = plasma(beta, speed_km_s=speed)
    slowness, cap = float(turbulence.alfven_speed) / SPEED_OF_LIGHT, float(dissipation_scale(turbulence))
    largest = truncation(0.5, beta, cap)
    rigidity = rigidity_of([scale], turbulence)
    for settings, of_speed in ((FINE, None), (MHD, beta)):
        found = dimensionless(turbulence, settings, rigidity, [mu])
        fast = fast_transit(0.5, scale, slowness, mu, largest, beta=of_speed)
        np.testing.assert_allclose(found["fast", "ttd"][0, 0], fast, rtol=2e-5)
        if mu < 0.9:
            slow = slow_transit(0.5, scale, slowness, mu, cap, largest, of_speed)
            # The direct sum resolves the sharp end of this cascade to 3e-3.
            np.testing.assert_allclose(found["slow", "ttd"][0, 0], slow, rtol=3e-3)


def test_slow_modes_without_broadening_resonate_in_one_direction():
    turbulence, beta = plasma(0.9, speed_km_s=3e4), 0.9
    slowness, cap = float(turbulence.alfven_speed) / SPEED_OF_LIGHT, float(dissipation_scale(turbulence))
    mu = slowness * np.array([0.64, 0.66, 0.7, 0.8])  # the range of speeds is 0.655 to 0.866 v_A
    settings = ScatteringSettings(("fast", "slow"), resolution="fine", phase_speed="mhd", broadening="delta")
    found = dimensionless(turbulence, settings, rigidity_of([1e-5], turbulence), mu)["slow", "ttd"][0]
    largest = truncation(0.5, beta, cap)
    expected = [slow_transit_delta(0.5, 1e-5, slowness, one, cap, largest, beta) for one in mu]
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-30)


@pytest.mark.parametrize("key", [("fast", "ttd"), ("slow", "ttd")])
def test_derivative_by_beta(key):
    def rate(beta):
        turbulence = changed(plasma(0.4, speed_km_s=1e3), plasma_beta=beta)
        return dimensionless(turbulence, MHD)[key]

    from magnetosonic.scattering.rates import scattering_rates

    base = plasma(0.4, speed_km_s=1e3)
    mu = np.array([0.02, 0.2, 0.5, 0.8, 0.95])

    def traced(beta):
        turbulence = changed(base, plasma_beta=beta)
        return scattering_rates(turbulence, MHD, RIGIDITY, mu, np.array([SPEED_OF_LIGHT]))[key][1, 1]

    step = 1e-4
    slope = (
        (rate(0.4 + step)[1, 1] - rate(0.4 - step)[1, 1]) / (2 * step) * SPEED_OF_LIGHT / float(base.injection_scale)
    )
    assert float(jax.grad(traced)(jnp.asarray(0.4))) == pytest.approx(slope, rel=1e-4)


def test_what_has_no_other_speeds():
    with pytest.raises(InputError, match="phase_speed"):
        ScatteringSettings(("fast",), "published", phase_speed="mhd")
    with pytest.raises(InputError, match="phase_speed"):
        ScatteringSettings(phase_speed="light")
    with pytest.raises(InputError, match="phase_speed"):
        momentum_diffusion(plasma(0.1), MHD, RIGIDITY)
