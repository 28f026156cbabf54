"""Kinematics of nuclei in terms of the kinetic energy per nucleon T.

With m the rest energy per nucleon, p = √[T (T + 2m)] the momentum per nucleon, γ = 1 + T/m and β = p/(T + m),
a nucleus of charge Z and mass number A has the rigidity ρ = A p/Z, and dT/dρ = β Z/A.

The rest energy per nucleon is the proton's for hydrogen-1 and the atomic mass unit for all others, which is
right to 0.3 % (worst for helium-3). All functions broadcast over their arguments; numbers that are known stay with
NumPy, traced ones with JAX.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import ArrayLike, Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.constants import ATOMIC_MASS_UNIT, PROTON_MASS
from magnetosonic.errors import InputError
from magnetosonic.units import Numbers, plain

Values = Float[Array, "..."] | np.floating


def rest_energy_per_nucleon(mass_number: ArrayLike) -> Values:
    """Rest energy per nucleon [GeV/n].

    Args:
        mass_number: number of nucleons.

    Returns:
        Rest energy over the mass number [GeV/n], in the shape of ``mass_number``.
    """
    numpy = namespace(mass_number)
    return numpy.where(numpy.asarray(mass_number) == 1, PROTON_MASS, ATOMIC_MASS_UNIT)


def momentum_per_nucleon(kinetic_energy: Numbers, mass_number: ArrayLike) -> Values:
    """Momentum per nucleon, times the speed of light [GeV/n].

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        mass_number: number of nucleons.

    Returns:
        p c = √[T (T + 2m)] [GeV/n], in the broadcast shape.
    """
    kinetic_energy = plain(kinetic_energy, "GeV/n", "kinetic_energy", most_axes=None)
    numpy = namespace(kinetic_energy, mass_number)
    energy = numpy.asarray(kinetic_energy)
    return numpy.sqrt(energy * (energy + 2 * rest_energy_per_nucleon(mass_number)))


def lorentz_factor(kinetic_energy: Numbers, mass_number: ArrayLike) -> Values:
    """Lorentz factor γ.

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        mass_number: number of nucleons.

    Returns:
        γ = 1 + T/m, in the broadcast shape.
    """
    kinetic_energy = plain(kinetic_energy, "GeV/n", "kinetic_energy", most_axes=None)
    return 1 + kinetic_energy / rest_energy_per_nucleon(mass_number)


def velocity(kinetic_energy: Numbers, mass_number: ArrayLike) -> Values:
    """Velocity β in units of the speed of light.

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        mass_number: number of nucleons.

    Returns:
        β = p/(T + m), in the broadcast shape.
    """
    kinetic_energy = plain(kinetic_energy, "GeV/n", "kinetic_energy", most_axes=None)
    total = kinetic_energy + rest_energy_per_nucleon(mass_number)
    return momentum_per_nucleon(kinetic_energy, mass_number) / total


def rigidity(kinetic_energy: Numbers, charge: ArrayLike, mass_number: ArrayLike) -> Values:
    """Rigidity ρ = A p/Z [GV].

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        charge: number of protons.
        mass_number: number of nucleons.

    Returns:
        Rigidity [GV], in the broadcast shape.
    """
    numpy = namespace(kinetic_energy, charge, mass_number)
    ratio = numpy.asarray(mass_number) / numpy.asarray(charge)
    return ratio * momentum_per_nucleon(kinetic_energy, mass_number)


def kinetic_energy(rigidity: Numbers, charge: ArrayLike, mass_number: ArrayLike) -> Values:
    """Kinetic energy per nucleon of a nucleus of given rigidity [GeV/n].

    Args:
        rigidity: rigidity [GV].
        charge: number of protons.
        mass_number: number of nucleons.

    Returns:
        T = p²/[√(p² + m²) + m] with p = Z ρ/A [GeV/n], in the broadcast shape.
    """
    rigidity = plain(rigidity, "GV", "rigidity", most_axes=None)
    numpy = namespace(rigidity, charge, mass_number)
    momentum = numpy.asarray(rigidity) * numpy.asarray(charge) / numpy.asarray(mass_number)
    rest = rest_energy_per_nucleon(mass_number)
    # This form of √(p² + m²) - m keeps its digits at low rigidity.
    return momentum**2 / (numpy.hypot(momentum, rest) + rest)


def energy_per_rigidity(kinetic_energy: Numbers, charge: ArrayLike, mass_number: ArrayLike) -> Values:
    """Derivative dT/dρ of the kinetic energy per nucleon by the rigidity [(GeV/n)/GV].

    A flux per GeV/n times this derivative is the flux per GV.

    Args:
        kinetic_energy: kinetic energy per nucleon [GeV/n].
        charge: number of protons.
        mass_number: number of nucleons.

    Returns:
        dT/dρ = β Z/A [(GeV/n)/GV], in the broadcast shape.
    """
    numpy = namespace(kinetic_energy, charge, mass_number)
    return velocity(kinetic_energy, mass_number) * numpy.asarray(charge) / numpy.asarray(mass_number)


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
