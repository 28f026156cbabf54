"""Gauss-Legendre quadrature on panels and running integrals.

Source: Press, Teukolsky, Vetterling and Flannery, Numerical Recipes, 3rd edition (2007), section 4.6.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Float


@lru_cache(maxsize=32)
def unit_gauss_legendre(order: int) -> tuple[Float[np.ndarray, "node"], Float[np.ndarray, "node"]]:
    """Nodes and weights of Gauss-Legendre quadrature on [0, 1].

    Args:
        order: number of nodes; polynomials of degree 2 order - 1 are integrated exactly.

    Returns:
        Nodes and weights, shape (order,).
    """
    nodes, weights = np.polynomial.legendre.leggauss(order)
    return 0.5 * (nodes + 1.0), 0.5 * weights


def panel_nodes(
    edges: Float[Array, "... edge"], order: int
) -> tuple[Float[Array, "... node"], Float[Array, "... node"]]:
    """Composite Gauss-Legendre nodes on consecutive panels.

    Args:
        edges: panel edges in ascending order along the last axis; equal neighbours make an empty panel.
        order: number of nodes in each panel.

    Returns:
        Nodes and weights, with (edges - 1) * order entries along the last axis.
    """
    unit_nodes, unit_weights = unit_gauss_legendre(order)
    width = jnp.diff(edges, axis=-1)[..., None]
    nodes = edges[..., :-1, None] + width * unit_nodes
    weights = width * unit_weights
    shape = (*edges.shape[:-1], (edges.shape[-1] - 1) * order)
    return nodes.reshape(shape), weights.reshape(shape)


def integral_from_right(
    function: Callable[[Float[np.ndarray, "point"]], Float[np.ndarray, "... point"]],
    grid: Float[np.ndarray, "point"],
    order: int = 4,
) -> Float[np.ndarray, "... point"]:
    """Integral of a function from each grid point to the last one.

    Summed from the right, so that a small remainder near the right end keeps its relative accuracy.

    Args:
        function: vectorised integrand; maps points along the last axis to values along the last axis.
        grid: ascending points.
        order: number of Gauss-Legendre nodes in each grid cell.

    Returns:
        The integral from ``grid[i]`` to ``grid[-1]``; the last entry is zero.
    """
    unit_nodes, unit_weights = unit_gauss_legendre(order)
    width = np.diff(grid)
    points = (grid[:-1, None] + width[:, None] * unit_nodes).ravel()
    values = function(points)
    cells = (values.reshape(*values.shape[:-1], width.size, order) * unit_weights).sum(-1) * width
    integral = np.zeros((*cells.shape[:-1], grid.size))
    integral[..., :-1] = np.cumsum(cells[..., ::-1], axis=-1)[..., ::-1]
    return integral
