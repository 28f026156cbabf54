"""Natural cubic spline with linear continuation, differentiable in its values.

Source: C. de Boor, *A Practical Guide to Splines* (Springer 2001), chapter IV.
"""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Float


def cubic_spline(
    nodes: Float[Array, "node"], values: Float[Array, "node"], points: Float[Array, "..."]
) -> Float[Array, "..."]:
    """Interpolate by the natural cubic spline; beyond the ends go on along the tangent.

    Args:
        nodes: increasing, at least 3 [node].
        values: values at the nodes [node].
        points: where to evaluate, any shape.

    Returns:
        Interpolated values, of the shape of ``points``; error of fourth order inside, of second order at the ends.
    """
    step = jnp.diff(nodes)
    slope = jnp.diff(values) / step
    matrix = jnp.diag((step[:-1] + step[1:]) / 3) + jnp.diag(step[1:-1] / 6, 1) + jnp.diag(step[1:-1] / 6, -1)
    curvature = jnp.pad(jnp.linalg.solve(matrix, jnp.diff(slope)), 1)
    interval = jnp.clip(jnp.searchsorted(nodes, points) - 1, 0, len(step) - 1)
    inside = jnp.clip(points, nodes[0], nodes[-1])
    width, left, right = step[interval], curvature[interval], curvature[interval + 1]
    b = (inside - nodes[interval]) / width
    a = 1.0 - b
    value = a * values[interval] + b * values[interval + 1]
    value = value + ((a**3 - a) * left + (b**3 - b) * right) * width**2 / 6
    tangent = slope[interval] + (-(3 * a**2 - 1) * left + (3 * b**2 - 1) * right) * width / 6
    return value + tangent * (points - inside)
