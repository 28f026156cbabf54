"""What protects the user from a wrong solution: balance of particles, residual, positivity, finiteness."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.errors import SolveError
from magnetosonic.galaxy.grid import Grid
from magnetosonic.nuclei.network import build_network
from magnetosonic.nuclei.nuclide import Nuclide
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.transport.solution import (
    BALANCE_TOLERANCE,
    NEGATIVE_IN_PLANE,
    NEGATIVE_TOLERANCE,
    RESIDUAL_TOLERANCE,
    Solution,
    checks,
    verify,
)

from .busy import BORON, busy_system
from .direct import solve_directly

CHECKS = jax.jit(checks)


@pytest.fixture(scope="module")
def busy():
    return busy_system()


@pytest.fixture(scope="module")
def density(busy):
    (_, density), _ = BORON(busy)
    return density


def test_a_good_solution_passes(busy, density):
    for found in (density, jnp.asarray(solve_directly(busy))):
        imbalance, residual = CHECKS(busy, found)
        assert float(imbalance.max()) < 1e-11  # rounding
        assert float(residual.max()) < 1e-10


def test_balance_adds_up_what_the_equation_says_over_the_galaxy():
    """Through the boundaries in radius as well; a wrong density at one node shows at its energy, not far above."""
    system = busy_system(radial_nodes=[0.0, 4.0, 8.0, 12.0])
    found = solve_directly(system)
    imbalance, residual = CHECKS(system, jnp.asarray(found))
    assert float(imbalance.max()) < 1e-11
    assert float(residual.max()) < 1e-10
    found[0, 5, 1, 2] *= 1.01
    imbalance, residual = CHECKS(system, jnp.asarray(found))
    assert float(residual[0, 5]) > 1e-4
    assert float(imbalance[0, 5]) > 1e-5
    assert float(residual[0, 12]) < 1e-10  # far above the broken energy all is as before


@pytest.mark.parametrize(
    "change",
    [
        {"source_spectrum": 1.001},
        {"coefficients": 1.001},
        {"fragmentation": 1.01},
        {"decay": 1.01},
        {"scattering": 1.1},
    ],
)
def test_checks_notice_a_solution_of_another_problem(busy, density, change):
    ((name, factor),) = change.items()
    imbalance, residual = CHECKS(dataclasses.replace(busy, **{name: factor * getattr(busy, name)}), density)
    assert float(imbalance.max()) > 1e-5
    assert float(residual.max()) > 1e-5


def test_residual_notices_a_wrong_profile(busy, density):
    """A profile in height that is wrong by up to a tenth."""
    shape = jnp.linspace(-1.0, 1.0, density.shape[-1])
    moved = density * (1.0 + 0.1 * shape)
    assert float(CHECKS(busy, moved)[1].max()) > 1e-2


def solution(**changes):
    grid = Grid(np.linspace(0.0, 12.0, 5), SpectralMesh([0.0, 4.0], [5]))
    fields = {"density": jnp.ones((2, 3, 4, 5)), "imbalance": jnp.zeros((2, 3)), "residual": jnp.zeros((2, 3))}
    return Solution(grid=grid, **(fields | changes))


@pytest.fixture(scope="module")
def network():
    network = build_network([Nuclide.parse("C12")], np.array([1.0, 10.0, 100.0]), 0.1)
    return dataclasses.replace(network, nuclides=(Nuclide.parse("C12"), Nuclide.parse("Be10")))


def broken(place, value):
    values = np.ones((2, 3, 4, 5))
    values[place] = value
    return solution(density=jnp.asarray(values))


def test_a_physical_solution_is_accepted(network):
    verify(solution(), network)
    verify(broken((0, 1, 2, 3), -0.9 * NEGATIVE_TOLERANCE), network)  # overshoot off the plane
    verify(broken((0, 1, 2, 0), -0.9 * NEGATIVE_IN_PLANE), network)
    limits = jnp.zeros((2, 3)) + BALANCE_TOLERANCE, jnp.zeros((2, 3)) + RESIDUAL_TOLERANCE
    verify(solution(imbalance=limits[0], residual=limits[1]), network)
    verify(solution(density=jnp.ones((2, 3, 4, 5)).at[1].set(0.0)), network)  # a nuclide of which there is none


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_densities_that_are_not_finite_are_refused(network, value):
    with pytest.raises(SolveError, match="Be10 at 100 GeV/n is not finite"):
        verify(broken((1, 2, 0, 0), value), network)


@pytest.mark.parametrize(
    ("place", "value"),
    [((0, 1, 2, 0), -1.1 * NEGATIVE_IN_PLANE), ((0, 1, 2, 3), -1.1 * NEGATIVE_TOLERANCE)],
    ids=["plane", "above"],
)
def test_negative_densities_are_refused(network, place, value):
    with pytest.raises(SolveError, match="C12 at 10 GeV/n is negative"):
        verify(broken(place, value), network)


@pytest.mark.parametrize(
    ("name", "allowed", "message"),
    [
        ("imbalance", BALANCE_TOLERANCE, "not conserved: Be10 at 1 GeV/n"),
        ("residual", RESIDUAL_TOLERANCE, "equation of Be10 at 1 GeV/n is not fulfilled"),
    ],
)
def test_what_is_out_of_balance_is_refused(network, name, allowed, message):
    for value in (1.1 * allowed, np.nan):
        with pytest.raises(SolveError, match=message):
            verify(solution(**{name: jnp.zeros((2, 3)).at[1, 0].set(value)}), network)


def test_densities_at_a_place():
    """Cubic in radius, polynomials in height of either sign, zero on the boundary."""
    grid = Grid(np.linspace(0.0, 12.0, 13), SpectralMesh([0.0, 4.0], [5]))
    height = np.asarray(grid.heights.nodes)[:-1]
    values = (12.0 - grid.radii[:, None]) * (16.0 - height**2)
    found = Solution(jnp.asarray(values)[None, None], grid, jnp.zeros((1, 1)), jnp.zeros((1, 1)))
    for radius, z in ((8.3, 0.0), (8.3, -1.3), (0.4, 3.0), (11.7, 2.0)):
        assert float(found.at(radius, z)[0, 0]) == pytest.approx((12 - radius) * (16 - z**2), rel=1e-11)
