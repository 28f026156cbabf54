"""Pitch-angle scattering rates by mode and interaction."""

from __future__ import annotations

from collections.abc import Callable

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

MODE_RATES: dict[str, Callable[..., dict[str, Float[Array, "rigidity pitch"]]]] = {
    "fast": fast.rates,
    "alfven": alfven.rates,
    "slow": slow.rates,
}
"""What computes d by interaction for each of :data:`magnetosonic.scattering.settings.MODES`, of which a mode has one
module: from tables, cascade, settings and particles, and whether it is that of the momentum."""


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
    cascade = cascade_of(turbulence)
    rates = {
        (mode, interaction): rate
        for mode, rates_of in MODE_RATES.items()
        if mode in settings.modes
        for interaction, rate in rates_of(tables, cascade, settings, particles, momentum).items()
    }
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
