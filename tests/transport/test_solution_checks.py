"""What protects the user from a wrong solution: balance of particles, positivity, finiteness."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.errors import SolveError
from magnetosonic.transport.energy import logarithmic_slope, loss_stencil
from magnetosonic.transport.scattered_protons import degradation_matrix
from magnetosonic.transport.solution import particle_balance, solve, verify
from magnetosonic.transport.solve import solve_densities

from .problems import problem, slab_mesh, slab_space

ENERGY = np.geomspace(0.5, 500.0, 25)
NAMES = ("C12", "B11", "H1")


def busy_problem(**changes):
    """Everything at once: losses in gas, spallation, decay, scattered protons."""
    mesh = slab_mesh()
    profile = lambda z: np.exp(-((z / 0.1) ** 2))  # noqa: E731
    space = slab_space(mesh, profile)
    kinds, count = 3, len(ENERGY)
    fields = {
        "source_spectrum": np.stack([ENERGY**-2.3, 0.1 * ENERGY**-2.3, 0 * ENERGY]),
        "destruction": np.full((kinds, count), 0.05),
        "decay": np.stack([0.3 / ENERGY, 0 * ENERGY, 0 * ENERGY]),
        "ionisation": np.full((kinds, count), 0.004),
        "loss_reference": np.broadcast_to(ENERGY**-2.5, (kinds, count)),
        "channel_parent": np.array([0, 0, 1]),
        "channel_daughter": np.array([1, 2, 2]),
        "channel_rate": np.full((3, count), 0.01),
        "decay_parent": np.array([0]),
        "decay_daughter": np.array([1]),
        "proton": 2,
        "degradation": degradation_matrix(jnp.asarray(ENERGY)),
    } | changes
    load = mesh.lumped_mass(profile)[None, :-1]
    return problem(space, load, ENERGY, np.broadcast_to(0.05 * ENERGY**0.4, (1, kinds, count)), **fields)


def test_particles_are_conserved_to_rounding():
    assert float(solve(busy_problem(), NAMES).imbalance.max()) < 1e-11


@pytest.mark.parametrize(
    "change", [{"destruction": np.full((3, 25), 0.051)}, {"decay_daughter": np.array([2])}, {"proton": 1}]
)
def test_balance_notices_a_solution_of_another_problem(change):
    density = solve_densities(busy_problem())
    assert float(particle_balance(busy_problem(**change), density).max()) > 1e-4


def test_scattered_protons_against_fine_quadrature():
    """n int_T^inf v sigma N dT'/T' for N ~ T^-2.7 is v sigma N/2.7; for another slope the error is of second order."""
    weights = degradation_matrix(jnp.asarray(ENERGY))
    np.testing.assert_allclose(weights @ ENERGY**-2.7, ENERGY**-2.7 / 2.7, rtol=1e-12)
    errors = []
    for points in (49, 97, 193):
        energy = jnp.geomspace(0.5, 5e6, points)
        found = degradation_matrix(energy) @ energy**-2.0
        errors.append(abs(float(found[0]) / 0.5**-2.0 * 2.0 - 1))
    np.testing.assert_allclose(np.log2(np.array(errors[:-1]) / np.array(errors[1:])), 2.0, atol=0.12)


def test_loss_stencil_is_exact_for_its_reference():
    rate, reference = ENERGY[None] ** 0.1, ENERGY[None] ** -2.5
    c0, c1, c2 = loss_stencil(jnp.asarray(ENERGY), jnp.asarray(rate), jnp.asarray(reference))
    above = jnp.pad(reference, ((0, 0), (0, 2)))
    found = c0 * reference + c1 * above[:, 1:-1] + c2 * above[:, 2:]
    np.testing.assert_allclose(found, 2.4 * ENERGY[None] ** -3.4, rtol=1e-10)  # -d(T^-2.4)/dT


def test_logarithmic_slope_of_a_power_law_with_curvature():
    energy = jnp.geomspace(0.1, 10.0, 41)
    values = jnp.exp(-2.0 * jnp.log(energy) + 0.3 * jnp.log(energy) ** 3)[None]
    expected = -2.0 + 0.9 * jnp.log(energy) ** 2
    np.testing.assert_allclose(logarithmic_slope(energy, values)[0], expected, atol=1e-9)  # exact for cubics


def test_unphysical_densities_are_refused():
    good = np.ones((2, 3, 4, 5))
    balanced = np.zeros((2, 3))
    labels = ("C12", "Be10"), np.array([1.0, 10.0, 100.0])
    verify(good, balanced, *labels)
    for bad in (np.nan, np.inf):
        broken = good.copy()
        broken[1, 2, 0, 0] = bad
        with pytest.raises(SolveError, match="Be10 at 100 GeV/n is not finite"):
            verify(broken, balanced, *labels)
    for place in ((0, 1, 2, 0), (0, 1, 2, 3)):
        broken = good.copy()
        broken[place] = -0.05
        with pytest.raises(SolveError, match="C12 at 10 GeV/n is negative"):
            verify(broken, balanced, *labels)
    for wrong in (1e-3, np.nan):
        unbalanced = balanced.copy()
        unbalanced[1, 0] = wrong
        with pytest.raises(SolveError, match="not conserved: Be10 at 1 GeV/n"):
            verify(good, unbalanced, *labels)


@pytest.mark.parametrize("field", ["diffusion", "destruction", "channel_rate", "source_spectrum"])
def test_gradient_of_a_density_against_finite_differences(field):
    """JAX differentiates through the direct solve; central differences of step 1e-4 are good to 1e-7 here."""
    base = busy_problem()

    def boron(scale):
        scaled = eqx.tree_at(lambda tree: getattr(tree, field), base, scale * getattr(base, field))
        return jnp.log(solve_densities(scaled)[1, 10, 0, 0])

    exact = float(jax.grad(boron)(1.0))
    step = 1e-4
    assert exact == pytest.approx(float((boron(1 + step) - boron(1 - step)) / (2 * step)), rel=1e-6, abs=1e-7)
