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


def cell_integrals(
    function: Callable[[Float[np.ndarray, "point"]], Float[np.ndarray, "... point"]],
    grid: Float[np.ndarray, "point"],
    order: int = 4,
) -> Float[np.ndarray, "... cell"]:
    """Integral of a function over each cell of a grid.

    Args:
        function: vectorised integrand; maps points along the last axis to values along the last axis.
        grid: ascending points.
        order: number of Gauss-Legendre nodes in each grid cell.

    Returns:
        Integrals, one less than grid points along the last axis.
    """
    unit_nodes, unit_weights = unit_gauss_legendre(order)
    width = np.diff(grid)
    points = (grid[:-1, None] + width[:, None] * unit_nodes).ravel()
    values = function(points)
    return (values.reshape(*values.shape[:-1], width.size, order) * unit_weights).sum(-1) * width


def integral_from_left(cells: Float[np.ndarray, "... cell"]) -> Float[np.ndarray, "... point"]:
    """Integral from the first grid point to each grid point, which is relatively exact near the first one.

    Args:
        cells: from :func:`cell_integrals`.

    Returns:
        Integrals, one more than cells along the last axis; the first is zero.
    """
    return np.concatenate([np.zeros_like(cells[..., :1]), np.cumsum(cells, axis=-1)], axis=-1)


def integral_from_right(cells: Float[np.ndarray, "... cell"]) -> Float[np.ndarray, "... point"]:
    """Integral from each grid point to the last one, which is relatively exact near the last one.

    Args:
        cells: from :func:`cell_integrals`.

    Returns:
        Integrals, one more than cells along the last axis; the last is zero.
    """
    return integral_from_left(cells[..., ::-1])[..., ::-1]
