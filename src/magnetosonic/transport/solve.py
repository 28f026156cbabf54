"""Solution of a transport system, with exact gradients by the adjoint equation."""

from __future__ import annotations

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Float, Int

from magnetosonic.arrays import Array
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import Operator, System, operator, shift
from magnetosonic.transport.march import ReducedSystem, march, project
from magnetosonic.transport.reduced_basis import (
    Basis,
    LevelSystem,
    Snapshots,
    corrected,
    gathered_at_levels,
    level_system,
    orthonormal_basis,
    snapshot_levels,
    snapshots,
)

Density = Float[Array, "species energy *node"]


@jax.custom_vjp
def solve_densities(system: System) -> Density:
    """Solve the steady state.

    Args:
        system: the problem.

    Returns:
        Densities at the nodes, in the axes of the space [species, energy, *node]: source times Myr.
    """
    return _forward(system)[0]


def solve_parts(
    system: System, parts: Float[Array, "part species"], count: Int[Array, ""], here: Float[Array, "*node"]
) -> tuple[Density, Float[Array, "part species energy"]]:
    """Solve the steady state for several parts of the sources, whose equation is factored once.

    One compiled function serves any number of parts up to the length of the array. It has no derivative.

    Args:
        system: the problem.
        parts: factors on the source spectra of the species, one row for each part.
        count: how many of the rows are solved, at least one.
        here: weights of the nodes for the density at a place, see
            :meth:`magnetosonic.transport.space.interface.Nodes.weights`.

    Returns:
        Densities of the last part at the nodes, as of :func:`solve_densities`, and of every part at the place; zero
        for rows that are not solved.
    """
    matrix = operator(system)
    factors = level_system(matrix)

    def solved(part: Array | int) -> tuple[Basis, Array]:
        problem = eqx.tree_at(lambda tree: tree.source_spectrum, system, parts[part][:, None] * system.source_spectrum)
        return _solve(matrix, factors, _source_at_levels(problem, matrix), lambda basis: _source(problem, basis))

    def step(part: Array, before: tuple[Array, Basis, Array]) -> tuple[Array, Basis, Array]:
        basis, coefficients = solved(part)
        there = jnp.einsum("ska,sax,x->sk", coefficients, basis, here.ravel())
        return before[0].at[part].set(there), basis, coefficients

    nothing = jnp.zeros((*parts.shape, len(system.energy)))
    start = (nothing, *(jnp.zeros(shape.shape) for shape in jax.eval_shape(solved, 0)))
    at_place, basis, coefficients = jax.lax.fori_loop(0, count, step, start)
    return _expanded(system, coefficients, basis), at_place


def _source_at_levels(system: System, matrix: Operator) -> Snapshots:
    return system.source_spectrum[:, snapshot_levels(matrix), None] * system.space.source_shape


def _forward(system: System) -> tuple[Density, tuple[System, Basis, Array]]:
    matrix = operator(system)
    at_levels = _source_at_levels(system, matrix)
    basis, coefficients = _solve(matrix, level_system(matrix), at_levels, lambda basis: _source(system, basis))
    return _expanded(system, coefficients, basis), (system, basis, coefficients)


def _solve(
    matrix: Operator, factors: LevelSystem, at_levels: Snapshots, projected: Callable[[Basis], Array]
) -> tuple[Basis, Array]:
    """Bases and coefficients of a solution.

    With diffusion in momentum all energies depend on each other, and the densities at the levels are known well enough
    for the bases only once there is a first solution: then the bases are made again.
    """
    basis = orthonormal_basis(snapshots(matrix, factors, at_levels))
    coefficients = march(project(matrix, basis, basis), projected(basis))
    if matrix.reaccelerated:
        basis = orthonormal_basis(corrected(matrix, factors, basis, coefficients, at_levels))
        coefficients = march(project(matrix, basis, basis), projected(basis))
    return basis, coefficients


def _backward(saved: tuple[System, Basis, Array], cotangent: Density) -> tuple[System]:
    system, basis, coefficients = saved
    reverse = cotangent.reshape(*cotangent.shape[:2], -1)[::-1, ::-1]
    transposed = operator(system).transposed()
    at_levels = gathered_at_levels(transposed, reverse, snapshot_levels(transposed))
    factors = level_system(transposed)
    dual, weights = _solve(transposed, factors, at_levels, lambda dual: jnp.einsum("skx,sax->ska", reverse, dual))
    weights = weights[::-1, ::-1]
    left = dual[::-1]

    def weighted_residual(problem: System) -> Array:
        matrix = project(operator(problem), left, basis)
        return jnp.sum(weights * (_source(problem, left) - _apply(matrix, coefficients)))

    return (jax.grad(weighted_residual)(system),)


solve_densities.defvjp(_forward, _backward)


def _source(system: System, basis: Basis) -> Float[Array, "species energy function"]:
    return system.source_spectrum[..., None] * jnp.einsum("sax,x->sa", basis, system.space.source_shape)[:, None]


def _expanded(system: System, coefficients: Float[Array, "species energy function"], basis: Basis) -> Density:
    return system.space.unfolded(jnp.einsum("ska,sax->skx", coefficients, basis))


def _apply(system: ReducedSystem, density: Float[Array, "species energy function"]) -> Array:
    """Left-hand side less what comes from parents [species, energy, function]."""
    rates = system.operator
    images = jnp.einsum("stab,skb->tsak", system.own, density)  # energies last
    total = jnp.zeros_like(images[0])
    for place, offset in enumerate(OFFSETS):
        total = total + jnp.einsum("tsk,tsak->sak", rates.coefficients[:, place], shift(images, offset))
    weighted = rates.fragmentation[..., None] * density
    total = total - jnp.einsum("spab,spkb->sak", system.fragments, weighted)
    parents, daughters = rates.decaying
    decayed = jnp.einsum("iab,ikb->iak", system.decays, rates.decay[..., None] * density[parents])
    total = total.at[daughters].add(-decayed)
    parents, daughters = rates.transferring
    transferred = jnp.einsum("ikj,ijb->ikb", rates.kernels, density[parents])
    made = jnp.einsum("iab,ikb->iak", system.fragments[daughters, parents], transferred)
    return jnp.swapaxes(total.at[daughters].add(-made), 1, 2)
