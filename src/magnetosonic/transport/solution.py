"""Solution of a transport problem: densities, with the checks that it must pass before anyone sees them."""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from magnetosonic.errors import SolveError
from magnetosonic.transport.energy import loss_terms
from magnetosonic.transport.equation import TransportProblem
from magnetosonic.transport.solve import solve_densities

BALANCE_TOLERANCE = 1e-8
"""Largest imbalance of particles, relative to their production; rounding leaves about 1e-12."""
NEGATIVE_TOLERANCE = 0.02
"""Largest negative density off the plane, relative to the nuclide's maximum at that energy.

The polynomials in height overshoot a little above the gas where a nuclide lives too shortly, or stops too soon, to get
there: 14C, with a diffusion length of 20 pc, by 1e-4; heavy nuclei at 10 MeV/n in a slowly diffusing Galaxy by 7e-3. In
the plane, where it is observed, no density may be negative.
"""


class Solution(eqx.Module):
    """Densities of all nuclides.

    Attributes:
        density: at the nodes, boundary excluded [nuclide, energy, radius, height].
        imbalance: |production - losses - escape|/production [nuclide, energy].
    """

    density: Float[Array, "nuclide energy radius height"]
    imbalance: Float[Array, "nuclide energy"]


@jax.jit
def particle_balance(
    problem: TransportProblem, density: Float[Array, "nuclide energy radius height"]
) -> Float[Array, "nuclide energy"]:
    """Imbalance of every nuclide and energy, integrated over the Galaxy.

    Sums up what is injected, born in fragmentation and decay and what comes from higher energy, less what is destroyed,
    decays, loses energy and escapes through the boundaries in height and radius.

    Args:
        problem: the problem.
        density: its solution [nuclide, energy, radius, height].

    Returns:
        |production - removal|/production [nuclide, energy]; zero where nothing is produced.
    """
    space = problem.space

    def amount(matrix: Array, values: Array) -> Array:  # integral over the Galaxy of gas times density
        return jnp.einsum("r,rmn,kern->ke", space.volumes, matrix, values)

    injected = jnp.einsum("r,rm->", space.volumes, problem.source_shape) * problem.source_spectrum
    in_gas = amount(space.gas, density)
    everywhere = jnp.einsum("r,m,kerm->ke", space.volumes, space.mass, density)
    kinds = density.shape[0]
    fragments = problem.channel_rate * in_gas[problem.channel_parent]
    born = jax.ops.segment_sum(fragments, problem.channel_daughter, num_segments=kinds)
    collisions = problem.destruction * in_gas
    born = born.at[problem.proton].add(problem.degradation @ collisions[problem.proton])
    decays = problem.decay * everywhere
    born = born + jax.ops.segment_sum(decays[problem.decay_parent], problem.decay_daughter, num_segments=kinds)

    out_of_halo = -jnp.einsum("r,zn,zke,kern->ke", space.volumes, space.boundary, problem.diffusion, density)
    edge = space.volumes[-1] * space.outer[-1]
    out_of_edge = edge * jnp.einsum("zn,zke,ken->ke", space.radial_weight, problem.diffusion, density[:, :, -1])
    removed = collisions + decays + out_of_halo + out_of_edge

    losses = loss_terms(problem)
    contained = jax.vmap(amount, in_axes=(0, None))(losses.matrices, density)
    lost = jnp.sum(losses.coefficients[..., 0] * contained, axis=0)
    above = jnp.pad(contained, ((0, 0), (0, 0), (0, 2)))
    gained = -jnp.sum(
        losses.coefficients[..., 1] * above[..., 1:-1] + losses.coefficients[..., 2] * above[..., 2:], axis=0
    )
    production = injected + born + gained
    scale = jnp.where(production > 0, production, 1.0)
    return jnp.where(production > 0, jnp.abs(production - removed - lost) / scale, 0.0)


def solve(problem: TransportProblem, nuclides: Sequence[str]) -> Solution:
    """Solve and verify: finite, non-negative, particles conserved.

    Args:
        problem: the problem.
        nuclides: names of its nuclides, for messages.

    Returns:
        The solution.

    Raises:
        SolveError: if a density is not finite, negative beyond the overshoot of the polynomials, or particles are not
            conserved.
    """
    density = solve_densities(problem)
    imbalance = particle_balance(problem, density)
    verify(np.asarray(density), np.asarray(imbalance), nuclides, np.asarray(problem.energy))
    return Solution(density, imbalance)


def verify(
    density: Float[np.ndarray, "nuclide energy radius height"],
    imbalance: Float[np.ndarray, "nuclide energy"],
    nuclides: Sequence[str],
    energy: Float[np.ndarray, "energy"],
) -> None:
    """Refuse a solution that is not physical.

    Args:
        density: densities [nuclide, energy, radius, height].
        imbalance: relative imbalance [nuclide, energy].
        nuclides: names of the nuclides, for messages.
        energy: kinetic energies per nucleon, for messages [energy] [GeV/n].

    Raises:
        SolveError: see :func:`solve`.
    """

    def place(nuclide: int, energy_number: int) -> str:
        return f"{nuclides[nuclide]} at {energy[energy_number]:.3g} GeV/n"

    if not np.all(np.isfinite(density)):
        bad = np.argwhere(~np.isfinite(density))[0]
        raise SolveError(f"the density of {place(int(bad[0]), int(bad[1]))} is not finite")
    largest = density.max(axis=(2, 3), keepdims=True)
    if np.any(density < -NEGATIVE_TOLERANCE * largest) or np.any(density[..., 0] < 0):
        worst = np.unravel_index(np.argmin(density / np.where(largest > 0, largest, 1.0)), density.shape)
        raise SolveError(
            f"the density of {place(int(worst[0]), int(worst[1]))} is negative; if its diffusion length is shorter "
            "than the distance of the nodes in height, a larger galaxy.grid.height_order helps"
        )
    if not imbalance.max() <= BALANCE_TOLERANCE:
        worst = np.unravel_index(np.argmax(imbalance), imbalance.shape)
        raise SolveError(
            f"particles are not conserved: {place(int(worst[0]), int(worst[1]))} is out of balance by "
            f"{imbalance.max():.1e} of its production (allowed: {BALANCE_TOLERANCE:.0e})"
        )
