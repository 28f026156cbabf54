"""Solution of a transport problem: densities, and the numbers that tell how good they are."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.galaxy.grid import Grid
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import Operator, System, operator, shift
from magnetosonic.units import Numbers
from magnetosonic.words import count, span

_CHECKED_RADII = 6


class Solution(eqx.Module):
    """Densities of all nuclides.

    Attributes:
        density: at the nodes, boundary excluded [nuclide, energy, radius, height].
        grid: the nodes.
        imbalance: |production - losses - escape|/production [nuclide, energy].
        residual: of the equation at some radii, relative to the production there [nuclide, energy].
    """

    density: Float[Array, "nuclide energy radius height"]
    grid: Grid
    imbalance: Float[Array, "nuclide energy"]
    residual: Float[Array, "nuclide energy"]

    def __repr__(self) -> str:
        """How many numbers, and how good they are."""
        nuclides, energies, radii, heights = (count(self.density, axis) for axis in (-4, -3, -2, -1))
        return (
            f"Solution of the transport equation: densities of {nuclides} nuclides at {energies} energies, "
            f"{radii} radii and {heights} heights\n"
            f"  imbalance {span(self.imbalance)}, residual {span(self.residual)}"
        )

    def at(self, radius: Numbers, height: Numbers) -> Float[Array, "nuclide energy"]:
        """Density at a place.

        Args:
            radius: Galactocentric radius, inside R_max [kpc].
            height: of either sign, inside the halo [kpc].

        Returns:
            Densities, by cubic interpolation in radius and the polynomials of the solution in height.

        Raises:
            InputError: if the place is not inside the Galaxy.
        """
        radius, height = self.grid.require_inside(radius, height)
        across = self.grid.radial_interpolation(radius)
        along = self.grid.height_interpolation(height)
        return jnp.einsum("r,m,kerm->ke", across, along, self.density)


def checks(
    system: System, density: Float[Array, "nuclide energy radius height"]
) -> tuple[Float[Array, "nuclide energy"], Float[Array, "nuclide energy"]]:
    """Imbalance and residual of a solution; see :class:`Solution`."""
    return particle_balance(system, density), equation_residual(system, density)


def _amounts(matrix: Operator, density: Float[Array, "nuclide energy radius height"]) -> Array:
    """Integrals over the Galaxy of what the spatial terms make of the densities [term, nuclide, energy]."""
    # Rows of the weak form add up to the integral over the Galaxy: so do the columns' sums times the density.
    sums = jnp.sum(matrix.blocks, axis=-2).at[:, :-1].add(matrix.couplings).at[:, 1:].add(matrix.couplings)
    return jnp.einsum("trm,skrm->tsk", sums, density, optimize=True)


def production_shares(
    system: System, density: Float[Array, "nuclide energy radius height"]
) -> Float[Array, "daughter parent energy"]:
    """Which part of the production of a nuclide, injection included, comes from each other nuclide.

    Args:
        system: the problem.
        density: its solution [nuclide, energy, radius, height].

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


def particle_balance(
    system: System, density: Float[Array, "nuclide energy radius height"]
) -> Float[Array, "nuclide energy"]:
    """Imbalance of every nuclide and energy, integrated over the Galaxy.

    Sums up what is injected, born in fragmentation, in decay and by kernels and what comes from other energies, less
    what is destroyed, decays, changes its energy and escapes through the boundaries in height and radius.

    Args:
        system: the problem.
        density: its solution [nuclide, energy, radius, height].

    Returns:
        |production - removal|/production [nuclide, energy]; zero where nothing is produced.
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


def equation_residual(
    system: System, density: Float[Array, "nuclide energy radius height"]
) -> Float[Array, "nuclide energy"]:
    """How well the equation is fulfilled at some radii.

    Args:
        system: the problem.
        density: its solution [nuclide, energy, radius, height].

    Returns:
        Norm over the nodes of the equation's two sides' difference, relative to that of the right-hand side and of what
        comes from other energies [nuclide, energy].
    """
    matrix = operator(system)
    rows = np.unique(np.linspace(0, density.shape[2] - 1, _CHECKED_RADII).round().astype(int))
    images = jax.vmap(matrix.spatial_rows, in_axes=(0, None, None))(jnp.arange(len(matrix.blocks)), density, rows)
    images = jnp.moveaxis(images, 2, -1)  # [term, nuclide, row, height, energy]

    def coupled(place: int, offset: int) -> Array:
        return jnp.einsum("tsk,tsrmk->srmk", matrix.coefficients[:, place], shift(images, offset))

    others = jnp.sum(jnp.stack([coupled(place, o) for place, o in enumerate(OFFSETS) if o != 0]), axis=0)
    right = matrix.production(images[matrix.gas], images[matrix.unit])
    right = right + jnp.einsum("sk,rm->srmk", system.source_spectrum, system.space.source_shape[rows])
    difference = coupled(0, 0) + others - right

    def norm(values: Array) -> Array:
        return jnp.sqrt(jnp.sum(values**2, axis=(1, 2)))

    scale = norm(right) + norm(others)
    return norm(difference) / jnp.where(scale > 0, scale, 1.0)
