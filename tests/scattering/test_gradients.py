"""Derivatives against differences of fourth order, and compilation and mapping over zones."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.scattering import fast, slow
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.particles import particles
from magnetosonic.scattering.rates import scattering_rates
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

from .reference import zone
from .shared import DEFAULT, FINE, PITCH, RIGIDITY, changed, diffuse, interaction

FIELDS = ("alfven_mach", "injection_scale", "plasma_beta", "alfven_speed", "magnetic_field", "viscous_scale")
HALO, DISK = zone(0.5, 100.0, 0.14, False), zone(0.4, 100.0, 0.1, True)
NEUTRAL = changed(
    zone(0.6, 100.0, 0.3, False, 3e5), ion_neutral=True, ion_neutral_scale=1e7, ion_neutral_parallel_scale=3e4
)
VELOCITY = np.full(4, 0.9 * SPEED_OF_LIGHT)
MODES = ("fast", "alfven")


def log_diffusion(turbulence, length, velocity, shares):
    # Nodes are not differentiated: derivatives and differences agree as well as D converges.
    settings = ScatteringSettings(resolution="fine", mode_energy=dict(zip(MODES, shares, strict=True)))
    return jnp.log(diffusion_coefficient(turbulence, settings, RIGIDITY, length, velocity).coefficient)


@eqx.filter_jit
def _jacobian(turbulence, *others):
    numbers, flags = eqx.partition(turbulence, eqx.is_inexact_array)

    def of_numbers(numbers, *others):
        return log_diffusion(eqx.combine(numbers, flags), *others)

    return jax.jacrev(of_numbers, argnums=(0, 1, 2, 3))(numbers, *others)


def jacobian(turbulence, length, shares):
    """Derivatives of ln D by the numbers of the turbulence, L', v and the energies of the modes."""
    length, *shares = (jnp.asarray(number, dtype=float) for number in (length, *shares))
    return _jacobian(turbulence, length, jnp.asarray(VELOCITY), tuple(shares))


def difference(function, step=1e-4):
    """Derivative by the logarithm of the argument, of fourth order; the step balances its error against rounding."""
    moved = {k: np.asarray(function(1.0 + k * step)) for k in (-2, -1, 1, 2)}
    return (8.0 * (moved[1] - moved[-1]) - (moved[2] - moved[-2])) / (12.0 * step)


@pytest.mark.parametrize(
    ("turbulence", "length", "fields"),
    [
        (HALO, 1.2, FIELDS),
        (DISK, 0.18, FIELDS),
        (NEUTRAL, 1.2, (*FIELDS, "ion_neutral_scale", "ion_neutral_parallel_scale")),
    ],
    ids=["halo", "disk", "neutral"],
)
def test_diffusion(turbulence, length, fields):
    shares = (1.0, 0.5)
    of_turbulence, of_length, of_velocity, of_shares = jacobian(turbulence, length, shares)

    def value(turbulence=turbulence, length=length, velocity=VELOCITY, shares=shares):
        return np.asarray(log_diffusion(turbulence, length, velocity, shares))

    # Logarithmic derivatives are of order one, so that this is 1e-5 of D per relative change of the number.
    for field in fields:
        number = getattr(turbulence, field)
        expected = difference(lambda f, field=field, number=number: value(changed(turbulence, **{field: number * f})))
        np.testing.assert_allclose(getattr(of_turbulence, field) * number, expected, rtol=0, atol=1e-5, err_msg=field)
    expected = difference(lambda f: value(length=length * f))
    np.testing.assert_allclose(of_length * length, expected, rtol=0, atol=1e-5)
    # The velocity of each rigidity matters to it alone.
    expected = difference(lambda f: value(velocity=VELOCITY * f))
    np.testing.assert_allclose(of_velocity * VELOCITY, np.diag(expected), rtol=0, atol=1e-5)
    for k in range(2):
        expected = difference(
            lambda f, k=k: value(shares=tuple(s * (f if i == k else 1.0) for i, s in enumerate(shares)))
        )
        np.testing.assert_allclose(of_shares[k] * shares[k], expected, rtol=0, atol=1e-5)


def test_numbers_that_do_not_act_have_no_derivative():
    of_turbulence = jacobian(HALO, 1.2, (1.0, 1.0))[0]
    for field in ("viscous_scale", "ion_neutral_scale", "ion_neutral_parallel_scale"):
        np.testing.assert_array_equal(getattr(of_turbulence, field), 0.0)
    assert of_turbulence.collisionless is None


@pytest.mark.parametrize(
    ("part", "tolerance"), [(fast.gyroresonance, 1e-4), (slow.gyroresonance, 1e-4)], ids=["fast", "slow"]
)
def test_rates(part, tolerance):
    # At one point at which all modes scatter; forward, along the logarithm of each number.
    turbulence = changed(NEUTRAL, viscous=True, ion_neutral_scale=1e5)
    numbers, flags = eqx.partition(turbulence, eqx.is_inexact_array)

    def logarithm(numbers, rigidity):
        turbulence = eqx.combine(numbers, flags)
        at = particles(turbulence, rigidity, jnp.full(1, SPEED_OF_LIGHT), jnp.array([0.3]))
        return jnp.log(interaction(part, FINE, turbulence, at))[0, 0]

    @jax.jit
    def value_and_derivative(numbers, direction):
        rigidity = jnp.array([3e4])
        return jax.jvp(lambda n: logarithm(n, rigidity), (numbers,), (direction,))

    nothing = jax.tree.map(jnp.zeros_like, numbers)
    for field in (*FIELDS, "ion_neutral_scale", "ion_neutral_parallel_scale"):
        number = getattr(turbulence, field)
        _, found = value_and_derivative(numbers, changed(nothing, **{field: number}))

        def moved(factor, field=field, number=number):
            return value_and_derivative(changed(numbers, **{field: number * factor}), nothing)[0]

        np.testing.assert_allclose(found, difference(moved), rtol=tolerance, atol=tolerance, err_msg=field)


def test_zones_with_different_damping_can_be_mapped():
    zones = [HALO, DISK, NEUTRAL, changed(HALO, collisionless=False), zone(1.3, 50.0, 2.0, True, 1e4)]
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *zones)

    @eqx.filter_jit
    def mapped(zones):
        return eqx.filter_vmap(lambda t: diffusion_coefficient(t, DEFAULT, RIGIDITY, 1.2).coefficient)(zones)

    alone = np.stack([diffuse(one).coefficient for one in zones])
    np.testing.assert_allclose(mapped(stacked), alone, rtol=1e-9)
    # Sets of parameters of one zone, in the same compiled function.
    mach = jnp.linspace(0.3, 1.1, 5)
    sets = changed(jax.tree.map(lambda leaf: jnp.stack([leaf] * 5), DISK), alfven_mach=mach)
    alone = np.stack([diffuse(changed(DISK, alfven_mach=one)).coefficient for one in mach])
    np.testing.assert_allclose(mapped(sets), alone, rtol=1e-9)
    # All that was computed in vain for one zone does not touch another.
    assert np.isfinite(alone).all()


def test_rates_can_be_compiled():
    settings = ScatteringSettings(modes=("alfven",))
    inside = eqx.filter_jit(lambda t: scattering_rates(t, settings, RIGIDITY, PITCH))(DISK)
    outside = scattering_rates(DISK, settings, RIGIDITY, PITCH)
    np.testing.assert_allclose(inside["alfven", "gyro"], outside["alfven", "gyro"], rtol=1e-12)


RANGES = {
    "alfven_mach": (0.05, 3.0),
    "injection_scale": (1e-3, 0.5),
    "plasma_beta": (1e-3, 10.0),
    "alfven_speed": (1e-4, 1.0),
    "magnetic_field": (0.1, 30.0),
    "viscous_scale": (1e2, 1e10),
    "ion_neutral_scale": (10.0, 1e12),
    "ion_neutral_parallel_scale": (10.0, 1e9),
    "length": (1e-4, 1e3),
}


def log_diffusion_of(logarithms, flags):
    """Ln D of the logarithms of the numbers in RANGES and of the switches of all dampings."""
    *numbers, ion, parallel, length = jnp.exp(logarithms)
    turbulence = Turbulence(*numbers, *flags, ion, parallel)
    settings = ScatteringSettings(resolution="fast")
    return jnp.log(diffusion_coefficient(turbulence, settings, RIGIDITY, length).coefficient)


def random_zones(count):
    low, high = np.log(np.array(list(RANGES.values()))).T
    random = np.random.default_rng(20)
    for _ in range(count):
        yield jnp.asarray(random.uniform(low, high)), jnp.asarray(random.random(3) < (0.7, 0.5, 0.3))


def test_derivatives_over_random_zones():
    # All numbers at once; zones of all dampings, of which most hardly confine.
    value, reverse = jax.jit(log_diffusion_of), jax.jit(jax.jacrev(log_diffusion_of))
    differences = []
    for numbers, flags in random_zones(24):
        found = np.asarray(reverse(numbers, flags))
        assert np.isfinite(found).all()
        # The way out always matters, and all of it where nothing is confined.
        assert ((found[:, -1] > 0.0) & (found[:, -1] < 1.0 + 1e-9)).all()
        for field in range(numbers.size):
            step = jnp.eye(numbers.size)[field]
            expected = difference(lambda f, n=numbers, s=step, w=flags: value(n + s * np.log(f), w))
            differences.append(np.abs(found[:, field] - expected))
    # Tables are interpolated with continuous values, but slopes that jump by up to a per cent or two at single points.
    assert np.percentile(differences, 90) < 1e-3
    assert np.max(differences) < 5e-2


def test_derivatives_with_dampings_that_are_known():
    # The compiler computes the truncation twice then, with different rounding; a minimum of the laws had no derivative.
    @jax.jit
    def slope(beta, mach):
        def rate(beta):
            turbulence = Turbulence(mach, 0.1, beta, 0.01, 1.0, 1.6e7, collisionless=True, viscous=True)
            at = particles(turbulence, jnp.asarray(RIGIDITY), jnp.full(1, SPEED_OF_LIGHT), jnp.asarray(PITCH))
            return interaction(fast.transit_time_damping, DEFAULT, turbulence, at)

        return jax.jvp(rate, (beta,), (1.0,))[1]

    for beta, mach in ((0.0277, 0.32), (0.14, 0.4), (0.18, 0.24)):
        assert np.isfinite(slope(beta, mach)).all()
