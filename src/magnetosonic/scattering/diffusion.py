"""Spatial diffusion along the mean field from pitch-angle scattering.

D(rho) = (v L/4) Int_0^mu* dmu (1-mu^2)^2/d, d = D_mumu L/v.

mu* is the largest mu at which scattering is fast enough for diffusion: (L/L') (1-mu^2)/d below a threshold, L' being
a length within which particles must be turned around (Fornieri et al. 2021, MNRAS 502, 5821, equations 6 and 7, where
it is a fifth of the zone's half height and the threshold is 1).
"""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Bool, Float, Scalar
from magnetosonic.errors import InputError
from magnetosonic.numerics.interpolation import (
    even_chebyshev_coefficients,
    even_chebyshev_nodes,
    even_chebyshev_sum,
)
from magnetosonic.numerics.quadrature import unit_gauss_legendre
from magnetosonic.scattering import published
from magnetosonic.scattering.inputs import check_confinement_length, check_rigidity, particle_velocity
from magnetosonic.scattering.integrals import ScatteringTables, scattering_tables
from magnetosonic.scattering.particles import particles
from magnetosonic.scattering.rates import dimensionless_rates
from magnetosonic.scattering.resolution import finer
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

_SEARCH = np.linspace(0.0, 1.0, 257)
_FLOOR = 1e-7  # of the least rate that confines: where scattering is slower, only that it is matters


class Diffusion(eqx.Module):
    """Diffusion along the mean field of one zone.

    Attributes:
        coefficient: D_parallel [kpc^2/Myr].
        mu_star: largest pitch-angle cosine at which particles are confined by scattering; 0 where there is none.
        confined: whether there is any; if not, the coefficient is that of ballistic escape, v L'/3.
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
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    velocity: Float[Array, "#rigidity"],
    confinement_length: Float[Array, ""],
) -> Diffusion:
    resolution = settings.nodes
    nodes = jnp.asarray(even_chebyshev_nodes(resolution.pitch))
    at = particles(turbulence, rigidity, velocity, nodes)
    rates = dimensionless_rates(tables, turbulence, settings, at)
    total = sum(rates.values(), start=jnp.zeros(()))
    scale = turbulence.injection_scale
    level = scale / (confinement_length * settings.confinement_threshold)
    # ln(d/(1-mu^2)) is smooth and even in mu up to mu = 1, while d itself goes to zero there.
    series = even_chebyshev_coefficients(jnp.log(total / (1.0 - nodes**2) + _FLOOR * level))
    mu_star, confined = _largest_confined(series, jnp.log(level))
    unit, weight = unit_gauss_legendre(resolution.pitch_quadrature)
    mu = mu_star[:, None] * unit
    integral = mu_star * jnp.sum(weight * (1.0 - mu * mu) * jnp.exp(-even_chebyshev_sum(series, mu)), axis=1)
    diffusive = 0.25 * velocity * scale * integral
    ballistic = velocity * confinement_length / 3.0
    return Diffusion(jnp.where(confined, diffusive, ballistic), mu_star, confined)


def diffusion_coefficient(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    confinement_length: Scalar,
    velocity: Float[Array, "#rigidity"] | None = None,
) -> Diffusion:
    """D_parallel in one zone.

    With exact numerics the result can be differentiated with respect to the turbulence, the rigidity, the velocity and
    the confinement length, and be compiled or mapped over zones; the published numerics are plain numbers.

    Args:
        turbulence: the zone's turbulence, not batched.
        settings: modes and numerics.
        rigidity: particle rigidity [GV].
        confinement_length: L' [kpc], which limits the mean free path: a fifth of the zone's half height in Fornieri
            et al. 2021.
        velocity: particle velocity [kpc/Myr], of each rigidity or one for all; without it the speed of light.

    Returns:
        Coefficient, mu* and confinement for each rigidity.

    Raises:
        InputError: for a rigidity, length or velocity that is not allowed, if known before tracing; for a resonance
            without broadening, which does not scatter through 90 degrees: D is infinite.
    """
    check_rigidity(rigidity)
    check_confinement_length(confinement_length)
    speed = particle_velocity(velocity, settings)
    if settings.broadening == "delta":
        allowed = "'gaussian' or 'gaussian-2' for D: without broadening nothing scatters through 90 degrees"
        raise InputError("scattering.broadening", settings.broadening, allowed)
    if settings.numerics == "published":
        leaves = jax.tree.leaves((turbulence, rigidity, confinement_length))
        if any(isinstance(leaf, jax.core.Tracer) for leaf in leaves):
            allowed = "'exact' within compiled or differentiated functions: the published numerics are plain numbers"
            raise InputError("scattering.numerics", settings.numerics, allowed)
        length = float(confinement_length)
        return Diffusion(*published.diffusion(turbulence, settings, np.asarray(rigidity), length))
    return _exact_diffusion(
        scattering_tables(settings),
        turbulence,
        settings,
        jnp.asarray(rigidity),
        speed,
        jnp.asarray(confinement_length, dtype=float),
    )


def diffusion_error(
    turbulence: Turbulence,
    settings: ScatteringSettings,
    rigidity: Float[Array, "rigidity"],
    confinement_length: Scalar,
    velocity: Float[Array, "#rigidity"] | None = None,
) -> Float[Array, "rigidity"]:
    """Estimated relative error of D_parallel: its difference to the next finer resolution.

    Args:
        turbulence: as for :func:`diffusion_coefficient`.
        settings: as there; for ``resolution = "fine"`` the difference is that to ``default``, an upper limit.
        rigidity: as there.
        confinement_length: as there.
        velocity: as there.

    Returns:
        |D/D_finer - 1|; not a number for the published numerics, whose error is one of the method.

    Raises:
        InputError: as there.
    """
    coefficient = diffusion_coefficient(turbulence, settings, rigidity, confinement_length, velocity).coefficient
    if settings.numerics == "published":
        return jnp.full_like(coefficient, jnp.nan)
    other = settings.at_resolution("default" if settings.resolution == "fine" else finer(settings.resolution))
    compared = diffusion_coefficient(turbulence, other, rigidity, confinement_length, velocity).coefficient
    return jnp.abs(coefficient / compared - 1.0)
