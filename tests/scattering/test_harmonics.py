"""The sum over the harmonics of the gyroresonance."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import special

from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.scattering import fast
from magnetosonic.scattering.particles import Particles
from magnetosonic.scattering.rates import scattering_rates
from magnetosonic.scattering.settings import ScatteringSettings, all_harmonics
from magnetosonic.turbulence.damping import dissipation_scale

from .direct import alfven_gyro, fast_gyro, truncation
from .reference import zone
from .shared import FINE, dimensionless, interaction, rigidity_of

TURBULENCE = zone(1.0, 100.0, 0.1, False)
CAP = float(dissipation_scale(TURBULENCE))
SINGLE = np.arange(1, 17)


def tail(terms, power):
    """Sum of the terms beyond n = 16, which go as n^-power (1 + b/n), with b from the two last that are powers of 2."""
    scaled = terms * SINGLE**power
    limit = 2.0 * scaled[15] - scaled[7]
    b = 16.0 * (scaled[15] - limit)
    return limit * special.zeta(power, 17) + b * special.zeta(power + 1.0, 17)


@pytest.mark.parametrize("coefficient", [0.0, 0.3, 1.0, -0.5])
def test_all_harmonics_sum_a_series(coefficient):
    # Terms n^(-5/2)/(1 + a/n); beyond the last of a long sum, the integral from half a step earlier.
    def term(n):
        return n**-2.5 / (1.0 + coefficient / n)

    n = np.arange(1, 200001)
    expected = term(n).sum() + (n[-1] + 0.5) ** -1.5 / 1.5
    found = sum(weight * term(one) for one, weight in all_harmonics(6))
    # The midpoint rule leaves f'(6.5)/24, 1.5e-4 for n^(-5/2).
    np.testing.assert_allclose(found, expected, rtol=2e-4)


def test_all_harmonics_converge_with_those_that_are_terms_of_their_own():
    n = np.arange(1, 200001)
    expected = (n**-2.5).sum() + (n[-1] + 0.5) ** -1.5 / 1.5
    errors = [abs(sum(w * m**-2.5 for m, w in all_harmonics(last)) / expected - 1.0) for last in (3, 6, 12)]
    # The first derivative falls as n^(-7/2).
    np.testing.assert_allclose(np.array(errors[:2]) / errors[1:], np.array([6.5 / 3.5, 12.5 / 6.5]) ** 3.5, rtol=0.2)
    assert [m for m, _ in all_harmonics(6)[:6]] == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert all(weight == 1.0 for _, weight in all_harmonics(6)[:6])


def test_the_sum_over_harmonics_converges():
    # Terms by direct summation of the formulas, at a high rigidity, where harmonics matter most.
    scale, mu, largest = 1e-2, 0.2, truncation(1.0, 0.1, CAP)

    def fast_term(n):
        return fast_gyro(1.0, scale, 0.0, mu, largest, harmonic=n, panels=60)

    def alfven_term(n):
        return alfven_gyro(1.0, scale, mu, CAP, harmonic=n)

    # Fast modes fall as n^(-5/2); Alfven modes, which are the shorter across the field the shorter along it, faster.
    for term, power in ((fast_term, 2.5), (alfven_term, 4.5)):
        terms = np.array([term(n) for n in SINGLE])
        whole = terms.sum() + tail(terms, power)
        missing = 1.0 - np.cumsum(terms)[[0, 1, 3, 7, 15]] / whole
        # What is missing beyond n falls as n^(1 - power).
        assert (missing > 0.0).all()
        np.testing.assert_allclose(missing[3] / missing[4], 2 ** (power - 1.0), rtol=0.3)
        found = sum(weight * term(n) for n, weight in all_harmonics(6))
        np.testing.assert_allclose(found, whole, rtol=2e-4)


def test_two_harmonics_of_fast_modes():
    scale, mu = np.array([1e-6, 1e-2]), np.array([0.2, 0.5])
    settings = ScatteringSettings(modes=("fast",), max_harmonic=2, resolution="fine")
    at = Particles(jnp.asarray(scale), jnp.array([3e-5]), jnp.asarray(mu))
    found = np.asarray(jax.jit(lambda t: interaction(fast.gyroresonance, settings, t, at))(TURBULENCE))
    first = dimensionless(TURBULENCE, FINE, rigidity_of(scale, TURBULENCE), mu)["fast", "gyro"]
    largest = truncation(1.0, 0.1, CAP)
    second = [[fast_gyro(1.0, R, 0.0, m, largest, harmonic=2) for m in mu] for R in scale]
    np.testing.assert_allclose(found - first, second, rtol=2e-4)
    # Higher harmonics need shorter waves along the field, of which damping leaves fewer.
    share = found / first - 1.0
    assert (share[0] < 0.1).all()
    assert (share[1] > share[0]).all()


def test_all_harmonics_of_alfven_modes():
    scale, mu = np.array([1e-4, 1e-2]), np.array([0.2, 0.8])
    settings = ScatteringSettings(modes=("alfven",), max_harmonic="all", resolution="fine")
    found = np.asarray(scattering_rates(TURBULENCE, settings, rigidity_of(scale, TURBULENCE), mu)["alfven", "gyro"])
    one = dimensionless(TURBULENCE, FINE, rigidity_of(scale, TURBULENCE), mu)["alfven", "gyro"]
    to_d = float(TURBULENCE.injection_scale) / SPEED_OF_LIGHT
    for i, R in enumerate(scale):
        for j, m in enumerate(mu):
            terms = np.array([alfven_gyro(1.0, R, m, CAP, harmonic=n) for n in SINGLE])
            np.testing.assert_allclose(found[i, j] * to_d, terms.sum() + tail(terms, 4.5), rtol=3e-4)
    assert (found * to_d > one).all()
