"""Transit-time damping: the integral over the directions of the waves, common to fast and slow modes.

Int_0^1 dxi xi T(xi) I(a), a being R s = R sqrt(1-mu^2). The integral I over wave numbers depends on the particle
through R s alone and is computed once for a range of it. The resonance T is around mu = omega/(k_par v), for which see
:mod:`magnetosonic.scattering.phase_speed`. Where that depends on the direction of the waves it is wide in xi, unless
its width is small against mu: then a few nodes around the direction in resonance are the whole integral. Where it does
not, as for slow modes at the speed of Alfvén, T is a factor of the whole integral.
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
from magnetosonic.scattering.phase_speed import depends_on_direction, direction_of, squared_speed
from magnetosonic.scattering.resonance import both_directions
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.damping import log_cosine_squared, log_sine_squared
from magnetosonic.turbulence.medium import Turbulence

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
    mode: str,
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
        mode: whose speed along the field counts, ``fast`` or ``slow``.
        momentum: with the factor [omega/(k_par v)]^2, which turns D_mumu into D_pp/p^2.
        more: obliquities at which I has a kink, besides those of the truncation.

    Returns:
        The integral. Without broadening, where the speed is that of all waves, all of it is at the one pitch angle
        mu = v_A/v, and zero is returned for all others.
    """
    if not depends_on_direction(settings, mode):
        if settings.broadening == "delta":
            return jnp.zeros_like(particles.log_size)
        return _wide(wave_integral, cascade, settings, particles, squared_width, mode, momentum, more)
    narrow = _narrow(wave_integral, cascade.turbulence, settings, particles, squared_width, mode, momentum)
    if settings.broadening == "delta":
        return narrow
    wide = _wide(wave_integral, cascade, settings, particles, squared_width, mode, momentum, more)
    return jnp.where(particles.mu > _NARROW * jnp.sqrt(squared_width), narrow, wide)


def _wide(
    wave_integral: WaveIntegral,
    cascade: Cascade,
    settings: ScatteringSettings,
    particles: Particles,
    squared_width: Float[Array, "pitch"],
    mode: str,
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
    speed = jnp.sqrt(squared_speed(settings, cascade.turbulence, mode, jnp.exp(log_cosine2)))
    drift = particles.slowness[:, None, None] * speed
    transit = 0.5 * both_directions(particles.mu[:, None], drift, squared_width[:, None])
    if momentum:
        transit = transit * drift**2
    by_size = jnp.einsum("rpw,sw->rps", transit, table)
    by_size = jnp.broadcast_to(by_size, (*log_size.shape, count))
    return local_polynomial(by_size, origin, step, log_size[..., None])[..., 0]


def _narrow(
    wave_integral: WaveIntegral,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    particles: Particles,
    squared_width: Float[Array, "pitch"],
    mode: str,
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
    cosine2, derivative = direction_of(settings, turbulence, mode, (drift / slowness) ** 2)
    exists = (cosine2 > 0.0) & (cosine2 < 1.0)
    cosine2 = jnp.where(exists, cosine2, 0.25)
    omega = jnp.log(cosine2) - jnp.log1p(-cosine2)
    # xi dxi = dxi^2/2 = |dxi^2/dy| drift ddrift/slowness^2.
    weight = weight * derivative * drift / slowness**2
    outer = jnp.where(exists, weight * (drift**2 if momentum else 1.0), 0.0)
    return last_axis_sum(outer * wave_integral(particles.log_size[..., None], omega))
