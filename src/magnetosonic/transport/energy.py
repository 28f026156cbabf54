"""Discrete terms in energy: losses by one-sided differences of third order, diffusion in momentum by central ones.

Both are exact for a given shape psi(T) close to N(T): only the slowly varying g = N/psi is differenced, on energies
that are evenly spaced in x = ln T.

    losses:  -d(b N)/dT = -[(b psi)_x g + b psi g_x]/T, with g_x looking towards higher energies;
    diffusion in momentum:  -d/dp[p^2 D_pp d/dp(N_p/p^2)], N_p = v N, which per kinetic energy is
                            -(1/T) d/dx [(p^2 D_pp v/T) d/dx (v N/p^2)],

v in units of c. Losses flow from high to low energy, so that they alone can be solved from the top down.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array

OFFSETS = (0, 1, 2, 3, -1)
"""Distances in energy number that a stencil couples; its coefficients stand in this order."""
# Backward difference formula of third order, mirrored: g_x at k from g at k, k + 1, k + 2, k + 3.
_UPWARD = np.array([-11.0, 18.0, -9.0, 2.0]) / 6.0

_NOTHING = 1e-30  # 1/Myr

Stencil = Float[Array, "offset species energy"]


def logarithmic_slope(
    energy: Float[Array, "energy"], values: Float[Array, "*batch energy"]
) -> Float[Array, "*batch energy"]:
    """Derivative d ln(values)/d ln(energy) by fourth-order differences (one-sided at the ends).

    Args:
        energy: evenly spaced in the logarithm, at least 5 [energy].
        values: positive [..., energy].

    Returns:
        Slopes [..., energy].
    """
    return _derivative(jnp.log(values)) / jnp.log(energy[1] / energy[0])


def _derivative(values: Float[Array, "*batch energy"]) -> Float[Array, "*batch energy"]:
    """Fourth-order differences per step."""
    y = values
    central = (y[..., :-4] - 8 * y[..., 1:-3] + 8 * y[..., 3:-1] - y[..., 4:]) / 12
    ends = jnp.array([[-25.0, 48.0, -36.0, 16.0, -3.0], [-3.0, -10.0, 18.0, -6.0, 1.0]]) / 12
    low = y[..., :5] @ ends.T
    high = -(y[..., -5:][..., ::-1] @ ends[::-1].T)
    return jnp.concatenate([low, central, high], axis=-1)


def loss_stencil(
    energy: Float[Array, "energy"],
    rate: Float[Array, "species energy"],
    reference: Float[Array, "species energy"],
) -> Stencil:
    """Coefficients of the discrete -d(b N)/dT.

    Above the highest energy N is continued in proportion to the reference shape.

    Args:
        energy: evenly spaced in the logarithm, at least 5 [energy] [GeV/n].
        rate: b, positive [species, energy] [GeV/n/Myr, per unit of what the loss is proportional to].
        reference: psi, positive [species, energy].

    Returns:
        Coefficients [offset, species, energy]: -d(b N)/dT at T_k is the sum over offsets o of c_o[k] N_{k+o}.
    """
    step = jnp.log(energy[1] / energy[0])
    slope = logarithmic_slope(energy, rate * reference)
    scale = -rate / energy / step
    result = _on_density(scale * _UPWARD[:, None, None], range(4), reference)
    result = result.at[0].add(-rate / energy * slope)
    return jnp.concatenate([result, jnp.zeros_like(result[:1])])


def momentum_stencil(
    energy: Float[Array, "energy"],
    momentum: Float[Array, "species energy"],
    velocity: Float[Array, "species energy"],
    strength: Float[Array, "*patch species energy"],
    reference: Float[Array, "species energy"],
) -> Float[Array, "*patch offset species energy"]:
    """Coefficients of the discrete -d/dp[p^2 D_pp d/dp(N_p/p^2)], per kinetic energy.

    Fluxes between energies, J = -F d(v N/p^2)/dx with F = p^2 D_pp v/T, and their differences are scaled so that they
    are exact for the reference shape; for others they are of second order, and never make N negative. No particle
    diffuses across the lowest energy; above the highest N is continued in proportion to the reference shape.

    Args:
        energy: evenly spaced in the logarithm, at least 3 [energy] [GeV/n].
        momentum: per nucleon [species, energy] [GeV/n].
        velocity: [species, energy] [c].
        strength: D_pp/p^2 [..., species, energy] [1/Myr].
        reference: psi, positive, such that psi v/p^2 falls with energy [species, energy].

    Returns:
        Coefficients [..., offset, species, energy], as of :func:`loss_stencil`.
    """
    step = jnp.log(energy[1] / energy[0])
    per_density = velocity / momentum**2  # f = N v/p^2
    # F, with D_pp = p^2 strength; never zero, as its logarithm is taken.
    conductivity = momentum**4 * jnp.maximum(strength, _NOTHING) * velocity / energy
    slope = _at_faces(jnp.log(per_density * reference))  # of the reference f per step: negative
    half = 0.5 * slope[1]
    fitted = jnp.exp(_at_faces(jnp.log(conductivity))[0]) * half / jnp.sinh(half) / step
    flux = jnp.log(fitted * jnp.exp(slope[0]) * 2.0 * jnp.abs(jnp.sinh(half)))  # of the reference f
    change = 0.5 * (flux[..., 1:] - flux[..., :-1])
    row = change / jnp.sinh(change) / (energy * step)
    below = jnp.concatenate([jnp.zeros_like(fitted[..., :1]), fitted[..., 1:-1]], axis=-1)
    above = fitted[..., 1:]
    upward = -row[..., :-1] * above[..., :-1] * per_density[:, 1:]
    downward = -row[..., 1:] * below[..., 1:] * per_density[:, :-1]
    continued = jnp.exp(slope[1][..., -1])  # f beyond the top relative to that at the top
    own = row * per_density * (above + below)
    own = own.at[..., -1].add(-(row * above * per_density)[..., -1] * continued)
    zeros, ends = jnp.zeros_like(own), [(0, 0)] * (own.ndim - 1)
    stencil = [own, jnp.pad(upward, [*ends, (0, 1)]), zeros, zeros, jnp.pad(downward, [*ends, (1, 0)])]
    return jnp.moveaxis(jnp.stack(stencil), 0, -3)


def _at_faces(
    values: Float[Array, "*batch energy"],
) -> tuple[Float[Array, "*batch face"], Float[Array, "*batch face"]]:
    """Means and differences at the faces between energies; below the lowest and above the highest extrapolated."""
    low, high = 2 * values[..., :1] - values[..., 1:2], 2 * values[..., -1:] - values[..., -2:-1]
    extended = jnp.concatenate([low, values, high], axis=-1)
    return 0.5 * (extended[..., 1:] + extended[..., :-1]), extended[..., 1:] - extended[..., :-1]


def _on_density(
    weights: Float[Array, "kind *batch energy"], offsets: tuple[int, ...] | range, reference: Float[Array, "..."]
) -> Float[Array, "kind *batch energy"]:
    """Turn weights of g_{k+o} psi_k into weights of N_{k+o}; beyond the ends g is that of the end."""
    count = weights.shape[-1]
    number = np.arange(count)
    result = jnp.zeros_like(weights)
    for row, offset in enumerate(offsets):
        target = np.clip(number + offset, 0, count - 1)
        ratio = reference / reference[..., target]
        inside = (number + offset >= 0) & (number + offset < count)
        result = result.at[row].add(jnp.where(inside, weights[row] * ratio, 0.0))
        for missing in number[~inside]:  # what would have come from beyond the end comes from the end itself
            towards = int(target[missing]) - int(missing)
            place = list(offsets).index(towards)
            result = result.at[place, ..., missing].add(weights[row, ..., missing] * ratio[..., missing])
    return result
