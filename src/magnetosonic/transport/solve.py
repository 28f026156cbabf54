"""Solution of a transport system, with exact gradients by the adjoint equation."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import System, operator, shift
from magnetosonic.transport.march import ReducedSystem, march, project
from magnetosonic.transport.reduced_basis import Basis, reduced_basis, snapshot_levels

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
    basis = reduced_basis(matrix, at_levels * system.space.source_shape)
    coefficients = march(project(matrix, basis, basis), _source(system, basis))
    return _expanded(coefficients, basis), (system, basis, coefficients)


def _backward(saved: tuple[System, Basis, Array], cotangent: Density) -> tuple[System]:
    system, basis, coefficients = saved
    reverse = cotangent[::-1, ::-1]
    transposed = operator(system).transposed()
    dual = reduced_basis(transposed, reverse[:, snapshot_levels(transposed)])
    right = jnp.einsum("skrm,sarm->ska", reverse, dual)
    weights = march(project(transposed, dual, dual), right)[::-1, ::-1]
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
