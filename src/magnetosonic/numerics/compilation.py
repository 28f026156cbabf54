"""Hints to the compiler for CPUs, without which it recomputes or serialises what it fuses with look-ups in tables."""

from __future__ import annotations

import math

import jax.numpy as jnp

from magnetosonic.arrays import Array, Float


def last_axis_sum(values: Float[Array, "*batch node"]) -> Float[Array, "*batch"]:
    """Sum along the last axis, as a product with ones.

    An ordinary sum would be fused with the look-ups that feed it, and neither vectorised nor shared among cores: ten
    times slower.
    """
    return values @ jnp.ones(values.shape[-1])


def materialised(arrays: list[Float[Array, "*shape"]]) -> list[Float[Array, "*shape"]]:
    """The same arrays, stored in memory before they are used, by a product with the unit matrix.

    Otherwise every look-up in a table computes its arguments anew: in derivatives, where there are dozens of look-ups,
    three times slower.

    Args:
        arrays: of one shape, finite.

    Returns:
        The arrays, unchanged.
    """
    stacked = jnp.stack(arrays, axis=-1)
    count = len(arrays)
    stored = (stacked.reshape(-1, count) @ jnp.eye(count)).reshape(stacked.shape)
    return [stored[..., index] for index in range(count)]


def spread(values: Float[Array, "*batch"], count: int) -> Float[Array, "*batch {count}"]:
    """Repeat values along a new last axis, as a product with ones.

    Its transpose, which the gradient needs, is then a product as well, and not a sum (see :func:`last_axis_sum`).
    """
    return values[..., None] @ jnp.ones((1, count))


def spread_number(value: Float[Array, ""], shape: tuple[int, ...]) -> Float[Array, "..."]:
    """One number in an array of at least one axis, as :func:`spread`."""
    return spread(jnp.broadcast_to(value, shape[:1]), math.prod(shape[1:])).reshape(shape)
