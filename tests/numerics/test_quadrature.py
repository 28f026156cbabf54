"""Quadrature, interpolation and Bessel functions against closed forms."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from scipy import special

from magnetosonic.numerics.bessel import j0_and_j1_over_z, squared, squared_derivative
from magnetosonic.numerics.interpolation import (
    UniformGrid,
    bicubic,
    even_chebyshev_coefficients,
    even_chebyshev_nodes,
    even_chebyshev_sum,
    hermite,
    hermite_coefficients,
    lagrange_hermite,
    lagrange_stencil,
)
from magnetosonic.numerics.quadrature import integral_from_right, panel_nodes


def test_panels_integrate_polynomials_exactly():
    nodes, weights = panel_nodes(jnp.array([[0.0, 0.5, 0.5, 2.0]]), 4)
    np.testing.assert_allclose(jnp.sum(weights * nodes**7, axis=1), 2.0**8 / 8, rtol=1e-14)


def test_integral_from_right_keeps_small_remainders():
    grid = np.linspace(0.0, 30.0, 121)
    found = integral_from_right(lambda x: np.exp(-x), grid)
    expected = np.exp(-grid) - np.exp(-30.0)
    np.testing.assert_allclose(found[:-1], expected[:-1], rtol=1e-8)
    assert found[-1] == 0.0


def interpolation_errors(interpolate):
    return [interpolate(step) for step in (0.2, 0.1)]


def test_hermite_is_of_fourth_order():
    x = jnp.linspace(0.0, 3.0, 301)

    def error(step):
        grid = UniformGrid.spanning(0.0, 3.0, step)
        table = hermite_coefficients(np.sin(grid.points), np.cos(grid.points), step)
        return float(jnp.abs(hermite(grid, table, x) - jnp.sin(x)).max())

    coarse, fine = interpolation_errors(error)
    assert 13.0 < coarse / fine < 19.0


def test_two_dimensional_interpolation_is_of_fourth_order():
    x = jnp.linspace(0.6, 2.4, 97)
    y = jnp.linspace(2.4, 0.6, 97)
    exact = jnp.sin(x) * jnp.cos(2 * y)

    def errors(step):
        grid = UniformGrid.spanning(0.0, 3.0, step)
        p = grid.points
        table = np.sin(p)[:, None] * np.cos(2 * p)
        slopes = -2 * np.sin(p)[:, None] * np.sin(2 * p)
        mixed = lagrange_hermite(grid, hermite_coefficients(table, slopes, step), lagrange_stencil(grid, x), y)
        return [float(jnp.abs(f - exact).max()) for f in (bicubic(grid, grid, table, x, y), mixed)]

    for coarse, fine in zip(errors(0.2), errors(0.1), strict=True):
        assert 12.0 < coarse / fine < 20.0


def test_tables_are_clipped():
    grid = UniformGrid.spanning(0.0, 1.0, 0.25)
    table = hermite_coefficients(grid.points**2, 2 * grid.points, 0.25)
    np.testing.assert_allclose(hermite(grid, table, jnp.array([-5.0, 9.0])), [0.0, 1.0], atol=1e-15)


def test_even_chebyshev_series():
    function = lambda x: jnp.exp(-3 * x * x)  # noqa: E731
    series = even_chebyshev_coefficients(function(jnp.asarray(even_chebyshev_nodes(20))))
    x = jnp.linspace(0.0, 1.0, 51)
    np.testing.assert_allclose(even_chebyshev_sum(series, x), function(x), atol=1e-13)


def test_bessel_squares_are_themselves_then_averages():
    z = np.geomspace(1e-3, 3.0, 50)
    np.testing.assert_allclose(squared(1, z), special.j1(z) ** 2, rtol=1e-10)
    np.testing.assert_allclose(squared_derivative(2, z), special.jvp(2, z) ** 2, rtol=1e-10)
    far = np.array([200.0, 1e3, 1e6])
    np.testing.assert_allclose(squared(1, far), 1 / (np.pi * far), rtol=1e-4)
    np.testing.assert_allclose(squared_derivative(1, far), 1 / (np.pi * far), rtol=1e-4)


def test_fast_bessel_functions():
    z = jnp.concatenate([jnp.zeros(1), jnp.geomspace(1e-4, 1e4, 2001)])
    j0, j1_over_z = j0_and_j1_over_z(z)
    # The accuracy that Abramowitz and Stegun state for these polynomials.
    np.testing.assert_allclose(j0, special.j0(z), atol=6e-8)
    np.testing.assert_allclose(j1_over_z * z, special.j1(z), atol=6e-8)
    assert j1_over_z[0] == 0.5
