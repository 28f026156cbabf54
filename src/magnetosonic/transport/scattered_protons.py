"""Protons that survive an inelastic collision at a lower energy.

A proton of kinetic energy T' that collides inelastically leaves one proton behind, with a kinetic energy spread evenly
between 0 and T': the source is n int_T^inf v sigma(T') N(T') dT'/T'. Source: Tan & Ng 1983, J. Phys. G 9, 227, as used
by Moskalenko et al. 2002, ApJ 565, 280 ("secondary protons"). They are some
per cent of the protons, 10 % at 1 GeV where the grammage is 10 g/cm^2.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float

_SLOPE = 2.7  # of the proton spectrum: the weights below are exact for it


def degradation_matrix(energy: Float[Array, "energy"]) -> Float[Array, "energy energy_from"]:
    """Weights of the integral over higher energies.

    Trapezoids in ln T, scaled to be exact for N ~ T^-2.7, with the tail above the highest energy added in closed form.

    Args:
        energy: evenly spaced in the logarithm, increasing [energy] [GeV/n].

    Returns:
        W with int_{T_k}^inf f(T') dT'/T' = sum_j W_kj f(T_j) [energy, energy_from].
    """
    count = energy.shape[0]
    step = jnp.log(energy[1] / energy[0])
    half = 0.5 * _SLOPE * step
    scale = jnp.tanh(half) / half
    weights = jnp.triu(jnp.full((count, count), step * scale))
    weights = weights - 0.5 * step * scale * jnp.eye(count)
    # The trapezoid that would begin at the highest energy is replaced by the tail of the power law.
    return weights.at[:, -1].set(jnp.where(jnp.arange(count) < count - 1, 0.5 * step * scale, 0.0) + 1.0 / _SLOPE)
