"""Direct solution of the steady-state equation: block Thomas in radius, one wavefront over nuclides and energies.

Losses couple an energy to the two above it, fragmentation and decay couple a nuclide to those before it, so the problem
is triangular in (nuclide, energy) and no iteration is needed. At step t of the wavefront, nuclide s is solved at energy
number t - s from the top: its parents at the same energy and its own higher energies are then known, and all nuclides
advance together.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from magnetosonic.numerics.block_tridiagonal import factor, substitute
from magnetosonic.transport.energy import LossTerms, loss_terms
from magnetosonic.transport.equation import TransportProblem


def _factor_blocks(problem: TransportProblem, losses: LossTerms) -> Float[Array, "radius batch height height"]:
    """Inverses of the Schur complements of every nuclide and energy, energies from the top down."""
    space = problem.space

    def flat(values: Array) -> Array:  # [..., nuclide, energy] -> [..., energy from the top * nuclide]
        values = jnp.flip(values, axis=-1)
        return jnp.swapaxes(values, -1, -2).reshape(*values.shape[:-2], -1)

    diffusion = flat(problem.diffusion)
    # Protons that a collision leaves at the energy where they were are not destroyed.
    kept = jnp.diagonal(problem.degradation) * problem.destruction[problem.proton]
    destruction = problem.destruction.at[problem.proton].add(-kept)
    scalars = jnp.concatenate(
        [
            diffusion,
            flat(problem.decay)[None],
            flat(destruction)[None],
            flat(losses.coefficients[..., 0]),
        ]
    )
    identity = jnp.eye(len(space.mass))

    def block(row: Array) -> Array:
        radial = (space.inner[row] + space.outer[row]) * space.radial_weight[:, :, None] * identity
        matrices = jnp.concatenate(
            [
                space.stiffness + radial,
                (space.mass[:, None] * identity)[None],
                space.gas[row][None],
                losses.matrices[:, row],
            ]
        )
        return jnp.einsum("tmn,tb->mnb", matrices, scalars)

    coupling = jnp.einsum("zm,zb->mb", space.radial_weight, diffusion)
    return factor(block, -space.inner, -space.outer, coupling)


def _right_hand_side(
    problem: TransportProblem, losses: LossTerms, density: Array, nuclide: Array, energy_from_top: Array
) -> Array:
    """Injection, fragmentation, decay and losses from above, for one energy of every nuclide.

    Args:
        problem: the problem.
        losses: discrete losses.
        density: what is solved so far [energy from the top, nuclide, radius, height].
        nuclide: 0, 1, ... [nuclide].
        energy_from_top: which energy each nuclide is at; may lie outside of the grid [nuclide].

    Returns:
        Right-hand side [radius, nuclide, height].
    """
    space, count = problem.space, problem.energy.shape[0]
    clipped = jnp.clip(energy_from_top, 0, count - 1)
    upward = count - 1 - clipped
    injected = problem.source_spectrum[nuclide, upward][:, None, None] * problem.source_shape

    at_channel = clipped[problem.channel_daughter]
    fragments = density[at_channel, problem.channel_parent]
    rates = problem.channel_rate[jnp.arange(len(problem.channel_parent)), count - 1 - at_channel]
    collided = jax.ops.segment_sum(
        rates[:, None, None] * fragments, problem.channel_daughter, num_segments=len(nuclide)
    )
    at_branch = clipped[problem.decay_daughter]
    decayed = density[at_branch, problem.decay_parent]
    decay_rate = problem.decay[problem.decay_parent, count - 1 - at_branch]
    born = jax.ops.segment_sum(decay_rate[:, None, None] * decayed, problem.decay_daughter, num_segments=len(nuclide))
    proton = problem.proton
    weights = problem.degradation[upward[proton]] * problem.destruction[proton]
    # What is not solved yet is zero in ``density``, so that only higher energies contribute.
    scattered = jnp.tensordot(jnp.flip(weights), density[:, proton], axes=1)
    collided = collided.at[proton].add(scattered)
    above = density[jnp.maximum(clipped - 1, 0), nuclide]
    above_two = density[jnp.maximum(clipped - 2, 0), nuclide]
    coefficients = losses.coefficients[:, nuclide, upward]
    lost = -(coefficients[..., 1, None, None] * above + coefficients[..., 2, None, None] * above_two)
    matrices = jnp.concatenate([space.gas[None], losses.matrices])
    vectors = jnp.concatenate([collided[None], lost])
    by_gas = jnp.einsum("grmn,gsrn->rsm", matrices, vectors)
    return jnp.swapaxes(injected + space.mass * born, 0, 1) + by_gas


@jax.jit
def solve_densities(problem: TransportProblem) -> Float[Array, "nuclide energy radius height"]:
    """Solve the steady state.

    Args:
        problem: the problem.

    Returns:
        Densities at the nodes, boundary excluded [nuclide, energy, radius, height]: source times Myr.
    """
    space, losses = problem.space, loss_terms(problem)
    inverses = _factor_blocks(problem, losses)
    count, kinds = problem.energy.shape[0], problem.source_spectrum.shape[0]
    nuclide = jnp.arange(kinds)
    diffusion = jnp.flip(problem.diffusion, axis=-1)

    def step(density: Array, time: Array) -> tuple[Array, None]:
        energy = time - nuclide
        clipped = jnp.clip(energy, 0, count - 1)
        coupling = jnp.einsum("zm,zs->sm", space.radial_weight, diffusion[:, nuclide, clipped])
        right = _right_hand_side(problem, losses, density, nuclide, energy)
        factors = inverses[:, clipped * kinds + nuclide]
        solved = substitute(factors, -space.inner, -space.outer, coupling, right)
        inside = (energy >= 0) & (energy < count)
        target = jnp.where(inside, energy, count)  # out of bounds: dropped
        return density.at[target, nuclide].set(jnp.swapaxes(solved, 0, 1), mode="drop"), None

    empty = jnp.zeros((count, kinds, space.inner.shape[0], space.mass.shape[0]))
    density, _ = jax.lax.scan(step, empty, jnp.arange(count + kinds - 1))
    return jnp.flip(jnp.swapaxes(density, 0, 1), axis=1)
