"""Smooth breaks of power laws against the published formulas, their limits and the derivatives."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.numerics.breaks import smooth_break

X = np.linspace(-9.0, 9.0, 61)


@pytest.mark.parametrize("smoothness", [0.05, 0.4, 3.0])
@pytest.mark.parametrize("change", [-0.7, -0.1, 0.3, 2.0])
def test_the_published_formula(change, smoothness):
    signed = np.sign(change) * smoothness
    exact = signed * np.log1p(np.exp(change / signed * X))
    np.testing.assert_allclose(smooth_break(X, change, smoothness), exact, rtol=1e-12, atol=1e-14)


def test_a_sharp_break_is_the_limit():
    for smoothness in (0.1, 0.01, 1e-8, 1e-300):
        difference = np.asarray(smooth_break(X, 0.6, smoothness) - smooth_break(X, 0.6, 0.0))
        # All of it at the break.
        assert np.max(np.abs(difference)) == pytest.approx(smoothness * np.log(2.0), rel=1e-9)
    np.testing.assert_array_equal(smooth_break(X, 0.6, 0.0), 0.6 * np.maximum(X, 0.0))


@pytest.mark.parametrize("change", [-0.4, 0.4, 1e-9])
def test_slopes_far_from_the_break(change):
    slope = jax.vmap(jax.grad(smooth_break), (0, None, None))
    places = jnp.array([-40.0, 0.0, 40.0]) * 0.2 / abs(change)  # in widths of the break
    np.testing.assert_allclose(slope(places, change, 0.2), [0, change / 2, change], atol=1e-16)


@pytest.mark.parametrize("smoothness", [0.0, 0.3])
def test_derivatives_are_finite_and_right(smoothness):
    for distance, change in ((-1.3, 0.5), (0.7, -0.8), (30.0, 6.0), (-30.0, -6.0)):
        for argument in (0, 1) if smoothness == 0.0 else (0, 1, 2):
            place = [distance, change, smoothness]
            found = jax.grad(smooth_break, argument)(*place)
            step = 1e-5
            ends = [[x + s * (i == argument) for i, x in enumerate(place)] for s in (-step, step)]
            low, high = (float(smooth_break(*end)) for end in ends)
            # Central differences: step^2 times third derivatives of order one, and rounding.
            assert found == pytest.approx((high - low) / (2 * step), rel=1e-7, abs=1e-8)


def test_the_derivative_holds_where_the_slope_does_not_change():
    """Relative to a reference the spectrum is linear in a small change: half of the distance to it."""

    def relative(change):
        return smooth_break(1.7, change, 0.3) - smooth_break(-0.4, change, 0.3)

    assert jax.grad(relative)(0.0) == pytest.approx((1.7 + 0.4) / 2, rel=1e-14)
