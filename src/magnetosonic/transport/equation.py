"""The steady-state diffusion-loss equation as sums of fixed spatial matrices, in plain arrays.

    -div(D grad N - v_w N) - d/dp[p^2 D_pp d/dp(N_p/p^2)] - d/dT (b N) + n v sigma N + N/(gamma tau)
        = Q + sum_parents [n v sigma_{p->} N_p + N_p/(gamma tau_p)] + (protons scattered down from higher energy)

N is the density per kinetic energy per nucleon T; b = -dT/dt > 0 with the adiabatic losses of the wind; straight-ahead
approximation, so that T is kept in fragmentation and decay. It is equation (8) of Fornieri et al. 2021, MNRAS 502,
5821. Everything here is an array: where D comes from is not known to this package.
"""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from magnetosonic.arrays import Array
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.space import DIFFUSION, GAS, UNIT, WITHIN, Space


class System(eqx.Module):
    """One steady-state problem: all nuclides, all energies. Energies increase along their axis.

    Row (nuclide s, energy k) of the equation, a vector over the nodes in space, is

        sum over terms t and offsets o of coefficients[t, o, s, k] X_t N_{s, k + o}
            = source + X_gas sum_p fragmentation[s, p, k] N_{p, k} + X_unit sum_{p -> s} decay[branch, k] N_{p, k}
              + [s is the proton] X_gas sum_j scattering[k, j] N_{s, j}

    Nuclides are ordered so that every parent stands before its daughters; the last is the proton.

    Attributes:
        space: the matrices X_t.
        energy: kinetic energy per nucleon, evenly spaced in its logarithm [energy] [GeV/n].
        coefficients: see above [term, offset, nuclide, energy], offsets as in
            :data:`magnetosonic.transport.energy.OFFSETS`.
        source_spectrum: injection per time [nuclide, energy] [1/((GeV/n) Myr)].
        fragmentation: v sigma per hydrogen nucleus [daughter, parent, energy] [cm^3/Myr].
        decay: 1/(gamma tau) of the parent of every decay within the network [branch, energy] [1/Myr].
        scattering: v sigma times weights over the higher energies, of protons [energy, energy_from] [cm^3/Myr].
        reference: shape of the density in energy that the coefficients are made for [nuclide, energy].
        branches: parent and daughter of every decay within the network.
        levels: number of energies at which the equation is solved on all nodes, at least 2; the densities at all others
            are combinations of the densities there.
        reaccelerated: whether an energy is coupled to the next lower one.
    """

    space: Space
    energy: Float[Array, "energy"]
    coefficients: Float[Array, "term offset nuclide energy"]
    source_spectrum: Float[Array, "nuclide energy"]
    fragmentation: Float[Array, "daughter parent energy"]
    decay: Float[Array, "branch energy"]
    scattering: Float[Array, "energy energy_from"]
    reference: Float[Array, "nuclide energy"]
    branches: tuple[tuple[int, int], ...] = eqx.field(static=True)
    levels: int = eqx.field(static=True)
    reaccelerated: bool = eqx.field(static=True)


class Operator(eqx.Module):
    """What multiplies the density in a :class:`System`, or its transpose, which is of the same form.

    Transposition reverses the order of nuclides and energies, so that both are solved in the same way: from high to low
    energy number, from the first to the last nuclide. Only the proton, which scatters within itself, changes its place
    from the end of the list to its beginning.

    Attributes:
        blocks: of the spatial terms [term, radius, height, height].
        couplings: of the spatial terms [term, face, height].
        coefficients: [term, offset, nuclide, energy].
        fragmentation: [daughter, parent, energy].
        decay: [branch, energy].
        scattering: [energy, energy_from].
        reference: typical shape of the density in energy [nuclide, energy].
        images: numbers of the terms that couple one nuclide or energy to another.
        diffusing: numbers of the terms whose coefficients are D of the patches.
        gas: number of the term that fragmentation and scattering multiply.
        unit: number of the term that decays multiply.
        branches: parent and daughter of every decay.
        levels: as in :class:`System`.
        proton_first: whether the proton is the first nuclide, not the last.
        reaccelerated: whether an energy is coupled to the next lower one.
    """

    blocks: Float[Array, "term radius height height"]
    couplings: Float[Array, "term face height"]
    coefficients: Float[Array, "term offset nuclide energy"]
    fragmentation: Float[Array, "daughter parent energy"]
    decay: Float[Array, "branch energy"]
    scattering: Float[Array, "energy energy_from"]
    reference: Float[Array, "nuclide energy"]
    images: tuple[int, ...] = eqx.field(static=True)
    diffusing: tuple[int, ...] = eqx.field(static=True)
    gas: int = eqx.field(static=True)
    unit: int = eqx.field(static=True)
    branches: tuple[tuple[int, int], ...] = eqx.field(static=True)
    levels: int = eqx.field(static=True)
    proton_first: bool = eqx.field(static=True)
    reaccelerated: bool = eqx.field(static=True)

    def transposed(self) -> Operator:
        """The transposed operator, nuclides and energies in reverse order."""
        last = self.coefficients.shape[2] - 1
        reverse = self.coefficients[:, :, ::-1, ::-1]
        shifted = [shift(reverse[:, row], offset) for row, offset in enumerate(OFFSETS)]
        return Operator(
            blocks=jnp.swapaxes(self.blocks, -1, -2),
            couplings=self.couplings,
            coefficients=jnp.stack(shifted, axis=1),
            fragmentation=jnp.swapaxes(self.fragmentation, 0, 1)[::-1, ::-1, ::-1],
            decay=self.decay[:, ::-1],
            scattering=self.scattering.T[::-1, ::-1],
            reference=1.0 / self.reference[::-1, ::-1],
            images=self.images,
            diffusing=self.diffusing,
            gas=self.gas,
            unit=self.unit,
            branches=tuple((last - daughter, last - parent) for parent, daughter in self.branches),
            levels=self.levels,
            proton_first=not self.proton_first,
            reaccelerated=self.reaccelerated,
        )

    @property
    def proton(self) -> int:
        """Number of the proton."""
        return 0 if self.proton_first else self.coefficients.shape[2] - 1

    @property
    def decaying(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the parents and of the daughters of all decays."""
        parents, daughters = np.array(self.branches, dtype=int).reshape(-1, 2).T
        return parents, daughters

    def spatial(
        self, term: Array | int, density: Float[Array, "*batch radius height"]
    ) -> Float[Array, "*batch radius height"]:
        """Apply one spatial matrix.

        Args:
            term: its number.
            density: values at the nodes [..., radius, height].

        Returns:
            Weak form of the term [..., radius, height].
        """
        within = jnp.einsum("rmn,...rn->...rm", self.blocks[term], density)
        coupling = self.couplings[term]
        return (
            within.at[..., :-1, :]
            .add(coupling * density[..., 1:, :])
            .at[..., 1:, :]
            .add(coupling * density[..., :-1, :])
        )

    def spatial_rows(
        self, term: Array | int, density: Float[Array, "*batch radius height"], rows: Int[np.ndarray, "row"]
    ) -> Float[Array, "*batch row height"]:
        """As :meth:`spatial`, at some radii only."""
        last = density.shape[-2] - 1
        coupling = jnp.pad(self.couplings[term], ((1, 1), (0, 0)))
        within = jnp.einsum("rmn,...rn->...rm", self.blocks[term][rows], density[..., rows, :])
        before, after = np.maximum(rows - 1, 0), np.minimum(rows + 1, last)
        return within + coupling[rows] * density[..., before, :] + coupling[rows + 1] * density[..., after, :]

    def production(
        self, in_gas: Float[Array, "nuclide *place energy"], in_volume: Float[Array, "nuclide *place energy"]
    ) -> Float[Array, "nuclide *place energy"]:
        """What nuclides and protons make of each other: fragmentation, decay and scattering.

        Args:
            in_gas: the term that fragmentation and scattering multiply, applied to the density.
            in_volume: the term that decays multiply, applied to it.

        Returns:
            What is born of every nuclide at every energy.
        """
        parents, daughters = self.decaying
        born = jnp.einsum("spk,p...k->s...k", self.fragmentation, in_gas)
        born = born.at[daughters].add(jnp.einsum("ik,i...k->i...k", self.decay, in_volume[parents]))
        return born.at[self.proton].add(jnp.einsum("kj,...j->...k", self.scattering, in_gas[self.proton]))


def operator(system: System) -> Operator:
    """The left-hand side of a system, with what it takes from parents and scattered protons."""
    space = system.space
    return Operator(
        blocks=space.blocks,
        couplings=space.couplings,
        coefficients=system.coefficients,
        fragmentation=system.fragmentation,
        decay=system.decay,
        scattering=system.scattering,
        reference=system.reference,
        images=tuple(number for number, name in enumerate(space.names) if name not in WITHIN),
        diffusing=space.places(DIFFUSION),
        gas=space.places(GAS)[0],
        unit=space.places(UNIT)[0],
        branches=system.branches,
        levels=system.levels,
        proton_first=False,
        reaccelerated=system.reaccelerated,
    )


def shift(values: Float[Array, "*batch energy"], offset: int) -> Float[Array, "*batch energy"]:
    """values[k + offset] along the last axis, zero where that lies outside."""
    count = values.shape[-1]
    padded = jnp.pad(values, [(0, 0)] * (values.ndim - 1) + [(max(-offset, 0), max(offset, 0))])
    return padded[..., max(offset, 0) : max(offset, 0) + count]
