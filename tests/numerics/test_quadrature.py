"""Quadrature on panels and running integrals against closed forms."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.numerics.quadrature import (
    cell_integrals,
    integral_from_left,
    integral_from_right,
    panel_nodes,
    unit_gauss_legendre,
)

GRID = np.linspace(0.0, 30.0, 121)


def test_panels_integrate_polynomials_exactly():
    nodes, weights = panel_nodes(jnp.array([[0.0, 0.5, 0.5, 2.0]]), 4)
    np.testing.assert_allclose(jnp.sum(weights * nodes**7, axis=1), 2.0**8 / 8, rtol=1e-14)


@pytest.mark.parametrize("order", [1, 2, 5, 14])
def test_gauss_legendre_is_exact_for_polynomials_of_degree_below_twice_the_order(order):
    nodes, weights = unit_gauss_legendre(order)
    degree = np.arange(2 * order)
    np.testing.assert_allclose((weights[:, None] * nodes[:, None] ** degree).sum(0), 1.0 / (degree + 1.0), rtol=1e-13)


def test_cells_hold_the_integral_over_themselves():
    cells = cell_integrals(lambda x: np.exp(-x), GRID)
    # Four nodes in cells of a quarter: the error is (1/4)^8/3e6 or so of each cell.
    np.testing.assert_allclose(cells, np.exp(-GRID[:-1]) - np.exp(-GRID[1:]), rtol=1e-10)
    uneven = np.array([0.0, 0.1, 1.0, 4.0])
    np.testing.assert_allclose(cell_integrals(lambda x: x**5, uneven, order=3), np.diff(uneven**6) / 6.0, rtol=1e-13)


def test_integral_from_right_keeps_small_remainders():
    found = integral_from_right(cell_integrals(lambda x: np.exp(-x), GRID))
    expected = np.exp(-GRID) - np.exp(-30.0)
    np.testing.assert_allclose(found[:-1], expected[:-1], rtol=1e-10)
    assert found[-1] == 0.0


def test_integral_from_left_keeps_small_beginnings():
    found = integral_from_left(cell_integrals(lambda x: np.exp(x), GRID))
    np.testing.assert_allclose(found[1:], np.expm1(GRID[1:]), rtol=1e-10)
    assert found[0] == 0.0


def test_several_integrands_share_their_points():
    powers = np.array([[0.0], [1.0], [2.0]])
    cells = cell_integrals(lambda x: x**powers, GRID)
    assert cells.shape == (3, GRID.size - 1)
    expected = GRID ** (powers + 1.0) / (powers + 1.0)
    np.testing.assert_allclose(integral_from_left(cells), expected, rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(integral_from_right(cells), expected[:, -1:] - expected, rtol=1e-13, atol=1e-9)
