"""Species, nuclides, decays, cross sections and the reaction network."""

from magnetosonic.species.decay import Decay, decay_of, decay_table
from magnetosonic.species.inelastic import inelastic_helium, inelastic_hydrogen
from magnetosonic.species.kinematics import (
    Particles,
    energy_per_rigidity,
    kinetic_energy,
    lorentz_factor,
    momentum_per_nucleon,
    particles,
    rigidity,
    velocity,
)
from magnetosonic.species.network import Network, build_network
from magnetosonic.species.nuclide import PROTON, SYMBOLS, Nuclide
from magnetosonic.species.scaling import scale_cross_sections
from magnetosonic.species.settings import NetworkSettings
from magnetosonic.species.spallation import helium_enhancement, spallation_channels, spallation_hydrogen
from magnetosonic.species.species import Species
from magnetosonic.species.tripathi import tripathi
from magnetosonic.species.user_table import read_spallation_csv

__all__ = [
    "PROTON",
    "SYMBOLS",
    "Decay",
    "Network",
    "NetworkSettings",
    "Nuclide",
    "Particles",
    "Species",
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
    "particles",
    "read_spallation_csv",
    "rigidity",
    "scale_cross_sections",
    "spallation_channels",
    "spallation_hydrogen",
    "tripathi",
    "velocity",
]
