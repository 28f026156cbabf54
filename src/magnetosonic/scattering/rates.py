"""Pitch-angle scattering rates by mode and interaction."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float
from magnetosonic.computing import one_at_a_time
from magnetosonic.scattering import alfven, fast, published, slow
from magnetosonic.scattering.inputs import check_pitch_angle, check_rigidity, particle_velocity
from magnetosonic.scattering.integrals import ScatteringTables, scattering_tables
from magnetosonic.scattering.nodes import cascade_of
from magnetosonic.scattering.particles import Particles, particles
from magnetosonic.scattering.resolution import finer
from magnetosonic.scattering.settings import Rates, ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence


def dimensionless_rates(
    tables: ScatteringTables,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    particles: Particles,
    *,
    momentum: bool = False,
) -> Rates:
    """Rates of every mode and interaction switched on, exact numerics.

    Args:
        tables: universal integrals, from :func:`magnetosonic.scattering.integrals.scattering_tables`.
        turbulence: the zone's turbulence, not batched (use ``jax.vmap`` over zones).
        settings: choices of the computation.
        particles: R, v_A/v and mu.
        momentum: diffusion in momentum in place of the pitch angle.

    Returns:
        d = D_mumu L/v, or D_pp L/(v p^2), by (mode, interaction), dimensionless.
    """
    rates: Rates = {}
    cascade = cascade_of(turbulence)
    damped = (tables, cascade, settings, particles)
    if "fast" in settings.modes:
        rates["fast", "ttd"] = fast.transit_time_damping(*damped, momentum=momentum)
        rates["fast", "gyro"] = fast.gyroresonance(*damped, momentum=momentum)
    # The phase speed along the field of Alfven and slow modes is v_A: they change p by v_A/v p for each unit of mu.
    factor = particles.slowness[:, None] ** 2 if momentum else 1.0
    if "alfven" in settings.modes:
        rates["alfven", "gyro"] = factor * alfven.gyroresonance(tables, turbulence, settings, particles)
    if "slow" in settings.modes:
        rates["slow", "ttd"] = factor * slow.transit_time_damping(*damped)
        rates["slow", "gyro"] = factor * slow.gyroresonance(*damped)
    return settings.weighted(rates)


@eqx.filter_jit
def _compiled_rates(
    tables: ScatteringTables,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    velocity: Float[Array, "#rigidity"],
    mu: Float[Array, "pitch"],
) -> Rates:
    at = particles(turbulence, rigidity, velocity, mu)
    to_rate = (velocity / turbulence.injection_scale)[:, None]
    rates = dimensionless_rates(tables, turbulence, settings, at)
    return {key: d * to_rate for key, d in rates.items()}


@one_at_a_time
def scattering_rates(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
    velocity: Float[Array, "#rigidity"] | None = None,
) -> Rates:
    """Pitch-angle diffusion coefficients D_mumu.

    They are computed with the next finer resolution, because no sum over pitch angles evens out their errors.

    Args:
        turbulence: the zone's turbulence, not batched.
        settings: modes and numerics.
        rigidity: particle rigidity [GV].
        mu: cosine of the pitch angle, -1 < mu < 1.
        velocity: particle velocity [kpc/Myr], of each rigidity or one for all; without it the speed of light.

    Returns:
        D_mumu [1/Myr] by (mode, interaction): ("fast", "ttd"), ("fast", "gyro"), ("alfven", "gyro"),
        ("slow", "ttd"), ("slow", "gyro"), those of the modes that are switched on; each [rigidity, pitch].

    Raises:
        InputError: for rigidities out of range, pitch angles outside (-1, 1) or velocities above that of light, if
            known before tracing.
    """
    check_rigidity(rigidity)
    check_pitch_angle(mu)
    speed = particle_velocity(velocity, settings)
    if settings.numerics == "published":
        return published.scattering_rates(turbulence, settings, np.asarray(rigidity), np.asarray(mu))
    return _compiled_rates(
        scattering_tables(settings),
        turbulence,
        settings.at_resolution(finer(settings.resolution)),
        jnp.asarray(rigidity),
        speed,
        jnp.asarray(mu),
    )
