"""Grammage, age and escape time of the particles that the transport carries.

All three are those of tracers: particles that diffuse and are advected as a nuclide is, from the same sources, but do
not lose energy, fragment or decay. With L the operator of diffusion and advection, Q the sources and rho the mass
density of the gas,

    L N_0 = Q,    L N_X = rho v N_0,    L N_t = N_0,

particles seen at a place have traversed the grammage X = N_X/N_0 and are of the age t = N_t/N_0, in the mean; the
escape time of the Galaxy is int N_0 dV/int Q dV. Each follows because N_0 is the integral over all times since the
injection, and L acts on the distribution that is weighted with grammage or time as on that of the particles.

Source: V. S. Berezinskii et al., *Astrophysics of Cosmic Rays* (North-Holland 1990), for the quantities.
In a disk that is thin against the halo X = m n 2h v H/(2D), t = H^2/(3D), and the escape time is H^2/(2D).
"""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from astropy import units as u
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.constants import KPC_IN_CM, SPEED_OF_LIGHT
from magnetosonic.errors import SolveError
from magnetosonic.transport.equation import System
from magnetosonic.transport.space.interface import GAS, UNIT, WITHIN, Nodes
from magnetosonic.units import Numbers
from magnetosonic.words import count, span

# Atomic masses of 1H and 4He in u: Wang et al. 2021, Chin. Phys. C 45, 030003 (AME2020).
_HYDROGEN_MASS, _HELIUM_MASS = 1.00782503, 4.00260325
_ATOMIC_MASS_UNIT_IN_G = float((1.0 * u.u).to_value(u.g))


class Residence(eqx.Module):
    """What particles of one nuclide have gone through, without losses and reactions.

    Attributes:
        rigidity: [energy] [GV].
        grammage: mean grammage of those seen at a place, helium of the gas included [energy] [g/cm^2].
        age: mean time since the injection of those seen there [energy] [Myr].
        escape_time: mean time that particles stay in the Galaxy [energy] [Myr].
    """

    rigidity: Float[Array, "energy"]
    grammage: Float[Array, "energy"]
    age: Float[Array, "energy"]
    escape_time: Float[Array, "energy"]

    def __repr__(self) -> str:
        """How much, at how many rigidities."""
        return (
            f"Residence at {count(self.rigidity)} rigidities, {span(self.rigidity, 'GV')}\n"
            f"  grammage {span(self.grammage, 'g/cm^2')}\n"
            f"  age {span(self.age, 'Myr')}, escape time {span(self.escape_time, 'Myr')}"
        )


def gas_mass(helium_fraction: Float[Array, ""] | float) -> Float[Array, ""] | float:
    """Mass of the gas for each hydrogen nucleus.

    Args:
        helium_fraction: helium per hydrogen nuclei.

    Returns:
        Mass of neutral hydrogen and helium [g].
    """
    return (_HYDROGEN_MASS + helium_fraction * _HELIUM_MASS) * _ATOMIC_MASS_UNIT_IN_G


def residence(
    system: System,
    grid: Nodes,
    nuclide: int,
    rigidity: Float[Array, "energy"],
    velocity: Float[Array, "energy"],
    helium_fraction: Float[Array, ""] | float,
    radius: Numbers,
    height: Numbers = 0.0,
) -> Residence:
    """Grammage, age and escape time against rigidity.

    The three equations are solved directly on all nodes, with diffusion, wind, zones, gas and sources of the transport.
    The adiabatic loss in the wind is a loss of energy, and left out as all others are.

    Args:
        system: the transport equation.
        grid: its grid.
        nuclide: number of the nuclide whose D the tracers have.
        rigidity: of that nuclide at the energies of the system [energy] [GV].
        velocity: likewise [energy] [c].
        helium_fraction: helium per hydrogen nuclei of the gas.
        radius: where the particles are seen, inside R_max [kpc].
        height: likewise, of either sign, inside the halo [kpc].

    Returns:
        The three, at the rigidities. Sources that reach up to the boundary of the halo count only as far as the grid's
        node there, which is left out, does not hold them.

    Raises:
        InputError: if the place is not inside the Galaxy.
        SolveError: if the density there is not positive, where that is known before tracing.
    """
    radius, height = grid.require_inside(radius, height)
    here = grid.weights(radius, height).ravel()
    primary, in_gas, aged, amount = _tracers(system, nuclide)
    seen, weighed, waited = (density @ here for density in (primary, in_gas, aged))
    if not isinstance(seen, jax.core.Tracer) and not bool(jnp.all(seen > 0)):
        raise SolveError(f"no particles reach {radius:g} kpc, {height:g} kpc: the grid is too coarse for it")
    rate = gas_mass(helium_fraction) * velocity * SPEED_OF_LIGHT * KPC_IN_CM  # g/cm^2 per Myr in 1 cm^-3
    escape = amount / jnp.sum(system.space.source_shape)
    return Residence(rigidity, rate * weighed / seen, waited / seen, escape)


@eqx.filter_jit
def _tracers(system: System, nuclide: int) -> tuple[Array, Array, Array, Float[Array, "energy"]]:
    """N_0 for a source spectrum of 1, the solutions with n N_0 and N_0 as source, and the volume integral of N_0."""
    space = system.space
    terms = tuple(number for number, name in enumerate(space.names) if name in WITHIN)
    moving = space.only(terms)
    factors = moving.factor(system.coefficients[np.array(terms), 0, nuclide])
    sources = jnp.broadcast_to(space.source_shape, (len(system.energy), len(space.source_shape)))
    primary = moving.solve(factors, sources)
    in_gas, in_volume = (space.apply(space.places(name)[0], primary) for name in (GAS, UNIT))
    return primary, moving.solve(factors, in_gas), moving.solve(factors, in_volume), jnp.sum(in_volume, axis=1)
