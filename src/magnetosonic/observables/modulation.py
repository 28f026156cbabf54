"""Solar modulation in the force-field approximation."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from magnetosonic.arrays import Scalar
from magnetosonic.nuclei.kinematics import rest_energy_per_nucleon
from magnetosonic.observables.spectra import interpolate_flux


@jax.jit
def force_field(
    energy: Float[Array, "energy"],
    flux: Float[Array, "nuclide energy"],
    charge: Float[Array, "nuclide"],
    mass_number: Float[Array, "nuclide"],
    potential: Scalar,
) -> Float[Array, "nuclide energy"]:
    """Flux at the top of the atmosphere, from the interstellar flux.

    J(T) = J_LIS(T + Phi) T (T + 2m)/[(T + Phi)(T + Phi + 2m)], Phi = |Z|/A times the potential.
    Source: Gleeson & Axford 1968, ApJ 154, 1011.

    Args:
        energy: kinetic energy per nucleon, increasing [energy] [GeV/n].
        flux: interstellar flux [nuclide, energy], any unit per GeV/n.
        charge: charge numbers [nuclide].
        mass_number: mass numbers [nuclide].
        potential: modulation potential [GV].

    Returns:
        Modulated flux on the same energies [nuclide, energy].
    """
    mass = rest_energy_per_nucleon(mass_number)[:, None]
    shifted = energy + (jnp.abs(charge) / mass_number * potential)[:, None]
    interstellar = interpolate_flux(energy, flux, shifted)
    return interstellar * energy * (energy + 2 * mass) / (shifted * (shifted + 2 * mass))
