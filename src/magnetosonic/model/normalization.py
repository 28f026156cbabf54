"""The one normalization of all nuclides: an interstellar proton flux."""

from __future__ import annotations

import dataclasses

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.constants import SPEED_OF_LIGHT_M_S
from magnetosonic.observables.spectra import interpolate_flux
from magnetosonic.species.network import Network
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.words import fields


class Normalization(eqx.Module):
    """Interstellar flux of protons that fixes the strength of the sources, and how it was found.

    Attributes:
        kinetic_energy: of the protons [GeV].
        proton_flux: at the observer [1/(GeV m^2 s sr)].
        fit: whose fluxes of elements proton flux and abundances are to be fitted to; "none" if they are as given.
        fit_from: lowest rigidity of the points of that fit [GV].
        fitted: whether they have been.
    """

    kinetic_energy: Scalar
    proton_flux: Scalar
    fit: str = eqx.field(static=True, default="none")
    fit_from: float = eqx.field(static=True, default=200.0)
    fitted: bool = eqx.field(static=True, default=False)

    __repr__ = fields

    def __str__(self) -> str:
        """In words."""
        if self.fit == "none":
            return "as configured"
        data = f"{self.fit} from {self.fit_from:g} GV"
        return f"fitted to {data}" if self.fitted else f"as configured, not yet fitted to {data} (normalise)"

    def numbers(self) -> Normalization:
        """The two numbers alone, for compiled functions, which need not know how they were found."""
        return Normalization(self.kinetic_energy, self.proton_flux)

    def unfitted(self) -> Normalization:
        """The same of a model whose other numbers have changed, so that no fit holds any more."""
        return dataclasses.replace(self, fitted=False)

    def flux_per_density(
        self, network: Network, at_observer: Float[Array, "nuclide energy"]
    ) -> Float[Array, "nuclide energy"]:
        """Flux that a density of one at the observer stands for, with these densities of the protons.

        Args:
            network: nuclides and energies.
            at_observer: densities at the observer [nuclide, energy].

        Returns:
            v/(4 pi), scaled to the proton flux; 0 where the density is not positive [nuclide, energy].
        """
        # Below the threshold of its production a nuclide may overshoot below zero, see the checks of a solution.
        per_density = jnp.where(at_observer > 0, kinematics(network).velocity * SPEED_OF_LIGHT_M_S / (4 * jnp.pi), 0.0)
        protons = (per_density * at_observer)[network.index("H1")][None]
        at = jnp.full((1, 1), self.kinetic_energy)
        return per_density * self.proton_flux / interpolate_flux(network.energy, protons, at)[0, 0]
