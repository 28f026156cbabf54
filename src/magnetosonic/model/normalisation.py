"""From densities to fluxes: the one normalisation of all nuclides."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.constants import SPEED_OF_LIGHT_M_S
from magnetosonic.model.parts import Normalisation
from magnetosonic.observables.spectra import interpolate_flux
from magnetosonic.species.network import Network
from magnetosonic.transport.coefficients import kinematics


def flux_per_density(
    normalisation: Normalisation, network: Network, at_observer: Float[Array, "nuclide energy"]
) -> Float[Array, "nuclide energy"]:
    """Flux that a density of one at the observer stands for, with these densities of the protons.

    Args:
        normalisation: the proton flux.
        network: nuclides and energies.
        at_observer: densities at the observer [nuclide, energy].

    Returns:
        v/(4 pi), scaled to the proton flux; 0 where the density is not positive [nuclide, energy].
    """
    # Below the threshold of its production a nuclide may overshoot below zero, see the checks of a solution.
    per_density = jnp.where(at_observer > 0, kinematics(network).velocity * SPEED_OF_LIGHT_M_S / (4 * jnp.pi), 0.0)
    protons = (per_density * at_observer)[network.index("H1")][None]
    at = jnp.full((1, 1), normalisation.kinetic_energy)
    return per_density * normalisation.proton_flux / interpolate_flux(network.energy, protons, at)[0, 0]
