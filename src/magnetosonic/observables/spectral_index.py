"""Slopes of fluxes and ratios."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.observables.spectra import Spectra
from magnetosonic.units import Numbers
from magnetosonic.variables import Variable


def spectral_index(
    spectra: Spectra, name: str, points: Numbers, variable: Variable = "rigidity"
) -> Float[Array, "point"]:
    """Local spectral index -d ln J/d ln x of a flux per unit of x, or of a ratio.

    By differentiating the spline through the table: exact for power laws of single nuclides in energy per nucleon,
    of third order in the distance of the table's energies where the flux is smooth, of first order in the outermost
    intervals. Near a sharp break it is off by a part of the break that falls by 3.7 from one energy to the next.

    Args:
        spectra: fluxes.
        name: a flux or ratio, as for :meth:`Spectra.value`.
        points: values of the variable [GV], [GeV] or [GeV/n], inside :meth:`Spectra.covered`.
        variable: which.

    Returns:
        Spectral index, positive where the flux falls [point].

    Raises:
        InputError: as :meth:`Spectra.value`.
    """
    points = spectra.require_covered(name, points, variable)

    def logarithm(logarithms: Array) -> Array:
        return jnp.log(spectra.value(name, jnp.exp(logarithms), variable))

    logarithms = jnp.log(jnp.atleast_1d(jnp.asarray(points)))
    return -jax.jvp(logarithm, (logarithms,), (jnp.ones_like(logarithms),))[1]
