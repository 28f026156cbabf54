"""The rates and diffusion coefficients as published by Fornieri et al. 2021 (MNRAS 502, 5821).

This module holds everything that belongs to ``numerics = "published"``: the discretisation with which the figures of
that paper were made. It returns the diffusion coefficients that the authors have deposited (doi:10.5281/zenodo.4250807
and doi:10.5281/zenodo.4461732) to all their digits. It differs from the converged integrals in

- the angle at which the truncation X is taken: at xi = sin(pi/2 xi_i) for the wave angle xi_i, which lets far more
  short waves through near xi = 1;
- uniform xi and mu, 100 logarithmic points in every wave number, and trapezoids everywhere;
- transit-time damping with xi > 0 alone; only n = 1;
- the mean free path that is allowed, 5100 pc in the halo and 900 pc in the disk, whatever the half height;
- a prefactor of D of 1/4 in the halo, but 1/8 in the disk;
- the physical constants below.

A zone with viscous damping is of the disk kind, one without of the halo kind.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Bool, Float
from magnetosonic.constants import KPC2_MYR_IN_CM2_S, KPC_IN_CM, MYR_IN_S, SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.numerics.bessel import j0_and_j1_over_z
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

_LIGHT_CM_S = 2.99e10
_PARSEC_CM = 3.0857e18
_LARMOR_CM = 3.37e12  # at 1 GV in 1 uG
_PROTON_ELECTRON = 0.939 / 0.511e-3
_CAP_CM = 3.37e10  # x_diss = 100 L/_CAP_CM
_POINTS = 100
_PITCH = np.linspace(0.0, 0.999, 30)
_HALO_PATH_PC, _DISK_PATH_PC = 5100.0, 900.0


class _Waves(NamedTuple):
    """The zone's numbers and the grids of wave numbers, with trapezoidal weights.

    For fast modes k is x and the weights hold xi dxi x^(-5/2) dx; for Alfvén modes they hold all but Bessel
    functions and resonance.
    """

    mach: Float[Array, ""]
    slowness: Float[Array, ""]
    cosine: Float[Array, "wave"]
    k: Float[Array, "wave point"]
    weight: Float[Array, "wave point"]
    perpendicular: Float[Array, "point"]
    parallel: Float[Array, "point"]
    alfven_weight: Float[Array, "point point"]
    alfven_front: Float[Array, ""]


def _trapezoid_weights(x: Float[np.ndarray, "*batch point"]) -> Float[np.ndarray, "*batch point"]:
    half = 0.5 * np.diff(x, axis=-1)
    weights = np.zeros_like(x)
    weights[..., :-1] += half
    weights[..., 1:] += half
    return weights


def _wave_angles(mach: float) -> int:
    """Number of wave angles, which depends on M_A."""
    if mach > 0.8:
        return 200
    if mach >= 0.5:
        return 500
    if mach >= 0.3:
        return 700
    return 800


def _truncation(turbulence: Turbulence, cosine: Float[np.ndarray, "wave"], cap: float) -> np.ndarray:
    """X at the cosines sin(pi/2 xi_i) in place of xi_i."""
    shifted = np.sin(0.5 * np.pi * cosine)[1:-1]
    mach, beta = float(turbulence.alfven_mach), float(turbulence.plasma_beta)
    sine2 = 1.0 - shifted**2
    log_x = np.full_like(shifted, np.log(cap))
    if turbulence.collisionless:
        exponent = 2.0 / (beta * _PROTON_ELECTRON * shifted**2)
        front = 4.0 * mach**4 * _PROTON_ELECTRON * shifted**2 / (np.pi * beta * sine2**2)
        log_x = np.minimum(log_x, np.log(front) + exponent)
    if turbulence.viscous:
        factor = sine2 ** (-2.0 / 3.0) if beta < 1.0 else np.abs(1.0 - 3.0 * shifted**2) ** (-4.0 / 3.0)
        log_x = np.minimum(log_x, np.log(float(turbulence.viscous_scale) * factor))
    return np.exp(np.concatenate([[np.log(cap)], log_x, [np.log(cap)]]))


def _cap(turbulence: Turbulence) -> float:
    return 100.0 * _injection_scale_cm(turbulence) / _CAP_CM


def truncation_scale(turbulence: Turbulence, xi: Float[np.ndarray, "wave"]) -> Float[np.ndarray, "wave"]:
    """Wave number X = k L that the published numerics take for the truncation at the cosine xi.

    Args:
        turbulence: the zone's turbulence, plain numbers, without ion-neutral damping.
        xi: cosine of the angle between wave vector and field, 0 < xi < 1 [wave].

    Returns:
        X, which is that of the cosine sin(pi/2 xi) [wave].
    """
    return _truncation(turbulence, np.concatenate([[0.0], xi, [1.0]]), _cap(turbulence))[1:-1]


def _waves(turbulence: Turbulence) -> _Waves:
    if turbulence.ion_neutral:
        raise InputError("damping", "ion-neutral", "left out with numerics = 'published', which do not have it")
    mach = float(turbulence.alfven_mach)
    cap = _cap(turbulence)
    cosine = np.linspace(0.0, 1.0, _wave_angles(mach))
    last = np.maximum(_truncation(turbulence, cosine, cap), 1.0)
    k = last[:, None] ** np.linspace(0.0, 1.0, _POINTS)
    weight = (_trapezoid_weights(cosine) * cosine)[:, None] * _trapezoid_weights(k) * k**-2.5
    if mach <= 1.0:
        anisotropy, across, along = mach ** (4.0 / 3.0), mach**-2, 1.0
    else:
        anisotropy, across, along = mach, mach**3, mach**3
    perpendicular = np.geomspace(across, cap, _POINTS)
    parallel = np.geomspace(along, cap ** (2.0 / 3.0), _POINTS)
    alfven_weight = (
        (_trapezoid_weights(perpendicular) * perpendicular ** (-7.0 / 3.0))[:, None]
        * (_trapezoid_weights(parallel) / parallel)
        * np.exp(-parallel / (anisotropy * perpendicular[:, None] ** (2.0 / 3.0)))
    )
    slowness = float(turbulence.alfven_speed) * KPC_IN_CM / MYR_IN_S / _LIGHT_CM_S
    front = 2.0 * np.sqrt(np.pi / mach) * anisotropy / 3.0
    numbers = (mach, slowness, cosine, k, weight, perpendicular, parallel, alfven_weight, front)
    return _Waves(*(jnp.asarray(number) for number in numbers))


def _injection_scale_cm(turbulence: Turbulence) -> float:
    return float(turbulence.injection_scale) * 1e3 * _PARSEC_CM


def _fast_rates(
    waves: _Waves, scale: Float[Array, "rigidity"], mu: Float[Array, ""]
) -> tuple[Float[Array, "rigidity"], Float[Array, "rigidity"]]:
    """Rate d of transit-time damping and of gyroresonance at one pitch angle."""
    sine = jnp.sqrt(1.0 - mu * mu)
    width = sine * sine * waves.mach
    cosine = waves.cosine[1:]  # xi = 0 has zero weight
    transit = jnp.exp(-((mu - waves.slowness / cosine) ** 2) / width)
    across = waves.k[1:] * jnp.sqrt(1.0 - cosine * cosine)[:, None] * sine
    along = waves.k[1:] * cosine[:, None]

    def at_one_rigidity(one_scale):
        z = across * one_scale
        j0, j1_over_z = j0_and_j1_over_z(z)
        gyrations = 1.0 / (along * one_scale)
        gyro = jnp.exp(-((mu - gyrations) ** 2) / width) + jnp.exp(-((mu + gyrations) ** 2) / width)
        weight = waves.weight[1:]
        return (
            jnp.sum(weight * transit[:, None] * (z * j1_over_z) ** 2),
            jnp.sum(weight * gyro * (j0 - j1_over_z) ** 2),
        )

    transit_sum, gyro_sum = jax.lax.map(at_one_rigidity, scale)
    front = 0.5 * jnp.sqrt(jnp.pi) * waves.mach**1.5 * sine / scale**2
    return front * transit_sum, front * gyro_sum


def _alfven_rate(waves: _Waves, scale: Float[Array, "rigidity"], mu: Float[Array, ""]) -> Float[Array, "rigidity"]:
    """Rate d of the gyroresonance with Alfvén modes at one pitch angle."""
    sine = jnp.sqrt(1.0 - mu * mu)
    width = sine * sine * waves.mach
    _, j1_over_z = j0_and_j1_over_z(scale[:, None] * waves.perpendicular * sine)
    gyrations = 1.0 / (scale[:, None] * waves.parallel)
    gyro = jnp.exp(-((mu - gyrations) ** 2) / width) + jnp.exp(-((mu + gyrations) ** 2) / width)
    total = jnp.einsum("ri,ij,rj->r", j1_over_z**2, waves.alfven_weight, gyro)
    return waves.alfven_front * sine / scale**2 * total


@partial(jax.jit, static_argnums=3)
def _dimensionless_rates(
    waves: _Waves, scale: Float[Array, "rigidity"], mu: Float[Array, "pitch"], modes: tuple[str, ...]
) -> dict[tuple[str, str], Float[Array, "rigidity pitch"]]:
    rates = {}
    if "fast" in modes:
        transit, gyro = jax.lax.map(partial(_fast_rates, waves, scale), mu)
        rates["fast", "ttd"], rates["fast", "gyro"] = transit.T, gyro.T
    if "alfven" in modes:
        rates["alfven", "gyro"] = jax.lax.map(partial(_alfven_rate, waves, scale), mu).T
    return rates


def _scale(turbulence: Turbulence, rigidity: Float[np.ndarray, "rigidity"]) -> Float[Array, "rigidity"]:
    larmor_cm = _LARMOR_CM * rigidity / float(turbulence.magnetic_field)
    return jnp.asarray(larmor_cm / _injection_scale_cm(turbulence))


def scattering_rates(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[np.ndarray, "rigidity"],
    mu: Float[np.ndarray, "pitch"],
) -> dict[tuple[str, str], Float[Array, "rigidity pitch"]]:
    """D_mumu as published, at any pitch angle.

    Args:
        turbulence: the zone's turbulence, plain numbers.
        settings: the modes.
        rigidity: particle rigidity [GV].
        mu: cosine of the pitch angle; only its modulus is used.

    Returns:
        D_mumu [1/Myr] by (mode, interaction).
    """
    scale = _scale(turbulence, rigidity)
    rates = settings.weighted(_dimensionless_rates(_waves(turbulence), scale, jnp.abs(mu), settings.modes))
    to_rate = _LIGHT_CM_S / _injection_scale_cm(turbulence) * MYR_IN_S
    return {key: rate * to_rate for key, rate in rates.items()}


def diffusion(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[np.ndarray, "rigidity"],
    confinement_length: float,
) -> tuple[Float[Array, "rigidity"], Float[Array, "rigidity"], Bool[Array, "rigidity"]]:
    """D_parallel as published, mu* and confinement.

    Args:
        turbulence: as for :func:`diffusion_and_share`.
        settings: as there.
        rigidity: as there.
        confinement_length: as there.

    Returns:
        D [kpc^2/Myr], the largest mu that is counted, and whether any is.
    """
    coefficient, mu_star, share = diffusion_and_share(turbulence, settings, rigidity, confinement_length)
    return coefficient, mu_star, share > 0.0


def diffusion_and_share(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[np.ndarray, "rigidity"],
    confinement_length: float,
) -> tuple[Float[Array, "rigidity"], Float[Array, "rigidity"], Float[Array, "rigidity"]]:
    """D_parallel as published, and how many pitch angles it counts.

    Args:
        turbulence: the zone's turbulence, plain numbers; viscous damping makes it one of the disk kind.
        settings: the modes.
        rigidity: particle rigidity [GV].
        confinement_length: L' [kpc], for the ballistic escape of particles that are not confined; if it is infinite,
            there is no limit to the mean free path either.

    Returns:
        D [kpc^2/Myr], the largest mu that is counted, and the share of mu that is; those that are not may lie below
        the largest. Where none is counted D is that of ballistic escape, c L'/3.
    """
    scale_cm = _injection_scale_cm(turbulence)
    scale = _scale(turbulence, rigidity)
    rates = settings.weighted(_dimensionless_rates(_waves(turbulence), scale, jnp.asarray(_PITCH), settings.modes))
    rate = np.asarray(sum(rates.values(), start=jnp.zeros(()))) * _LIGHT_CM_S / scale_cm
    sine2 = 1.0 - _PITCH**2
    path_pc = _LIGHT_CM_S * sine2 / (2.0 * rate) / _PARSEC_CM
    longest_pc = _DISK_PATH_PC if turbulence.viscous else _HALO_PATH_PC
    counted = path_pc <= (np.inf if np.isinf(confinement_length) else longest_pc)
    integrand = np.where(counted, _LIGHT_CM_S**2 * sine2**2 / rate, 0.0)
    prefactor = 1.0 / 8.0 if turbulence.viscous else 1.0 / 4.0
    diffusive = prefactor * np.trapezoid(integrand, _PITCH, axis=1) / KPC2_MYR_IN_CM2_S
    confined = counted.any(axis=1)
    coefficient = np.where(confined, diffusive, SPEED_OF_LIGHT * confinement_length / 3.0)
    mu_star = np.where(counted, _PITCH, 0.0).max(axis=1)
    return jnp.asarray(coefficient), jnp.asarray(mu_star), jnp.asarray(counted.mean(axis=1))
