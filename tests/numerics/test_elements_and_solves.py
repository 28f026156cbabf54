"""Spectral elements, block-tridiagonal solves and splines against exact results and SciPy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.sparse import bmat, diags
from scipy.sparse.linalg import splu
from scipy.special import gamma

from magnetosonic.numerics.block_tridiagonal import factor, invert_small, substitute
from magnetosonic.numerics.elements import SpectralMesh, gll_nodes
from magnetosonic.numerics.spline import cubic_spline, monotone_spline


@pytest.mark.parametrize("order", [1, 2, 5, 9])
def test_gll_rule_is_exact_to_degree_2p_minus_1(order):
    nodes, weights = gll_nodes(order)
    for degree in range(2 * order):
        exact = (1 - (-1) ** (degree + 1)) / (degree + 1)
        assert weights @ nodes**degree == pytest.approx(exact, abs=1e-13)


def stiffness(mesh, weight):
    """Integral of weight(z) phi_m'(z) phi_n'(z) over a mesh."""
    points, weights, _, slopes = mesh.quadrature()
    return slopes.T @ ((weights * weight(points))[:, None] * slopes)


def test_mesh_integrals():
    mesh = SpectralMesh([0.0, 0.5, 4.0], [6, 3])
    matrix = stiffness(mesh, np.ones_like)
    linear = mesh.nodes
    assert linear @ matrix @ linear == pytest.approx(4.0, rel=1e-13)  # integral of 1
    np.testing.assert_allclose(matrix @ np.ones_like(linear), 0.0, atol=1e-12)
    gaussian = mesh.lumped_mass(lambda z: np.exp(-((z / 0.1) ** 2)))
    assert gaussian.sum() == pytest.approx(0.05 * np.sqrt(np.pi), rel=1e-13)


def test_quadrature_resolves_layers_much_thinner_than_an_element():
    """A layer of 20 pc in an element of 0.5 kpc, against all basis functions, and a weight that jumps at a break."""
    mesh = SpectralMesh([0.0, 0.5, 4.0], [6, 3])
    points, weights, values, slopes = mesh.quadrature()
    moments = [0.5 * 0.02 ** (n + 1) * gamma(0.5 * (n + 1)) for n in range(7)]  # of exp[-(z/0.02)^2]
    load = mesh.lumped_mass(lambda z: np.exp(-((z / 0.02) ** 2)))
    inside = mesh.nodes <= 0.5
    found = [load[inside] @ mesh.nodes[inside] ** n for n in range(7)]  # the basis holds all z^n up to the order
    np.testing.assert_allclose(found, moments, rtol=1e-12, atol=1e-16)
    np.testing.assert_allclose(values.sum(axis=1), 1.0, atol=1e-13)
    np.testing.assert_allclose(slopes.sum(axis=1), 0.0, atol=1e-11)
    jumping = stiffness(mesh, lambda z: 1.0 + 6.0 * (z > 0.5))
    assert mesh.nodes @ jumping @ mesh.nodes == pytest.approx(0.5 + 7.0 * 3.5, rel=1e-13)
    assert jnp.sum(weights * points) == pytest.approx(8.0, rel=1e-13)


def test_basis_interpolates_polynomials_of_its_order():
    mesh = SpectralMesh([0.0, 0.5, 4.0], [3, 3])
    cubic = mesh.nodes**3 - 2 * mesh.nodes
    for point in (0.0, 0.2, 0.5, 1.7, 4.0):
        values, slopes = mesh.basis(point)
        assert values @ cubic == pytest.approx(point**3 - 2 * point, abs=1e-12)
        assert slopes @ cubic == pytest.approx(3 * point**2 - 2, abs=1e-11)


def test_derivatives_on_a_boundary_are_those_of_either_element_also_traced():
    breaks = jnp.array([0.0, 0.5, 4.0])
    below, above = (
        jax.jit(lambda breaks, above=above: SpectralMesh(breaks, [1, 2]).basis(breaks[1], above))(breaks)
        for above in (False, True)
    )
    np.testing.assert_allclose(below[0], [0.0, 1.0, 0.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(above[0], below[0], atol=1e-15)
    np.testing.assert_allclose(below[1], [-2.0, 2.0, 0.0, 0.0], rtol=1e-14)
    # Of the quadratic through -1, 0 and 1 at -1: -3/2, 2, -1/2, over half the length of the element.
    np.testing.assert_allclose(above[1], np.array([0.0, -1.5, 2.0, -0.5]) / 1.75, rtol=1e-13)


def test_integrals_are_differentiable_in_the_breaks():
    """d/dH of int_0^H exp(-z) dz = exp(-H)."""
    slope = jax.grad(
        lambda h: jnp.sum(SpectralMesh(jnp.stack([0.0, 0.5, h]), [4, 3]).lumped_mass(lambda z: jnp.exp(-z)))
    )
    assert float(slope(4.0)) == pytest.approx(np.exp(-4.0), rel=1e-11)


def test_mesh_refuses_disordered_breaks():
    with pytest.raises(ValueError, match="increasing"):
        SpectralMesh([0.0, 2.0, 1.0], [2, 2])


def test_small_inverses():
    rng = np.random.default_rng(1)
    matrices = rng.normal(size=(7, 7, 30)) + 7 * np.eye(7)[..., None]
    inverses = invert_small(jnp.asarray(matrices))
    expected = np.moveaxis(np.linalg.inv(np.moveaxis(matrices, -1, 0)), 0, -1)
    np.testing.assert_allclose(inverses, expected, atol=1e-13)


def dominant_systems(rows, batch, size):
    """Blocks, couplings and right-hand sides (two for each system) of diagonally dominant systems."""
    rng = np.random.default_rng(2)
    blocks = rng.normal(size=(rows, size, size, batch)) * 0.3 + 6 * np.eye(size)[..., None]
    coupling = -rng.uniform(0.25, 1, (rows - 1, size, batch))
    return blocks, coupling, rng.normal(size=(rows, batch, size, 2))


@pytest.mark.parametrize("rows", [2, 11])
def test_block_thomas_against_sparse_lu(rows):
    batch, size = 3, 5
    blocks, coupling, right = dominant_systems(rows, batch, size)
    inverses = factor(jnp.asarray(blocks), jnp.asarray(coupling))
    solution = substitute(inverses, jnp.asarray(coupling), jnp.asarray(right))
    for b in range(batch):
        table = [[None] * rows for _ in range(rows)]
        for i in range(rows):
            table[i][i] = blocks[i, :, :, b]
        for i in range(rows - 1):
            table[i][i + 1] = table[i + 1][i] = diags(coupling[i, :, b])
        expected = splu(bmat(table, format="csc")).solve(right[:, b].reshape(rows * size, 2))
        np.testing.assert_allclose(solution[:, b], expected.reshape(rows, size, 2), atol=1e-13)


def test_block_thomas_factors_are_inverses_of_schur_complements():
    blocks, coupling, _ = dominant_systems(2, 1, 4)
    inverses = np.asarray(factor(jnp.asarray(blocks), jnp.asarray(coupling)))[:, 0]
    between = np.diag(coupling[0, :, 0])
    np.testing.assert_allclose(inverses[0] @ blocks[0, ..., 0], np.eye(4), atol=1e-13)
    schur = blocks[1, ..., 0] - between @ np.linalg.inv(blocks[0, ..., 0]) @ between
    np.testing.assert_allclose(inverses[1] @ schur, np.eye(4), atol=1e-13)


def test_spline_is_the_natural_spline_with_straight_ends():
    nodes = np.array([0.0, 0.7, 1.5, 2.0, 3.1, 4.0])
    values = np.sin(nodes)
    reference = CubicSpline(nodes, values, bc_type="natural")
    inside = np.linspace(0.0, 4.0, 41)
    ours = cubic_spline(jnp.asarray(nodes), jnp.asarray(values), jnp.asarray(inside))
    np.testing.assert_allclose(ours, reference(inside), atol=1e-13)
    beyond = cubic_spline(jnp.asarray(nodes), jnp.asarray(values), jnp.array([-1.0, 6.0]))
    expected = [values[0] - reference(0.0, 1), values[-1] + 2 * reference(4.0, 1)]
    np.testing.assert_allclose(beyond, expected, atol=1e-13)


def test_monotone_spline_is_of_third_order_and_never_overshoots():
    errors = []
    for count in (11, 21, 41, 81):
        nodes = np.linspace(0.2, 1.2, count)
        points = np.linspace(0.3, 1.1, 1001)
        errors.append(
            np.max(np.abs(monotone_spline(jnp.asarray(nodes), jnp.exp(nodes), jnp.asarray(points)) - np.exp(points)))
        )
    np.testing.assert_allclose(np.log2(np.array(errors[:-1]) / np.array(errors[1:])), 3.0, atol=0.15)
    step = monotone_spline(jnp.arange(6.0), jnp.array([1.0, 1.1, 1.2, 5.0, 5.0, 4.0]), jnp.linspace(0.0, 5.0, 501))
    assert float(step.max()) <= 5.0
    assert np.all(np.diff(step[:301]) >= 0)


def test_monotone_spline_goes_on_straight():
    nodes, values = jnp.arange(4.0), jnp.array([0.0, 1.0, 3.0, 4.0])
    np.testing.assert_allclose(monotone_spline(nodes, values, jnp.array([-2.0, 5.0])), [-2.0, 6.0])
