"""What a model predicts, everywhere in the Galaxy."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.model.marks import marked
from magnetosonic.model.propagation import Propagation, compiled_system
from magnetosonic.observables.anisotropy import Dipole, anisotropy
from magnetosonic.observables.grammage import Residence, residence
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.network import Network
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.transport.solution import Solution
from magnetosonic.transport.space import Patches
from magnetosonic.transport.verification import find_local_flaws
from magnetosonic.units import Numbers
from magnetosonic.variables import Variable
from magnetosonic.words import count, listed, span


class Prediction(eqx.Module):
    """What a model predicts.

    Attributes:
        interstellar: spectra at the observer outside of the heliosphere.
        modulated: spectra at the top of the atmosphere.
        solution: densities in the whole Galaxy, before normalization.
        propagation: what was solved.
        levels: energies at which the transport equation was solved on all nodes, more than those of the model where
            these did not suffice.
    """

    interstellar: Spectra
    modulated: Spectra
    solution: Solution
    propagation: Propagation
    levels: int = eqx.field(static=True)

    def __repr__(self) -> str:
        """Of which nuclides, at which energies and where."""
        energy, nuclides = self.interstellar.energy, self.interstellar.species
        place = span(self.propagation.galaxy.observer_radius, "kpc")
        lines = [
            f"Prediction for {len(nuclides)} nuclides ({listed(nuclides)})",
            f"{count(energy)} energies, {span(energy, 'GeV/n')}; {self.levels} of them solved on all nodes",
            f"observer at {place}; D {span(self.diffusion, 'kpc^2/Myr')}",
            f"interstellar flux {span(self.interstellar.flux, '1/((GeV/n) m^2 s sr)')}",
        ]
        return "\n  ".join(lines)

    @property
    def network(self) -> Network:
        """Nuclides and reactions."""
        return self.propagation.network

    @property
    def diffusion(self) -> Float[Array, "patch nuclide energy"]:
        """D used by the transport [kpc^2/Myr]."""
        return self.propagation.diffusion

    @property
    def patches(self) -> Patches:
        """Where D is what."""
        return self.propagation.patches

    @property
    def observer_radius(self) -> float:
        """Where the observer is [kpc]."""
        return float(self.propagation.galaxy.observer_radius)

    def flux(self, name: str, points: Numbers, variable: Variable = "rigidity") -> Float[Array, "point"]:
        """Flux at the top of the atmosphere; that outside of the heliosphere is ``interstellar.flux_of``.

        Args:
            name: an element ("B"), a nuclide ("10Be") or a sum of these.
            points: values of the variable, numbers in GV, GeV or GeV/n or a quantity.
            variable: what the points are values of.

        Returns:
            Flux [1/(unit m^2 s sr)], see :meth:`magnetosonic.observables.spectra.Spectra.flux_of`.
        """
        return self.modulated.flux_of(name, points, variable)

    def ratio(self, name: str, points: Numbers | None = None, variable: Variable = "rigidity") -> Float[Array, "point"]:
        """Ratio at the top of the atmosphere; that outside of the heliosphere is ``interstellar.ratio``.

        Args:
            name: for example "B/C" or "10Be/9Be".
            points: values of the variable; without them the energies per nucleon of the model.
            variable: what the points are values of.

        Returns:
            The ratio, see :meth:`magnetosonic.observables.spectra.Spectra.ratio`.
        """
        return self.modulated.ratio(name, points, variable)

    def spectra_at(self, radius: Numbers, height: Numbers) -> Spectra:
        """Interstellar spectra anywhere in the Galaxy, normalized as those at the observer.

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
        """Flux that a density of one stands for, with the normalization at the observer [nuclide, energy]."""
        here, velocity = self.solution.at(self.observer_radius, 0.0), kinematics(self.network).velocity
        # One factor for all: taken where it is known best, since a density may vanish at the observer alone.
        most = jnp.unravel_index(jnp.argmax(here), here.shape)
        return velocity * self.interstellar.flux[most] / (velocity[most] * here[most])

    def residence(self, nuclide: str = "C12") -> Residence:
        """Grammage, age and escape time, without losses or reactions, of particles that the observer sees.

        Args:
            nuclide: whose rigidities and velocities count.

        Returns:
            All three at each rigidity, see :func:`magnetosonic.observables.grammage.residence`.
        """
        # These particles take no part in diffusion in momentum.
        problem = self.propagation.without_reacceleration()
        number, motion = self.network.index(nuclide), kinematics(self.network)
        at = motion.rigidity[number], motion.velocity[number]
        place = problem.galaxy.helium_fraction, self.observer_radius
        return residence(compiled_system(problem), problem.grid(), number, *at, *place)

    def anisotropy(
        self,
        name: str,
        points: Numbers,
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
