"""Lengths of the grid may be traced: values as of known numbers, derivatives against finite differences."""

from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import brentq

from magnetosonic.galaxy.gas import GalpropGas, UniformGas
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.height_layout import Boundary, height_layout
from magnetosonic.galaxy.radial_nodes import radial_nodes
from magnetosonic.galaxy.sources import Ferriere2001
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.transport.space import Patches, build_space

EDGES = (0.5, 4.0)
MESH = SpectralMesh([0.0, 0.5, 4.0], [4, 3])


@pytest.mark.parametrize("radius", [12.0, 20.0, 20.0 + 1e-9, 20.3, 30.0, 100.0])
def test_radial_nodes_fulfil_their_equation(radius):
    nodes = radial_nodes(radius, 41)
    exact = radius * np.linspace(0.0, 1.0, 42)
    if radius > 20.0:
        stretch = brentq(lambda a: np.sinh(0.75 * a) / np.sinh(a) - 15.0 / radius, 1e-6, 100.0, xtol=1e-15)
        exact = radius * np.sinh(stretch * np.linspace(0.0, 1.0, 42)) / np.sinh(stretch)
    np.testing.assert_allclose(nodes, exact, rtol=1e-13)
    np.testing.assert_allclose(jax.jit(partial(radial_nodes, cells=41))(radius), nodes, rtol=1e-13)


@pytest.mark.parametrize("radius", [12.0, 20.001, 21.0, 30.0, 90.0])
def test_radial_nodes_differentiate(radius):
    step = 1e-4 * radius if radius != 20.001 else 1e-4
    slope = jax.jacfwd(partial(radial_nodes, cells=21))(radius)
    finite = (radial_nodes(radius + step, 21) - radial_nodes(radius - step, 21)) / (2 * step)
    np.testing.assert_allclose(slope, finite, rtol=1e-6, atol=1e-9)


def test_nodes_are_continuous_where_the_stretching_begins():
    """At 20 kpc the even nodes meet the stretched ones, and the derivative stays finite."""
    near = [radial_nodes(20.0 + step, 21) for step in (-1e-10, 0.0, 1e-10)]
    np.testing.assert_allclose(near[0], near[1], rtol=1e-10)
    np.testing.assert_allclose(near[2], near[1], rtol=1e-10)
    for radius in (20.0, 20.0 + 1e-12):
        slope = jax.jacfwd(partial(radial_nodes, cells=21))(radius)
        assert np.all(np.abs(slope) <= 1.0 + 1e-9)  # R_max itself moves with slope 1; none is faster, nor infinitely so


@pytest.mark.parametrize("radius", [0.01, 8.3, 29.9])
def test_interpolation_at_a_traced_place(radius):
    """The derivative by the place is that of the cubic."""
    grid = Grid(radial_nodes(30.0, 21), MESH)
    traced = eqx.filter_jit(grid.radial_interpolation)(radius)
    np.testing.assert_allclose(traced, grid.radial_interpolation(radius), atol=1e-14)
    slopes = jax.jacfwd(grid.radial_interpolation)(radius)
    np.testing.assert_allclose(slopes, grid.radial_derivative(radius), rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(eqx.filter_jit(grid.radial_derivative)(radius), slopes, rtol=1e-11, atol=1e-12)


def slope_of(function, at, step):
    return (function(at + step) - function(at - step)) / (2 * step)


def test_interpolation_differentiates_with_respect_to_the_nodes():
    @jax.jit
    def density_here(radius):
        grid = Grid(radial_nodes(radius, 21), MESH)
        return grid.radial_interpolation(8.3) @ jnp.cos(grid.radii / 9.0)

    assert float(jax.grad(density_here)(30.0)) == pytest.approx(float(slope_of(density_here, 30.0, 1e-3)), rel=1e-5)


LAYOUT = height_layout(EDGES, 0.05, 4, 3).with_gas_edge(EDGES, 0.05, 0.11)
LENGTHS = {"radius": 25.0, "disk": 0.5, "halo": 4.0, "width": 0.05, "gas": 0.11}


def summed(lengths):
    """Weighted sums of all that the space of the transport holds: volumes, diffusion, gas with an edge, sources."""
    edges = jnp.stack([lengths["disk"], lengths["halo"]])
    gas = UniformGas(1.0, 0.1, lengths["gas"])
    mesh = LAYOUT.mesh(edges, lengths["width"], gas.edge)
    grid = Grid(radial_nodes(lengths["radius"], 11), mesh)
    patches = Patches(edges, ((0.0,), (4.0, 12.0)), lengths["width"], smooth=True)
    space = build_space(grid, patches, gas, grid.load(Ferriere2001()))
    weights = np.random.default_rng(7).uniform(size=space.blocks.shape[1:])
    place = jnp.exp(grid.radial_interpolation(8.3))[:, None, None] * weights
    sources = jnp.sum(place[..., 0].ravel() * space.source_shape)
    return jnp.append(jnp.sum(place * space.blocks, axis=(1, 2, 3)), sources)


@pytest.fixture(scope="module")
def derivatives():
    compiled = jax.jit(lambda lengths: (summed(lengths), jax.jacfwd(summed)(lengths)))
    return compiled, compiled(LENGTHS)[1]


@pytest.mark.parametrize("name", LENGTHS)
def test_the_space_differentiates_with_respect_to_every_length(derivatives, name):
    """Gas that ends, too: a boundary of elements follows its edge."""
    compiled, slopes = derivatives
    step = 1e-4 * LENGTHS[name]

    def at(value):
        return np.asarray(compiled(LENGTHS | {name: value})[0])

    # Of central differences: 1e-8 relative to the third derivatives of tanh and of the Gaussian layers of the sources.
    scale = np.abs(at(LENGTHS[name])) / LENGTHS[name]
    np.testing.assert_array_less(np.abs(slopes[name] - slope_of(at, LENGTHS[name], step)), 1e-5 * scale + 1e-12)
    assert np.any(np.abs(slopes[name]) > 1e-3 * scale)


def test_one_program_serves_all_lengths(derivatives):
    compiled, _ = derivatives
    compiled(LENGTHS | {"radius": 18.0, "disk": 0.55, "gas": 0.12, "width": 0.04})
    assert compiled._cache_size() == 1


def test_known_and_traced_lengths_give_the_same_space():
    """Where numbers are known the grid is computed by NumPy."""
    edges = np.array(EDGES)
    grid = Grid(radial_nodes(30.0, 11), LAYOUT.mesh(edges, 0.05, 0.11))
    assert isinstance(grid.volumes, np.ndarray)
    assert isinstance(grid.heights.breaks, np.ndarray)

    @jax.jit
    def traced(radius, width):
        there = Grid(radial_nodes(radius, 11), LAYOUT.mesh(edges, width, 0.11))
        return there.volumes, there.outer, there.mass(GalpropGas(1.9e20).total)

    known = grid.volumes, grid.outer, grid.mass(GalpropGas(1.9e20).total)
    for here, there in zip(known, traced(30.0, 0.05), strict=True):
        np.testing.assert_allclose(there, here, rtol=1e-11, atol=1e-15)


def test_the_edge_of_gas_takes_the_place_of_a_fixed_boundary_only():
    layout = height_layout([4.0], 0.0, 4, 3)
    assert layout.boundaries[1] == Boundary(distance=0.5)
    assert layout.with_gas_edge([4.0], 0.0, 0.5).places(np.array([4.0]), 0.0, 0.6) == pytest.approx([0.0, 0.6, 4.0])
    at_zone = height_layout([0.5, 4.0], 0.0, 4, 3)
    assert at_zone.with_gas_edge([0.5, 4.0], 0.0, 0.5) == at_zone
    assert at_zone.with_gas_edge([0.5, 4.0], 0.0, np.inf) == at_zone
