"""Solution of a transport system, with exact gradients by the adjoint equation."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import Operator, System, operator, shift
from magnetosonic.transport.march import ReducedSystem, march, project
from magnetosonic.transport.reduced_basis import (
    Basis,
    Snapshots,
    corrected,
    gathered_at_levels,
    level_system,
    orthonormal_basis,
    snapshot_levels,
    snapshots,
)

Density = Float[Array, "nuclide energy radius height"]


@jax.custom_vjp
def solve_densities(system: System) -> Density:
    """Solve the steady state.

    Args:
        system: the problem.

    Returns:
        Densities at the nodes, boundary excluded [nuclide, energy, radius, height]: source times Myr.
    """
    return _forward(system)[0]


def _forward(system: System) -> tuple[Density, tuple[System, Basis, Array]]:
    matrix = operator(system)
    at_levels = system.source_spectrum[:, snapshot_levels(matrix), None, None]
    basis, coefficients = _solve(matrix, at_levels * system.space.source_shape, lambda basis: _source(system, basis))
    return _expanded(coefficients, basis), (system, basis, coefficients)


def _solve(matrix: Operator, at_levels: Snapshots, projected: Callable[[Basis], Array]) -> tuple[Basis, Array]:
    """Bases and coefficients of a solution.

    With diffusion in momentum all energies depend on each other, and the densities at the levels are known well enough
    for the bases only once there is a first solution: then the bases are made again.
    """
    factors = level_system(matrix)
    basis = orthonormal_basis(snapshots(matrix, factors, at_levels))
    coefficients = march(project(matrix, basis, basis), projected(basis))
    if matrix.reaccelerated:
        basis = orthonormal_basis(corrected(matrix, factors, basis, coefficients, at_levels))
        coefficients = march(project(matrix, basis, basis), projected(basis))
    return basis, coefficients


def _backward(saved: tuple[System, Basis, Array], cotangent: Density) -> tuple[System]:
    system, basis, coefficients = saved
    reverse = cotangent[::-1, ::-1]
    transposed = operator(system).transposed()
    at_levels = gathered_at_levels(transposed, reverse, snapshot_levels(transposed))
    dual, weights = _solve(transposed, at_levels, lambda dual: jnp.einsum("skrm,sarm->ska", reverse, dual))
    weights = weights[::-1, ::-1]
    left = dual[::-1]

    def weighted_residual(problem: System) -> Array:
        matrix = project(operator(problem), left, basis)
        return jnp.sum(weights * (_source(problem, left) - _apply(matrix, coefficients)))

    return (jax.grad(weighted_residual)(system),)


solve_densities.defvjp(_forward, _backward)


def _source(system: System, basis: Basis) -> Float[Array, "nuclide energy function"]:
    return system.source_spectrum[..., None] * jnp.einsum("sarm,rm->sa", basis, system.space.source_shape)[:, None]


def _expanded(coefficients: Float[Array, "nuclide energy function"], basis: Basis) -> Density:
    flat = jnp.einsum("ska,sax->skx", coefficients, basis.reshape(*basis.shape[:2], -1))
    return flat.reshape(*flat.shape[:2], *basis.shape[2:])


def _apply(system: ReducedSystem, density: Float[Array, "nuclide energy function"]) -> Array:
    """Left-hand side less what comes from parents and scattered protons [nuclide, energy, function]."""
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
    scattered = rates.scattering @ density[-1]
    return jnp.swapaxes(total.at[-1].add(-system.fragments[-1, -1] @ scattered.T), 1, 2)
