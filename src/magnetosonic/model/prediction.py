"""What a model predicts, everywhere in the Galaxy."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.model.marks import marked
from magnetosonic.observables.anisotropy import Dipole, anisotropy
from magnetosonic.observables.spectra import Points, Spectra
from magnetosonic.observables.variables import Variable
from magnetosonic.species.network import Network
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.transport.solution import Solution
from magnetosonic.transport.space import Patches
from magnetosonic.transport.verification import find_local_flaws
from magnetosonic.units import Numbers
from magnetosonic.words import count, listed, span


class Prediction(eqx.Module):
    """What a model predicts.

    Attributes:
        interstellar: spectra at the observer outside of the heliosphere.
        modulated: spectra at the top of the atmosphere.
        solution: densities in the whole Galaxy, before normalisation.
        network: nuclides and reactions.
        diffusion: D used by the transport [patch, nuclide, energy] [kpc^2/Myr].
        patches: where D is what.
        observer_radius: where the observer is [kpc].
        levels: energies at which the transport equation was solved on all nodes, more than those of the model where
            these did not suffice.
    """

    interstellar: Spectra
    modulated: Spectra
    solution: Solution
    network: Network
    diffusion: Float[Array, "patch nuclide energy"]
    patches: Patches
    observer_radius: float = eqx.field(static=True)
    levels: int = eqx.field(static=True)

    def __repr__(self) -> str:
        """Of which nuclides, at which energies and where."""
        energy, nuclides = self.interstellar.energy, self.interstellar.species
        lines = [
            f"Prediction for {len(nuclides)} nuclides ({listed(nuclides)})",
            f"{count(energy)} energies, {span(energy, 'GeV/n')}; {self.levels} of them solved on all nodes",
            f"observer at {self.observer_radius:g} kpc, {count(self.diffusion, 0)} patches of D",
            f"D {span(self.diffusion, 'kpc^2/Myr')}",
            f"interstellar flux {span(self.interstellar.flux, '1/((GeV/n) m^2 s sr)')}",
        ]
        return "\n  ".join(lines)

    def at(self, radius: Numbers, height: Numbers) -> Spectra:
        """Interstellar spectra anywhere in the Galaxy, normalised as those at the observer.

        Args:
            radius: Galactocentric radius, inside R_max [kpc].
            height: of either sign, inside the halo [kpc].

        Returns:
            Fluxes; those of nuclides of which hardly any are there, because they decay, are marked, and reading them
            raises, see :attr:`magnetosonic.observables.spectra.Spectra.unresolved`.

        Raises:
            InputError: if the place is not inside the Galaxy.
        """
        here = np.asarray(self.solution.at(radius, height))
        flux = np.asarray(self.flux_per_density()) * np.maximum(here, 0.0)
        marks = (*self.interstellar.unresolved, *marked(find_local_flaws(self.solution, here), self.network))
        return Spectra(self.interstellar.species, self.interstellar.energy, flux, marks)

    def flux_per_density(self) -> Float[Array, "nuclide energy"]:
        """Flux that a density of one stands for, with the normalisation at the observer [nuclide, energy]."""
        here, velocity = self.solution.at(self.observer_radius, 0.0), kinematics(self.network).velocity
        # One factor for all: taken where it is known best, since a density may vanish at the observer alone.
        most = jnp.unravel_index(jnp.argmax(here), here.shape)
        return velocity * self.interstellar.flux[most] / (velocity[most] * here[most])

    def anisotropy(
        self,
        name: str,
        points: Points,
        radius: Numbers | None = None,
        height: Numbers = 0.0,
        variable: Variable = "rigidity",
    ) -> Dipole:
        """Dipole anisotropy of a flux, along radius and height.

        Args:
            name: element, nuclide or sum.
            points: values of the variable.
            radius: Galactocentric radius [kpc]; without it that of the observer.
            height: of either sign, inside the halo [kpc].
            variable: what the points are values of.

        Returns:
            Components in the direction of streaming, see :func:`magnetosonic.observables.anisotropy.anisotropy`.
        """
        place = (self.observer_radius if radius is None else radius, height)
        solution, diffusion = self.solution, self.diffusion
        return anisotropy(
            solution.density, solution.grid, self.network, diffusion, self.patches, place, name, points, variable
        )
