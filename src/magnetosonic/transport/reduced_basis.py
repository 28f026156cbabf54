"""A small basis of functions of space for every species, in which its densities at all energies can be written.

The density of a species changes smoothly with energy: it lies close to the space spanned by its densities at some of
the energies, which are computed on all nodes. With a dozen of them the error of the others is far below that of the
grid, and a dozen functions replace hundreds of nodes.

Source: A. Quarteroni, A. Manzoni, F. Negri, *Reduced Basis Methods for Partial Differential Equations* (Springer 2016),
chapters 3 and 6.
"""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from magnetosonic.arrays import Array
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import Operator, shift
from magnetosonic.transport.space.interface import Factors, Space

_CONCENTRATION = 1.5  # of the levels at low energies, where losses change the densities most
_AT_STEPS = 0.15  # share of the levels for each e-fold of D, so that some stand where D is steep
_SWEEPS = 2  # over all places, where energies are coupled in both directions

Snapshots = Float[Array, "species level node"]
Basis = Float[Array, "species function node"]


def snapshot_levels(system: Operator) -> Int[Array, "level"]:
    """Numbers of the energies at which the equation is solved on all nodes, increasing.

    They are denser at low energies, and where the diffusion coefficient of a patch changes steeply.
    """
    count = system.coefficients.shape[-1]
    wanted = min(system.levels, count)
    even = np.linspace(0.0, 1.0, count) ** (1.0 / _CONCENTRATION)
    density = np.diff(even[:: -1 if system.downward else 1]) * (-1.0 if system.downward else 1.0)
    steps = jnp.abs(jnp.diff(jnp.log(system.coefficients[np.array(system.diffusing), 0]), axis=-1))
    steepness = jnp.max(jnp.mean(steps, axis=1), axis=0)
    density = density + jnp.minimum(_AT_STEPS * steepness, 1.0 / wanted)  # no more than one level for an energy
    reached = jnp.concatenate([jnp.zeros(1), jnp.cumsum(density)])
    places = jnp.interp(jnp.linspace(0.0, 1.0, wanted), reached / reached[-1], jnp.arange(float(count)))
    return jax.lax.stop_gradient(jnp.round(places).astype(int))


def gathered_at_levels(
    system: Operator, fields: Float[Array, "species energy node"], levels: Int[Array, "level"]
) -> Snapshots:
    """Fields of all energies, each given to the two levels around it in proportion to its nearness.

    For right-hand sides that may stand at single energies, which the levels would miss.

    Args:
        system: the operator, whose reference says how a field compares at different energies.
        fields: [species, energy, node].
        levels: numbers of the energies.

    Returns:
        Sums at the levels [species, level, node].
    """
    weights = _shares(levels, fields.shape[1]) * system.reference[:, levels, None] / system.reference[:, None, :]
    return jnp.einsum("slk,skx->slx", weights, fields)


def _shares(levels: Int[Array, "level"], count: int) -> Float[Array, "level energy"]:
    """Weights of linear interpolation between the levels, at every energy number."""
    number = jnp.arange(float(count))
    return jax.vmap(lambda row: jnp.interp(number, levels.astype(float), row))(jnp.eye(len(levels)))


class LevelSystem(eqx.Module):
    """The equation on the levels alone, factorised on all nodes.

    Attributes:
        space: the spatial terms.
        levels: numbers of the energies.
        factors: of the matrices of every level and species, whose numbers are their first two axes.
        beside: by the step towards another level, the coefficients of the density there [term, species, level].
        kernels: of those between different species, for densities at the levels [kernel, level, level_from].
    """

    space: Space
    levels: Int[Array, "level"]
    factors: Factors
    beside: dict[int, Float[Array, "term species level"]]
    kernels: Float[Array, "kernel level level_from"]

    def solve(self, right: Snapshots) -> Snapshots:
        """Solve for all species and levels, each on its own."""
        batch = right.shape[0] * right.shape[1]
        factors = jax.tree.map(lambda v: jnp.swapaxes(v, 0, 1).reshape(batch, *v.shape[2:]), self.factors)
        return self.space.solve(factors, right.reshape(batch, -1)).reshape(right.shape)


def level_system(system: Operator) -> LevelSystem:
    """Factorise the equation on the levels.

    Args:
        system: the operator.

    Returns:
        The factors.
    """
    levels = snapshot_levels(system)
    own, beside = _level_coefficients(system, levels)

    factors = jax.lax.map(system.space.factor, jnp.moveaxis(own, -1, 0))
    return LevelSystem(system.space, levels, factors, beside, _level_kernels(system, levels))


def snapshots(system: Operator, factors: LevelSystem, right: Snapshots) -> Snapshots:
    """Densities at the levels, approximately.

    They are found along a wavefront: a species at one level needs its parents there and at higher ones, and itself at
    the levels beside it. Where energies are coupled in both directions, this is repeated.

    Args:
        system: the operator.
        factors: of :func:`level_system`.
        right: right-hand sides at the levels [species, level, node].

    Returns:
        Densities [species, level, node].
    """
    lanes, kinds = np.arange(len(factors.levels)), len(right)
    terms, exchange = np.array(system.exchanging)[:, None], system.space.only(system.exchanging)

    def advance(density: Array, time: Array) -> tuple[Array, None]:
        species = time - lanes[::-1]
        inside, species = (species >= 0) & (species < kinds), jnp.clip(species, 0, kinds - 1)
        sides = right[species, lanes] + _from_parents(system, factors, species, density)
        for step, weights in factors.beside.items():
            other = density[np.clip(lanes + step, 0, len(lanes) - 1), species]
            sides = sides - exchange.combined(weights[terms, species, lanes], other)
        chosen = jax.tree.map(lambda values: values[lanes, species], factors.factors)
        solution = system.space.solve(chosen, sides)
        target = jnp.where(inside, species, kinds)  # out of bounds: dropped
        return density.at[lanes, target].set(solution, mode="drop"), None

    def sweep(_: Array | int, density: Array) -> Array:
        return jax.lax.scan(advance, density, jnp.arange(kinds + len(lanes) - 1))[0]

    start = jnp.zeros((len(lanes), kinds, *right.shape[2:]))
    sweeps = _SWEEPS if system.reaccelerated else 1
    return jnp.swapaxes(jax.lax.fori_loop(0, sweeps, sweep, start), 0, 1)


def corrected(
    system: Operator,
    factors: LevelSystem,
    basis: Basis,
    coefficients: Float[Array, "species energy function"],
    right: Snapshots,
) -> Float[Array, "species twice_level node"]:
    """Densities at the levels as a solution in the bases has them, and corrections by what it leaves of the equation.

    Bases that span both contain much better densities.

    Args:
        system: the operator.
        factors: of :func:`level_system`.
        basis: the bases of the solution.
        coefficients: the solution in them.
        right: right-hand sides at the levels.

    Returns:
        Densities and corrections [species, twice the levels, node].
    """
    levels, energies_last = factors.levels, jnp.swapaxes(coefficients, 1, 2)
    images = system.space.images(basis)
    weights = sum(
        jnp.einsum("tsl,sal->tsla", system.coefficients[:, place][..., levels], shift(energies_last, o)[..., levels])
        for place, o in enumerate(OFFSETS)
    )
    at_levels = coefficients[:, levels]
    in_gas = jnp.einsum("pla,pax->plx", at_levels, images[system.gas])
    parents, daughters = system.decaying
    decayed = jnp.einsum("il,ila,iax->ilx", system.decay[:, levels], at_levels[parents], images[system.unit, parents])
    left = right + jnp.einsum("spl,plx->slx", system.fragmentation[..., levels], in_gas)
    left = left.at[daughters].add(decayed)
    parents, daughters = system.transferring
    transferred = jnp.einsum("ilj,ija->ila", system.kernels[:, levels], coefficients[parents])
    left = left.at[daughters].add(jnp.einsum("ila,iax->ilx", transferred, images[system.gas, parents]))
    left = left - jnp.einsum("tsla,tsax->slx", weights, images)
    found = jnp.einsum("sla,sax->slx", at_levels, basis)
    return jnp.concatenate([found, factors.solve(left)], axis=1)


def _level_coefficients(system: Operator, levels: Int[Array, "level"]) -> tuple[Array, dict[int, Array]]:
    """Coefficients of the equation on the levels alone: between them the density is linear relative to its reference.

    Returns:
        Those of the level itself [term, species, level] and, by the step towards them, of the levels beside it.
    """
    last = system.coefficients.shape[-1] - 1
    numbers = np.arange(len(levels))
    own = system.coefficients[:, 0][..., levels]
    _, daughters = system.transferring
    for kernel in system.within:
        own = own.at[system.gas, int(daughters[kernel])].add(-jnp.diag(system.kernels[kernel])[levels])
    beside: dict[int, Array] = {}
    for place, offset in enumerate(OFFSETS):
        if offset > 0 or (offset < 0 and system.reaccelerated):
            step = int(np.sign(offset))
            other = levels[np.clip(numbers + step, 0, len(levels) - 1)]
            distance = jnp.abs(other - levels)
            weight = jnp.where(distance == 0, 0.0, jnp.minimum(abs(offset) / jnp.maximum(distance, 1), 1.0))
            reached = system.reference[:, jnp.clip(levels + offset, 0, last)]
            coefficient = system.coefficients[:, place][..., levels]
            own = own + (1.0 - weight) * coefficient * reached / system.reference[:, levels]
            beside[step] = beside.get(step, jnp.zeros(())) + weight * coefficient * reached / system.reference[:, other]
    return own, beside


def _level_kernels(system: Operator, levels: Int[Array, "level"]) -> Float[Array, "kernel level level_from"]:
    """Kernels between different species on the levels alone: the density is linear relative to its reference."""
    parents, kernels = system.transferring[0][system.between], system.kernels[system.between]
    reference = system.reference[parents]
    seen = kernels[:, levels] * reference[:, None] @ _shares(levels, reference.shape[-1]).T
    return seen / reference[:, None, levels]


def _from_parents(system: Operator, factors: LevelSystem, species: Array, density: Array) -> Array:
    """What parents contribute to one species at every level [level, node]."""
    levels = factors.levels
    rates = system.fragmentation[species, :, levels]
    in_gas = jnp.einsum("lp,lpx->lx", rates, density)
    if system.between.size:
        parents, daughters = (ends[system.between] for ends in system.transferring)
        weights = jnp.where(species == daughters[:, None], 1.0, 0.0)[..., None] * factors.kernels
        in_gas = in_gas + jnp.einsum("ilj,jix->lx", weights, density[:, parents])
    result = system.space.apply(system.gas, in_gas)
    parents, daughters = system.decaying
    decays = jnp.where(species == daughters[:, None], system.decay[:, levels], 0.0)
    return result + system.space.apply(system.unit, jnp.einsum("il,lix->lx", decays, density[:, parents]))


def orthonormal_basis(density: Snapshots) -> Basis:
    """Bases that span the densities at the levels.

    Args:
        density: densities [species, level, node].

    Returns:
        Functions of every species, orthonormal as vectors of their values at the nodes. The first is constant: with it
        particles are conserved to rounding.
    """
    length = jnp.linalg.norm(density, axis=-1, keepdims=True)
    constant = jnp.full_like(density[:, :1], density.shape[-1] ** -0.5)
    columns = jnp.concatenate([constant, density / jnp.where(length > 0, length, 1.0)], axis=1)
    return jnp.swapaxes(jnp.linalg.qr(jnp.swapaxes(columns, 1, 2))[0], 1, 2)
