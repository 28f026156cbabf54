"""Diffusion in momentum by the waves that scatter: Fermi acceleration of second order.

A wave of phase speed u along the field changes the momentum of a particle by (u/v) p for each unit by which it changes
mu. With as many waves along the field as against it the changes of both signs are equally frequent, and

D_pp/p^2 = Int_0^1 dmu Int dD_mumu (u/v)^2,

u being v_A/xi for fast modes and v_A for Alfvén and slow modes (``phase_speed = "alfven"``, see
:mod:`magnetosonic.scattering.phase_speed`). Valid for v_A << v.

Sources: Schlickeiser 2002, Cosmic Ray Astrophysics, chapter 13; Schlickeiser and Miller 1998, ApJ 492, 352; Yan and
Lazarian 2002, PRL 89, 281102; Cho and Lazarian 2006, ApJ 638, 811.
"""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.computing import one_at_a_time
from magnetosonic.errors import InputError
from magnetosonic.numerics.interpolation import even_chebyshev_nodes, even_chebyshev_weights
from magnetosonic.scattering.inputs import check_rigidity, particle_velocity
from magnetosonic.scattering.integrals import ScatteringTables, scattering_tables
from magnetosonic.scattering.particles import particles
from magnetosonic.scattering.rates import dimensionless_rates
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence


@eqx.filter_jit
def _pitch_average(
    tables: ScatteringTables,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    velocity: Float[Array, "#rigidity"],
) -> Float[Array, "rigidity"]:
    count = settings.nodes.pitch
    at = particles(turbulence, rigidity, velocity, jnp.asarray(even_chebyshev_nodes(count)))
    rates = dimensionless_rates(tables, turbulence, settings, at, momentum=True)
    total = sum(rates.values(), start=jnp.zeros(()))
    return total @ jnp.asarray(even_chebyshev_weights(count)) * velocity / turbulence.injection_scale


@one_at_a_time
def momentum_diffusion(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    velocity: Float[Array, "#rigidity"] | None = None,
) -> Float[Array, "rigidity"]:
    """D_pp/p^2 of the turbulence, averaged over the pitch angle.

    Args:
        turbulence: the zone's turbulence, not batched.
        settings: modes; exact numerics.
        rigidity: particle rigidity [GV].
        velocity: particle velocity [kpc/Myr], of each rigidity or one for all; without it the speed of light.

    Returns:
        D_pp/p^2 [1/Myr].

    Raises:
        InputError: for a rigidity or velocity that is not allowed, if known before tracing, and for the published
            numerics and the speeds of the dispersion relation, which do not have it.
    """
    check_rigidity(rigidity)
    if settings.numerics == "published":
        raise InputError("numerics", "published", "'exact' for the diffusion in momentum")
    if settings.phase_speed != "alfven":
        allowed = "'alfven' for the diffusion in momentum, whose integrals over directions hold for that alone"
        raise InputError("phase_speed", settings.phase_speed, allowed)
    speed = particle_velocity(velocity, settings)
    tables = scattering_tables(settings, momentum=True)
    return _pitch_average(tables, turbulence, settings, jnp.asarray(rigidity), speed)
