"""Shares of radial knots: how a quantity that is given at a few radii depends on the radius."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar, known, namespace


def knot_shares(radius: Float[Array, "radius"], knots: Sequence[Scalar]) -> Float[Array, "knot radius"]:
    """Share of every knot at every radius: linear between knots, constant beyond the outermost.

    Args:
        radius: Galactocentric radii [kpc].
        knots: increasing radii [kpc]; one knot stands for no dependence on the radius.

    Returns:
        Shares, which add up to one at every radius.
    """
    numpy = namespace(radius, knots)
    places = numpy.stack([numpy.asarray(knot, dtype=float) for knot in known(tuple(knots))])
    return numpy.stack([numpy.interp(radius, places, row) for row in np.eye(len(knots))])
