"""The undamped directions at given parallel wave number, and the kinks of the truncation."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magnetosonic.turbulence.breakpoints import kinks, parallel_kinks, poles
from magnetosonic.turbulence.damping import log_compressible_cap, log_cosine_squared, log_truncation
from magnetosonic.turbulence.undamped import least_collisionless, undamped_obliquities

from .media import medium

OMEGA = np.linspace(-20.0, 25.0, 4001)
PARALLEL = np.array([-1.0, 2.0, 4.5, 9.0, 13.0, 14.5, 20.0])
FIRST, LAST = -28.0, 18.0
jitted_kinks = eqx.filter_jit(kinks)


@eqx.filter_jit
def inside_and_excess(turbulence, log_parallel):
    """For every wave number and direction: whether it is in an interval, and by how much 1 <= x <= X holds."""
    found = undamped_obliquities(turbulence, log_parallel)
    log_x = log_parallel[:, None] - 0.5 * log_cosine_squared(OMEGA)
    excess = jnp.minimum(log_x, log_truncation(turbulence, OMEGA) - log_x)
    inside = [(low[:, None] < OMEGA) & (up[:, None] > OMEGA) for low, up in zip(*found, strict=True)]
    return inside[0] | inside[1], excess


def assert_directions_are_those_below_the_truncation(turbulence):
    inside, excess = (np.asarray(value) for value in inside_and_excess(turbulence, PARALLEL))
    # The ends are known to 1e-6 or so, from cubic interpolation of the inverse laws.
    clear = np.abs(excess) > 1e-5
    np.testing.assert_array_equal(inside[clear], excess[clear] > 0)


@pytest.mark.parametrize("beta", [0.02, 0.1, 0.55, 0.9, 1.3, 3.0])
@pytest.mark.parametrize(("collisionless", "viscous"), [(True, False), (False, True), (True, True), (False, False)])
def test_undamped_directions_are_those_below_the_truncation(beta, collisionless, viscous):
    assert_directions_are_those_below_the_truncation(medium(0.7, beta, collisionless, viscous))


@given(
    mach=st.floats(0.05, 3.0),
    log_beta=st.floats(np.log(1e-3), np.log(10.0)),
    log_x_c=st.floats(np.log(1e2), np.log(1e10)),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    log_x_in=st.floats(0.0, 30.0),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_undamped_directions_of_any_turbulence(mach, log_beta, log_x_c, flags, log_x_in):
    collisionless, viscous, ion_neutral = flags
    numbers = {"ion_neutral": ion_neutral, "ion_neutral_scale": np.exp(log_x_in)}
    assert_directions_are_those_below_the_truncation(
        medium(mach, np.exp(log_beta), collisionless, viscous, np.exp(log_x_c), **numbers)
    )


@jax.jit
def ends(numbers):
    mach, beta, log_x_c, log_parallel = numbers
    turbulence = medium(mach, beta, viscous=True, x_c=jnp.exp(log_x_c))
    found = undamped_obliquities(turbulence, log_parallel[None])
    return jnp.concatenate([*found.lower, *found.upper])


derivatives_of_ends = jax.jit(jax.jacfwd(ends))


@pytest.mark.parametrize("beta", [0.1, 0.9, 3.0])
def test_derivatives_of_the_ends(beta):
    # Both ends of the collisionless gap and those of viscosity, by differences of fourth order.
    at = np.array([0.7, beta, np.log(1e4), np.log(3e3)])
    jacobian = np.asarray(derivatives_of_ends(jnp.asarray(at)))
    for field in range(at.size):
        h = 1e-3 * np.eye(at.size)[field] * at[field]
        moved = {k: np.asarray(ends(jnp.asarray(at + k * h))) for k in (-2, -1, 1, 2)}
        difference = (8 * (moved[1] - moved[-1]) - (moved[2] - moved[-2])) / (12 * h[field])
        # The tables' slopes are a power of the step less exact than their values.
        np.testing.assert_allclose(jacobian[:, field], difference, rtol=1e-4, atol=1e-4)


def test_nothing_is_damped_below_the_least_collisionless_wave_number():
    turbulence = medium(0.7, 0.1)
    least = least_collisionless(turbulence)
    omega = jnp.linspace(-15.0, 15.0, 30001)
    log_xi_x = 0.5 * log_cosine_squared(omega) + log_truncation(turbulence, omega)
    np.testing.assert_allclose(least, np.min(log_xi_x), atol=1e-6)


def test_kinks_are_where_another_law_begins_to_truncate():
    turbulence = medium(0.7, 0.1, viscous=True)
    found = jitted_kinks(turbulence, FIRST, 26.0)
    acting = found[found > FIRST]
    # Viscous, collisionless, viscous again, dissipation cap: three changes.
    assert acting.size == 3
    h = 1e-3
    before, at, after = (log_truncation(turbulence, acting + step) for step in (-h, 0.0, h))
    assert (jnp.abs((after - at) / h - (at - before) / h) > 0.05).all()
    parallel = parallel_kinks(turbulence, found, FIRST)
    expected = [*(0.5 * log_cosine_squared(acting) + at), least_collisionless(turbulence)]
    expected += [log_compressible_cap(turbulence), 0.0]
    np.testing.assert_allclose(np.sort(parallel[jnp.isfinite(parallel)]), np.sort(expected), atol=1e-12)


def test_end_of_the_waves_is_a_kink():
    # A weak cascade that is damped at once in some directions: X crosses 1.
    turbulence = medium(0.05, 10.0)
    found = jitted_kinks(turbulence, FIRST, LAST)
    crossing = found[jnp.abs(log_truncation(turbulence, found)) < 1e-3]
    assert crossing.size == 2


def test_poles_are_those_of_viscosity_for_high_beta():
    around = np.asarray(poles(medium(beta=2.0, viscous=True), FIRST))
    assert -np.log(2.0) in around
    # It moves away from the field as beta grows.
    at = [float(np.asarray(poles(medium(beta=beta, viscous=True), FIRST))[2]) for beta in (0.6, 0.9, 1.5, 2.0)]
    assert (np.diff(at) < 0.0).all()
    for none in (medium(beta=0.5, viscous=True), medium(beta=2.0)):
        np.testing.assert_array_equal(poles(none, FIRST), FIRST)
