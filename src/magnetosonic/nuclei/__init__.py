"""Nuclides, decays, cross sections and the reaction network."""

from magnetosonic.nuclei.decay import Decay, decay_of, decay_table
from magnetosonic.nuclei.inelastic import inelastic_helium, inelastic_hydrogen
from magnetosonic.nuclei.kinematics import (
    energy_per_rigidity,
    kinetic_energy,
    lorentz_factor,
    momentum_per_nucleon,
    rest_energy_per_nucleon,
    rigidity,
    velocity,
)
from magnetosonic.nuclei.network import Network, build_network
from magnetosonic.nuclei.nuclide import SYMBOLS, Nuclide
from magnetosonic.nuclei.spallation import helium_enhancement, spallation_channels, spallation_hydrogen

__all__ = [
    "SYMBOLS",
    "Decay",
    "Network",
    "Nuclide",
    "build_network",
    "decay_of",
    "decay_table",
    "energy_per_rigidity",
    "helium_enhancement",
    "inelastic_helium",
    "inelastic_hydrogen",
    "kinetic_energy",
    "lorentz_factor",
    "momentum_per_nucleon",
    "rest_energy_per_nucleon",
    "rigidity",
    "spallation_channels",
    "spallation_hydrogen",
    "velocity",
]
