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
from magnetosonic.nuclei.scaling import scale_cross_sections
from magnetosonic.nuclei.settings import NetworkSettings
from magnetosonic.nuclei.spallation import helium_enhancement, spallation_channels, spallation_hydrogen
from magnetosonic.nuclei.tripathi import tripathi
from magnetosonic.nuclei.user_table import read_spallation_csv

__all__ = [
    "SYMBOLS",
    "Decay",
    "Network",
    "NetworkSettings",
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
    "read_spallation_csv",
    "rest_energy_per_nucleon",
    "rigidity",
    "scale_cross_sections",
    "spallation_channels",
    "spallation_hydrogen",
    "tripathi",
    "velocity",
]
