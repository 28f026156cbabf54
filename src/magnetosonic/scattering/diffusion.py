"""Spatial diffusion along the mean field from pitch-angle scattering.

D(rho) = (v^2/4) Int_0^1 dmu (1-mu^2)^2/D_mumu, with a limit to the mean free path, see
:mod:`magnetosonic.scattering.confinement`.
"""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float, Scalar, namespace
from magnetosonic.computing import of_known_numbers, one_at_a_time
from magnetosonic.errors import InputError
from magnetosonic.scattering import published
from magnetosonic.scattering.confinement import Diffusion, diffusion_of_rates
from magnetosonic.scattering.inputs import check_confinement_length, check_rigidity, particle_velocity
from magnetosonic.scattering.integrals import ScatteringTables, scattering_tables
from magnetosonic.scattering.pitch import PitchRates, pitch_rates
from magnetosonic.scattering.resolution import finer
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

COMPILED_LENGTH = 60
"""Rigidities of one compiled computation."""
_compiled_rates = eqx.filter_jit(pitch_rates)
# A change of the threshold that counts as an error of the rates, and the change of D that makes a step of it.
_NEAR_STEP, _STEP = 5e-3, 0.03


@eqx.filter_jit
def _exact_diffusion(
    tables: ScatteringTables,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    velocity: Float[Array, "#rigidity"],
    confinement_length: Float[Array, ""],
) -> Diffusion:
    rates = pitch_rates(tables, turbulence, settings, rigidity, velocity)
    return diffusion_of_rates(rates, settings, confinement_length)


@one_at_a_time
def pitch_angle_rates(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array | np.ndarray, "rigidity"],
    velocity: Float[Array | np.ndarray, "#rigidity"] | None = None,
) -> PitchRates:
    """Scattering rates at the nodes of which D is made, for several D with different further scattering.

    :func:`magnetosonic.scattering.confinement.diffusion_of_rates` turns them into D. Both can be compiled and
    differentiated.

    Args:
        turbulence: the zone's turbulence, not batched.
        settings: modes and exact numerics.
        rigidity: particle rigidity [GV].
        velocity: particle velocity [kpc/Myr], of each rigidity or one for all; without it the speed of light.

    Returns:
        Nodes and rates.

    Raises:
        InputError: for a rigidity or velocity that is not allowed, if known before tracing; for a resonance without
            broadening, and for the published numerics, which have nodes of their own.
    """
    check_rigidity(rigidity)
    _check_broadening(settings)
    if settings.numerics == "published":
        raise InputError("numerics", "published", "'exact' for further scattering")
    speed = particle_velocity(velocity, settings)
    return _compiled_rates(scattering_tables(settings), turbulence, settings, jnp.asarray(rigidity), speed)


def _check_broadening(settings: ScatteringSettings) -> None:
    if settings.broadening == "delta":
        allowed = "'gaussian' or 'gaussian-2' for D: without broadening nothing scatters through 90 degrees"
        raise InputError("broadening", settings.broadening, allowed)


@one_at_a_time
def diffusion_coefficient(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    confinement_length: Scalar,
    velocity: Float[Array, "#rigidity"] | None = None,
) -> Diffusion:
    """D_parallel in one zone.

    With exact numerics the result can be differentiated with respect to the turbulence, the rigidity, the velocity and
    the confinement length, and be compiled or mapped over zones; the published numerics are plain numbers.

    Args:
        turbulence: the zone's turbulence, not batched.
        settings: modes and numerics.
        rigidity: particle rigidity [GV].
        confinement_length: L' [kpc], which limits the mean free path: a fifth of the zone's half height in Fornieri
            et al. 2021.
        velocity: particle velocity [kpc/Myr], of each rigidity or one for all; without it the speed of light.

    Returns:
        Coefficient, mu* and confinement for each rigidity.

    Raises:
        InputError: for a rigidity, length or velocity that is not allowed, if known before tracing; for a resonance
            without broadening, which does not scatter through 90 degrees: D is infinite.
    """
    check_rigidity(rigidity)
    check_confinement_length(confinement_length)
    speed = particle_velocity(velocity, settings)
    _check_broadening(settings)
    if settings.numerics == "published":
        leaves = jax.tree.leaves((turbulence, rigidity, confinement_length))
        if any(isinstance(leaf, jax.core.Tracer) for leaf in leaves):
            allowed = "'exact' within compiled or differentiated functions: the published numerics are plain numbers"
            raise InputError("numerics", settings.numerics, allowed)
        length = float(confinement_length)
        return Diffusion(*published.diffusion(turbulence, settings, np.asarray(rigidity), length))
    if namespace(turbulence, settings, rigidity, confinement_length, velocity) is jnp:
        return _exact_diffusion(
            scattering_tables(settings), turbulence, settings, rigidity, speed, jnp.asarray(confinement_length, float)
        )
    # Of one length, because JAX compiles anew for each.
    count = np.size(rigidity)
    filled, speeds = _filled(np.asarray(rigidity, float)), speed if np.size(speed) == 1 else _filled(np.asarray(speed))
    arguments = turbulence, settings, filled, speeds, np.asarray(confinement_length, float)
    found = of_known_numbers(_exact_diffusion, scattering_tables(settings), *arguments)
    return jax.tree.map(lambda leaf: leaf[:count], found)


def _filled(numbers: Float[np.ndarray, "point"]) -> Float[np.ndarray, "filled"]:
    """Numbers up to a multiple of :data:`COMPILED_LENGTH`, the last of them repeated."""
    return np.pad(numbers, (0, -numbers.size % COMPILED_LENGTH), mode="edge")


def diffusion_error(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    confinement_length: Scalar,
    velocity: Float[Array, "#rigidity"] | None = None,
) -> Float[Array, "rigidity"]:
    """Estimated relative error of D_parallel: its difference to the next finer resolution.

    With ``threshold`` D has steps. Within half a per cent of one in the threshold the error is at least the step.

    Args:
        turbulence: as for :func:`diffusion_coefficient`.
        settings: as there; for ``resolution = "fine"`` the difference is that to ``default``, an upper limit.
        rigidity: as there.
        confinement_length: as there.
        velocity: as there.

    Returns:
        |D/D_finer - 1|; not a number for the published numerics, whose error is one of the method.

    Raises:
        InputError: as there.
    """
    coefficient = diffusion_coefficient(turbulence, settings, rigidity, confinement_length, velocity).coefficient
    if settings.numerics == "published":
        return jnp.full_like(coefficient, jnp.nan)
    other = settings.at_resolution("default" if settings.resolution == "fine" else finer(settings.resolution))
    compared = diffusion_coefficient(turbulence, other, rigidity, confinement_length, velocity).coefficient
    error = jnp.abs(coefficient / compared - 1.0)
    if settings.confinement == "limited":
        return error
    # A step of D may lie where the rates meet the threshold within their error, for both resolutions on the wrong side.
    for factor in (1.0 - _NEAR_STEP, 1.0 + _NEAR_STEP):
        moved = eqx.tree_at(lambda choice: choice.confinement_threshold, other, other.confinement_threshold * factor)
        beside = diffusion_coefficient(turbulence, moved, rigidity, confinement_length, velocity).coefficient
        change = jnp.abs(beside / compared - 1.0)
        error = jnp.where(change > _STEP, jnp.maximum(error, change), error)
    return error
