"""Truncation of the cascades, its breakpoints and its inverse."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.turbulence.breakpoints import parallel_breakpoints, truncation_breakpoints
from magnetosonic.turbulence.damping import (
    dissipation_scale,
    log_cosine_squared,
    log_truncation,
    obliquity,
    truncation_scale,
)
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.spectra import anisotropic_spectrum
from magnetosonic.turbulence.undamped import undamped_obliquities, viscous_inverse


def medium(alfven_mach=0.5, beta=0.1, collisionless=True, viscous=False, x_c=1e6):
    return Turbulence(alfven_mach, 0.1, beta, 0.01, 1.0, x_c, collisionless, viscous)


def test_collisionless_truncation():
    # 4 M_A^4 (m_p/m_e) xi^2/(pi beta (1-xi^2)^2) exp(2 m_e/(m_p beta xi^2)), by hand at xi^2 = 1/2.
    expected = 4 * 0.5**4 * 1836.152673 * 0.5 / (np.pi * 0.1 * 0.25) * np.exp(2 / (0.1 * 1836.152673 * 0.5))
    found = truncation_scale(medium(), jnp.array([np.sqrt(0.5), -np.sqrt(0.5)]))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize(("beta", "expected"), [(0.1, 1e6 * 0.75 ** (-2 / 3)), (2.0, 1e6 * 0.25 ** (-4 / 3))])
def test_viscous_truncation(beta, expected):
    found = truncation_scale(medium(beta=beta, collisionless=False, viscous=True), jnp.array([0.5]))
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_cap():
    cap = 3e-9 * 0.1 * 3.0856775814913674e21
    both = medium(viscous=True)
    np.testing.assert_allclose(dissipation_scale(both), cap, rtol=1e-12)
    np.testing.assert_allclose(truncation_scale(medium(), jnp.array([1e-4])), cap, rtol=1e-9)
    none = medium(collisionless=False)
    np.testing.assert_allclose(truncation_scale(none, jnp.array([0.3, 0.999])), cap, rtol=1e-9)


@pytest.mark.parametrize("beta", [0.02, 0.1, 3.0])
@pytest.mark.parametrize(("collisionless", "viscous"), [(True, False), (False, True), (True, True), (False, False)])
def test_undamped_directions_are_those_below_the_truncation(beta, collisionless, viscous):
    turbulence = medium(0.7, beta, collisionless, viscous)
    omega = jnp.linspace(-20.0, 25.0, 4001)
    log_cosine = 0.5 * log_cosine_squared(omega)
    undamped = eqx.filter_jit(undamped_obliquities)
    for log_parallel in (-1.0, 2.0, 4.5, 9.0, 13.0, 14.5, 20.0):
        log_x = log_parallel - log_cosine
        excess = jnp.minimum(log_x, log_truncation(turbulence, omega) - log_x)
        found = undamped(turbulence, viscous_inverse(), jnp.array(log_parallel))
        inside = jnp.zeros(omega.shape, dtype=bool)
        for lower, upper in zip(found.lower, found.upper, strict=True):
            inside |= (omega > lower) & (omega < upper)
        clear = jnp.abs(excess) > 1e-5
        np.testing.assert_array_equal(np.asarray(inside)[clear], np.asarray(excess > 0)[clear])


def test_breakpoints_are_where_two_laws_meet():
    turbulence = medium(0.7, 0.1, viscous=True)
    kinks = np.asarray(truncation_breakpoints(turbulence, -28.0, 26.0))
    kinks = kinks[kinks > -28.0]
    # Viscous, collisionless, viscous again, dissipation cap: three changes.
    assert kinks.size == 3
    h = 1e-3
    value = lambda w: np.asarray(log_truncation(turbulence, jnp.asarray(w)))  # noqa: E731
    slope_change = (value(kinks + h) - value(kinks)) / h - (value(kinks) - value(kinks - h)) / h
    assert (np.abs(slope_change) > 0.05).all()
    parallel = np.asarray(parallel_breakpoints(turbulence, -28.0, 26.0))
    assert np.isfinite(parallel).sum() == 3


def test_spectrum_is_continuous_at_mach_one():
    below, above = anisotropic_spectrum(medium(1 - 1e-12)), anisotropic_spectrum(medium(1 + 1e-12))
    np.testing.assert_allclose(below, above, rtol=1e-11)
    np.testing.assert_allclose(anisotropic_spectrum(medium(0.5))[:2], [0.5 ** (4 / 3), 4.0], rtol=1e-14)
    np.testing.assert_allclose(anisotropic_spectrum(medium(2.0))[:2], [2.0, 8.0], rtol=1e-14)
    assert np.isfinite(jax.grad(lambda m: anisotropic_spectrum(medium(m)).perpendicular_min)(0.5))


def test_obliquity_resolves_both_limits():
    omega = obliquity(jnp.array([1e-6, 0.5, -0.5]))
    np.testing.assert_allclose(jnp.exp(0.5 * log_cosine_squared(omega)), [1e-6, 0.5, 0.5], rtol=1e-12)
