"""Discrete energy losses: one-sided differences of second order that are exact for the local power law.

With b N = (b psi) g, where psi(T) is a given shape close to N(T), only the slowly varying g = N/psi is differenced:

    -d(b N)/dT = -(b psi)' g - (b psi) g_x / T,   x = ln T,
    g_x(T_k) = [-3 g_k + 4 g_{k+1} - g_{k+2}]/(2 h) + O(h^2).

Losses flow from high to low energy, so the difference looks upward and the equation is solved from the top down.
"""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float

from magnetosonic.transport.equation import TransportProblem


def logarithmic_slope(
    energy: Float[Array, "energy"], values: Float[Array, "nuclide energy"]
) -> Float[Array, "nuclide energy"]:
    """Derivative d ln(values)/d ln(energy) by fourth-order differences (one-sided at the ends).

    Args:
        energy: evenly spaced in the logarithm [energy].
        values: positive [nuclide, energy].

    Returns:
        Slopes [nuclide, energy].
    """
    step = jnp.log(energy[1] / energy[0])
    y = jnp.log(values)
    central = (y[:, :-4] - 8 * y[:, 1:-3] + 8 * y[:, 3:-1] - y[:, 4:]) / 12
    ends = jnp.array([[-25.0, 48.0, -36.0, 16.0, -3.0], [-3.0, -10.0, 18.0, -6.0, 1.0]]) / 12
    low = y[:, :5] @ ends.T
    high = -(y[:, -5:][:, ::-1] @ ends[::-1].T)
    return jnp.concatenate([low, central, high], axis=1) / step


def loss_stencil(
    energy: Float[Array, "energy"],
    rate: Float[Array, "nuclide energy"],
    reference: Float[Array, "nuclide energy"],
) -> tuple[Float[Array, "nuclide energy"], Float[Array, "nuclide energy"], Float[Array, "nuclide energy"]]:
    """Coefficients of the discrete -d(b N)/dT.

    Above the highest energy N is continued in proportion to the reference shape.

    Args:
        energy: evenly spaced in the logarithm, at least 5 [energy] [GeV/n].
        rate: b, positive [nuclide, energy] [GeV/n/Myr, per unit density of the gas].
        reference: psi, positive [nuclide, energy].

    Returns:
        (c0, c1, c2): -d(b N)/dT at T_k is c0 N_k + c1 N_{k+1} + c2 N_{k+2}; each [nuclide, energy].
    """
    step = jnp.log(energy[1] / energy[0])
    slope = logarithmic_slope(energy, rate * reference)
    c0 = rate / energy * (-slope + 1.5 / step)
    ratio1 = reference[:, :-1] / reference[:, 1:]
    ratio2 = reference[:, :-2] / reference[:, 2:]
    c1 = jnp.pad(-2.0 / step * (rate / energy)[:, :-1] * ratio1, ((0, 0), (0, 1)))
    c2 = jnp.pad(0.5 / step * (rate / energy)[:, :-2] * ratio2, ((0, 0), (0, 2)))
    # g is constant above the top: what would have come from there is added to the highest energies themselves.
    c0 = c0.at[:, -1].add(-1.5 / step * (rate / energy)[:, -1])
    c1 = c1.at[:, -2].add(0.5 / step * (rate / energy)[:, -2] * ratio1[:, -1])
    return c0, c1, c2


class LossTerms(eqx.Module):
    """Discrete losses in the three densities that they are proportional to: neutral gas, n_e and n_e ln n_e.

    Attributes:
        coefficients: c0, c1, c2 of :func:`loss_stencil` on the last axis [kind, nuclide, energy, 3].
        matrices: the densities against the basis [kind, radius, height, height].
    """

    coefficients: Float[Array, "kind nuclide energy 3"]
    matrices: Float[Array, "kind radius height height"]


def loss_terms(problem: TransportProblem) -> LossTerms:
    """Stencils of ionisation and Coulomb losses, with the gas that they act in.

    Args:
        problem: the problem.

    Returns:
        The terms; the loss part of the equation is the sum over kinds of coefficients times matrix times density.
    """
    rates = problem.ionisation, problem.coulomb, problem.coulomb_log
    stencils = [jnp.stack(loss_stencil(problem.energy, r, problem.loss_reference), axis=-1) for r in rates]
    space = problem.space
    return LossTerms(
        jnp.stack([stencils[0], stencils[1], -stencils[2]]),
        jnp.stack([space.neutral, space.electrons, space.electrons_log]),
    )
