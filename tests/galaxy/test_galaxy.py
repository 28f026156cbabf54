"""Grid, zones: integrals against closed forms."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.galaxy.gas import FerriereGas, GalpropGas
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.height_layout import height_layout
from magnetosonic.galaxy.radial_nodes import radial_nodes
from magnetosonic.galaxy.sources import Ferriere2001
from magnetosonic.galaxy.zones import zone_shares

XCO = 1.9e20


def height_mesh(edges, width, *orders):
    return height_layout(edges, width, *orders).mesh(np.array(edges), width)


@pytest.fixture(scope="module")
def grid():
    return Grid(radial_nodes(30.0, 61), height_mesh([0.5, 4.0], 0.05, 6, 4))


def test_grammage_is_kept_by_the_grid(grid):
    """The sum over nodes of the gas matrix is the column density of the cell, however thin the layer."""
    gas = GalpropGas(XCO)
    cell = int(np.argmin(np.abs(grid.radii - 8.3)))
    low, high = grid.faces[cell : cell + 2]
    radius, height = np.linspace(low, high, 801), np.linspace(0.0, 4.0, 4001)
    total = 0.5 * (gas.total(radius[:, None], height) + gas.total(radius[:, None], -height))
    exact = np.trapezoid(radius * np.trapezoid(total, height, axis=1), radius) / grid.volumes[cell]
    # The basis functions left out vanish below the topmost element, where there is no gas to speak of.
    assert float(grid.mass(gas.total)[cell].sum()) == pytest.approx(exact, rel=2e-3)
    points, weights, _, _ = grid.heights.quadrature()
    full = float(weights @ grid.cell_averages(gas.total, points)[cell])
    assert full == pytest.approx(exact, rel=3e-5)  # the Gauss rule meets a kink of the tables


@pytest.mark.parametrize("field", [GalpropGas(XCO).total, FerriereGas().total, Ferriere2001()])
def test_integrals_differentiate_with_respect_to_the_zone_edges(field):
    """Gas and sources that a mesh with moving boundaries integrates, against finite differences."""
    edges, layout = jnp.array([0.3, 4.0]), height_layout([0.3, 4.0], 0.0, 6, 4)

    def gas_in_one_element(edge):
        grid = Grid(np.array([0.0, 4.0, 8.0, 12.0, 16.0]), layout.mesh(edges.at[0].set(edge)))
        return jnp.log(grid.mass(field)[2, 1, 1] * grid.load(field)[1, 2])

    step = 1e-4
    slope = (gas_in_one_element(0.3 + step) - gas_in_one_element(0.3 - step)) / (2 * step)
    # Of central differences: step^2/h^2 is 1e-5 for the thinnest layer, of 59 pc where this grid meets it, and less.
    assert float(jax.grad(gas_in_one_element)(0.3)) == pytest.approx(float(slope), rel=1e-5)


@pytest.mark.parametrize("radius", [1.0, 15.1, 16.0, 20.0, 20.1, 30.0, 36.0, 100.0])
@pytest.mark.parametrize("cells", [11, 61])
def test_nodes_grow_outwards_in_every_galaxy(radius, cells):
    nodes = radial_nodes(radius, cells)
    steps = np.diff(nodes)
    assert (nodes[0], nodes[-1]) == (0.0, pytest.approx(radius))
    assert np.all(steps > 0)
    assert np.all(np.diff(steps) > -1e-9)
    if radius > 20:
        assert np.interp(15.0, nodes, np.linspace(0, 1, cells + 1)) == pytest.approx(0.75, abs=0.01)


def test_density_falls_to_zero_at_the_edge(grid):
    """Cubic interpolation includes the boundary: exact for a cubic that vanishes there."""
    for radius in (29.0, 29.9):
        assert grid.radial_interpolation(radius) @ ((30.0 - grid.radii) * grid.radii**2) == pytest.approx(
            (30.0 - radius) * radius**2
        )


def test_cells_fill_the_disk(grid):
    assert grid.faces[-1] < 30.0
    assert grid.volumes.sum() == pytest.approx(grid.faces[-1] ** 2 / 2)
    assert np.all(np.diff(grid.radii) > 0)


def test_radial_interpolation_is_cubic(grid):
    weights = grid.radial_interpolation(8.3)
    for power in range(4):
        assert weights @ grid.radii**power == pytest.approx(8.3**power)


@pytest.mark.parametrize("width", [0.0, 0.05])
def test_zone_shares_add_up(width):
    height = np.linspace(0.01, 3.99, 50)
    shares = zone_shares(jnp.array(height), jnp.array([0.5, 2.0, 4.0]), width, width > 0)
    np.testing.assert_allclose(shares.sum(axis=0), 1.0, rtol=1e-14)
    assert shares[0, 0] == pytest.approx(1.0)
    assert shares[2, -1] == pytest.approx(1.0)


def test_element_boundaries_stand_at_zone_edges():
    np.testing.assert_allclose(height_mesh([0.5, 4.0], 0.0, 6, 4).breaks, (0.0, 0.5, 4.0))
    np.testing.assert_allclose(height_mesh([4.0], 0.0, 6, 4).breaks, (0.0, 0.5, 4.0))
    np.testing.assert_allclose(height_mesh([0.5, 4.0], 0.05, 6, 4).breaks, (0.0, 0.3, 0.7, 4.0))
    np.testing.assert_allclose(height_mesh([0.9, 6.0], 0.0, 6, 4).breaks, (0.0, 0.5, 0.9, 6.0))
    np.testing.assert_allclose(height_mesh([0.1], 0.0, 6, 4).breaks, (0.0, 0.1))
    wide = height_mesh([0.5, 4.0], 0.2, 6, 4)
    np.testing.assert_allclose(wide.breaks, (0.0, 0.5, 1.3, 4.0))
    assert wide.orders == (6, 6, 4)
