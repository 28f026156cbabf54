"""Solution of a transport problem: densities, with the checks that it must pass before anyone sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.errors import SolveError
from magnetosonic.galaxy.grid import Grid
from magnetosonic.nuclei.network import Network
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import System, operator, shift
from magnetosonic.units import Numbers

BALANCE_TOLERANCE = 1e-8
"""Largest imbalance of particles, relative to their production; rounding leaves about 1e-12."""


class Limits(NamedTuple):
    """What a solution may leave of the equation, and how far below zero a density may overshoot.

    Attributes:
        in_plane: negative density in the plane, relative to the nuclide's maximum at that energy.
        above: the same off the plane.
        residual: of the equation on all nodes, relative to what feeds the nuclide at that energy.
    """

    in_plane: float
    above: float
    residual: float


STABLE = Limits(in_plane=1e-3, above=0.02, residual=0.2)
"""Limits of nuclides that do not decay.

The polynomials in height overshoot a little above the gas where a nuclide stops too soon to get there: heavy nuclei at
10 MeV/n in a slowly diffusing Galaxy by 7e-3. The residual is largest where D has steps: 0.15 where a disk of M_A = 0.4
ceases to confine, with densities at the Sun that are off by 4e-3, a thirtieth of it, or less.
"""
UNSTABLE = Limits(in_plane=0.01, above=0.02, residual=0.3)
"""Limits of nuclides that decay, whose profile changes more with energy.

With reacceleration and wind 36Cl is 4e-3 below zero in the plane of the outermost Galaxy and leaves a residual of 0.07,
as does 10Be where D has steps.
"""
SHORT_LIVED = Limits(in_plane=0.1, above=0.1, residual=0.3)
"""Limits of nuclei that decay within a Myr (14C, 56Ni).

They move by less than a radial cell, and the bases are coarse for them (56Ni: 0.07 below zero, residual 0.2). Nothing
that is stable is made of them in numbers that matter.
"""
_SHORT_LIVED_RATE = 5.0  # 1/Myr
_CHECKED_RADII = 6
_ADVICE = (
    "more levels (transport.levels) help where D or the losses change steeply with energy, more energies "
    "(transport.energies_per_decade) below the threshold of a nuclide's production, a larger "
    "galaxy.grid.height_order where a diffusion length is shorter than the distance of the nodes in height"
)


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


def verify(solution: Solution, network: Network) -> None:
    """Refuse a solution that is not physical.

    Args:
        solution: the solution.
        network: decay rates, which tell the limits; nuclides and energies, for messages.

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
    limits = [limits_of(float(rate)) for rate in np.asarray(network.decay_rate)]
    largest = _largest_above(density.max(axis=(2, 3)))[..., None, None]
    allowed = np.ones(density[:, :1, :1].shape) * np.array([limit.above for limit in limits])[:, None, None, None]
    allowed[..., 0] = np.array([limit.in_plane for limit in limits])[:, None, None]
    if np.any(density < -allowed * largest):
        worst = np.unravel_index(np.argmin(density / (allowed * np.where(largest > 0, largest, 1.0))), density.shape)
        raise SolveError(f"the density of {place(int(worst[0]), int(worst[1]))} is negative; {_ADVICE}")
    _refuse_above(
        np.asarray(solution.imbalance),
        np.full(len(density), BALANCE_TOLERANCE),
        lambda where, value, limit: (
            f"particles are not conserved: {place(*where)} is out of balance by {value:.1e} of its production "
            f"(allowed: {limit:.0e})"
        ),
    )
    _refuse_above(
        np.asarray(solution.residual),
        np.array([limit.residual for limit in limits]),
        lambda where, value, limit: (
            f"the equation of {place(*where)} is not fulfilled: its residual is {value:.1e} (allowed: {limit:.0e}); "
            f"{_ADVICE}"
        ),
    )


def limits_of(decay_rate: float) -> Limits:
    """Limits of a nuclide.

    Args:
        decay_rate: its decay rate at rest, 0 if it is stable [1/Myr].

    Returns:
        The limits.
    """
    if decay_rate > _SHORT_LIVED_RATE:
        return SHORT_LIVED
    return UNSTABLE if decay_rate > 0 else STABLE


def _refuse_above(
    values: Float[np.ndarray, "nuclide energy"],
    limits: Float[np.ndarray, "nuclide"],
    message: Callable[[tuple[int, int], float, float], str],
) -> None:
    """Raise for the number that exceeds its nuclide's limit most, or is not a number."""
    excess = values / limits[:, None]
    if not np.max(excess) <= 1.0:
        nuclide, energy = np.unravel_index(np.argmax(excess), values.shape)
        raise SolveError(message((int(nuclide), int(energy)), float(values[nuclide, energy]), float(limits[nuclide])))


def _largest_above(values: Float[np.ndarray, "nuclide energy"]) -> Float[np.ndarray, "nuclide energy"]:
    """Largest value at an energy and those above that its losses come from.

    Below the threshold of its production a nuclide comes from higher energies alone, and the differences of third order
    may overshoot there by a small part of what is above.
    """
    reach = max(OFFSETS)
    padded = np.pad(values, ((0, 0), (0, reach)))
    return np.max([padded[:, step : step + values.shape[1]] for step in range(reach + 1)], axis=0)
