"""The steady-state diffusion-loss equation as sums of fixed spatial matrices, in plain arrays.

    -div(D grad N - v_w N) - d/dp[p^2 D_pp d/dp(N_p/p^2)] - d/dT (b N) + n v sigma N + N/(gamma tau)
        = Q + sum_parents [n v sigma_{p->} N_p + N_p/(gamma tau_p)] + sum_kernels n int v sigma_{p->}(T, T') N_p dT'

N is the density per kinetic energy per nucleon T; b = -dT/dt > 0 with the adiabatic losses of the wind; straight-ahead
approximation, so that T is kept in fragmentation and decay. Kernels are for what is not: protons that are scattered to
lower energies, and any particle made at another energy than that of its parent. Without those between different species
it is equation (8) of Fornieri et al. 2021, MNRAS 502, 5821. Everything here is an array: where D comes from is not
known to this package.
"""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.space.interface import DIFFUSION, GAS, UNIT, WITHIN, Space


class System(eqx.Module):
    """One steady-state problem: all species, all energies. Energies increase along their axis.

    Row (species s, energy k) of the equation, a vector over the nodes in space, is

        sum over terms t and offsets o of coefficients[t, o, s, k] X_t N_{s, k + o}
            = source + X_gas sum_p fragmentation[s, p, k] N_{p, k} + X_unit sum_{p -> s} decay[branch, k] N_{p, k}
              + X_gas sum_{kernels p -> s} sum_j kernels[number, k, j] N_{p, j}

    Species are ordered so that every parent stands before its daughters; kernels may produce their parent itself.

    Attributes:
        space: the matrices X_t.
        energy: kinetic energy per nucleon, evenly spaced in its logarithm [energy] [GeV/n].
        coefficients: see above [term, offset, species, energy], offsets as in
            :data:`magnetosonic.transport.energy.OFFSETS`.
        source_spectrum: injection per time [species, energy] [1/((GeV/n) Myr)].
        fragmentation: v sigma per hydrogen nucleus [daughter, parent, energy] [cm^3/Myr].
        decay: 1/(gamma tau) of the parent of every decay within the network [branch, energy] [1/Myr].
        kernels: v sigma per hydrogen nucleus and weights of the integral over the energies of the parent
            [kernel, energy, energy_from] [cm^3/Myr].
        reference: shape of the density in energy that the coefficients are made for [species, energy].
        branches: parent and daughter of every decay within the network.
        kernel_ends: parent and daughter of every kernel.
        levels: number of energies at which the equation is solved on all nodes, at least 2; the densities at all others
            are combinations of the densities there.
        reaccelerated: whether an energy is coupled to the next lower one.
    """

    space: Space
    energy: Float[Array, "energy"]
    coefficients: Float[Array, "term offset species energy"]
    source_spectrum: Float[Array, "species energy"]
    fragmentation: Float[Array, "daughter parent energy"]
    decay: Float[Array, "branch energy"]
    kernels: Float[Array, "kernel energy energy_from"]
    reference: Float[Array, "species energy"]
    branches: tuple[tuple[int, int], ...] = eqx.field(static=True)
    kernel_ends: tuple[tuple[int, int], ...] = eqx.field(static=True)
    levels: int = eqx.field(static=True)
    reaccelerated: bool = eqx.field(static=True)

    def __check_init__(self) -> None:
        """Refuse an order of the species in which the march would not find what a species is made of."""
        if any(parent >= daughter for parent, daughter in self.branches):
            raise ValueError(f"parents stand before their daughters, not {self.branches}")
        if any(parent > daughter for parent, daughter in self.kernel_ends):
            raise ValueError(f"parents of kernels stand before their daughters or are the same, not {self.kernel_ends}")


class Operator(eqx.Module):
    """What multiplies the density in a :class:`System`, or its transpose, which is of the same form.

    Transposition reverses the order of species and energies, so that both are solved in the same way: from high to low
    energy number, from the first to the last species.

    Attributes:
        space: the spatial terms.
        coefficients: [term, offset, species, energy].
        fragmentation: [daughter, parent, energy].
        decay: [branch, energy].
        kernels: [kernel, energy, energy_from].
        reference: typical shape of the density in energy [species, energy].
        branches: parent and daughter of every decay.
        kernel_ends: of every kernel.
        levels: as in :class:`System`.
        downward: whether energies decrease along their axis.
        reaccelerated: whether an energy is coupled to the next lower one.
    """

    space: Space
    coefficients: Float[Array, "term offset species energy"]
    fragmentation: Float[Array, "daughter parent energy"]
    decay: Float[Array, "branch energy"]
    kernels: Float[Array, "kernel energy energy_from"]
    reference: Float[Array, "species energy"]
    branches: tuple[tuple[int, int], ...] = eqx.field(static=True)
    kernel_ends: tuple[tuple[int, int], ...] = eqx.field(static=True)
    levels: int = eqx.field(static=True)
    downward: bool = eqx.field(static=True)
    reaccelerated: bool = eqx.field(static=True)

    def transposed(self) -> Operator:
        """The transposed operator, species and energies in reverse order."""

        def reversed_ends(ends: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
            last = self.coefficients.shape[2] - 1
            return tuple((last - daughter, last - parent) for parent, daughter in ends)

        reverse = self.coefficients[:, :, ::-1, ::-1]
        shifted = [shift(reverse[:, row], offset) for row, offset in enumerate(OFFSETS)]
        return Operator(
            space=self.space.transposed(),
            coefficients=jnp.stack(shifted, axis=1),
            fragmentation=jnp.swapaxes(self.fragmentation, 0, 1)[::-1, ::-1, ::-1],
            decay=self.decay[:, ::-1],
            kernels=jnp.swapaxes(self.kernels, 1, 2)[:, ::-1, ::-1],
            reference=1.0 / self.reference[::-1, ::-1],
            branches=reversed_ends(self.branches),
            kernel_ends=reversed_ends(self.kernel_ends),
            levels=self.levels,
            downward=not self.downward,
            reaccelerated=self.reaccelerated,
        )

    @property
    def exchanging(self) -> tuple[int, ...]:
        """Numbers of the terms that couple one species or energy to another."""
        return tuple(number for number, name in enumerate(self.space.names) if name not in WITHIN)

    @property
    def diffusing(self) -> tuple[int, ...]:
        """Numbers of the terms whose coefficients are D of the patches."""
        return self.space.places(DIFFUSION)

    @property
    def gas(self) -> int:
        """Number of the term that fragmentation and kernels multiply."""
        return self.space.places(GAS)[0]

    @property
    def unit(self) -> int:
        """Number of the term that decays multiply."""
        return self.space.places(UNIT)[0]

    @property
    def decaying(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the parents and of the daughters of all decays."""
        return _parents_and_daughters(self.branches)

    @property
    def transferring(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the parents and of the daughters of all kernels."""
        return _parents_and_daughters(self.kernel_ends)

    @property
    def within(self) -> np.ndarray:
        """Numbers of the kernels by which a species produces itself."""
        parents, daughters = self.transferring
        return np.flatnonzero(parents == daughters)

    @property
    def between(self) -> np.ndarray:
        """Numbers of the kernels by which a species produces another one."""
        parents, daughters = self.transferring
        return np.flatnonzero(parents != daughters)

    def production(
        self, in_gas: Float[Array, "species *place energy"], in_volume: Float[Array, "species *place energy"]
    ) -> Float[Array, "species *place energy"]:
        """What species make of each other: by fragmentation, decay and kernels.

        Args:
            in_gas: the term that fragmentation and kernels multiply, applied to the density.
            in_volume: the term that decays multiply, applied to it.

        Returns:
            What is born of every species at every energy.
        """
        parents, daughters = self.decaying
        born = jnp.einsum("spk,p...k->s...k", self.fragmentation, in_gas)
        born = born.at[daughters].add(jnp.einsum("ik,i...k->i...k", self.decay, in_volume[parents]))
        parents, daughters = self.transferring
        return born.at[daughters].add(jnp.einsum("ikj,i...j->i...k", self.kernels, in_gas[parents]))


def operator(system: System) -> Operator:
    """The left-hand side of a system, with what it takes from parents."""
    return Operator(
        space=system.space,
        coefficients=system.coefficients,
        fragmentation=system.fragmentation,
        decay=system.decay,
        kernels=system.kernels,
        reference=system.reference,
        branches=system.branches,
        kernel_ends=system.kernel_ends,
        levels=system.levels,
        downward=False,
        reaccelerated=system.reaccelerated,
    )


def _parents_and_daughters(ends: tuple[tuple[int, int], ...]) -> tuple[np.ndarray, np.ndarray]:
    parents, daughters = np.array(ends, dtype=int).reshape(-1, 2).T
    return parents, daughters


def shift(values: Float[Array, "*batch energy"], offset: int) -> Float[Array, "*batch energy"]:
    """values[k + offset] along the last axis, zero where that lies outside."""
    count = values.shape[-1]
    padded = jnp.pad(values, [(0, 0)] * (values.ndim - 1) + [(max(-offset, 0), max(offset, 0))])
    return padded[..., max(offset, 0) : max(offset, 0) + count]
