"""Solution of the equation in the reduced bases: species after species, energies from the top down.

Losses couple an energy to the three above it, diffusion in momentum to the one above and the one below. Elimination
from the top (block Thomas for a matrix with three block diagonals on one side and one on the other) is direct, so that
reacceleration may be as strong as it likes. Without it nothing is coupled downward and the march is a substitution.

A species that produces itself at other energies is solved by iteration, one generation after the other.
"""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.numerics.block_tridiagonal import invert_small
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.equation import Operator
from magnetosonic.transport.reduced_basis import Basis

_GENERATIONS = 24  # of what a species makes of itself; for scattered protons the series falls faster than 0.4^n
_UPWARD = [OFFSETS.index(offset) for offset in (1, 2, 3)]
_DOWNWARD = OFFSETS.index(-1)


class ReducedSystem(eqx.Module):
    """An operator in the bases of the species.

    Attributes:
        operator: the operator.
        own: spatial terms in the basis of every species [species, term, function, function].
        fragments: the gas between the bases of daughter and parent [daughter, parent, function, function].
        decays: the unit term between those of every decay [branch, function, function].
    """

    operator: Operator
    own: Float[Array, "species term function function"]
    fragments: Float[Array, "daughter parent function function"]
    decays: Float[Array, "branch function function"]


def project(system: Operator, left: Basis, right: Basis) -> ReducedSystem:
    """Galerkin projection.

    Args:
        system: the operator.
        left: functions that the equation is multiplied with.
        right: functions that the density is written in.

    Returns:
        The operator in these bases.
    """
    images = system.space.images(right)
    own = jnp.einsum("sax,tsbx->stab", left, images)
    fragments = jnp.einsum("dax,pbx->dpab", left, images[system.gas])
    parents, daughters = system.decaying
    decays = jnp.einsum("iax,ibx->iab", left[daughters], images[system.unit, parents])
    return ReducedSystem(system, own, fragments, decays)


_Three = tuple[Array, Array, Array]


class _Factors(eqx.Module):
    """Eliminated blocks, energies from the top down [species, energy, function, function].

    The row of an energy reads: pivot^-1 y = right - sum_i above_i y'_(k+i) - (what lies below), where y' is y without
    the part that depends on the energy below it; that part is below y_(k-1).
    """

    inverse: Array
    above: _Three
    below: Array | None


def _factorise(system: ReducedSystem) -> _Factors:
    """Eliminate the coupling to lower energies, for all species at once."""
    # [energy from the top, offset, species, term]
    coefficients = jnp.transpose(system.operator.coefficients[..., ::-1], (3, 1, 2, 0))

    def block(row: Array) -> Array:
        return jnp.einsum("stab,st->sab", system.own, row)

    def inverted(blocks: Array) -> Array:
        return jnp.moveaxis(invert_small(jnp.moveaxis(blocks, 0, -1)), -1, 0)

    def step(below: _Three, rows: Array) -> tuple[_Three, tuple[Array, ...]]:
        pivot, first, second, third = (block(rows[place]) for place in (0, *_UPWARD))
        if system.operator.reaccelerated:
            second = second - third @ below[2]
            first = first - second @ below[1]
            pivot = pivot - first @ below[0]
        inverse = inverted(pivot)
        current = inverse @ block(rows[_DOWNWARD]) if system.operator.reaccelerated else below[0]
        return (current, below[0], below[1]), (inverse, first, second, third, current)

    none = jnp.zeros_like(system.own[:, 0])
    _, (inverse, first, second, third, below) = jax.lax.scan(step, (none, none, none), coefficients)

    def by_species(values: Array) -> Array:
        return jnp.swapaxes(values, 0, 1)

    above = by_species(first), by_species(second), by_species(third)
    return _Factors(by_species(inverse), above, by_species(below) if system.operator.reaccelerated else None)


def _solve_species(factors: _Factors, right: Float[Array, "energy function"]) -> Float[Array, "energy function"]:
    """All energies of one species, from the top down [energy from the top, function]."""

    def down(previous: _Three, row: tuple[Array, ...]) -> tuple[_Three, Array]:
        rhs, inverse, first, second, third = row
        rhs = rhs - first @ previous[0] - second @ previous[1] - third @ previous[2]
        current = inverse @ rhs
        return (current, previous[0], previous[1]), current

    zero = jnp.zeros_like(right[0])
    _, eliminated = jax.lax.scan(down, (zero, zero, zero), (right, factors.inverse, *factors.above))
    if factors.below is None:
        return eliminated

    def up(lower: Array, row: tuple[Array, Array]) -> tuple[Array, Array]:
        current = row[0] - row[1] @ lower
        return current, current

    return jax.lax.scan(up, zero, (eliminated, factors.below), reverse=True)[1]


def march(
    system: ReducedSystem, right: Float[Array, "species energy function"]
) -> Float[Array, "species energy function"]:
    """Solve.

    Args:
        system: the operator in the bases.
        right: right-hand sides in the basis [species, energy, function].

    Returns:
        Coefficients of the densities in the basis [species, energy, function].
    """
    factors, rates, right = _factorise(system), system.operator, right[:, ::-1]
    fragmentation, decay = rates.fragmentation[..., ::-1], rates.decay[:, ::-1]
    parents, daughters = rates.decaying
    transfers = _Transfers(system)

    def of(species: Array | int) -> _Factors:
        return jax.tree.map(lambda values: values[species], factors)

    def produced(density: Array, species: Array | int) -> Array:
        weighted = fragmentation[species][..., None] * density
        fragments = jnp.einsum("pab,pkb->ka", system.fragments[species], weighted)
        active = jnp.where(daughters == species, 1.0, 0.0)[:, None, None] * decay[..., None] * density[parents]
        born = right[species] + fragments + jnp.einsum("iab,ikb->ka", system.decays, active)
        return transfers.added(born, density, species)

    def step(density: Array, species: Array) -> tuple[Array, None]:
        return density.at[species].set(_solve_species(of(species), produced(density, species))), None

    def generations(species: int, source: Array) -> Array:
        own = of(species)

        def once_more(_: Array | int, density: Array) -> Array:
            return _solve_species(own, source + transfers.within(density, species))

        return jax.lax.fori_loop(0, _GENERATIONS, once_more, jnp.zeros_like(source))

    density, start = jnp.zeros_like(right), 0
    for stop in (*transfers.self_producing, len(right)):
        if stop > start:
            density, _ = jax.lax.scan(step, density, jnp.arange(start, stop))
        if stop < len(right):
            density = density.at[stop].set(generations(stop, produced(density, stop)))
        start = stop + 1
    return density[:, ::-1]


class _Transfers:
    """Production by kernels, energies from the top down."""

    def __init__(self, system: ReducedSystem):
        rates = system.operator
        self.kernels, self.fragments = rates.kernels[:, ::-1, ::-1], system.fragments
        self.parents, self.daughters = rates.transferring
        self.own, self.others = rates.within, rates.between

    @property
    def self_producing(self) -> tuple[int, ...]:
        """Numbers of the species that produce themselves, in their order."""
        return tuple(sorted({int(self.daughters[number]) for number in self.own}))

    def within(self, density: Float[Array, "energy function"], species: int) -> Float[Array, "energy function"]:
        """What a species makes of itself."""
        matrix = sum(self.kernels[number] for number in self.own if self.daughters[number] == species)
        return (matrix @ density) @ self.fragments[species, species].T

    def added(
        self,
        born: Float[Array, "energy function"],
        density: Float[Array, "species energy function"],
        species: Array | int,
    ) -> Float[Array, "energy function"]:
        """What is born of a species, with what others make of it by kernels."""
        if not self.others.size:
            return born
        parents, chosen = self.parents[self.others], self.daughters[self.others] == species

        def with_them(born: Array) -> Array:
            weighted = jnp.where(chosen, 1.0, 0.0)[:, None, None] * self.fragments[species, parents]
            transferred = jnp.einsum("ikj,ijb->ikb", self.kernels[self.others], density[parents])
            return born + jnp.einsum("iab,ikb->ka", weighted, transferred)

        return jax.lax.cond(jnp.any(chosen), with_them, lambda born: born, born)
