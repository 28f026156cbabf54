"""A propagation problem: nuclides, their diffusion and the Galaxy, ready for the transport equation.

It is what of a model the transport depends on, without what D comes from, so that all that belongs together stays
together and one compiled function serves models whose D comes from different sources.
"""

from __future__ import annotations

import dataclasses

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.injection import Injection
from magnetosonic.losses.rates import LossSettings
from magnetosonic.model.galaxy import Galaxy
from magnetosonic.model.normalization import Normalization
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.network import Network
from magnetosonic.transport.coefficients import kinematics, transport_system
from magnetosonic.transport.equation import System
from magnetosonic.transport.solve import solve_densities
from magnetosonic.transport.space import Patches
from magnetosonic.words import count, listed, span


class Propagation(eqx.Module):
    """Everything that the transport equation of one model depends on.

    Attributes:
        network: nuclides and reactions.
        diffusion: D [patch, nuclide, energy] [kpc^2/Myr].
        momentum_diffusion: D_pp/p^2 [patch, nuclide, energy] [1/Myr]; None without reacceleration.
        galaxy: size, gas, sources, wind, grid.
        patches: where D is what.
        injection: what the sources inject.
        losses: continuous losses.
        normalization: the proton flux.
        modulation_potential: of the force field [GV].
    """

    network: Network
    diffusion: Float[Array, "patch nuclide energy"]
    momentum_diffusion: Float[Array, "patch nuclide energy"] | None
    galaxy: Galaxy
    patches: Patches
    injection: Injection
    losses: LossSettings
    normalization: Normalization
    modulation_potential: Scalar

    def __repr__(self) -> str:
        """Of which nuclides, at which energies, with which D."""
        energy, nuclides = self.network.energy, self.network.species
        return (
            f"Propagation of {len(nuclides)} nuclides ({listed(nuclides)})\n"
            f"  {count(energy)} energies, {span(energy, 'GeV/n')}\n"
            f"  D {span(self.diffusion, 'kpc^2/Myr')}; patches: {count(self.diffusion, 0)}"
        )

    def grid(self) -> Grid:
        """Spatial grid."""
        return self.galaxy.grid(self.patches.edges)

    def system(self) -> System:
        """The discrete transport equation, for :func:`magnetosonic.transport.solve.solve_densities`."""
        space = self.galaxy.space(self.patches, self.momentum_diffusion is not None)
        return transport_system(
            space,
            self.network,
            self.diffusion,
            self.source_spectrum(),
            self.losses,
            self.galaxy.helium_fraction,
            self.momentum_diffusion,
            self.galaxy.levels,
        )

    def source_spectrum(self) -> Float[Array, "nuclide energy"]:
        """What the sources inject of each species at each energy, all that :meth:`system` takes of the injection."""
        motion = kinematics(self.network)
        present = [nuclide for nuclide in self.injection if nuclide in self.network.species]
        rows = np.array([self.network.index(nuclide.name) for nuclide in present])
        at = motion.rigidity[rows], motion.momentum_per_nucleon[rows], motion.velocity[rows]
        return jnp.zeros_like(motion.rigidity).at[rows].set(self.injection.spectra(present, *at))

    def spectra(self) -> Spectra:
        """Interstellar spectra at the observer; compiles, differentiates, and checks nothing."""
        return self.at_observer(solve_densities(self.system()))

    def at_observer(self, density: Float[Array, "nuclide energy radius height"]) -> Spectra:
        """Normalized interstellar spectra at the observer.

        Args:
            density: densities at the nodes [nuclide, energy, radius, height].

        Returns:
            Fluxes v N/(4 pi), scaled to the proton flux.
        """
        weights = self.grid().radial_interpolation(self.galaxy.observer_radius)
        here = jnp.einsum("r,ker->ke", weights, density[..., 0])
        per_density = self.normalization.flux_per_density(self.network, here)
        return Spectra(self.network.species, self.network.energy, per_density * here)

    def modulate(self, interstellar: Spectra) -> Spectra:
        """Spectra at the top of the atmosphere, in the force field of this potential."""
        return modulate(interstellar, self.modulation_potential)

    def with_levels(self, levels: int) -> Propagation:
        """The same, solved on all nodes at another number of energies."""
        return dataclasses.replace(self, galaxy=dataclasses.replace(self.galaxy, levels=levels))

    def without_reacceleration(self) -> Propagation:
        """The same without diffusion in momentum."""
        return dataclasses.replace(self, momentum_diffusion=None)


@eqx.filter_jit
def compiled_system(problem: Propagation) -> System:
    """:meth:`Propagation.system` as one compiled function, which serves all problems that differ in numbers alone."""
    return problem.system()
