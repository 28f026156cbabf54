"""Zones of the Galaxy stacked in height, and the share that each has of the diffusion coefficient at a height."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar


def zone_shares(
    height: Float[Array, "point"], zone_edges: Float[Array, "zone"], transition_width: Scalar, smooth: bool
) -> Float[Array, "zone point"]:
    """Share of every zone in D(z) = sum_zone share_zone(z) D_zone.

    A jump, or each edge h is smoothed as [1 + tanh((|z| - h)/w)]/2, the form of the two-zone version of DRAGON
    (doi:10.5281/zenodo.4461732).

    Args:
        height: heights [kpc].
        zone_edges: upper edge of every zone [kpc], increasing.
        transition_width: w [kpc]; above zero if smooth.
        smooth: whether there is a transition rather than a jump.

    Returns:
        Shares, which add up to one at every height.
    """
    distance = jnp.abs(height) - jnp.asarray(zone_edges)[:-1, None]
    above = 0.5 * (1.0 + jnp.tanh(distance / transition_width)) if smooth else 1.0 * (distance > 0)
    ones, zeros = jnp.ones((1, len(height))), jnp.zeros((1, len(height)))
    return jnp.concatenate([ones, above]) - jnp.concatenate([above, zeros])
