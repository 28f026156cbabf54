"""Protons that survive an inelastic collision at a lower energy.

A proton of kinetic energy T' that collides inelastically leaves one proton behind, with a kinetic energy spread evenly
between 0 and T': the source is n int_T^inf v sigma(T') N(T') dT'/T'. Source: Tan & Ng 1983, J. Phys. G 9, 227, as used
by Moskalenko et al. 2002, ApJ 565, 280 ("secondary protons"). They are some
per cent of the protons, 10 % at 1 GeV where the grammage is 10 g/cm^2.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array

_SLOPE = 2.7  # of the proton spectrum: the weights below are exact for it
_END_WEIGHTS = np.array([3 / 8, 7 / 6, 23 / 24])  # Gregory's rule: error of fourth order in the step


def degradation_matrix(energy: Float[Array, "energy"]) -> Float[Array, "energy energy_from"]:
    """Weights of the integral over higher energies.

    Gregory's rule in ln T, scaled to be exact for f ~ T^-2.7, which is how f is continued above the highest energy.

    Args:
        energy: evenly spaced in the logarithm, increasing [energy] [GeV/n].

    Returns:
        W with int_{T_k}^inf f(T') dT'/T' = sum_j W_kj f(T_j) [energy, energy_from].
    """
    count = energy.shape[0]
    step = jnp.log(energy[1] / energy[0])
    decline = jnp.exp(-_SLOPE * step)
    ends = len(_END_WEIGHTS)
    rule = np.append(_END_WEIGHTS, 1.0)
    distance = np.arange(count + ends) - np.arange(count)[:, None]
    weights = np.where(distance < 0, 0.0, rule[np.clip(distance, 0, ends)])
    above = decline ** np.arange(1, ends + 1)  # f there relative to that at the highest energy
    tail = weights[:, count:] @ above + decline ** (ends + 1) / (1.0 - decline)
    exact = jnp.dot(_END_WEIGHTS, decline ** np.arange(ends)) + decline**ends / (1.0 - decline)
    return jnp.asarray(weights[:, :count]).at[:, -1].add(tail) / (_SLOPE * exact)
