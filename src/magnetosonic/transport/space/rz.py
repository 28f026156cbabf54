"""Space as radius and height: finite volumes in radius, spectral elements in height.

Every term is a matrix in weak form: row (i, m) is the equation integrated over radial cell i (r dr) and against basis
function m of the height. Rows therefore add up to the balance of the whole Galaxy. D of every patch (a zone, or a zone
and one of its radial knots) multiplies a term of its own, so that the equation is a sum of fixed matrices with
coefficients that depend on nuclide and energy.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from magnetosonic.arrays import Array, Scalar
from magnetosonic.galaxy.gas import Gas
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.radial_profile import knot_shares
from magnetosonic.galaxy.wind import Wind
from magnetosonic.galaxy.zones import zone_shares
from magnetosonic.losses.rates import ELECTRONS, ELECTRONS_LOG, NEUTRAL
from magnetosonic.numerics.block_tridiagonal import factor, substitute
from magnetosonic.transport.space.interface import (
    ADVECTION,
    DIFFUSION,
    EXPANSION,
    GAS,
    MOMENTUM,
    UNIT,
    UPWIND,
    Space,
)

_SAMPLED_RADII = 6


class Patches(eqx.Module):
    """Where D is what: zones stacked in height, each with knots in radius.

    Attributes:
        edges: upper edge of every zone [zone] [kpc].
        knots: radii at which the zone's D is given, one if it does not depend on the radius [kpc]; for each zone.
        transition_width: of the tanh between zones [kpc].
        smooth: whether there is such a transition; else D jumps.
    """

    edges: Float[Array, "zone"]
    knots: tuple[tuple[Scalar, ...], ...]
    transition_width: Scalar = 0.0
    smooth: bool = eqx.field(static=True, default=False)

    def shares(self, radius: float, height: float) -> Float[Array, "patch"]:
        """Share of every patch in D at a place, as in the transport equation.

        Args:
            radius: Galactocentric radius [kpc].
            height: of either sign [kpc].

        Returns:
            Shares, which add up to one; their sum with the D of the patches is D.
        """
        at = np.array([float(radius)])
        zones = zone_shares(jnp.array([float(height)]), self.edges, self.transition_width, self.smooth)[:, 0]
        return jnp.concatenate([zones[zone] * knot_shares(at, knots)[:, 0] for zone, knots in enumerate(self.knots)])


class Columns(NamedTuple):
    """Factors of block Thomas elimination from the axis outwards.

    Attributes:
        inverses: of the Schur complements [batch, radius, height, height].
        couplings: between radial cells [batch, face, height].
    """

    inverses: Float[Array, "*batch radius height height"]
    couplings: Float[Array, "*batch face height"]


class RadiusHeight(Space):
    """Matrices in radius and height; the nodes on the halo boundary and at R_max, where N vanishes, are left out.

    Attributes:
        names: as in :class:`magnetosonic.transport.space.interface.Space`.
        blocks: the part within a radial cell [term, radius, height, height].
        couplings: the part between cells i and i + 1, diagonal in height and symmetric [term, face, height].
        source_shape: likewise as there; heights vary fastest [node].
        mesh_peclet: likewise.
    """

    names: tuple[str, ...] = eqx.field(static=True)
    blocks: Float[Array, "term radius height height"]
    couplings: Float[Array, "term face height"]
    source_shape: Float[Array, "node"]
    mesh_peclet: Float[Array, "patch"]

    @property
    def shape(self) -> tuple[int, ...]:
        """Radii and heights."""
        return self.blocks.shape[1:3]

    @property
    def _rows(self) -> Int[np.ndarray, "row"]:
        """Numbers of the radii that are sampled."""
        return np.unique(np.linspace(0, self.shape[0] - 1, _SAMPLED_RADII).round().astype(int))

    def apply(self, term: int, density: Float[Array, "*batch node"]) -> Float[Array, "*batch node"]:
        """X_t N of one term, by its number."""
        return _applied(self.blocks[term], self.couplings[term], self.unfolded(density)).reshape(density.shape)

    def images(self, density: Float[Array, "*batch node"]) -> Float[Array, "term *batch node"]:
        """X_t N of all terms."""
        found = jax.vmap(_applied, in_axes=(0, 0, None))(self.blocks, self.couplings, self.unfolded(density))
        return found.reshape(len(self.names), *density.shape)

    def sampled_images(self, density: Float[Array, "*batch node"]) -> Float[Array, "term *batch sample"]:
        """X_t N of all terms at all heights of six radii."""
        values, rows = self.unfolded(density), self._rows
        before, after = np.maximum(rows - 1, 0), np.minimum(rows + 1, self.shape[0] - 1)

        def at_rows(block: Array, coupling: Array) -> Array:
            coupling = jnp.pad(coupling, ((1, 1), (0, 0)))
            within = jnp.einsum("rmn,...rn->...rm", block[rows], values[..., rows, :])
            return within + coupling[rows] * values[..., before, :] + coupling[rows + 1] * values[..., after, :]

        found = jax.vmap(at_rows)(self.blocks, self.couplings)
        return found.reshape(*found.shape[:-2], -1)

    def sampled(self, values: Float[Array, "*batch node"]) -> Float[Array, "*batch sample"]:
        """Values at all heights of six radii."""
        return self.unfolded(values)[..., self._rows, :].reshape(*values.shape[:-1], -1)

    def sums(self) -> Float[Array, "term node"]:
        """Sums of the columns of every X_t."""
        within = jnp.sum(self.blocks, axis=-2).at[:, :-1].add(self.couplings).at[:, 1:].add(self.couplings)
        return within.reshape(len(self.names), -1)

    def transposed(self) -> RadiusHeight:
        """The same terms with X_t transposed; the coupling of the cells is symmetric."""
        return dataclasses.replace(self, blocks=jnp.swapaxes(self.blocks, -1, -2))

    def only(self, terms: tuple[int, ...]) -> RadiusHeight:
        """Some of the terms alone, in the order given."""
        chosen, names = np.array(terms, dtype=int), tuple(self.names[term] for term in terms)
        return dataclasses.replace(self, names=names, blocks=self.blocks[chosen], couplings=self.couplings[chosen])

    def combined(
        self, weights: Float[Array, "term batch"], density: Float[Array, "batch node"]
    ) -> Float[Array, "batch node"]:
        """sum_t weights_t X_t N for every member of a batch with weights of its own."""
        if DIFFUSION in self.names:  # the one term that couples radial cells
            return super().combined(weights, density)
        found = jnp.einsum("tb,trmn,brn->brm", weights, self.blocks, self.unfolded(density))
        return found.reshape(density.shape)

    def factor(self, coefficients: Float[Array, "term batch"]) -> Columns:
        """Factors of sum_t coefficients_t X_t, for :meth:`solve`."""
        coupling = jnp.einsum("tfm,ts->fms", self.couplings, coefficients)
        inverses = factor(jnp.einsum("trmn,ts->rmns", self.blocks, coefficients), coupling)
        return Columns(jnp.swapaxes(inverses, 0, 1), jnp.moveaxis(coupling, -1, 0))

    def solve(self, factors: Columns, right: Float[Array, "batch node"]) -> Float[Array, "batch node"]:
        """Solve with the factors of :meth:`factor`, or of any members of its batch."""
        coupling = jnp.moveaxis(factors.couplings, 0, -1)
        sides = jnp.swapaxes(self.unfolded(right), 0, 1)[..., None]
        found = substitute(jnp.swapaxes(factors.inverses, 0, 1), coupling, sides)[..., 0]
        return jnp.swapaxes(found, 0, 1).reshape(right.shape)


def _applied(block: Array, coupling: Array, density: Float[Array, "*batch radius height"]) -> Array:
    within = jnp.einsum("rmn,...rn->...rm", block, density)
    return (
        within.at[..., :-1, :].add(coupling * density[..., 1:, :]).at[..., 1:, :].add(coupling * density[..., :-1, :])
    )


def build_space(
    grid: Grid,
    patches: Patches,
    gas: Gas,
    source_shape: Float[Array, "radius height"],
    wind: Wind | None = None,
    momentum_diffusion: bool = False,
) -> RadiusHeight:
    """Assemble all terms.

    Args:
        grid: the spatial grid.
        patches: zones and their radial knots.
        gas: densities of the gas.
        source_shape: integrals of the sources against the basis, averaged over the cells, as of
            :meth:`magnetosonic.galaxy.grid.Grid.load`.
        wind: Galactic wind; None: the term is left out.
        momentum_diffusion: whether there is diffusion in momentum.

    Returns:
        The terms.
    """
    volumes = jnp.asarray(grid.volumes)
    terms = _diffusion_terms(grid, patches)
    if momentum_diffusion:
        terms += _momentum_terms(grid, patches)
    terms += _gas_terms(grid, gas)
    peclet = jnp.zeros(len(_patch_shares(grid, patches)))
    if wind is not None:
        wind_terms, peclet = _wind_terms(grid, patches, wind)
        terms += wind_terms
    no_coupling = jnp.zeros((len(grid.radii) - 1, grid.heights.nodes.shape[0] - 1))
    return RadiusHeight(
        names=tuple(name for name, _, _ in terms),
        blocks=jnp.stack([volumes[:, None, None] * block for _, block, _ in terms]),
        couplings=jnp.stack([no_coupling if coupling is None else coupling for _, _, coupling in terms]),
        source_shape=(volumes[:, None] * source_shape).ravel(),
        mesh_peclet=peclet,
    )


Term = tuple[str, Array, Array | None]


def _patch_shares(grid: Grid, patches: Patches) -> list[tuple[int, Array, Array]]:
    """Zone of every patch, and its share at the radial nodes and at the outer faces of the cells."""
    result = []
    for zone, knots in enumerate(patches.knots):
        at_nodes, at_faces = knot_shares(grid.radii, knots), knot_shares(grid.faces[1:], knots)
        result += [(zone, jnp.asarray(node), jnp.asarray(face)) for node, face in zip(at_nodes, at_faces, strict=True)]
    return result


def _zone_weights(grid: Grid, patches: Patches) -> tuple[Array, Array, Array, Array]:
    """Shares of the zones times quadrature weights [zone, point], with points, values and slopes of the basis."""
    points, weights, values, slopes = grid.heights.quadrature()
    shares = zone_shares(points, patches.edges, patches.transition_width, patches.smooth)
    return shares * weights, points, jnp.asarray(values[:, :-1]), slopes[:, :-1]


def _diffusion_terms(grid: Grid, patches: Patches) -> list[Term]:
    shares, _, values, slopes = _zone_weights(grid, patches)
    stiffness = jnp.einsum("zp,pm,pn->zmn", shares, slopes, slopes)
    radial = shares @ values
    face_area = grid.outer * grid.volumes  # r/dr at the outer face of every cell
    terms: list[Term] = []
    for zone, at_nodes, at_faces in _patch_shares(grid, patches):
        outer = (face_area * at_faces)[:, None] * radial[zone]
        inner = jnp.pad(outer[:-1], ((1, 0), (0, 0)))
        across = ((outer + inner) / grid.volumes[:, None])[..., None] * jnp.eye(outer.shape[1])
        terms.append((DIFFUSION, at_nodes[:, None, None] * stiffness[zone] + across, -outer[:-1]))
    return terms


def _momentum_terms(grid: Grid, patches: Patches) -> list[Term]:
    shares, _, values, _ = _zone_weights(grid, patches)
    masses = shares @ values
    return [
        (MOMENTUM, at_nodes[:, None, None] * jnp.diag(masses[zone]), None)
        for zone, at_nodes, _ in _patch_shares(grid, patches)
    ]


def _gas_terms(grid: Grid, gas: Gas) -> list[Term]:
    def electrons_log(radius: Array, height: Array) -> Array:
        density = gas.ionised(radius, height)
        return density * jnp.log(jnp.maximum(density, 1e-300))

    neutral, electrons = grid.mass(gas.neutral), grid.mass(gas.ionised)
    volume = jnp.diag(grid.heights.lumped_mass(jnp.ones_like)[:-1])
    return [
        (UNIT, jnp.broadcast_to(volume, neutral.shape), None),
        (GAS, neutral + electrons, None),
        (NEUTRAL, neutral, None),
        (ELECTRONS, electrons, None),
        (ELECTRONS_LOG, grid.mass(electrons_log), None),
    ]


def _wind_terms(grid: Grid, patches: Patches, wind: Wind) -> tuple[list[Term], Array]:
    """Advection, expansion, and the diffusion of upwind differences, with v h/2 of every patch.

    The last acts where the mesh cannot resolve the balance of advection and diffusion (D below v h/2, with the largest
    distance h of nodes): it raises D to v h/2 there and is absent elsewhere.
    """
    shares, points, values, slopes = _zone_weights(grid, patches)
    weights, speed = jnp.sum(shares, axis=0), wind(points)
    advection = -jnp.einsum("p,pm,pn->mn", weights * speed, slopes, values)
    in_plane = jnp.zeros(values.shape[1]).at[0].set(1.0)
    expansion = wind.gradient * jnp.einsum("p,pm,pn->mn", weights, values, values)
    expansion = expansion + wind.velocity * jnp.outer(in_plane, in_plane)
    mesh = grid.heights
    spacing = jnp.diff(mesh.nodes)
    elements = np.repeat(np.arange(len(mesh.orders)), mesh.orders)
    largest = jnp.stack([jnp.max(spacing[elements == element]) for element in range(len(mesh.orders))])
    inside = jnp.clip(jnp.searchsorted(mesh.breaks, points) - 1, 0, len(mesh.orders) - 1)
    peclet = 0.5 * speed * largest[inside]
    stabilisation = jnp.einsum("zp,pm,pn->zmn", shares * peclet, slopes, slopes)
    terms: list[Term] = [
        (ADVECTION, jnp.broadcast_to(advection, (len(grid.radii), *advection.shape)), None),
        (EXPANSION, jnp.broadcast_to(expansion, (len(grid.radii), *expansion.shape)), None),
    ]
    numbers = []
    for zone, at_nodes, _ in _patch_shares(grid, patches):
        terms.append((UPWIND, at_nodes[:, None, None] * stabilisation[zone], None))
        numbers.append(jnp.max(jnp.where(shares[zone] > 0, peclet, 0.0)))
    return terms, jnp.stack(numbers)
