"""The transport knows space through its interface only: a slab in one dimension, solved by the same solver."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.transport.solution import Solution, checks
from magnetosonic.transport.solve import solve_densities, solve_parts
from magnetosonic.transport.space import Nodes

from .problems import system_of
from .slab import SlabNodes, slab

NODES, HALO, EDGE = 12, 3.0, 1.0  # the edge is at a node
ENERGY = np.geomspace(1.0, 100.0, 12)
LOWER, UPPER = 0.05 * ENERGY**0.4, 0.2 * ENERGY**0.4
RATE, PRODUCTION = 0.03, 0.01  # 1/Myr


@pytest.fixture(scope="module")
def system():
    """A stable primary, and what it makes, which decays."""
    ones = np.ones((2, len(ENERGY)))
    fragmentation = np.zeros((2, 2, len(ENERGY)))
    fragmentation[1, 0] = PRODUCTION
    terms = {"diffusion": np.stack([LOWER * ones, UPPER * ones]), "volume": np.array([[0.0], [RATE]]) * ones}
    return system_of(
        slab(NODES, HALO, EDGE), ENERGY, np.array([[1.0], [0.5]]) * ones, terms, fragmentation=fragmentation
    )


@pytest.fixture(scope="module")
def secondary(system):
    """ln of the secondary in the plane and densities, with the gradient in a factor on D of the upper zone."""

    def solved(factor):
        coefficients = system.coefficients.at[1].multiply(factor)
        density = solve_densities(dataclasses.replace(system, coefficients=coefficients))
        return jnp.log(density[1, 5, 0]), density

    return jax.jit(jax.value_and_grad(solved, has_aux=True))


@pytest.fixture(scope="module")
def density(secondary):
    return secondary(1.0)[0][1]


def test_a_stable_primary_is_piecewise_linear(density):
    """Finite volumes are exact for it: the flux is 1 everywhere, N(z) = int_z^H dz/D."""
    height = np.arange(NODES) * HALO / NODES
    exact = np.maximum(EDGE - height, 0.0) / LOWER[:, None] + (HALO - np.maximum(height, EDGE)) / UPPER[:, None]
    np.testing.assert_allclose(density[0], exact, rtol=1e-11)


def test_secondary_against_dense_matrices(system, density):
    diffusion_lower, diffusion_upper, volume, gas = np.asarray(system.space.matrices)
    for k in range(len(ENERGY)):
        matrix = LOWER[k] * diffusion_lower + UPPER[k] * diffusion_upper + RATE * volume
        right = 0.5 * np.asarray(system.space.source_shape) + PRODUCTION * gas @ np.asarray(density)[0, k]
        np.testing.assert_allclose(density[1, k], np.linalg.solve(matrix, right), rtol=1e-10)


def test_checks_and_parts(system, density):
    imbalance, residual = jax.jit(checks)(system, density)
    assert max(float(imbalance.max()), float(residual.max())) < 1e-11
    here = jnp.zeros(NODES).at[2].set(1.0)
    _, parts = jax.jit(solve_parts)(system, jnp.array([[1.0, 0.0], [1.0, 1.0]]), jnp.asarray(2), here)
    np.testing.assert_allclose(parts[1], density[..., 2], rtol=1e-10)
    np.testing.assert_allclose(parts[0, 0], density[0, :, 2], rtol=1e-10)


def test_gradient_is_that_of_differences(secondary):
    slope = float(secondary(1.0)[1])
    up, down = (float(secondary(1.0 + step)[0][0]) for step in (1e-5, -1e-5))
    assert slope == pytest.approx((up - down) / 2e-5, rel=1e-7)


def test_gradients_in_height_are_the_flux_over_d_in_every_zone(density):
    nodes = SlabNodes(NODES, HALO)
    assert isinstance(nodes, Nodes)
    nothing = jnp.zeros((2, len(ENERGY)))
    found = Solution(density, nodes, nothing, nothing)
    gradients = found.height_gradients(np.array([EDGE, HALO]), [0.0])
    for values in (gradients.lower, gradients.upper, gradients.mean):
        np.testing.assert_allclose(values[0, :, 0], [1 / LOWER, 1 / UPPER], rtol=1e-10)
    np.testing.assert_allclose(gradients.column[0, 0], found.at(0.0)[0] / HALO, rtol=1e-12)
