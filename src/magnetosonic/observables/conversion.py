"""Conversion of the variables that a flux may be given against to kinetic energy per nucleon T.

With Z, A and the rest energy per nucleon m of a species: rigidity A √[T (T + 2m)]/|Z|, kinetic energy A T, total energy
A (T + m). A flux per unit of x is the flux per GeV/n times dT/dx.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import ArrayLike, Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.species.kinematics import Moving, energy_per_rigidity, kinetic_energy, rigidity
from magnetosonic.variables import Variable, parse_variable


def to_energy(
    variable: Variable, points: ArrayLike, particle: Moving
) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Kinetic energy per nucleon at values of a variable, and its derivative.

    Args:
        variable: which.
        points: its values, above those of a nucleus at rest [GV], [GeV] or [GeV/n].
        particle: whose: one species, or many as columns beside the points.

    Returns:
        T [GeV/n] and dT/dx [GeV/n by the unit of the variable], in the broadcast shape.

    Raises:
        InputError: if there is no such variable.
    """
    numpy, nucleons = namespace(points), particle.nucleons
    points = numpy.asarray(points)
    shape = np.broadcast_shapes(np.shape(points), np.shape(nucleons))
    match parse_variable(variable):
        case "rigidity":
            energy = kinetic_energy(points, particle)
            slope = energy_per_rigidity(energy, particle)
        case "kinetic_energy":
            energy, slope = points / nucleons, 1.0 / nucleons
        case "kinetic_energy_per_nucleon":
            energy, slope = points, np.ones(())
        case "total_energy":
            energy, slope = points / nucleons - particle.rest_energy_per_nucleon, 1.0 / nucleons
    return numpy.broadcast_to(energy, shape), numpy.broadcast_to(slope, shape)


def from_energy(variable: Variable, energy: ArrayLike, particle: Moving) -> Float[Array, "..."]:
    """Values of a variable at kinetic energies per nucleon.

    Args:
        variable: which.
        energy: kinetic energy per nucleon [GeV/n].
        particle: whose: one species, or many as columns beside the points.

    Returns:
        The variable [GV], [GeV] or [GeV/n], in the broadcast shape.

    Raises:
        InputError: if there is no such variable.
    """
    numpy, nucleons = namespace(energy), particle.nucleons
    energy = numpy.asarray(energy)
    match parse_variable(variable):
        case "rigidity":
            values = rigidity(energy, particle)
        case "kinetic_energy":
            values = energy * nucleons
        case "kinetic_energy_per_nucleon":
            values = energy
        case "total_energy":
            values = (energy + particle.rest_energy_per_nucleon) * nucleons
    return numpy.broadcast_to(values, np.broadcast_shapes(np.shape(energy), np.shape(nucleons)))
