"""Solution of a transport problem: densities, with the checks that it must pass before anyone sees them."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from magnetosonic.errors import SolveError
from magnetosonic.galaxy.grid import Grid
from magnetosonic.nuclei.decay import decay_of
from magnetosonic.nuclei.network import Network
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import System, operator, shift

BALANCE_TOLERANCE = 1e-8
"""Largest imbalance of particles, relative to their production; rounding leaves about 1e-12."""
RESIDUAL_TOLERANCE = 0.3
"""Largest residual of the equation on all nodes: densities at the Sun are off by a tenth of it, or less."""
NEGATIVE_TOLERANCE = 0.02
"""Largest negative density off the plane, relative to the nuclide's maximum at that energy.

The polynomials in height overshoot a little above the gas where a nuclide lives too shortly, or stops too soon, to get
there: 14C, with a diffusion length of 20 pc, by 1e-4; heavy nuclei at 10 MeV/n in a slowly diffusing Galaxy by 7e-3.
"""
NEGATIVE_IF_SHORT_LIVED = 0.1
"""The same, anywhere, for nuclei that decay faster than 5/Myr (14C, 56Ni): they move by less than a radial cell, and
the bases are coarse for them. Nothing that is stable is made of them in numbers that matter."""
_SHORT_LIVED = 5.0  # 1/Myr
NEGATIVE_IN_PLANE = 0.01
"""The same in the plane, where it can only be the error of the reduced basis in the outermost Galaxy."""
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

    def at(self, radius: float, height: float) -> Float[Array, "nuclide energy"]:
        """Density at a place.

        Args:
            radius: Galactocentric radius, inside R_max [kpc].
            height: of either sign, inside the halo [kpc].

        Returns:
            Densities, by cubic interpolation in radius and the polynomials of the solution in height.
        """
        across = self.grid.radial_interpolation(radius)
        along = self.grid.height_interpolation(height)
        return jnp.einsum("r,m,kerm->ke", across, along, self.density)


def checks(
    system: System, density: Float[Array, "nuclide energy radius height"]
) -> tuple[Float[Array, "nuclide energy"], Float[Array, "nuclide energy"]]:
    """Imbalance and residual of a solution; see :class:`Solution`."""
    return particle_balance(system, density), equation_residual(system, density)


def particle_balance(
    system: System, density: Float[Array, "nuclide energy radius height"]
) -> Float[Array, "nuclide energy"]:
    """Imbalance of every nuclide and energy, integrated over the Galaxy.

    Sums up what is injected, born in fragmentation and decay and what comes from other energies, less what is
    destroyed, decays, changes its energy and escapes through the boundaries in height and radius.

    Args:
        system: the problem.
        density: its solution [nuclide, energy, radius, height].

    Returns:
        |production - removal|/production [nuclide, energy]; zero where nothing is produced.
    """
    matrix = operator(system)
    # Rows of the weak form add up to the integral over the Galaxy: so do the columns' sums times the density.
    sums = jnp.sum(matrix.blocks, axis=-2).at[:, :-1].add(matrix.couplings).at[:, 1:].add(matrix.couplings)
    amounts = jnp.einsum("trm,skrm->tsk", sums, density, optimize=True)
    own = jnp.sum(matrix.coefficients[:, 0] * amounts, axis=0)
    other = jnp.stack([matrix.coefficients[:, place] * shift(amounts, o) for place, o in enumerate(OFFSETS) if o != 0])
    in_gas, in_volume = amounts[matrix.gas], amounts[matrix.unit]
    born = jnp.einsum("spk,pk->sk", matrix.fragmentation, in_gas)
    parents, daughters = matrix.decaying
    born = born.at[daughters].add(matrix.decay * in_volume[parents])
    born = born.at[-1].add(matrix.scattering @ in_gas[-1])
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
    in_gas, in_volume = images[matrix.gas], images[matrix.unit]
    right = jnp.einsum("spk,prmk->srmk", matrix.fragmentation, in_gas)
    parents, daughters = matrix.decaying
    right = right.at[daughters].add(matrix.decay[:, None, None] * in_volume[parents])
    right = right.at[-1].add(jnp.einsum("kj,rmj->rmk", matrix.scattering, in_gas[-1]))
    right = right + jnp.einsum("sk,rm->srmk", system.source_spectrum, system.space.source_shape[rows])
    difference = coupled(0, 0) + others - right

    def norm(values: Array) -> Array:
        return jnp.sqrt(jnp.sum(values**2, axis=(1, 2)))

    scale = norm(right) + norm(others)
    return norm(difference) / jnp.where(scale > 0, scale, 1.0)


def verify(solution: Solution, network: Network) -> None:
    """Refuse a solution that is not physical.

    Args:
        solution: the solution.
        network: nuclides and energies, for messages.

    Raises:
        SolveError: if a density is not finite, negative beyond the overshoot of the polynomials, the equation is not
            fulfilled or particles are not conserved.
    """
    density, energy = np.asarray(solution.density), np.asarray(network.energy)

    def place(nuclide: int, energy_number: int) -> str:
        return f"{network.nuclides[nuclide].name} at {energy[energy_number]:.3g} GeV/n"

    if not np.all(np.isfinite(density)):
        bad = np.argwhere(~np.isfinite(density))[0]
        raise SolveError(f"the density of {place(int(bad[0]), int(bad[1]))} is not finite")
    largest = _largest_above(density.max(axis=(2, 3)))[..., None, None]
    allowed = np.full((len(density), 1, 1, density.shape[-1]), NEGATIVE_TOLERANCE)
    allowed[..., 0] = NEGATIVE_IN_PLANE
    allowed[[decay_of(nuclide).rate > _SHORT_LIVED for nuclide in network.nuclides]] = NEGATIVE_IF_SHORT_LIVED
    if np.any(density < -allowed * largest):
        worst = np.unravel_index(np.argmin(density / (allowed * np.where(largest > 0, largest, 1.0))), density.shape)
        raise SolveError(
            f"the density of {place(int(worst[0]), int(worst[1]))} is negative; if its diffusion length is shorter "
            "than the distance of the nodes in height, a larger galaxy.grid.height_order helps"
        )
    quantities = {
        "particles are not conserved: {} is out of balance by {:.1e} of its production (allowed: {:.0e})": (
            solution.imbalance,
            BALANCE_TOLERANCE,
        ),
        "the equation of {} is not fulfilled: its residual is {:.1e} (allowed: {:.0e})": (
            solution.residual,
            RESIDUAL_TOLERANCE,
        ),
    }
    for message, (values, limit) in quantities.items():
        if not float(values.max()) <= limit:
            worst = np.unravel_index(np.argmax(np.asarray(values)), values.shape)
            raise SolveError(message.format(place(int(worst[0]), int(worst[1])), float(values.max()), limit))


def _largest_above(values: Float[np.ndarray, "nuclide energy"]) -> Float[np.ndarray, "nuclide energy"]:
    """Largest value at an energy and those above that its losses come from.

    Below the threshold of its production a nuclide comes from higher energies alone, and the differences of third order
    may overshoot there by a small part of what is above.
    """
    reach = max(OFFSETS)
    padded = np.pad(values, ((0, 0), (0, reach)))
    return np.max([padded[:, step : step + values.shape[1]] for step in range(reach + 1)], axis=0)
