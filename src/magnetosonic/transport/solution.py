"""Solution of a transport problem: densities, and the numbers that tell how good they are."""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import Operator, System, operator, shift
from magnetosonic.transport.height_gradients import HeightGradients, height_gradients
from magnetosonic.transport.space.interface import Nodes
from magnetosonic.units import Numbers
from magnetosonic.words import count, span


class Solution(eqx.Module):
    """Densities of all species.

    Attributes:
        density: at the nodes at which it does not vanish [species, energy, *node].
        grid: the nodes.
        imbalance: |production - losses - escape|/production [species, energy].
        residual: of the equation at some nodes, relative to the production there [species, energy].
    """

    density: Float[Array, "species energy *node"]
    grid: Nodes
    imbalance: Float[Array, "species energy"]
    residual: Float[Array, "species energy"]

    def __repr__(self) -> str:
        """How many numbers, and how good they are."""
        nodes = " x ".join(count(self.density, axis) for axis in range(2, self.density.ndim))
        return (
            f"Solution of the transport equation: densities of {count(self.density, 0)} species at "
            f"{count(self.density, 1)} energies and {nodes} nodes\n"
            f"  imbalance {span(self.imbalance)}, residual {span(self.residual)}"
        )

    def at(self, *place: Numbers) -> Float[Array, "species energy"]:
        """Density at a place.

        Args:
            place: Galactocentric radius, inside R_max, and height of either sign, inside the halo [kpc].

        Returns:
            Densities, by cubic interpolation in radius and the polynomials of the solution in height.

        Raises:
            InputError: if the place is not inside the Galaxy.
        """
        weights = self.grid.weights(*self.grid.require_inside(*place))
        return jnp.tensordot(self.density, weights, weights.ndim)

    def height_gradients(
        self, edges: Float[Array, "zone"], places: Sequence[Scalar | tuple[Scalar, ...]]
    ) -> HeightGradients:
        """Gradients in height between the edges of zones, which drive the streaming of particles.

        Args:
            edges: upper edge of every zone, the last that of the halo [kpc]; they may be traced.
            places: where in the plane: Galactocentric radii [kpc], which may be traced.

        Returns:
            The gradients of the densities, in their unit per kpc.
        """
        return height_gradients(self.density, self.grid, edges, places)


def checks(
    system: System, density: Float[Array, "species energy *node"]
) -> tuple[Float[Array, "species energy"], Float[Array, "species energy"]]:
    """Imbalance and residual of a solution; see :class:`Solution`."""
    return particle_balance(system, density), equation_residual(system, density)


def flattened(density: Float[Array, "species energy *node"]) -> Float[Array, "species energy node"]:
    """Densities with all nodes in one axis."""
    return density.reshape(*density.shape[:2], -1)


def _amounts(matrix: Operator, density: Float[Array, "species energy *node"]) -> Array:
    """Integrals over the Galaxy of what the spatial terms make of the densities [term, species, energy]."""
    # Rows of the weak form add up to the integral over the Galaxy: so do the columns' sums times the density.
    return jnp.einsum("tx,skx->tsk", matrix.space.sums(), flattened(density), optimize=True)


def production_shares(
    system: System, density: Float[Array, "species energy *node"]
) -> Float[Array, "daughter parent energy"]:
    """Which part of the production of a species, injection included, comes from each other species.

    Args:
        system: the problem.
        density: its solution [species, energy, *node].

    Returns:
        Shares by fragmentation, decay and kernels, integrated over the Galaxy; zero where nothing is produced.
    """
    matrix = operator(system)
    amounts = jnp.abs(_amounts(matrix, density))
    made = matrix.fragmentation * amounts[matrix.gas]
    parents, daughters = matrix.decaying
    made = made.at[daughters, parents].add(matrix.decay * amounts[matrix.unit][parents])
    parents, daughters = (ends[matrix.between] for ends in matrix.transferring)
    transferred = jnp.einsum("ikj,ij->ik", matrix.kernels[matrix.between], amounts[matrix.gas][parents])
    made = made.at[daughters, parents].add(transferred)
    total = jnp.sum(made, axis=1) + system.source_spectrum * jnp.sum(system.space.source_shape)
    return made / jnp.where(total > 0, total, 1.0)[:, None]


def particle_balance(system: System, density: Float[Array, "species energy *node"]) -> Float[Array, "species energy"]:
    """Imbalance of every species and energy, integrated over the Galaxy.

    Sums up what is injected, born in fragmentation, in decay and by kernels and what comes from other energies, less
    what is destroyed, decays, changes its energy and escapes through the boundaries in height and radius.

    Args:
        system: the problem.
        density: its solution [species, energy, *node].

    Returns:
        |production - removal|/production [species, energy]; zero where nothing is produced.
    """
    matrix = operator(system)
    amounts = _amounts(matrix, density)
    own = jnp.sum(matrix.coefficients[:, 0] * amounts, axis=0)
    other = jnp.stack([matrix.coefficients[:, place] * shift(amounts, o) for place, o in enumerate(OFFSETS) if o != 0])
    born = matrix.production(amounts[matrix.gas], amounts[matrix.unit])
    injected = system.source_spectrum * jnp.sum(system.space.source_shape)
    exchanged = jnp.sum(other, axis=(0, 1))
    production = injected + born + jnp.sum(jnp.maximum(-other, 0.0), axis=(0, 1))
    scale = jnp.where(production > 0, production, 1.0)
    return jnp.where(production > 0, jnp.abs(injected + born - own - exchanged) / scale, 0.0)


def equation_residual(system: System, density: Float[Array, "species energy *node"]) -> Float[Array, "species energy"]:
    """How well the equation is fulfilled at some nodes.

    Args:
        system: the problem.
        density: its solution [species, energy, *node].

    Returns:
        Norm over the nodes of the equation's two sides' difference, relative to that of the right-hand side and of what
        comes from other energies [species, energy].
    """
    matrix = operator(system)
    space = matrix.space
    images = jnp.moveaxis(space.sampled_images(flattened(density)), 2, -1)  # [term, species, sample, energy]

    def coupled(place: int, offset: int) -> Array:
        return jnp.einsum("tsk,tsxk->sxk", matrix.coefficients[:, place], shift(images, offset))

    others = jnp.sum(jnp.stack([coupled(place, o) for place, o in enumerate(OFFSETS) if o != 0]), axis=0)
    right = matrix.production(images[matrix.gas], images[matrix.unit])
    right = right + jnp.einsum("sk,x->sxk", system.source_spectrum, space.sampled(space.source_shape))
    difference = coupled(0, 0) + others - right

    def norm(values: Array) -> Array:
        return jnp.sqrt(jnp.sum(values**2, axis=1))

    scale = norm(right) + norm(others)
    return norm(difference) / jnp.where(scale > 0, scale, 1.0)
