"""Interpolation against the functions that are interpolated, its order and its derivatives."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.numerics import interpolation
from magnetosonic.numerics.interpolation import (
    UniformGrid,
    even_chebyshev_coefficients,
    even_chebyshev_nodes,
    even_chebyshev_weights,
    hermite_coefficients,
)

# Compiled as a whole, which is faster than one operation after the other.
hermite, bicubic, lagrange_hermite, lagrange_row, lagrange_stencil, local_polynomial, even_chebyshev_sum = (
    jax.jit(getattr(interpolation, name))
    for name in (
        "hermite",
        "bicubic",
        "lagrange_hermite",
        "lagrange_row",
        "lagrange_stencil",
        "local_polynomial",
        "even_chebyshev_sum",
    )
)
INSIDE = jnp.asarray(np.linspace(0.0, 3.0, 301))


def sine_table(step):
    grid = UniformGrid.spanning(0.0, 3.0, step)
    return grid, hermite_coefficients(np.sin(grid.points), np.cos(grid.points), step)


def test_hermite_is_of_fourth_order():
    def error(step):
        grid, table = sine_table(step)
        return float(jnp.abs(hermite(grid, table, INSIDE) - jnp.sin(INSIDE)).max())

    assert 13.0 < error(0.2) / error(0.1) < 19.0


def test_derivative_of_hermite_is_that_of_the_function_to_third_order():
    def error(step):
        grid, table = sine_table(step)
        slope = jax.jit(jax.vmap(jax.grad(lambda x: hermite(grid, table, x))))(INSIDE)
        return float(jnp.abs(slope - jnp.cos(INSIDE)).max())

    assert 6.0 < error(0.2) / error(0.1) < 10.0
    assert error(0.1) < 1e-4


def test_derivative_of_hermite_vanishes_outside_of_the_table():
    grid, table = sine_table(0.1)
    slope = jax.jit(jax.vmap(jax.grad(lambda x: hermite(grid, table, x))))
    np.testing.assert_array_equal(slope(jnp.array([-0.5, 3.5])), 0.0)
    # Forward and backward.
    forward = jax.jit(lambda x: jax.jvp(lambda x: hermite(grid, table, x), (x,), (jnp.ones_like(x),))[1])(INSIDE)
    np.testing.assert_array_equal(forward, slope(INSIDE))


def test_hermite_coefficients_of_both_array_types_agree():
    values, slopes = np.sin(INSIDE[::50]), np.cos(INSIDE[::50])
    plain = hermite_coefficients(np.asarray(values), np.asarray(slopes), 0.5)
    assert isinstance(plain, np.ndarray)
    np.testing.assert_allclose(hermite_coefficients(jnp.asarray(values), jnp.asarray(slopes), 0.5), plain, rtol=1e-15)


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


def test_lagrange_row_is_exact_for_cubics():
    grid = UniformGrid.spanning(-1.0, 2.0, 0.5)

    def cubic(x):
        return x**3 - 2.0 * x**2 + 0.5 * x - 1.0

    # The ends, where the stencil is one-sided, and grid points included.
    x = jnp.linspace(-1.0, 2.0, 61)
    np.testing.assert_allclose(
        lagrange_row(cubic(grid.points), lagrange_stencil(grid, x)), cubic(x), rtol=0, atol=1e-14
    )


def test_local_polynomial_is_of_sixth_order():
    # The ends, where the stencil is one-sided included.
    x = jnp.linspace(0.0, 3.0, 397)[None]

    def error(step):
        values = jnp.exp(step * jnp.arange(round(3.0 / step) + 1))[None]
        return float(jnp.abs(local_polynomial(values, jnp.array(0.0), jnp.array(step), x) / jnp.exp(x) - 1.0).max())

    assert 50.0 < error(0.2) / error(0.1) < 80.0


def test_local_polynomial_is_exact_for_polynomials_of_fifth_degree_in_every_row():
    power = jnp.arange(6.0)[:, None]
    points = -1.0 + 0.25 * jnp.arange(13)
    x = jnp.broadcast_to(jnp.linspace(-1.0, 2.0, 53), (6, 53))
    grid = jnp.array(-1.0), jnp.array(0.25)
    np.testing.assert_allclose(local_polynomial(points**power, *grid, x), x**power, rtol=0, atol=1e-12)

    # It is differentiated by values and arguments.
    def value(scale, at):
        return local_polynomial(scale * points[None] ** 4, *grid, at[None, None])[0, 0]

    at = jnp.array(0.6)
    np.testing.assert_allclose(jax.grad(value, 1)(2.0, at), 8.0 * 0.6**3, rtol=1e-12)
    np.testing.assert_allclose(jax.grad(value, 0)(2.0, at), 0.6**4, rtol=1e-12)


def test_tables_are_clipped():
    grid = UniformGrid.spanning(0.0, 1.0, 0.25)
    table = hermite_coefficients(grid.points**2, 2 * grid.points, 0.25)
    outside = jnp.array([-5.0, 9.0])
    np.testing.assert_allclose(hermite(grid, table, outside), [0.0, 1.0], atol=1e-15)
    np.testing.assert_allclose(lagrange_row(grid.points**2, lagrange_stencil(grid, outside)), [0.0, 1.0], atol=1e-15)
    np.testing.assert_array_equal(grid.inside(jnp.array([-1e-9, 0.0, 1.0, 1.0 + 1e-9])), [False, True, True, False])


def test_even_chebyshev_series():
    def function(x):
        return jnp.exp(-3 * x * x)

    series = even_chebyshev_coefficients(function(jnp.asarray(even_chebyshev_nodes(20))))
    x = jnp.linspace(0.0, 1.0, 51)
    np.testing.assert_allclose(even_chebyshev_sum(series, x), function(x), atol=1e-13)


def test_even_chebyshev_sum_is_differentiable_at_the_end():
    # T_2k'(1) = (2 k)^2.
    slope = jax.jit(jax.grad(lambda x, k: even_chebyshev_sum(jnp.eye(5)[k], x[None])[0]))
    np.testing.assert_allclose([slope(jnp.array(1.0), k) for k in range(5)], [0.0, 4.0, 16.0, 36.0, 64.0], rtol=1e-14)


@pytest.mark.parametrize("size", [1, 2, 7, 20])
def test_even_chebyshev_weights_are_exact_for_even_polynomials(size):
    nodes, weights = even_chebyshev_nodes(size), even_chebyshev_weights(size)
    degree = 2 * np.arange(size)
    np.testing.assert_allclose(weights @ nodes[:, None] ** degree, 1.0 / (degree + 1.0), rtol=1e-13)
    assert (weights > 0.0).all()
