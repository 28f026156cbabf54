"""Shares of radial knots: how a quantity that is given at a few radii depends on the radius."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float


def knot_shares(radius: Float[np.ndarray, "radius"], knots: Sequence[float]) -> Float[np.ndarray, "knot radius"]:
    """Share of every knot at every radius: linear between knots, constant beyond the outermost.

    Args:
        radius: Galactocentric radii [kpc].
        knots: increasing radii [kpc]; one knot stands for no dependence on the radius.

    Returns:
        Shares, which add up to one at every radius.
    """
    return np.stack([np.interp(radius, knots, row) for row in np.eye(len(knots))])
