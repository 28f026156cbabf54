"""Dipole anisotropy of the diffusive streaming.

Fick's law gives the streaming S = -D grad N, the first moment of the intensity J(mu) = (v N/4 pi)(1 + delta mu):

    delta = 3 S/(v N) = -(3 D/v) grad N/N.

It points where the particles go. Left out: the Compton-Getting effect of the observer's motion and of the wind, the
field's direction (D is isotropic here), and single nearby sources.

Source: V. L. Ginzburg, S. I. Syrovatskii, *The Origin of Cosmic Rays* (Pergamon 1964);
V. S. Berezinskii et al., *Astrophysics of Cosmic Rays* (North-Holland 1990).
"""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.numerics.spline import cubic_spline
from magnetosonic.observables.conversion import to_energy
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.network import Network
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.transport.space import Nodes, Patches
from magnetosonic.units import Numbers
from magnetosonic.variables import Variable
from magnetosonic.words import count, span


class Dipole(eqx.Module):
    """Dipole anisotropy of an element or nuclide.

    Attributes:
        radial: along the Galactocentric radius, positive where the particles stream outwards [point].
        vertical: along the height, positive where they stream to larger z [point].
    """

    radial: Float[Array, "point"]
    vertical: Float[Array, "point"]

    @property
    def amplitude(self) -> Float[Array, "point"]:
        """√(δ_r² + δ_z²)."""
        return jnp.hypot(self.radial, self.vertical)

    def __repr__(self) -> str:
        """How large, at how many points."""
        where = f"Dipole anisotropy at {count(self.radial)} points"
        return f"{where}: radial {span(self.radial)}, vertical {span(self.vertical)}"


def anisotropy(
    density: Float[Array, "nuclide energy radius height"],
    grid: Nodes,
    network: Network,
    diffusion: Float[Array, "patch nuclide energy"],
    patches: Patches,
    place: tuple[Numbers, Numbers],
    name: str,
    points: Numbers,
    variable: Variable = "rigidity",
) -> Dipole:
    """Anisotropy of a nuclide, element or sum, nuclides added at equal value of a variable.

    delta = sum_i J_i delta_i/sum_i J_i; between the energies of the network delta_i is a cubic spline in ln T.

    Args:
        density: solution of the transport, in any unit [nuclide, energy, radius, height].
        grid: its grid.
        network: nuclides and energies.
        diffusion: D of the transport [patch, nuclide, energy] [kpc^2/Myr].
        patches: where D is what.
        place: radius, inside R_max, and height, of either sign, inside the halo [kpc].
        name: element ("C"), nuclide ("10Be") or sum ("Li+Be+B").
        points: values of the variable [GV], [GeV] or [GeV/n].
        variable: which.

    Returns:
        The dipole; nuclides whose density overshoots below zero at the place are left out there.

    Raises:
        InputError: if the place is not inside the Galaxy, a name is unknown or a point outside of what the energies of
            the network cover.
    """
    radius, height = grid.require_inside(*place)
    weights = jnp.stack([grid.weights(radius, height), *grid.gradient_weights(radius, height)])
    here, *gradient = jnp.einsum("irm,kerm->ike", weights, density, optimize=True)
    velocity = kinematics(network).velocity
    spectra = Spectra(network.species, network.energy, velocity * jnp.maximum(here, 0.0))
    points = spectra.require_covered(name, points, variable)
    points = namespace(points).atleast_1d(points)
    fluxes = spectra.fluxes_of(name, points, variable)
    shares = patches.shares(radius, height)
    dipoles = _dipoles(here, jnp.stack(gradient), jnp.einsum("p,pke->ke", shares, diffusion), velocity)
    wanted, _ = to_energy(variable, points, spectra.particles)
    return Dipole(*_means(network.energy, dipoles, fluxes, wanted))


@jax.jit
def _dipoles(here: Array, gradient: Array, diffusion: Array, velocity: Array) -> Float[Array, "2 nuclide energy"]:
    step = -3.0 * diffusion / (velocity * SPEED_OF_LIGHT)
    return jnp.where(here > 0, step * gradient / jnp.where(here > 0, here, 1.0), 0.0)


@jax.jit
def _means(energy: Array, dipoles: Array, fluxes: Array, wanted: Array) -> Float[Array, "2 point"]:
    # Where a nuclide is not meant, its part is zero, and only the logarithm must be finite.
    points = jnp.log(jnp.clip(wanted, energy[0], energy[-1]))
    spline = jax.vmap(jax.vmap(cubic_spline, in_axes=(None, 0, 0)), in_axes=(None, 0, None))
    return jnp.sum(fluxes * spline(jnp.log(energy), dipoles, points), axis=1) / jnp.sum(fluxes, axis=0)
