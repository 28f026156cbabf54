"""Pitch-angle scattering rates by mode and interaction."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float
from magnetosonic.constants import LARMOR_RADIUS_1GV_1UG, SPEED_OF_LIGHT
from magnetosonic.scattering import alfven, fast, published, slow
from magnetosonic.scattering.inputs import check_pitch_angle, check_rigidity
from magnetosonic.scattering.integrals import ScatteringTables, scattering_tables
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.undamped import ViscousInverse, viscous_inverse

Rates = dict[tuple[str, str], Float[Array, "rigidity pitch"]]


def dimensionless_rates(
    tables: ScatteringTables,
    inverse: ViscousInverse,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    mu: Float[Array, "pitch"],
) -> Rates:
    """Rates d = D_mumu L/v of every mode and interaction switched on, exact numerics, v = c.

    Args:
        tables: universal integrals, from :func:`magnetosonic.scattering.integrals.scattering_tables`.
        inverse: from :func:`magnetosonic.turbulence.undamped.viscous_inverse`.
        turbulence: the zone's turbulence, not batched (use ``jax.vmap`` over zones).
        settings: choices of the computation.
        rigidity: particle rigidity [GV].
        mu: cosine of the pitch angle.

    Returns:
        Rates by (mode, interaction), dimensionless.
    """
    mu = jnp.abs(mu)
    scale = LARMOR_RADIUS_1GV_1UG * rigidity / (turbulence.magnetic_field * turbulence.injection_scale)
    slowness = turbulence.alfven_speed / SPEED_OF_LIGHT
    rates: Rates = {}
    if "fast" in settings.modes:
        rates["fast", "ttd"] = fast.transit_time_damping(tables, turbulence, settings, scale, mu, slowness)
        rates["fast", "gyro"] = fast.gyroresonance(tables, inverse, turbulence, settings, scale, mu)
    if "alfven" in settings.modes:
        rates["alfven", "gyro"] = alfven.gyroresonance(tables, turbulence, settings, scale, mu)
    if "slow" in settings.modes:
        rates["slow", "ttd"] = slow.transit_time_damping(tables, turbulence, settings, scale, mu, slowness)
        rates["slow", "gyro"] = slow.gyroresonance(tables, inverse, turbulence, settings, scale, mu)
    return rates


_compiled_rates = eqx.filter_jit(dimensionless_rates)


def scattering_rates(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array | np.ndarray, "rigidity"],
    mu: Float[Array | np.ndarray, "pitch"],
) -> Rates:
    """Pitch-angle diffusion coefficients D_mumu of relativistic particles (v = c).

    Args:
        turbulence: the zone's turbulence, not batched.
        settings: modes and numerics.
        rigidity: particle rigidity [GV].
        mu: cosine of the pitch angle, -1 < mu < 1.

    Returns:
        D_mumu [1/Myr] by (mode, interaction): ("fast", "ttd"), ("fast", "gyro"), ("alfven", "gyro"),
        ("slow", "ttd"), ("slow", "gyro"), those of the modes that are switched on; each [rigidity, pitch].

    Raises:
        InputError: for rigidities that are not positive or pitch angles outside (-1, 1), if known before tracing.
    """
    check_rigidity(rigidity)
    check_pitch_angle(mu)
    if settings.numerics == "published":
        return published.scattering_rates(turbulence, settings, np.asarray(rigidity), np.asarray(mu))
    tables = scattering_tables(settings.modes, settings.max_harmonic)
    rates = _compiled_rates(tables, viscous_inverse(), turbulence, settings, jnp.asarray(rigidity), jnp.asarray(mu))
    to_rate = SPEED_OF_LIGHT / turbulence.injection_scale
    return jax.tree.map(lambda d: d * to_rate, rates)
