"""Truncation of the compressible cascade, by hand."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.turbulence.damping import (
    dissipation_scale,
    log_cosine_squared,
    log_sine_squared,
    log_truncation,
    obliquity,
    truncation_scale,
    truncations,
)

from .media import medium

CAP = 3e-9 * 0.1 * 3.0856775814913674e21
MASS_RATIO = 1836.152673


def collisionless_by_hand(xi2, alfven_mach, beta):
    front = 4 * alfven_mach**4 * MASS_RATIO * xi2 / (np.pi * beta * (1 - xi2) ** 2)
    return front * np.exp(2 / (beta * MASS_RATIO * xi2))


@pytest.mark.parametrize(("alfven_mach", "beta", "xi2"), [(0.5, 0.1, 0.5), (0.05, 10.0, 0.99), (3.0, 0.02, 0.01)])
def test_collisionless_truncation(alfven_mach, beta, xi2):
    found = truncation_scale(medium(alfven_mach, beta), jnp.array([np.sqrt(xi2), -np.sqrt(xi2)]))
    # Nine digits of the ratio of masses are written above.
    np.testing.assert_allclose(found, collisionless_by_hand(xi2, alfven_mach, beta), rtol=3e-9)


@pytest.mark.parametrize(
    ("beta", "xi", "factor"),
    [
        (0.1, 0.5, 0.75 ** (-2 / 3)),
        (0.5, 0.9, 0.19 ** (-2 / 3)),
        (2.0, 0.5, 0.25 ** (-4 / 3)),
        (2.0, 0.8, 0.92 ** (-4 / 3)),
        # Half way: q = 2, s = 1.
        (1.0, 0.8, 1.0 / 0.28),
        (1.0, 0.5, 2.0),
    ],
)
def test_viscous_truncation(beta, xi, factor):
    found = truncation_scale(medium(beta=beta, collisionless=False, viscous=True, x_c=2e4), jnp.array([xi]))
    np.testing.assert_allclose(found, 2e4 * factor, rtol=1e-12)


def test_viscosity_spares_one_direction_for_high_beta():
    turbulence = medium(beta=2.0, collisionless=False, viscous=True)
    np.testing.assert_allclose(truncation_scale(turbulence, jnp.array([np.sqrt(1 / 3)])), CAP, rtol=1e-12)


def test_cap():
    np.testing.assert_allclose(dissipation_scale(medium(viscous=True)), CAP, rtol=1e-12)
    np.testing.assert_allclose(truncation_scale(medium(), jnp.array([1e-4])), CAP, rtol=1e-9)
    none = medium(collisionless=False)
    np.testing.assert_allclose(truncation_scale(none, jnp.array([0.3, 0.999])), CAP, rtol=1e-9)


def test_ion_neutral_damping_lowers_the_cap():
    xi = jnp.array([1e-4, 0.5, 0.999999999])
    off = truncation_scale(medium(ion_neutral_scale=100.0), xi)
    on = truncation_scale(medium(ion_neutral=True, ion_neutral_scale=100.0), xi)
    np.testing.assert_allclose(on, 100.0, rtol=1e-12)
    np.testing.assert_allclose(off, [CAP, collisionless_by_hand(0.25, 0.5, 0.1), CAP], rtol=1e-8)
    never = truncation_scale(medium(ion_neutral=True, ion_neutral_scale=1e30), xi)
    np.testing.assert_array_equal(never, truncation_scale(medium(), xi))


@pytest.mark.parametrize("collisionless", [True, False])
@pytest.mark.parametrize("viscous", [True, False])
def test_there_is_one_row_for_each_law(collisionless, viscous):
    omega = jnp.linspace(-5.0, 5.0, 7)
    rows = np.asarray(truncations(medium(collisionless=collisionless, viscous=viscous), omega))
    assert rows.shape == (3, 7)
    assert np.isfinite(rows[0]).all()
    np.testing.assert_array_equal(np.isfinite(rows[1]), collisionless)
    np.testing.assert_array_equal(np.isfinite(rows[2]), viscous)


def test_flags_can_be_mapped():
    flags = jnp.array([True, False])
    omega = jnp.array([0.0])
    together = jax.vmap(lambda flag: log_truncation(medium(collisionless=flag), omega)[0])(flags)
    alone = [log_truncation(medium(collisionless=flag), omega)[0] for flag in (True, False)]
    np.testing.assert_array_equal(together, alone)


def test_truncation_can_be_differentiated_where_laws_are_off():
    # d ln X/d ln M_A = 4 of the collisionless law, whatever the scale of one that is off.
    slope = jax.grad(lambda m: log_truncation(medium(m, viscous=False, x_c=1e6), jnp.array([0.0]))[0])(0.5)
    np.testing.assert_allclose(slope, 8.0, rtol=1e-12)
    slope = jax.grad(lambda x: log_truncation(medium(x_c=x), jnp.array([0.0]))[0])(1e6)
    assert slope == 0.0


def test_obliquity_resolves_both_limits():
    omega = obliquity(jnp.array([1e-6, 0.5, -0.5]))
    np.testing.assert_allclose(jnp.exp(0.5 * log_cosine_squared(omega)), [1e-6, 0.5, 0.5], rtol=1e-12)
    np.testing.assert_allclose(jnp.exp(log_sine_squared(jnp.array([35.0]))), np.exp(-35.0), rtol=1e-12)
