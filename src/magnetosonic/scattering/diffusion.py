"""Spatial diffusion along the mean field from pitch-angle scattering.

D(rho) = (v L/4) Int_0^mu* dmu (1-mu^2)^2/d, d = D_mumu L/v, for v = c.

mu* is the largest mu at which scattering is fast enough for diffusion: (L/L') (1-mu^2)/d below a threshold, L' being
a fifth of the zone's half height (Fornieri et al. 2021, MNRAS 502, 5821, equations 6 and 7).
"""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Bool, Float, Scalar
from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.numerics.interpolation import (
    even_chebyshev_coefficients,
    even_chebyshev_nodes,
    even_chebyshev_sum,
)
from magnetosonic.numerics.quadrature import unit_gauss_legendre
from magnetosonic.scattering import published
from magnetosonic.scattering.inputs import check_half_height, check_rigidity
from magnetosonic.scattering.integrals import ScatteringTables, scattering_tables
from magnetosonic.scattering.rates import dimensionless_rates
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.turbulence.undamped import ViscousInverse, viscous_inverse

CONFINEMENT_THRESHOLD = 1.0
_HEIGHT_SHARE = 0.2  # L' over the half height
_PITCH_NODES = 32
_PITCH_QUADRATURE = 32
_SEARCH = np.linspace(0.0, 1.0, 257)


class Diffusion(eqx.Module):
    """Diffusion of relativistic particles (v = c) along the mean field of one zone.

    Attributes:
        coefficient: D_parallel [kpc^2/Myr].
        mu_star: largest pitch-angle cosine at which particles are confined by scattering; 0 where there is none.
        confined: whether there is any; if not, the coefficient is that of ballistic escape, c L'/3.
    """

    coefficient: Float[Array, "rigidity"]
    mu_star: Float[Array, "rigidity"]
    confined: Bool[Array, "rigidity"]


def _largest_confined(
    coefficients: Float[Array, "rigidity node"], threshold: Float[Array, ""]
) -> tuple[Float[Array, "rigidity"], Bool[Array, "rigidity"]]:
    """Largest mu with f(mu) > threshold, for f = ln(d/(1-mu^2)) as an even Chebyshev series."""
    fixed = jax.lax.stop_gradient(coefficients)
    level = jax.lax.stop_gradient(threshold)
    above = even_chebyshev_sum(fixed, jnp.broadcast_to(_SEARCH, (fixed.shape[0], _SEARCH.size))) > level
    last = jnp.where(above, jnp.arange(_SEARCH.size), -1).max(axis=1)
    confined, everywhere = last >= 0, last == _SEARCH.size - 1
    grid = jnp.asarray(_SEARCH)

    def value(series, mu):
        return even_chebyshev_sum(series, mu[:, None])[:, 0]

    def halve(_, interval):
        inside, outside = interval
        middle = 0.5 * (inside + outside)
        good = value(fixed, middle) > level
        return jnp.where(good, middle, inside), jnp.where(good, outside, middle)

    start = jnp.clip(last, 0, _SEARCH.size - 2)
    inside, outside = jax.lax.fori_loop(0, 30, halve, (grid[start], grid[start + 1]))
    root = 0.5 * (inside + outside)
    # One Newton step carries the implicit derivative of the crossing.
    slope = jax.vmap(jax.grad(lambda mu, a: even_chebyshev_sum(a, mu[None])[0]))(root, fixed)
    safe = jnp.where(slope == 0.0, 1.0, slope)
    step = jnp.where(slope == 0.0, 0.0, (value(coefficients, root) - threshold) / safe)
    mu_star = jnp.where(everywhere, 1.0, root - step)
    return jnp.where(confined, mu_star, 0.0), confined


@eqx.filter_jit
def _exact_diffusion(
    tables: ScatteringTables,
    inverse: ViscousInverse,
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    half_height: Float[Array, ""],
) -> Diffusion:
    nodes = jnp.asarray(even_chebyshev_nodes(_PITCH_NODES))
    rates = dimensionless_rates(tables, inverse, turbulence, settings, rigidity, nodes)
    total = sum(rates.values(), start=jnp.zeros(()))
    # ln(d/(1-mu^2)) is smooth and even in mu up to mu = 1, while d itself goes to zero there.
    series = even_chebyshev_coefficients(jnp.log(total / (1.0 - nodes**2)))
    escape_length = _HEIGHT_SHARE * half_height
    scale = turbulence.injection_scale
    mu_star, confined = _largest_confined(series, jnp.log(scale / escape_length / CONFINEMENT_THRESHOLD))
    unit, weight = unit_gauss_legendre(_PITCH_QUADRATURE)
    mu = mu_star[:, None] * unit
    integral = mu_star * jnp.sum(weight * (1.0 - mu * mu) * jnp.exp(-even_chebyshev_sum(series, mu)), axis=1)
    diffusive = 0.25 * SPEED_OF_LIGHT * scale * integral
    ballistic = SPEED_OF_LIGHT * escape_length / 3.0
    return Diffusion(jnp.where(confined, diffusive, ballistic), mu_star, confined)


def diffusion_coefficient(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array | np.ndarray, "rigidity"],
    half_height: Scalar,
) -> Diffusion:
    """D_parallel of relativistic particles (v = c) in one zone.

    With exact numerics the result can be differentiated with respect to the turbulence, the rigidity and the half
    height, and be compiled or mapped over zones; the published numerics are plain numbers.

    Args:
        turbulence: the zone's turbulence, not batched.
        settings: modes and numerics.
        rigidity: particle rigidity [GV].
        half_height: half height of the zone [kpc], which limits the mean free path.

    Returns:
        Coefficient, mu* and confinement for each rigidity.

    Raises:
        InputError: for a rigidity or half height that is not positive, if known before tracing.
    """
    check_rigidity(rigidity)
    check_half_height(half_height)
    if settings.numerics == "published":
        return Diffusion(*published.diffusion(turbulence, settings, np.asarray(rigidity), float(half_height)))
    tables = scattering_tables(settings.modes, settings.max_harmonic)
    return _exact_diffusion(
        tables,
        viscous_inverse(),
        turbulence,
        settings,
        jnp.asarray(rigidity),
        jnp.asarray(half_height, dtype=float),
    )
