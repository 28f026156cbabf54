"""Smooth breaks of power laws."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import ArrayLike, Float

from magnetosonic.arrays import Array


def smooth_break(distance: ArrayLike, change: ArrayLike, smoothness: ArrayLike) -> Float[Array, "..."]:
    """Logarithm of the factor by which a break changes a power law.

    Of x/x_b it is that of [1 + (x/x_b)^(|change|/s)]^(± s) with the sign of the change: 1 far below the break, the
    power (x/x_b)^change far above it, 2^(± s) at it. This is the form of Boschini et al. 2020 (ApJS 250, 27, equation
    1, where s bears the sign) for sources, and of Génolini et al. 2017, 2019 (PRL 119, 241101; PRD 99, 123028) for D,
    written so that it is the right slope on either side for a change of either sign. It tends to a sharp break,
    change max(ln(x/x_b), 0), as s -> 0, the difference being at most s ln 2.

    Args:
        distance: ln(x/x_b); of either sign.
        change: slope of the logarithm above the break minus that below it.
        smoothness: s, not negative; 0 for a sharp break.

    Returns:
        The logarithm, in the broadcast shape.
    """
    distance, change, smoothness = jnp.asarray(distance), jnp.asarray(change), jnp.asarray(smoothness)
    smooth = smoothness > 0.0
    safe = jnp.where(smooth, smoothness, 1.0)
    # ln(1 + e^2y) = y + ln(2 cosh y), even in y but for the first term: its derivatives also hold for no change.
    y = change * distance / (2.0 * safe)
    even = jnp.abs(y) + jnp.log1p(jnp.exp(-2.0 * jnp.abs(y)))
    rounded = change * distance / 2.0 + jnp.sign(change) * safe * even
    return jnp.where(smooth, rounded, change * jnp.maximum(distance, 0.0))
