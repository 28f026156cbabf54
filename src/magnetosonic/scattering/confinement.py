"""Diffusion along the mean field from scattering rates at nodes in the pitch angle, and what limits it.

D = (v^2/4) Int_0^1 dmu (1-mu^2)^2/D_mumu holds for particles that are turned around within the zone. For those that are
not there are two rules, L' being the length within which they must be:

- ``limited``: they leave after L' and count as scattered once there. With f = D_mumu/(1-mu^2), the frequency of escape
  f_esc = v/(2 L') is added to f at every pitch angle. Where waves confine this is the D of the theory, where nothing
  scatters v L'/3, that of ballistic escape, and D falls with every rate;
- ``threshold``: the integral ends at mu*, the largest mu at which f > v/(L' threshold) (Fornieri et al. 2021,
  MNRAS 502, 5821, equations 6 and 7, where L' is a fifth of the zone's half height and the threshold is 1).

The frequency of ``limited`` is that of an isotropic scattering, D_mumu = (1-mu^2) f_esc, of the mean free path L'.
Scattering by other waves enters as a further frequency at the nodes.
"""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Bool, Float, Scalar
from magnetosonic.numerics.interpolation import even_chebyshev_coefficients, even_chebyshev_sum
from magnetosonic.numerics.quadrature import unit_gauss_legendre
from magnetosonic.scattering.pitch import PitchRates, cosine_of, measure
from magnetosonic.scattering.settings import ScatteringSettings

_SEARCH = np.linspace(0.0, 1.0, 257)
_FLOOR = 1e-7  # of the least rate that confines: where scattering is slower, only that it is matters
_NOTHING = 1e-300  # instead of a rate of zero where nothing limits D, which is then as good as infinite


class Diffusion(eqx.Module):
    """Diffusion along the mean field of one zone.

    Attributes:
        coefficient: D_parallel [kpc^2/Myr].
        mu_star: largest pitch-angle cosine at which particles are confined by scattering; 0 where there is none.
        confined: whether there is any; if not, the coefficient of the rule ``threshold`` is that of ballistic escape,
            v L'/3.
    """

    coefficient: Float[Array, "rigidity"]
    mu_star: Float[Array, "rigidity"]
    confined: Bool[Array, "rigidity"]


def diffusion_of_rates(
    rates: PitchRates,
    settings: ScatteringSettings,
    confinement_length: Scalar,
    extra: Float[Array, "rigidity node"] | None = None,
) -> Diffusion:
    """D_parallel of rates at nodes in the pitch angle: a pure function that costs little, unlike the rates.

    Args:
        rates: of the turbulence, from :func:`magnetosonic.scattering.diffusion.pitch_angle_rates`.
        settings: the rule of confinement and its threshold, and the resolution of the rates.
        confinement_length: L' [kpc].
        extra: D_mumu/(1-mu^2) of other waves at the nodes ``rates.angles.mu``, which is added [1/Myr].

    Returns:
        Coefficient, mu* and confinement for each rigidity.
    """
    frequency = rates.frequency if extra is None else rates.frequency + extra
    escape = (rates.velocity / confinement_length)[:, None]
    level = escape / settings.confinement_threshold
    # ln f is smooth and even up to mu = 1.
    series = even_chebyshev_coefficients(jnp.log(jnp.maximum(frequency + _FLOOR * level, _NOTHING)))
    end, confined = _largest_confined(series, jnp.log(jnp.maximum(level, _NOTHING)))
    mu_star = cosine_of(rates.angles.stretch, end)
    if settings.confinement == "limited":
        # Positive weights: D is at most v L'/3 and falls with every rate, exactly.
        integral = (1.0 / jnp.maximum(frequency + 0.5 * escape, _NOTHING)) @ rates.angles.weight
        return Diffusion(0.25 * rates.velocity**2 * integral, mu_star, confined)
    unit, weight = unit_gauss_legendre(settings.nodes.pitch_quadrature)
    x = end[:, None] * unit
    counted = measure(rates.angles.stretch, x) * jnp.exp(-even_chebyshev_sum(series, x))
    diffusive = 0.25 * rates.velocity**2 * end * jnp.sum(weight * counted, axis=1)
    ballistic = rates.velocity * confinement_length / 3.0
    return Diffusion(jnp.where(confined, diffusive, ballistic), mu_star, confined)


def _largest_confined(
    coefficients: Float[Array, "rigidity node"], threshold: Float[Array, "#rigidity 1"]
) -> tuple[Float[Array, "rigidity"], Bool[Array, "rigidity"]]:
    """Largest x with g(x) > threshold, for g = ln f as an even Chebyshev series; 0 where there is none."""
    fixed = jax.lax.stop_gradient(coefficients)
    level = jax.lax.stop_gradient(threshold)
    above = even_chebyshev_sum(fixed, jnp.broadcast_to(_SEARCH, (fixed.shape[0], _SEARCH.size))) > level
    last = jnp.where(above, jnp.arange(_SEARCH.size), -1).max(axis=1)
    confined, everywhere = last >= 0, last == _SEARCH.size - 1
    grid = jnp.asarray(_SEARCH)

    def value(series, x):
        return even_chebyshev_sum(series, x[:, None])[:, 0]

    def halve(_, interval):
        inside, outside = interval
        middle = 0.5 * (inside + outside)
        good = value(fixed, middle) > level[:, 0]
        return jnp.where(good, middle, inside), jnp.where(good, outside, middle)

    start = jnp.clip(last, 0, _SEARCH.size - 2)
    inside, outside = jax.lax.fori_loop(0, 30, halve, (grid[start], grid[start + 1]))
    root = 0.5 * (inside + outside)
    # One Newton step carries the implicit derivative of the crossing.
    slope = jax.vmap(jax.grad(lambda x, a: even_chebyshev_sum(a, x[None])[0]))(root, fixed)
    safe = jnp.where(slope == 0.0, 1.0, slope)
    step = jnp.where(slope == 0.0, 0.0, (value(coefficients, root) - threshold[:, 0]) / safe)
    end = jnp.where(everywhere, 1.0, root - step)
    return jnp.where(confined, end, 0.0), confined
