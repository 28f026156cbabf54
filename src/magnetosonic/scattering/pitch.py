"""Scattering rates of one zone at nodes in the pitch angle, of which every sum for D is made.

The resonances depend on the pitch angle through mu/sqrt((1 - mu^2) M_A), so that rates change where this number is of
order one, and for strong turbulence in a narrow cone around mu = 1. The nodes are therefore those of an even Chebyshev
series in x, with mu/sqrt(1-mu^2) = x/(a sqrt(1-x^2)) and a falling as M_A^(-1/2): one map for all rigidities, analytic
up to both ends, so that sums and series converge as fast as without it. Source of the method: Boyd 2001, Chebyshev and
Fourier Spectral Methods, chapter 16 (change of coordinate).
"""

from __future__ import annotations

from typing import NamedTuple

import equinox as eqx
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.interpolation import even_chebyshev_nodes, even_chebyshev_weights
from magnetosonic.scattering.integrals import ScatteringTables
from magnetosonic.scattering.particles import particles
from magnetosonic.scattering.rates import dimensionless_rates
from magnetosonic.scattering.resonance import broadening
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

# Of 0.3 to 0.8 the best for random zones; the limits leave nodes at small mu, or at large ones, to extreme M_A.
_STRETCH, _LEAST_STRETCH, _MOST_STRETCH = 0.5, 0.25, 1.5


class PitchAngles(NamedTuple):
    """Nodes in the pitch angle.

    Attributes:
        stretch: a of the map between x and mu.
        mu: cosines of the pitch angle, descending.
        weight: so that the integral over mu from 0 to 1 of (1-mu^2) f is the sum of weight f; positive.
    """

    stretch: Float[Array, ""]
    mu: Float[Array, "node"]
    weight: Float[Array, "node"]


class PitchRates(eqx.Module):
    """Scattering of particles of several rigidities in one zone.

    Attributes:
        angles: nodes in the pitch angle.
        frequency: D_mumu/(1-mu^2) at the nodes [1/Myr].
        velocity: of the particles, of each rigidity or one for all [kpc/Myr].
    """

    angles: PitchAngles
    frequency: Float[Array, "rigidity node"]
    velocity: Float[Array, "#rigidity"]


def cosine_of(stretch: Float[Array, ""], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Cosine mu of the pitch angle of x."""
    return x / jnp.sqrt(x * x + stretch**2 * (1.0 - x * x))


def measure(stretch: Float[Array, ""], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """(1-mu^2) dmu/dx."""
    return stretch**4 * (1.0 - x * x) / (x * x + stretch**2 * (1.0 - x * x)) ** 2.5


def pitch_angles(turbulence: Turbulence, settings: ScatteringSettings) -> PitchAngles:
    """Nodes in the pitch angle for a zone.

    They are differentiated, so that derivatives of a sum are those of the sum that is computed, its error included.

    Args:
        turbulence: the zone's turbulence, not batched.
        settings: choices of the computation.

    Returns:
        Nodes and weights.
    """
    mach = broadening(turbulence, settings)
    stretch = jnp.clip(_STRETCH / jnp.sqrt(mach), _LEAST_STRETCH, _MOST_STRETCH)
    x = even_chebyshev_nodes(settings.nodes.pitch)
    weight = even_chebyshev_weights(settings.nodes.pitch) * measure(stretch, jnp.asarray(x))
    # Exact for constant f, so that isotropic scattering gives exactly v^2/(6 f), whatever the number of nodes.
    return PitchAngles(stretch, cosine_of(stretch, jnp.asarray(x)), weight * (2.0 / 3.0) / jnp.sum(weight))


def pitch_rates(
    tables: ScatteringTables,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    velocity: Float[Array, "#rigidity"],
) -> PitchRates:
    """Rates of all modes together at the nodes, exact numerics.

    Args:
        tables: universal integrals, from :func:`magnetosonic.scattering.integrals.scattering_tables`.
        turbulence: the zone's turbulence, not batched.
        settings: choices of the computation.
        rigidity: particle rigidity [GV].
        velocity: particle velocity [kpc/Myr].

    Returns:
        Nodes and rates.
    """
    angles = pitch_angles(turbulence, settings)
    at = particles(turbulence, rigidity, velocity, angles.mu)
    rates = dimensionless_rates(tables, turbulence, settings, at)
    total = sum(rates.values(), start=jnp.zeros(()))
    to_rate = (velocity / turbulence.injection_scale)[:, None]
    return PitchRates(angles, total * to_rate / at.sine_squared, velocity)
