"""Kinematics of any species in terms of the kinetic energy per nucleon T.

With m the rest energy per nucleon, p = √[T (T + 2m)] the momentum per nucleon, γ = 1 + T/m and β = p/(T + m),
particles of charge Z and A nucleons have the rigidity ρ = A p/|Z|, and dT/dρ = β |Z|/A. For what is no nucleus "per
nucleon" means per particle, A = 1.

All functions broadcast over their arguments; numbers that are known stay with NumPy, traced ones with JAX.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.errors import InputError
from magnetosonic.species.species import Species
from magnetosonic.units import Numbers, plain

Values = Float[Array, "..."] | np.floating


class Particles(NamedTuple):
    """What motion depends on, of many species at once, as columns beside the energies.

    Attributes:
        charge: with its sign [species, 1].
        nucleons: numbers of nucleons [species, 1].
        rest_energy_per_nucleon: [species, 1] [GeV/n].
    """

    charge: Float[np.ndarray, "species 1"]
    nucleons: Float[np.ndarray, "species 1"]
    rest_energy_per_nucleon: Float[np.ndarray, "species 1"]


Moving = Species | Particles
"""One species or many."""


def particles(species: Sequence[Species]) -> Particles:
    """Many species, to be broadcast against energies.

    Args:
        species: in any order.

    Returns:
        Their numbers as columns.
    """
    names = Particles._fields
    return Particles(*(np.array([float(getattr(one, name)) for one in species]).reshape(-1, 1) for name in names))


def momentum_per_nucleon(kinetic_energy: Numbers, particle: Moving) -> Values:
    """Momentum per nucleon, times the speed of light [GeV/n].

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        particle: what moves.

    Returns:
        p c = √[T (T + 2m)] [GeV/n], in the broadcast shape.
    """
    kinetic_energy = plain(kinetic_energy, "GeV/n", "kinetic_energy", most_axes=None)
    numpy = namespace(kinetic_energy)
    energy = numpy.asarray(kinetic_energy)
    return numpy.sqrt(energy * (energy + 2 * particle.rest_energy_per_nucleon))


def lorentz_factor(kinetic_energy: Numbers, particle: Moving) -> Values:
    """Lorentz factor γ.

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        particle: what moves.

    Returns:
        γ = 1 + T/m, in the broadcast shape.
    """
    kinetic_energy = plain(kinetic_energy, "GeV/n", "kinetic_energy", most_axes=None)
    return 1 + kinetic_energy / particle.rest_energy_per_nucleon


def velocity(kinetic_energy: Numbers, particle: Moving) -> Values:
    """Velocity β in units of the speed of light.

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        particle: what moves.

    Returns:
        β = p/(T + m), in the broadcast shape.
    """
    kinetic_energy = plain(kinetic_energy, "GeV/n", "kinetic_energy", most_axes=None)
    total = kinetic_energy + particle.rest_energy_per_nucleon
    return momentum_per_nucleon(kinetic_energy, particle) / total


def rigidity(kinetic_energy: Numbers, particle: Moving) -> Values:
    """Rigidity ρ = A p/|Z| [GV].

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        particle: what moves.

    Returns:
        Rigidity [GV], in the broadcast shape.
    """
    return particle.nucleons / np.abs(particle.charge) * momentum_per_nucleon(kinetic_energy, particle)


def kinetic_energy(rigidity: Numbers, particle: Moving) -> Values:
    """Kinetic energy per nucleon of a nucleus of given rigidity [GeV/n].

    Args:
        rigidity: rigidity [GV].
        particle: what moves.

    Returns:
        T = p²/[√(p² + m²) + m] with p = |Z| ρ/A [GeV/n], in the broadcast shape.
    """
    rigidity = plain(rigidity, "GV", "rigidity", most_axes=None)
    numpy = namespace(rigidity)
    momentum = numpy.asarray(rigidity) * np.abs(particle.charge) / particle.nucleons
    rest = particle.rest_energy_per_nucleon
    # This form of √(p² + m²) - m keeps its digits at low rigidity.
    return momentum**2 / (numpy.hypot(momentum, rest) + rest)


def energy_per_rigidity(kinetic_energy: Numbers, particle: Moving) -> Values:
    """Derivative dT/dρ of the kinetic energy per nucleon by the rigidity [(GeV/n)/GV].

    A flux per GeV/n times this derivative is the flux per GV.

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        particle: what moves.

    Returns:
        dT/dρ = β |Z|/A [(GeV/n)/GV], in the broadcast shape.
    """
    return velocity(kinetic_energy, particle) * np.abs(particle.charge) / particle.nucleons


def checked_energy(energy: Numbers) -> Float[np.ndarray, "energy"]:
    """Kinetic energies per nucleon at which cross sections are asked for.

    Args:
        energy: one or many, numbers in GeV/n or a quantity.

    Returns:
        Plain numbers [energy] [GeV/n].

    Raises:
        InputError: if they are no energies, not finite or not positive.
    """
    if type(energy) is not np.ndarray or energy.dtype != np.float64 or energy.ndim != 1:
        energy = np.atleast_1d(np.asarray(plain(energy, "GeV/n", "energy")))
    good = (energy > 0.0) & np.isfinite(energy)
    if not good.all():
        raise InputError("energy", float(energy[~good][0]), "a finite kinetic energy above 0 GeV/n")
    return energy
