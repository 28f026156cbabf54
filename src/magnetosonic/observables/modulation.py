"""Solar modulation in the force-field approximation."""

from __future__ import annotations

import math

import jax
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar, namespace
from magnetosonic.errors import InputError
from magnetosonic.observables.spectra import Spectra, interpolate_flux
from magnetosonic.observables.unresolved import shifted
from magnetosonic.species.kinematics import Particles
from magnetosonic.units import Numbers, plain_number


def modulate(interstellar: Spectra, potential: Numbers) -> Spectra:
    """Spectra at the top of the atmosphere, by :func:`force_field`.

    Args:
        interstellar: spectra outside of the heliosphere.
        potential: modulation potential, not negative [GV].

    Returns:
        The same nuclides and energies after solar modulation. A flux at the energy T needs the interstellar one at
        T + Phi; within Phi of the highest energy of the table that is continued as a power law.

    Raises:
        InputError: if the potential is negative or not finite, where that is known before tracing.
    """
    potential = plain_number(potential, "GV", "modulation potential")
    if not isinstance(potential, jax.core.Tracer) and not 0.0 <= float(potential) < math.inf:
        raise InputError("modulation potential", float(potential), "a finite potential [GV], not negative")
    flux = force_field(interstellar.energy, interstellar.flux, interstellar.particles, potential)
    marks = interstellar.unresolved
    if marks:
        marks = shifted(marks, float(potential))
    return Spectra(interstellar.species, interstellar.energy, flux, marks)


def force_field(
    energy: Float[Array, "energy"],
    flux: Float[Array, "nuclide energy"],
    particle: Particles,
    potential: Scalar,
) -> Float[Array, "nuclide energy"]:
    """Flux at the top of the atmosphere, from the interstellar flux.

    J(T) = J_LIS(T + Phi) T (T + 2m)/[(T + Phi)(T + Phi + 2m)], Phi = |Z|/A times the potential.
    Source: Gleeson & Axford 1968, ApJ 154, 1011.

    Args:
        energy: kinetic energy per nucleon, increasing [energy] [GeV/n].
        flux: interstellar flux [nuclide, energy], any unit per GeV/n.
        particle: the species.
        potential: modulation potential [GV].

    Returns:
        Modulated flux on the same energies [nuclide, energy].
    """
    mass = particle.rest_energy_per_nucleon
    numpy = namespace(energy, flux, potential)
    energy = numpy.asarray(energy)
    shifted = energy + abs(particle.charge) / particle.nucleons * numpy.asarray(potential, float)
    interstellar = interpolate_flux(energy, flux, shifted)
    return interstellar * energy * (energy + 2 * mass) / (shifted * (shifted + 2 * mass))
