"""Gas and sources against the numbers of the publications; grid integrals against closed forms."""

import numpy as np
import pytest
from scipy.integrate import quad

from magnetosonic.constants import KPC_IN_CM
from magnetosonic.galaxy.gas import Gas, atomic_hydrogen, ionised_hydrogen, molecular_hydrogen
from magnetosonic.galaxy.grid import Grid, height_mesh, radial_nodes
from magnetosonic.galaxy.sources import ferriere_2001
from magnetosonic.galaxy.zones import zone_shares

XCO = 1.9e20
# Worked out from the publications' formulas with an independent program: R [kpc]; midplane densities of HI, H2, HII
# [cm^-3]; columns of HI, 2 H2, HII over |z| < 4 kpc [1e20 cm^-2].
GAS = [
    (1.0, 0.1715, 0.0344, 0.0460, 1.880, 0.415, 1.706),
    (4.0, 0.3773, 0.4272, 0.2240, 4.137, 3.823, 3.307),
    (6.0, 0.5403, 0.5368, 0.0964, 5.923, 5.584, 2.065),
    (8.3, 0.6112, 0.2991, 0.0230, 6.347, 3.090, 1.293),
    (8.5, 0.5842, 0.2641, 0.0221, 5.864, 2.539, 1.276),
    (10.0, 0.6736, 0.0517, 0.0195, 5.789, 1.011, 1.180),
    (12.0, 0.5873, 0.0, 0.0174, 6.288, 0.0, 1.057),
    (15.0, 0.1468, 0.0, 0.0142, 2.187, 0.0, 0.863),
]


@pytest.mark.parametrize("row", GAS)
def test_gas_densities_and_columns(row):
    radius = np.array([row[0]])
    fields = [atomic_hydrogen, lambda r, z: molecular_hydrogen(r, z, XCO), ionised_hydrogen]
    plane = [f(radius, np.zeros(1))[0] for f in fields]
    np.testing.assert_allclose(plane, row[1:4], atol=6e-5)  # four decimals printed
    columns = [
        factor * KPC_IN_CM / 1e20 * quad(lambda z, f=f: f(radius, np.array([z]))[0], -4, 4, points=[0], limit=200)[0]
        for f, factor in zip(fields, (1, 2, 1), strict=True)
    ]
    np.testing.assert_allclose(columns, row[4:], atol=6e-4)  # three decimals printed


def test_supernova_rates_of_ferriere():
    assert ferriere_2001(np.array([8.5]), np.zeros(1))[0] == pytest.approx(
        57.3
    )  # 7.3 type Ia and 50 type II per kpc^3 and Myr at the Sun
    # Integrated over the Galaxy: 0.395 type Ia and 1.65 type II per century.
    per_area = lambda r: 2 * quad(lambda z: ferriere_2001(np.array([r]), np.array([z]))[0], 0, 8, points=[1])[0]  # noqa: E731
    rate = quad(lambda r: 2 * np.pi * r * per_area(r), 0, 30, points=[3.7], limit=200)[0]
    assert rate * 1e-4 == pytest.approx(0.395 + 1.65, rel=5e-3)  # three digits printed


@pytest.fixture(scope="module")
def grid():
    return Grid(radial_nodes(30.0, 61), height_mesh([0.5, 4.0], 0.05, 6, 4))


def test_grammage_is_kept_by_the_grid(grid):
    """The sum over nodes of the gas matrix is the column density of the cell, however thin the layer."""
    gas = Gas(XCO)
    cell = int(np.argmin(np.abs(grid.radii - 8.3)))
    low, high = grid.faces[cell : cell + 2]
    radius, height = np.linspace(low, high, 801), np.linspace(0.0, 4.0, 4001)
    total = 0.5 * (gas.total(radius[:, None], height) + gas.total(radius[:, None], -height))
    exact = np.trapezoid(radius * np.trapezoid(total, height, axis=1), radius) / grid.volumes[cell]
    # The basis functions left out vanish below the topmost element, where there is no gas to speak of.
    assert grid.mass(gas.total)[cell].sum() == pytest.approx(exact, rel=2e-3)
    full = np.einsum(
        "p,p->", grid.heights.quadrature()[1], grid.cell_averages(gas.total, grid.heights.quadrature()[0])[cell]
    )
    assert full == pytest.approx(exact, rel=3e-5)  # the Gauss rule meets a kink of the tables


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
    shares = zone_shares(height, [0.5, 2.0, 4.0], width)
    np.testing.assert_allclose(shares.sum(axis=0), 1.0, rtol=1e-14)
    assert shares[0, 0] == pytest.approx(1.0)
    assert shares[2, -1] == pytest.approx(1.0)


def test_element_boundaries_stand_at_zone_edges():
    assert height_mesh([0.5, 4.0], 0.0, 6, 4).breaks == (0.0, 0.5, 4.0)
    assert height_mesh([4.0], 0.0, 6, 4).breaks == (0.0, 0.5, 4.0)
    np.testing.assert_allclose(height_mesh([0.5, 4.0], 0.05, 6, 4).breaks, (0.0, 0.3, 0.7, 4.0))
    assert height_mesh([0.9, 6.0], 0.0, 6, 4).breaks == (0.0, 0.5, 0.9, 6.0)
    assert height_mesh([0.1], 0.0, 6, 4).breaks == (0.0, 0.1)
    wide = height_mesh([0.5, 4.0], 0.2, 6, 4)
    np.testing.assert_allclose(wide.breaks, (0.0, 0.5, 1.3, 4.0))
    assert wide.orders == (6, 6, 4)
