"""Further scattering where D is given and not the scattering that makes it: the sum of the inverse coefficients.

With f = D_mumu/(1-mu^2) the further waves alone make D_f = (v^2/4) Int_0^1 (1-mu^2)/f dmu, and 1/D = 1/D_given + 1/D_f.
That is an upper bound of D, by the inequality of Cauchy and Schwarz, and exact where both scatter with the same
dependence on the pitch angle. It can be 1 % too large for fast modes at M_A = 0.7 and scattering along the field.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.diffusion.interface import Coefficient, ScatteringRate
from magnetosonic.numerics.quadrature import unit_gauss_legendre

_NODES = 32  # exact to rounding for rates that are smooth in mu
_NOTHING = 1e-300  # 1/Myr


def with_further_scattering(
    given: Coefficient,
    rigidity: Float[Array, "nuclide energy"],
    velocity: Float[Array, "nuclide energy"],
    extra: ScatteringRate,
) -> Coefficient:
    """D with further waves.

    Args:
        given: D without them [patch, nuclide, energy] [kpc^2/Myr].
        rigidity: [nuclide, energy] [GV].
        velocity: [nuclide, energy] [c].
        extra: D_mumu/(1-mu^2) of the further waves.

    Returns:
        D [kpc^2/Myr].
    """
    mu, weight = unit_gauss_legendre(_NODES)
    rates = jax.vmap(extra, in_axes=(0, None), out_axes=1)(jnp.asarray(rigidity), jnp.asarray(mu))
    integral = (1.0 / jnp.maximum(rates, _NOTHING)) @ jnp.asarray(weight * (1.0 - mu * mu))
    return 1.0 / (1.0 / given + 4.0 / ((SPEED_OF_LIGHT * velocity) ** 2 * integral))
