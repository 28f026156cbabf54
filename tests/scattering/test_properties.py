"""Any turbulence in the range of validity gives sensible rates and diffusion coefficients."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magnetosonic.constants import KM_S_IN_KPC_MYR, SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering.momentum import momentum_diffusion
from magnetosonic.turbulence.medium import Turbulence

from .shared import ALL, DEFAULT, THRESHOLD, diffuse, rates


def between(first, last):
    """Numbers spread evenly over the decades of a range."""
    return st.floats(np.log(first), np.log(last)).map(np.exp)


@st.composite
def turbulences(draw):
    return Turbulence(
        alfven_mach=draw(st.floats(0.05, 3.0)),
        injection_scale=1e-3 * draw(between(1.0, 500.0)),
        plasma_beta=draw(between(1e-3, 10.0)),
        alfven_speed=KM_S_IN_KPC_MYR * draw(between(0.1, 1e3)),
        magnetic_field=draw(between(0.1, 100.0)),
        viscous_scale=draw(between(1e2, 1e10)),
        collisionless=draw(st.booleans()),
        viscous=draw(st.booleans()),
        ion_neutral=draw(st.booleans()),
        ion_neutral_scale=draw(between(2.0, 1e13)),
        ion_neutral_parallel_scale=draw(between(2.0, 1e9)),
    )


RIGIDITIES = st.lists(between(0.01, 1e7), min_size=4, max_size=4).map(np.array)
LENGTHS = between(1e-3, 1e3)
COSINES = st.lists(st.floats(-0.9999, 0.9999), min_size=5, max_size=5).map(np.array)
SPEEDS = st.floats(0.02, 1.0).map(lambda share: share * SPEED_OF_LIGHT)
# Warnings are errors: nothing overflows, nothing is divided by zero.
MANY = settings(max_examples=60, deadline=None, derandomize=True)


@given(turbulence=turbulences(), rigidity=RIGIDITIES, mu=COSINES, velocity=SPEEDS)
@MANY
def test_rates(turbulence, rigidity, mu, velocity):
    for rate in rates(turbulence, ALL, rigidity, mu, velocity).values():
        assert np.isfinite(rate).all()
        assert (rate >= 0.0).all()


@given(turbulence=turbulences(), rigidity=RIGIDITIES, length=LENGTHS, velocity=SPEEDS)
@MANY
def test_diffusion_of_confined_particles(turbulence, rigidity, length, velocity):
    found = diffuse(turbulence, THRESHOLD, length, rigidity, velocity)
    coefficient, mu_star = np.asarray(found.coefficient), np.asarray(found.mu_star)
    assert np.isfinite(coefficient).all()
    assert (coefficient > 0.0).all()
    assert ((mu_star >= 0.0) & (mu_star <= 1.0)).all()
    escaping = ~np.asarray(found.confined)
    np.testing.assert_array_equal(mu_star[escaping], 0.0)
    np.testing.assert_allclose(coefficient[escaping], velocity * length / 3.0, rtol=1e-12)


@given(turbulence=turbulences(), rigidity=RIGIDITIES, length=LENGTHS, velocity=SPEEDS)
@MANY
def test_nothing_diffuses_faster_than_it_escapes(turbulence, rigidity, length, velocity):
    found, farther = (
        np.asarray(diffuse(turbulence, DEFAULT, path, rigidity, velocity).coefficient)
        for path in (length, 1.1 * length)
    )
    assert (found > 0.0).all()
    assert (found <= velocity * length / 3.0 * (1.0 + 1e-12)).all()
    # The farther the way out, the larger D, but not more than in proportion.
    assert (found <= farther * (1.0 + 1e-12)).all()
    assert (farther <= 1.1 * found * (1.0 + 1e-12)).all()


@given(turbulence=turbulences(), rigidity=RIGIDITIES, velocity=SPEEDS)
@MANY
def test_momentum_diffusion(turbulence, rigidity, velocity):
    found = np.asarray(momentum_diffusion(turbulence, ALL.at_resolution("fine"), rigidity, np.full(4, velocity)))
    assert np.isfinite(found).all()
    assert (found >= 0.0).all()


@given(rigidity=st.floats(max_value=9e-4) | st.floats(min_value=1.1e9) | st.just(float("nan")))
@settings(max_examples=20, deadline=None, derandomize=True)
def test_rigidities_out_of_range(rigidity):
    turbulence = Turbulence(0.5, 0.1, 0.1, 0.01, 1.0)
    with pytest.raises(InputError, match=r"rigidity = .* must be between"):
        diffuse(turbulence, rigidity=np.array([1.0, rigidity, 1.0, 1.0]))
