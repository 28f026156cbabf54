"""Transit-time damping: the integral over the directions of the waves, common to fast and slow modes.

Int_0^1 dxi xi T(xi) I(a), a being R s = R sqrt(1-mu^2). The integral I over wave numbers depends on the particle
through R s alone and is computed once for a range of it. The resonance T(xi) is wide in the direction of the waves,
unless its width is small against mu: then a few nodes around xi = v_A/(v mu) are the whole integral.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.compilation import last_axis_sum
from magnetosonic.numerics.interpolation import local_polynomial
from magnetosonic.scattering.nodes import Cascade, obliquity_nodes
from magnetosonic.scattering.particles import Particles
from magnetosonic.scattering.resonance import both_directions
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.damping import log_cosine_squared, log_sine_squared

WaveIntegral = Callable[[Float[Array, "..."], Float[Array, "..."]], Float[Array, "..."]]
"""I of ln(R s) and the obliquity."""

_NARROW = 6.5  # mu over sqrt(A) above which the resonance is narrow; exp(-42) is left out
_NARROW_NODES, _NARROW_WEIGHTS = np.polynomial.hermite.hermgauss(14)


def transit_integral(
    wave_integral: WaveIntegral,
    cascade: Cascade,
    settings: ScatteringSettings,
    particles: Particles,
    squared_width: Float[Array, "pitch"],
    *,
    momentum: bool = False,
    more: Float[Array, "edge"] | None = None,
) -> Float[Array, "rigidity pitch"]:
    """Integral over xi from 0 to 1 of xi T(xi) I.

    Args:
        wave_integral: I of ln(R s) and the obliquity, any shapes that broadcast.
        cascade: the turbulence and its kinks.
        settings: choices of the computation.
        particles: R, v_A/v and mu.
        squared_width: A.
        momentum: with the factor (v_A/(xi v))^2, which turns D_mumu into D_pp/p^2.
        more: obliquities at which I has a kink, besides those of the truncation.

    Returns:
        The integral.
    """
    narrow = _narrow(wave_integral, settings, particles, squared_width, momentum)
    if settings.broadening == "delta":
        return narrow
    wide = _wide(wave_integral, cascade, settings, particles, squared_width, momentum, more)
    return jnp.where(particles.mu > _NARROW * jnp.sqrt(squared_width), narrow, wide)


def _wide(
    wave_integral: WaveIntegral,
    cascade: Cascade,
    settings: ScatteringSettings,
    particles: Particles,
    squared_width: Float[Array, "pitch"],
    momentum: bool,
    more: Float[Array, "edge"] | None,
) -> Float[Array, "rigidity pitch"]:
    omega, weight = obliquity_nodes(cascade, settings.nodes.obliquity, more)
    log_cosine2 = log_cosine_squared(omega)
    log_size = particles.log_size
    fixed = jax.lax.stop_gradient(log_size)
    count = settings.nodes.size
    origin = jnp.min(fixed) - 0.1
    step = (jnp.max(fixed) - origin + 0.1) / (count - 1)
    sizes = origin + step * jnp.arange(count)
    # xi dxi = xi^2 (1-xi^2)/2 domega.
    table = wave_integral(sizes[:, None], omega) * (0.5 * weight * jnp.exp(log_cosine2 + log_sine_squared(omega)))
    drift = particles.slowness[:, None, None] * jnp.exp(-0.5 * log_cosine2)
    transit = 0.5 * both_directions(particles.mu[:, None], drift, squared_width[:, None])
    if momentum:
        transit = transit * drift**2
    by_size = jnp.einsum("rpw,sw->rps", transit, table)
    by_size = jnp.broadcast_to(by_size, (*log_size.shape, count))
    return local_polynomial(by_size, origin, step, log_size[..., None])[..., 0]


def _narrow(
    wave_integral: WaveIntegral,
    settings: ScatteringSettings,
    particles: Particles,
    squared_width: Float[Array, "pitch"],
    momentum: bool,
) -> Float[Array, "rigidity pitch"]:
    mu, width = particles.mu[:, None], jnp.sqrt(squared_width)[:, None]
    if settings.broadening == "delta":
        drift, weight = mu, 0.5 * jnp.sqrt(jnp.pi) * width
    else:
        fixed = jax.lax.stop_gradient(width)
        drift = mu + fixed * _NARROW_NODES
        weight = 0.5 * both_directions(mu, drift, width * width) * fixed
        weight = weight * (_NARROW_WEIGHTS * np.exp(_NARROW_NODES**2))
    drift = jnp.maximum(drift, 1e-30)
    slowness = particles.slowness[:, None, None]
    exists = drift > slowness  # xi < 1
    cosine2 = jnp.where(exists, slowness / drift, 0.5) ** 2
    omega = jnp.log(cosine2) - jnp.log1p(-cosine2)
    # xi dxi = xi^2 ddrift/drift.
    outer = jnp.where(exists, weight * cosine2 * (drift if momentum else 1.0 / drift), 0.0)
    return last_axis_sum(outer * wave_integral(particles.log_size[..., None], omega))
