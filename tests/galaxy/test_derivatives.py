"""Derivatives on the grid, exact for the polynomials that it interpolates."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import j0, j1, jn_zeros

from magnetosonic.errors import InputError
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.radial_nodes import radial_nodes
from magnetosonic.numerics.elements import SpectralMesh

MESH = SpectralMesh([0.0, 0.5, 4.0], [3, 5])
GRID = Grid(radial_nodes(30.0, 41), MESH)


@pytest.mark.parametrize("radius", [0.01, 1.7, 8.3, 29.0, 29.99])
def test_radial_derivative_of_cubics_that_vanish_at_the_edge(radius):
    weights = GRID.radial_derivative(radius)
    for power in range(3):
        exact = power * radius ** (power - 1) * (30.0 - radius) - radius**power
        assert weights @ ((30.0 - GRID.radii) * GRID.radii**power) == pytest.approx(exact, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize(("height", "order"), [(0.2, 3), (0.5, 3), (0.7, 5), (3.99, 5)])
def test_height_derivative_of_polynomials(height, order):
    """Each element holds polynomials of its own order; on their boundary the derivative is that of the lower one."""
    nodes = np.asarray(MESH.nodes)[:-1]
    elsewhere = nodes > 0.5 if order == 3 else nodes < 0.5
    for power in range(1, order + 1):
        # The upper polynomials must vanish at H, where there is no node of the density.
        offset = 0.0 if order == 3 else 4.0**power
        values = np.where(elsewhere, 1e3, nodes**power - offset)  # what another element holds does not matter
        exact = power * height ** (power - 1)
        assert GRID.height_derivative(height) @ values == pytest.approx(exact, rel=1e-11)
        assert GRID.height_derivative(-height) @ values == pytest.approx(-exact, rel=1e-11)


def test_derivatives_vanish_by_symmetry():
    assert not np.any(GRID.radial_derivative(0.0))
    assert not np.any(GRID.height_derivative(0.0))


def bessel_error(cells):
    """Largest error of the radial derivative of J_0, which vanishes at the edge, relative to its largest value."""
    grid, root = Grid(radial_nodes(20.0, cells), MESH), jn_zeros(0, 1)[0]
    places = np.linspace(0.5, 19.5, 77)
    found = np.array([grid.radial_derivative(place) for place in places]) @ j0(root * grid.radii / 20.0)
    return np.max(np.abs(found + root / 20.0 * j1(root * places / 20.0))) / (root / 20.0 * 0.58)


def test_radial_derivative_is_of_third_order():
    coarse, fine = bessel_error(20), bessel_error(40)
    assert fine < 1e-4
    assert coarse / fine > 2**3 * 0.85


def test_height_derivative_is_spectral():
    errors = []
    for order in (4, 6, 8):
        grid = Grid(radial_nodes(20.0, 5), SpectralMesh([0.0, 1.0, 4.0], [order, order]))
        found = grid.height_derivative(2.3) @ jnp.cos(np.pi * grid.heights.nodes[:-1] / 8)
        errors.append(abs(float(found) + np.pi / 8 * np.sin(np.pi * 2.3 / 8)))
    assert errors[0] < 2e-4
    assert errors[1] < errors[0] / 50
    assert errors[2] < errors[1] / 50


@pytest.mark.parametrize(
    ("place", "field"), [((30.0, 0.0), "radius"), ((-1.0, 0.0), "radius"), ((8.0, -4.0), "height")]
)
def test_places_outside_are_refused(place, field):
    GRID.require_inside(29.99, -3.99)
    with pytest.raises(InputError, match=field):
        GRID.require_inside(*place)


@pytest.mark.parametrize("radius", [float("nan"), float("inf")])
def test_radii_that_are_no_numbers_are_refused(radius):
    with pytest.raises(InputError, match="radius"):
        GRID.require_inside(radius, 0.0)
