"""What protects the user from a wrong solution: balance of particles, residual, positivity, finiteness."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.errors import InputError, SolveError
from magnetosonic.galaxy.grid import Grid
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.species.network import Network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.solution import Solution, checks
from magnetosonic.transport.verification import BALANCE_TOLERANCE, SHORT_LIVED, STABLE, UNSTABLE, verify

from .all_terms import BORON, slab_with_all_terms
from .direct import solve_directly

CHECKS = jax.jit(checks)


@pytest.fixture(scope="module")
def slab():
    return slab_with_all_terms()


@pytest.fixture(scope="module")
def density(slab):
    (_, density), _ = BORON(slab)
    return density


def test_a_good_solution_passes(slab, density):
    for found in (density, jnp.asarray(solve_directly(slab))):
        imbalance, residual = CHECKS(slab, found)
        assert float(imbalance.max()) < 1e-11  # rounding
        assert float(residual.max()) < 1e-10


def test_balance_adds_up_what_the_equation_says_over_the_galaxy():
    """Through the boundaries in radius as well; a wrong density at one node shows at its energy, not far above."""
    system = slab_with_all_terms(radial_nodes=[0.0, 4.0, 8.0, 12.0])
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
        {"kernels": 1.1},
    ],
)
def test_checks_notice_a_solution_of_another_problem(slab, density, change):
    ((name, factor),) = change.items()
    imbalance, residual = CHECKS(dataclasses.replace(slab, **{name: factor * getattr(slab, name)}), density)
    assert float(imbalance.max()) > 1e-5
    assert float(residual.max()) > 1e-5


def test_residual_notices_a_wrong_profile(slab, density):
    """A profile in height that is wrong by up to a tenth."""
    shape = jnp.linspace(-1.0, 1.0, density.shape[-1])
    moved = density * (1.0 + 0.1 * shape)
    assert float(CHECKS(slab, moved)[1].max()) > 1e-2


def solution(**changes):
    grid = Grid(np.linspace(0.0, 12.0, 5), SpectralMesh([0.0, 4.0], [5]))
    fields = {"density": jnp.ones((3, 3, 4, 5)), "imbalance": jnp.zeros((3, 3)), "residual": jnp.zeros((3, 3))}
    return Solution(grid=grid, **(fields | changes))


@pytest.fixture(scope="module")
def network():
    none = jnp.zeros(0, dtype=int)
    return Network(
        species=tuple(Nuclide.parse(name) for name in NAMES_OF_KINDS),
        energy=jnp.array([1.0, 10.0, 100.0]),
        inelastic=jnp.zeros((3, 3)),
        channel_parent=none,
        channel_daughter=none,
        channel_cross_section=jnp.zeros((0, 3)),
        decay_rate=jnp.array([0.0, 0.5, 121.0]),
        branches=(),
    )


KINDS = [(0, STABLE), (1, UNSTABLE), (2, SHORT_LIVED)]
NAMES_OF_KINDS = ["C12", "Be10", "C14"]


def broken(place, value):
    values = np.ones((3, 3, 4, 5))
    values[place] = value
    return solution(density=jnp.asarray(values))


def test_a_physical_solution_is_accepted(network):
    verify(solution(), network)
    for nuclide, limits in KINDS:
        verify(broken((nuclide, 1, 2, 3), -0.9 * limits.above), network)  # overshoot off the plane
        verify(broken((nuclide, 1, 2, 0), -0.9 * limits.in_plane), network)
    residual = jnp.array([[limits.residual] * 3 for _, limits in KINDS])
    verify(solution(imbalance=jnp.full((3, 3), BALANCE_TOLERANCE), residual=residual), network)
    verify(solution(density=jnp.ones((3, 3, 4, 5)).at[1].set(0.0)), network)  # a nuclide of which there is none


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_densities_that_are_not_finite_are_refused(network, value):
    with pytest.raises(SolveError, match="Be10 is not resolved: the density at 100 GeV/n is not finite"):
        verify(broken((1, 2, 0, 0), value), network)


@pytest.mark.parametrize(("nuclide", "limits"), KINDS, ids=NAMES_OF_KINDS)
def test_negative_densities_are_refused(network, nuclide, limits):
    name = NAMES_OF_KINDS[nuclide]
    for height, limit in ((0, limits.in_plane), (3, limits.above)):
        with pytest.raises(
            SolveError,
            match=rf"{name} is not .* at 10 GeV/n is negative.*transport\.levels.*height_order",
        ):
            verify(broken((nuclide, 1, 2, height), -1.1 * limit), network)


@pytest.mark.parametrize(("nuclide", "limits"), KINDS, ids=NAMES_OF_KINDS)
def test_what_is_out_of_balance_is_refused(network, nuclide, limits):
    name = NAMES_OF_KINDS[nuclide]
    checked = {
        "imbalance": (BALANCE_TOLERANCE, f"{name} is not resolved: particles are not conserved: at 1 GeV/n"),
        "residual": (
            limits.residual,
            rf"{name} is not resolved: its equation .* at 1 GeV/n.*transport\.levels",
        ),
    }
    for field, (allowed, message) in checked.items():
        for value in (1.1 * allowed, np.nan):
            with pytest.raises(SolveError, match=message):
                verify(solution(**{field: jnp.zeros((3, 3)).at[nuclide, 0].set(value)}), network)


def test_densities_at_a_place():
    """Cubic in radius, polynomials in height of either sign, zero on the boundary."""
    grid = Grid(np.linspace(0.0, 12.0, 13), SpectralMesh([0.0, 4.0], [5]))
    height = np.asarray(grid.heights.nodes)[:-1]
    values = (12.0 - grid.radii[:, None]) * (16.0 - height**2)
    found = Solution(jnp.asarray(values)[None, None], grid, jnp.zeros((1, 1)), jnp.zeros((1, 1)))
    for radius, z in ((8.3, 0.0), (8.3, -1.3), (0.4, 3.0), (11.7, 2.0)):
        assert float(found.at(radius, z)[0, 0]) == pytest.approx((12 - radius) * (16 - z**2), rel=1e-11)


@jax.jit
def gradients_of_a_decaying_species(edges, radii):
    """N = (12 - r) sinh((H - z)/l), that of a slab with decay, on a mesh that follows the edges of two zones."""
    grid = Grid(np.linspace(0.0, 12.0, 13), SpectralMesh(jnp.stack([0.0, *edges]), [10, 10]))
    height = grid.heights.nodes[:-1]
    values = (12.0 - grid.radii[:, None]) * jnp.sinh((edges[1] - height) / 2.0)
    nothing = jnp.zeros((1, 1))
    return Solution(values[None, None], grid, nothing, nothing).height_gradients(edges, [radii[0], radii[1]])


def test_gradients_in_height():
    """In every zone, at its edges from the inside, and over the column; edges and radii are traced."""
    lower, upper, halo, length = 0.0, 1.5, 4.0, 2.0
    radii = np.array([0.0, 8.3])
    found = gradients_of_a_decaying_species(jnp.array([upper, halo]), jnp.asarray(radii))

    def shape(z):
        return np.sinh((halo - z) / length)

    def slope(z):
        return np.cosh((halo - z) / length) / length

    bounds = np.array([lower, upper, halo])
    expected = {
        "lower": slope(bounds[:-1]),
        "upper": slope(bounds[1:]),
        "mean": -np.diff(shape(bounds)) / np.diff(bounds),
    }
    for name, values in expected.items():  # polynomials of order 10 over one length and a quarter
        found_here = getattr(found, name)[:, :, 0, 0]
        np.testing.assert_allclose(found_here, (12.0 - radii)[:, None] * values, rtol=1e-8)
    np.testing.assert_allclose(found.column[:, 0, 0], (12.0 - radii) * shape(0.0) / halo, rtol=1e-12)


@pytest.mark.parametrize(
    ("radius", "height", "field"),
    [
        *[(radius, 0.0, "radius") for radius in (-0.1, 12.0, np.nan, np.inf)],
        *[(8.0, height, "height") for height in (4.0, -4.0, np.nan)],
    ],
)
def test_places_outside_the_galaxy_are_refused(radius, height, field):
    with pytest.raises(InputError, match=rf"^{field} = .*ends"):
        solution().at(radius, height)
