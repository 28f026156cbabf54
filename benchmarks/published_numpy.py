"""The published discretisation of the diffusion coefficient in NumPy and SciPy, to compare speeds with.

It is the discretisation of :mod:`magnetosonic.scattering.published`: N wave angles, 100 logarithmic points in every
wave number, 30 pitch angles, trapezoids. Nothing is compiled. Fast modes are almost all of the work: 60 rigidities by
30 pitch angles by N by 100 points, two Bessel functions and two Gaussians at each.

Tried for the fast modes (times on one core of an AMD EPYC with 1 MiB of second-level cache):

=============================================================  ==============  ==============
loops                                                          halo (N = 500)  disk (N = 700)
=============================================================  ==============  ==============
over pitch angles; (rigidity, wave, point) in one array        4.2 s           7.3 s
over rigidities; (pitch angle, wave, point) in one array       3.8 s           5.4 s
over both; (wave, point) in one array                          3.0 s           4.3 s
over both; (wave, point) in pieces of 10 000                   3.6 s           4.6 s
over both; gyroresonance only where its Gaussian is not nil    1.1 s           1.2 s
the same in pieces of 10 000                                   1.3 s           1.5 s
=============================================================  ==============  ==============

The last but one is used. What it leaves out is beyond seven widths of the resonance, below 1e-21 of the peak. Threads
do not help: SciPy's Bessel functions keep the interpreter's lock. Nor does BLAS for dot products of this length, so
that the sums over points use einsum.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import j0, j1

from magnetosonic.arrays import Float
from magnetosonic.constants import (
    KPC2_MYR_IN_CM2_S,
    KPC_IN_CM,
    LARMOR_RADIUS_1GV_1UG,
    MYR_IN_S,
    PROTON_ELECTRON_MASS_RATIO,
    SPEED_OF_LIGHT,
)
from magnetosonic.turbulence.medium import Turbulence

_POINTS = 100
_PITCH = np.linspace(0.0, 0.999, 30)
_WIDTHS = 7.0  # of the resonance, beyond which it is nil


class Definitions(NamedTuple):
    """What the discretisation does not fix.

    Attributes:
        light: speed of light [cm/s].
        kpc: kiloparsec [cm].
        larmor: Larmor radius at 1 GV in 1 uG [cm].
        mass_ratio: proton over electron mass.
        dissipation: dissipation wave number times L, over L [1/cm].
        shifted_truncation: whether the truncation is taken at sin(pi/2 xi) in place of xi.
        both_directions: whether transit-time damping is the average of xi and -xi, or that of xi alone.
        longest_path: mean free path up to which a pitch angle is counted, in the halo and in the disk [pc].
        prefactor: that of D, in the halo and in the disk.
    """

    light: float
    kpc: float
    larmor: float
    mass_ratio: float
    dissipation: float
    shifted_truncation: bool
    both_directions: bool
    longest_path: tuple[float, float]
    prefactor: tuple[float, float]


PUBLISHED = Definitions(
    2.99e10, 3.0857e21, 3.37e12, 0.939 / 0.511e-3, 100.0 / 3.37e10, True, False, (5100.0, 900.0), (0.25, 0.125)
)
"""As in :mod:`magnetosonic.scattering.published`."""
CONVERGED = Definitions(
    SPEED_OF_LIGHT * KPC_IN_CM / MYR_IN_S,
    KPC_IN_CM,
    LARMOR_RADIUS_1GV_1UG * KPC_IN_CM,
    PROTON_ELECTRON_MASS_RATIO,
    3e-9,
    False,
    True,
    (np.inf, np.inf),
    (0.25, 0.25),
)
"""As in the converged integrals with every pitch angle confined, so that the discretisation alone differs."""


class _FastWaves(NamedTuple):
    """Grid of the fast modes, for all wave angles but xi = 0, which has no weight; (wave, point) is flattened.

    ``sine_k`` and ``cosine_k`` are x times sine and cosine of the wave angle, ``weight`` is xi dxi x^(-5/2) dx.
    """

    cosine: Float[np.ndarray, "wave"]
    sine_k: Float[np.ndarray, "flat"]
    cosine_k: Float[np.ndarray, "flat"]
    weight: Float[np.ndarray, "flat"]


def _trapezoid_weights(x: np.ndarray) -> np.ndarray:
    weights = np.zeros_like(x)
    weights[..., :-1] += 0.5 * np.diff(x)
    weights[..., 1:] += 0.5 * np.diff(x)
    return weights


def _wave_angles(mach: float) -> int:
    return next(count for least, count in ((0.8, 200), (0.5, 500), (0.3, 700), (0.0, 800)) if mach >= least)


def _last_wave_number(turbulence: Turbulence, definitions: Definitions, cosine: np.ndarray, cap: float) -> np.ndarray:
    """X for every wave angle, and the cap at both ends."""
    inner = cosine[1:-1]
    if definitions.shifted_truncation:
        inner = np.sin(0.5 * np.pi * inner)
    mach, beta = float(turbulence.alfven_mach), float(turbulence.plasma_beta)
    mass_ratio, sine2 = definitions.mass_ratio, 1.0 - inner**2
    log_last = np.full(cosine.size, np.log(cap))
    if turbulence.collisionless:
        amplitude = 4.0 * mach**4 * mass_ratio * inner**2 / (np.pi * beta * sine2**2)
        log_last[1:-1] = np.minimum(log_last[1:-1], np.log(amplitude) + 2.0 / (beta * mass_ratio * inner**2))
    if turbulence.viscous:
        factor = sine2 ** (-2.0 / 3.0) if beta < 1.0 else np.abs(1.0 - 3.0 * inner**2) ** (-4.0 / 3.0)
        log_last[1:-1] = np.minimum(log_last[1:-1], np.log(float(turbulence.viscous_scale) * factor))
    return np.maximum(np.exp(log_last), 1.0)


def _fast_waves(turbulence: Turbulence, definitions: Definitions, cap: float) -> _FastWaves:
    cosine = np.linspace(0.0, 1.0, _wave_angles(float(turbulence.alfven_mach)))
    last = _last_wave_number(turbulence, definitions, cosine, cap)[1:]
    angle_weight = (_trapezoid_weights(cosine) * cosine)[1:, None]
    cosine = cosine[1:]
    k = last[:, None] ** np.linspace(0.0, 1.0, _POINTS)
    # For waves along the field the argument of the Bessel functions is zero; J_1(z)/z needs a positive one.
    sine = np.maximum(np.sqrt(1.0 - cosine**2), 1e-100)[:, None]
    weight = angle_weight * _trapezoid_weights(k) * k**-2.5
    return _FastWaves(cosine, (k * sine).ravel(), (k * cosine[:, None]).ravel(), weight.ravel())


def _fast_rate(
    waves: _FastWaves, mach: float, slowness: float, both: bool, scale: Float[np.ndarray, "rigidity"], mu: float
) -> Float[np.ndarray, "rigidity"]:
    """Rate D_mumu L/c of fast modes at one pitch angle, for all rigidities."""
    sine = np.sqrt(1.0 - mu * mu)
    width = sine * sine * mach
    drift = slowness / waves.cosine
    transit = np.exp(-((mu - drift) ** 2) / width)
    if both:
        transit = 0.5 * (transit + np.exp(-((mu + drift) ** 2) / width))
    transit_weight = (waves.weight.reshape(transit.size, -1) * transit[:, None]).ravel()
    across, first_gyration = waves.sine_k * sine, 1.0 / waves.cosine_k
    z, bessel, square, gyrations = (np.empty(across.size) for _ in range(4))
    total = np.empty(scale.size)
    for index, one_scale in enumerate(scale):
        np.multiply(across, one_scale, out=z)
        j1(z, out=bessel)
        np.multiply(bessel, bessel, out=square)
        total[index] = np.einsum("n,n->", transit_weight, square)
        np.multiply(first_gyration, 1.0 / one_scale, out=gyrations)
        resonant = np.flatnonzero(gyrations < mu + _WIDTHS * np.sqrt(width))
        if resonant.size:
            tau, argument = gyrations[resonant], z[resonant]
            gyro = np.exp((mu - tau) ** 2 / -width) + np.exp((mu + tau) ** 2 / -width)
            derivative = j0(argument) - bessel[resonant] / argument
            gyro *= waves.weight[resonant]
            total[index] += np.einsum("n,n,n->", gyro, derivative, derivative)
    return 0.5 * np.sqrt(np.pi) * mach**1.5 * sine / scale**2 * total


def _alfven_rates(mach: float, cap: float, scale: Float[np.ndarray, "rigidity"]) -> Float[np.ndarray, "rigidity pitch"]:
    """Rate D_mumu L/c of Alfvén modes, for all pitch angles and rigidities: one matrix product of 1800x100x100."""
    if mach <= 1.0:
        anisotropy, first_across, first_along = mach ** (4.0 / 3.0), mach**-2, 1.0
    else:
        anisotropy, first_across, first_along = mach, mach**3, mach**3
    across = np.geomspace(first_across, cap, _POINTS)
    along = np.geomspace(first_along, cap ** (2.0 / 3.0), _POINTS)
    weight = (
        (_trapezoid_weights(across) * across ** (-7.0 / 3.0))[:, None]
        * (_trapezoid_weights(along) / along)
        * np.exp(-along / (anisotropy * across[:, None] ** (2.0 / 3.0)))
    )
    mu = _PITCH[:, None]
    sine = np.sqrt(1.0 - _PITCH**2)
    width = (sine**2 * mach)[:, None]
    z = scale[:, None, None] * sine[:, None] * across
    bessel = (j1(z) / z) ** 2
    tau = 1.0 / (scale[:, None, None] * along)
    gyro = np.exp(-((mu - tau) ** 2) / width) + np.exp(-((mu + tau) ** 2) / width)
    total = np.einsum("rpj,rpj->rp", bessel @ weight, gyro)
    return 2.0 * np.sqrt(np.pi / mach) * anisotropy / 3.0 * sine / scale[:, None] ** 2 * total


def diffusion(
    turbulence: Turbulence,
    rigidity: Float[np.ndarray, "rigidity"],
    modes: tuple[str, ...],
    definitions: Definitions = PUBLISHED,
) -> Float[np.ndarray, "rigidity"]:
    """D_parallel with the published discretisation.

    Args:
        turbulence: the zone's turbulence, plain numbers; viscous damping makes it one of the disk kind.
        rigidity: particle rigidity [GV].
        modes: ``fast``, ``alfven`` or both.
        definitions: what the discretisation does not fix.

    Returns:
        D [kpc^2/Myr]; NaN where no pitch angle is counted.
    """
    mach = float(turbulence.alfven_mach)
    scale_cm = float(turbulence.injection_scale) * definitions.kpc
    cap = definitions.dissipation * scale_cm
    scale = definitions.larmor * rigidity / float(turbulence.magnetic_field) / scale_cm
    rate = np.zeros((rigidity.size, _PITCH.size))
    if "fast" in modes:
        slowness = float(turbulence.alfven_speed) * KPC_IN_CM / MYR_IN_S / definitions.light
        waves = _fast_waves(turbulence, definitions, cap)
        for index, mu in enumerate(_PITCH):
            rate[:, index] += _fast_rate(waves, mach, slowness, definitions.both_directions, scale, mu)
    if "alfven" in modes:
        rate += _alfven_rates(mach, cap, scale)
    kind = 1 if turbulence.viscous else 0
    sine2 = 1.0 - _PITCH**2
    with np.errstate(divide="ignore", over="ignore"):  # Alfvén modes alone may not scatter at all
        path_pc = 1e3 * scale_cm / definitions.kpc * sine2 / (2.0 * rate)
        counted = path_pc <= definitions.longest_path[kind]
        integral = np.trapezoid(np.where(counted, sine2**2 / rate, 0.0), _PITCH, axis=1)
    coefficient = definitions.prefactor[kind] * definitions.light * scale_cm * integral / KPC2_MYR_IN_CM2_S
    return np.where(counted.any(axis=1), coefficient, np.nan)
