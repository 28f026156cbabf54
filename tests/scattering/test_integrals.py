"""The universal integrals against quadrature by other means and closed forms."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from scipy import integrate, special

from magnetosonic.numerics.interpolation import bicubic, hermite, lagrange_hermite, lagrange_row, lagrange_stencil
from magnetosonic.scattering.integrals import (
    ANISOTROPY_GRID,
    ARGUMENT_GRID,
    DISTANCE_GRID,
    OBLIQUITY_GRID,
    SLOW_GRID,
    TRANSIT_GRID,
    alfven_table,
    direction_table,
    scattering_tables,
    slow_transit_table,
    transit_difference,
    transit_tables,
)
from magnetosonic.scattering.settings import ScatteringSettings

from .direct import bessel_squared, gauss, slope_squared
from .shared import ALL, DEFAULT

GAMMA = special.gamma
# Int_0^inf J_1^2 z^(-5/2) dz (Watson 1944, Theory of Bessel functions, 13.41).
WHOLE = GAMMA(2.5) * GAMMA(0.25) / (2**2.5 * GAMMA(1.75) ** 2 * GAMMA(2.75))


def head(t):
    """H(t), in the root of z, of which the integrand is a smooth function."""
    return integrate.quad(lambda u: 2.0 * u**-4 * special.j1(u * u) ** 2, 0.0, np.sqrt(t), limit=500, epsabs=0.0)[0]


def test_transit_integral():
    coefficients, tail = transit_tables()
    t = np.array([1e-6, 1e-3, 0.3, 2.0, 6.0, 20.0])
    found = hermite(TRANSIT_GRID, coefficients, jnp.log(t))
    np.testing.assert_allclose(found, [head(one) for one in t], rtol=1e-7)
    # Far out only the average of the oscillation counts.
    np.testing.assert_allclose(hermite(TRANSIT_GRID, coefficients, jnp.log(jnp.array([1e3]))), WHOLE, rtol=1e-6)
    rest = hermite(TRANSIT_GRID, tail, jnp.log(t)) * t**-2.5
    expected = [WHOLE - head(one) for one in t]
    np.testing.assert_allclose(rest[:-1], expected[:-1], rtol=1e-5)
    # Most of the last is beyond z = 34, where the oscillation is averaged.
    np.testing.assert_allclose(rest[-1], expected[-1], rtol=1e-3)


@pytest.mark.parametrize(
    ("low", "high"), [(1e-9, 1e-3), (0.1, 0.1001), (0.5, 5.0), (2.0, 3.0), (10.0, 1e9), (1e-3, 1e9)]
)
def test_transit_difference(low, high):
    found = transit_difference(scattering_tables(DEFAULT), jnp.log(jnp.array([low])), jnp.log(jnp.array([high])))
    z, weight = gauss(np.log(np.geomspace(low, min(high, 1e3), 4001)), 6)
    expected = (weight * np.exp(-1.5 * z) * special.j1(np.exp(z)) ** 2).sum() + (1e3**-2.5 / 2.5 / np.pi) * (high > 1e3)
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize(("harmonic", "power"), [(1.0, 3.5), (1.0, 1.5), (2.0, 3.5)])
def test_integrals_over_directions(harmonic, power):
    table = direction_table(harmonic, power)
    log_c = jnp.log(jnp.array([1e-3, 0.1, 1.0, 5.0, 60.0]))
    stencil = lagrange_stencil(DISTANCE_GRID, log_c)
    omega, weight = gauss(np.linspace(-40.0, 60.0, 40001), 3)
    xi = np.sqrt(special.expit(omega))
    integrand = weight * 0.5 * xi**power * special.expit(-omega)
    whole = (integrand * slope_squared(harmonic, np.exp(np.asarray(log_c)[:, None] - 0.5 * omega))).sum(1)
    np.testing.assert_allclose(lagrange_row(table.total, stencil), whole, rtol=5e-5)
    for end in (-8.0, -1.0, 2.0, 20.0):
        found = lagrange_hermite(OBLIQUITY_GRID, table.cumulative, stencil, jnp.full(5, end))
        inside = omega < end if end < 0.0 else omega > end
        bessel = slope_squared(harmonic, np.exp(np.asarray(log_c)[:, None] - 0.5 * omega[inside]))
        expected = np.sign(-end) * (integrand[inside] * bessel).sum(1)
        # Across the field, where J_n' oscillates, ends inside an oscillation are averaged as well.
        rough = np.exp(np.asarray(log_c) - 0.5 * end) > 1.0
        # Along the field J_n' itself is tabulated from z = 6e-6 on: what is missing is nothing of the whole.
        error = np.abs(found - expected) / (1e-5 * np.abs(expected) + 1e-9 * whole)
        assert (error < 1.0)[~rough].all()
        np.testing.assert_allclose(found[rough], expected[rough], rtol=5e-2)


def tail_integrals(z_min, waves, decay, scales):
    """Integral from z_min of waves(z) exp(-decay(z, scale)) dln z, for each scale."""
    log_z, weight = gauss(np.linspace(np.log(z_min), 11.0, 20001), 3)
    z = np.exp(log_z)
    return np.array([(weight * waves(z) * np.exp(-decay(z, scale))).sum() for scale in scales])


# Near the oscillation of J_n a step of the table, 0.1 in ln z, is too wide for more.
Z_MIN = ((1e-8, 3e-4), (1e-3, 3e-4), (0.5, 3e-4), (4.0, 3e-3))


@pytest.mark.parametrize("harmonic", [1.0, 3.0, 7.7])
@pytest.mark.parametrize(("z_min", "tolerance"), Z_MIN)
def test_integrals_of_alfven_modes(harmonic, z_min, tolerance):
    p = np.array([1e-10, 1e-3, 1.0, 30.0, 1e3])
    log_z = jnp.full(p.size, np.log(z_min))
    found = jnp.exp(bicubic(ANISOTROPY_GRID, ARGUMENT_GRID, alfven_table(harmonic), jnp.log(p), log_z))
    expected = tail_integrals(
        z_min, lambda z: z ** (-10 / 3) * bessel_squared(harmonic, z), lambda z, p: (p / z) ** (2 / 3), p
    )
    np.testing.assert_allclose(found[:4], expected[:4], rtol=tolerance)
    # Of the last the whole integral comes from the oscillation.
    np.testing.assert_allclose(found[4], expected[4], rtol=1e-2)


@pytest.mark.parametrize(("z_min", "tolerance"), Z_MIN)
def test_integral_of_slow_modes(z_min, tolerance):
    q = np.array([1e-3, 1e-2, 1.0, 1e3, 1e12])
    log_z = jnp.full(q.size, np.log(z_min))
    found = jnp.exp(bicubic(SLOW_GRID, ARGUMENT_GRID, slow_transit_table(), jnp.log(q), log_z))
    expected = tail_integrals(z_min, lambda z: z ** (-4 / 3) * bessel_squared(1, z), lambda z, q: np.cbrt(z / q), q)
    np.testing.assert_allclose(found[2:], expected[2:], rtol=tolerance)
    # With a steeper cut-off the integral is shorter and the step coarser.
    np.testing.assert_allclose(found[:2], expected[:2], rtol=5.0 * tolerance)


def test_tables_are_those_of_the_modes_and_harmonics():
    two = scattering_tables(ScatteringSettings(max_harmonic=2))
    for stacked, alone in ((two.fast_gyro[0].total, direction_table), (two.alfven_gyro[0], alfven_table)):
        assert stacked.shape[0] == 2
        other = [alone(n, 3.5).total if alone is direction_table else alone(n) for n in (1.0, 2.0)]
        np.testing.assert_array_equal(stacked, other)
    assert two.slow_transit == two.slow_gyro == ()
    assert scattering_tables(DEFAULT, momentum=True).fast_gyro[0].power == 1.5
    assert len(scattering_tables(ALL).slow_transit) == 1
    # They are computed once.
    assert scattering_tables(ALL) is scattering_tables(ALL.at_resolution("fine"))
