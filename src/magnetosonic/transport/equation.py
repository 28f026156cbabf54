"""The steady-state diffusion-loss equation, discretised in space, as plain arrays.

    -div(D grad N) - d/dT (b N) + n v sigma N + N/(gamma tau)
        = Q + sum_parents [n v sigma_{p->} N_p + N_p/(gamma tau_p)] + (protons scattered down from higher energy)

N is the density per kinetic energy per nucleon T; b = -dT/dt > 0; straight-ahead approximation, so that T is kept in
fragmentation and decay. It is equation (8) of Fornieri et al. 2021, MNRAS 502, 5821, without advection and
reacceleration. Everything here is an array: where D comes from is not known to this package.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from magnetosonic.galaxy.gas import Gas
from magnetosonic.galaxy.grid import Grid


class SpatialOperators(eqx.Module):
    """Matrices of the spatial part; the boundary node in height is left out of all but ``boundary``.

    Attributes:
        stiffness: integral of share_zone phi_m' phi_n' dz [zone, height, height] [1/kpc].
        boundary: the row of ``stiffness`` of the node on the halo boundary, which gives the flux out [zone, height].
        radial_weight: integral of share_zone phi_m dz, diagonal [zone, height] [kpc].
        mass: integral of phi_m dz, diagonal [height] [kpc].
        inner: coupling to the previous radius [radius] [1/kpc^2].
        outer: coupling to the next radius [radius] [1/kpc^2].
        volumes: integral of r dr over the cells [radius] [kpc^2].
        gas: all hydrogen nuclei against the basis [radius, height, height] [cm^-3 kpc].
        neutral: neutral hydrogen nuclei, likewise.
        electrons: free electrons n_e, likewise.
        electrons_log: n_e ln n_e, likewise, for the Coulomb logarithm.
    """

    stiffness: Float[Array, "zone height height"]
    boundary: Float[Array, "zone height"]
    radial_weight: Float[Array, "zone height"]
    mass: Float[Array, "height"]
    inner: Float[Array, "radius"]
    outer: Float[Array, "radius"]
    volumes: Float[Array, "radius"]
    gas: Float[Array, "radius height height"]
    neutral: Float[Array, "radius height height"]
    electrons: Float[Array, "radius height height"]
    electrons_log: Float[Array, "radius height height"]


def spatial_operators(grid: Grid, zone_shares: Callable[[np.ndarray], np.ndarray], gas: Gas) -> SpatialOperators:
    """Assemble the spatial matrices on the host.

    Args:
        grid: the spatial grid.
        zone_shares: function of heights [kpc] that returns the shares of the zones [zone, point].
        gas: gas densities.

    Returns:
        The matrices as JAX arrays.
    """
    mesh = grid.heights
    shares = [partial(_share, zone_shares, zone) for zone in range(len(zone_shares(np.zeros(1))))]
    stiffness = np.stack([mesh.stiffness(share) for share in shares])
    radial_weight = np.stack([mesh.lumped_mass(share) for share in shares])

    def electrons_log(radius: np.ndarray, height: np.ndarray) -> np.ndarray:
        density = gas.ionised(radius, height)
        return density * np.log(np.maximum(density, 1e-300))

    return SpatialOperators(
        stiffness=jnp.asarray(stiffness[:, :-1, :-1]),
        boundary=jnp.asarray(stiffness[:, -1, :-1]),
        radial_weight=jnp.asarray(radial_weight[:, :-1]),
        mass=jnp.asarray(mesh.lumped_mass(np.ones_like)[:-1]),
        inner=jnp.asarray(grid.inner),
        outer=jnp.asarray(grid.outer),
        volumes=jnp.asarray(grid.volumes),
        gas=jnp.asarray(grid.mass(gas.total)),
        neutral=jnp.asarray(grid.mass(gas.neutral)),
        electrons=jnp.asarray(grid.mass(gas.ionised)),
        electrons_log=jnp.asarray(grid.mass(electrons_log)),
    )


def _share(zone_shares: Callable[[np.ndarray], np.ndarray], zone: int, height: np.ndarray) -> np.ndarray:
    return zone_shares(height)[zone]


class TransportProblem(eqx.Module):
    """One steady-state problem: all nuclides, all energies. Energies increase along their axis.

    Nuclides are ordered so that every parent stands before its daughters.

    Attributes:
        space: spatial matrices.
        energy: kinetic energy per nucleon, evenly spaced in its logarithm [energy] [GeV/n].
        diffusion: D of every zone [zone, nuclide, energy] [kpc^2/Myr].
        source_shape: injection against the basis, averaged over radial cells [radius, height] [kpc, times 1/kpc^3].
        source_spectrum: injection per time [nuclide, energy] [1/((GeV/n) Myr)].
        destruction: v sigma of inelastic collisions, per hydrogen nucleus [nuclide, energy] [cm^3/Myr].
        decay: 1/(gamma tau) [nuclide, energy] [1/Myr].
        ionisation: loss rate b per neutral hydrogen [nuclide, energy] [GeV/n cm^3/Myr].
        coulomb: first part of the Coulomb loss rate, per electron [nuclide, energy] [GeV/n cm^3/Myr].
        coulomb_log: second part, times -ln n_e [nuclide, energy] [GeV/n cm^3/Myr].
        loss_reference: shape psi(T) of the density that the energy derivative takes exactly [nuclide, energy].
        channel_parent: index of the nuclide that breaks up [channel].
        channel_daughter: index of the fragment [channel].
        channel_rate: v sigma per hydrogen nucleus [channel, energy] [cm^3/Myr].
        decay_parent: index of the nuclide that decays [branch].
        decay_daughter: index of its daughter [branch].
        proton: index of the nuclide whose inelastic collisions leave one of the same kind behind.
        degradation: weights over the higher energies that those come from [energy, energy_from].
    """

    space: SpatialOperators
    energy: Float[Array, "energy"]
    diffusion: Float[Array, "zone nuclide energy"]
    source_shape: Float[Array, "radius height"]
    source_spectrum: Float[Array, "nuclide energy"]
    destruction: Float[Array, "nuclide energy"]
    decay: Float[Array, "nuclide energy"]
    ionisation: Float[Array, "nuclide energy"]
    coulomb: Float[Array, "nuclide energy"]
    coulomb_log: Float[Array, "nuclide energy"]
    loss_reference: Float[Array, "nuclide energy"]
    channel_parent: Int[Array, "channel"]
    channel_daughter: Int[Array, "channel"]
    channel_rate: Float[Array, "channel energy"]
    decay_parent: Int[Array, "branch"]
    decay_daughter: Int[Array, "branch"]
    proton: int = eqx.field(static=True)
    degradation: Float[Array, "energy energy_from"]
