"""From network, diffusion and injection to the arrays of a transport problem."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from magnetosonic.constants import COLLISION_RATE
from magnetosonic.losses.coulomb import coulomb_loss
from magnetosonic.losses.ionisation import ionisation_loss
from magnetosonic.nuclei.kinematics import (
    lorentz_factor,
    momentum_per_nucleon,
    rest_energy_per_nucleon,
    rigidity,
    velocity,
)
from magnetosonic.nuclei.network import Network
from magnetosonic.transport.equation import SpatialOperators, TransportProblem
from magnetosonic.transport.scattered_protons import degradation_matrix

_NO_LOSS = 1e-30  # relative to the real losses: keeps the logarithmic slopes finite when losses are switched off
_REFERENCE_SLOPE = 2.5  # momentum slope of the density that the loss differences take exactly


class LossSettings(eqx.Module):
    """Which continuous losses act.

    Attributes:
        active: ionisation and Coulomb losses on or off.
        helium_fraction: helium per hydrogen nuclei of the gas.
        helium_electrons: count both electrons of helium in the ionisation loss.
    """

    active: bool = eqx.field(static=True)
    helium_fraction: float
    helium_electrons: bool = eqx.field(static=True)


class Kinematics(eqx.Module):
    """Motion of every nuclide at every energy, each [nuclide, energy].

    Attributes:
        rigidity: [GV].
        momentum_per_nucleon: [GeV/n].
        velocity: [c].
        lorentz_factor: gamma.
    """

    rigidity: Float[Array, "nuclide energy"]
    momentum_per_nucleon: Float[Array, "nuclide energy"]
    velocity: Float[Array, "nuclide energy"]
    lorentz_factor: Float[Array, "nuclide energy"]


def kinematics(network: Network) -> Kinematics:
    """Kinematics on the energies of the network.

    Args:
        network: nuclides and energies.

    Returns:
        Rigidity, momentum, velocity and Lorentz factor.
    """
    charge, mass_number, energy = network.charge[:, None], network.mass_number[:, None], network.energy[None]
    return Kinematics(
        rigidity(energy, charge, mass_number),
        momentum_per_nucleon(energy, mass_number),
        velocity(energy, mass_number),
        lorentz_factor(energy, mass_number),
    )


def transport_problem(
    space: SpatialOperators,
    network: Network,
    diffusion: Float[Array, "zone nuclide energy"],
    source_shape: Float[Array, "radius height"],
    source_spectrum: Float[Array, "nuclide energy"],
    losses: LossSettings,
) -> TransportProblem:
    """All coefficients of the equation.

    Args:
        space: spatial matrices.
        network: nuclides, cross sections and decays on the energies.
        diffusion: D [zone, nuclide, energy] [kpc^2/Myr].
        source_shape: sources against the basis [radius, height].
        source_spectrum: injection [nuclide, energy].
        losses: which losses act.

    Returns:
        The problem, ready to be solved.
    """
    motion = kinematics(network)
    charge, mass_number = network.charge[:, None], network.mass_number[:, None]
    nucleus = charge, mass_number, mass_number * rest_energy_per_nucleon(mass_number), motion.lorentz_factor
    factor = 1.0 if losses.active else _NO_LOSS
    ionisation = ionisation_loss(*nucleus, losses.helium_fraction, losses.helium_electrons)
    coulomb, coulomb_log = coulomb_loss(*nucleus)
    rate = COLLISION_RATE * motion.velocity
    return TransportProblem(
        space=space,
        energy=network.energy,
        diffusion=diffusion,
        source_shape=source_shape,
        source_spectrum=source_spectrum,
        destruction=rate * network.inelastic,
        decay=network.decay_rate[:, None] / motion.lorentz_factor,
        ionisation=factor * ionisation,
        coulomb=factor * coulomb,
        coulomb_log=factor * coulomb_log,
        loss_reference=motion.momentum_per_nucleon**-_REFERENCE_SLOPE / motion.velocity,
        channel_parent=network.channel_parent,
        channel_daughter=network.channel_daughter,
        channel_rate=rate[network.channel_parent] * network.channel_cross_section,
        decay_parent=jnp.asarray(network.decay_parent),
        decay_daughter=jnp.asarray(network.decay_daughter),
        proton=network.index("H1"),
        degradation=degradation_matrix(network.energy),
    )
