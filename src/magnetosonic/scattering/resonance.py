"""The resonance between particles and waves, broadened by the turbulence or not.

Turbulent motions change the pitch angle during an interaction and replace the delta function of quasi-linear theory
by a Gaussian of squared width A = (1 - mu^2) M_A in units of k_par v (Voelk 1973; Yan and Lazarian 2008, ApJ 673, 942):

- gyroresonance: E_(+-n) = exp(-(mu +- n/(x_par R))^2/A);
- transit-time damping: T = [e(xi) + e(-xi)]/2 with e(xi) = exp(-(mu - omega/(k_par v))^2/A), see
  :mod:`magnetosonic.scattering.phase_speed`.

Both are even in mu once all signs are summed, so that mu >= 0 is enough. As M_A -> 0, E/sqrt(pi A) becomes the delta
function of quasi-linear theory (``broadening = "delta"``): a wave of one x_par or xi resonates at each mu, and none at
small mu, the gap at 90 degrees.
"""

from __future__ import annotations

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float
from magnetosonic.numerics.compilation import spread
from magnetosonic.scattering.nodes import resonance_nodes
from magnetosonic.scattering.particles import Particles
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

_LEAST_TAU = 1e-20


def broadening(turbulence: Turbulence, settings: ScatteringSettings) -> Float[Array, ""]:
    """M_A as it enters the resonance function: M_A itself, or 2 M_A for ``gaussian-2``."""
    return settings.width_factor * turbulence.alfven_mach


def both_directions(
    mu: Float[Array, "..."], tau: Float[Array, "..."], squared_width: Float[Array, "..."]
) -> Float[Array, "..."]:
    """E_(+n) + E_(-n) at tau = n/(x_par R), for both directions of the wave."""
    return jnp.exp(-((mu - tau) ** 2) / squared_width) + jnp.exp(-((mu + tau) ** 2) / squared_width)


def weighted_nodes(
    settings: ScatteringSettings,
    particles: Particles,
    squared_width: Float[Array, "pitch"],
    edges: Float[Array, "rigidity pitch edge"],
) -> tuple[Float[Array, "rigidity pitch node"], Float[Array, "rigidity pitch node"]]:
    """Nodes tau of the gyroresonance, and weights that hold the resonance function.

    Args:
        settings: choices of the computation.
        particles: R, v_A/v and mu.
        squared_width: A.
        edges: panel edges; the first and the last bound the integral.

    Returns:
        tau and weights, so that the integral of f E over tau is the sum of weight f(tau). For the delta function it
        is one node, tau = mu, of the weight of the Gaussian, sqrt(pi A).
    """
    mu, width = particles.mu[:, None], squared_width[:, None]
    if settings.broadening == "delta":
        tau = jnp.broadcast_to(jnp.maximum(mu, _LEAST_TAU), (*edges.shape[:2], 1))
        inside = (tau >= edges[..., :1]) & (tau <= edges[..., -1:])
        return tau, jnp.where(inside, jnp.sqrt(jnp.pi * width), 0.0)
    tau, weight = resonance_nodes(edges, settings.nodes.resonance)
    width = spread(jnp.broadcast_to(squared_width, tau.shape[:2]), tau.shape[-1])
    return tau, weight * both_directions(mu, tau, width)
