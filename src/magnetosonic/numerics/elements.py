"""Spectral elements in one dimension: Gauss-Lobatto-Legendre (GLL) nodes, mesh, weighted integrals of the basis.

Source: C. Canuto, M. Y. Hussaini, A. Quarteroni, T. A. Zang, *Spectral Methods* (Springer 2006), sections 2.3 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import equinox as eqx
import numpy as np
from jaxtyping import Float
from numpy.polynomial import legendre

_QUADRATURE_POINTS = 24  # per subdivision of an element
_QUADRATURE_DIVISIONS = 6


def gll_nodes(order: int) -> tuple[Float[np.ndarray, "node"], Float[np.ndarray, "node"]]:
    """Nodes and weights of the Gauss-Lobatto-Legendre rule of ``order`` + 1 points on [-1, 1].

    The nodes are -1, 1 and the zeros of P'_order; the weights 2/[order (order+1) P_order(x)^2].

    Args:
        order: polynomial order, at least 1.

    Returns:
        Nodes and weights, each [node].
    """
    series = np.zeros(order + 1)
    series[order] = 1.0
    inner = np.sort(legendre.legroots(legendre.legder(series)).real) if order > 1 else np.array([])
    nodes = np.concatenate([[-1.0], inner, [1.0]])
    weights = 2.0 / (order * (order + 1) * legendre.legval(nodes, series) ** 2)
    return nodes, weights


def lagrange_basis(
    nodes: Float[np.ndarray, "node"], points: Float[np.ndarray, "point"]
) -> tuple[Float[np.ndarray, "point node"], Float[np.ndarray, "point node"]]:
    """Lagrange polynomials on ``nodes`` and their derivatives, at ``points``.

    Args:
        nodes: interpolation nodes [node].
        points: where to evaluate [point].

    Returns:
        Values and derivatives, each [point, node].
    """
    # Through the Legendre basis: well conditioned for the orders in use (below 20).
    order = len(nodes) - 1
    transform = np.linalg.inv(legendre.legvander(nodes, order))
    derivative = np.stack([legendre.legval(points, legendre.legder(row)) for row in np.eye(order + 1)], axis=-1)
    return legendre.legvander(points, order) @ transform, derivative @ transform


class SpectralMesh(eqx.Module):
    """Continuous piecewise polynomials on adjoining intervals, each with its own order.

    Attributes:
        breaks: boundaries of the elements, increasing [element + 1].
        orders: polynomial order of each element.
        nodes: all GLL nodes, increasing; neighbours share the node between them [node].
    """

    breaks: tuple[float, ...] = eqx.field(static=True)
    orders: tuple[int, ...] = eqx.field(static=True)
    nodes: Float[np.ndarray, "node"]

    def __init__(self, breaks: Sequence[float], orders: Sequence[int]):
        """Build the mesh from the element boundaries and orders."""
        if len(breaks) != len(orders) + 1 or np.any(np.diff(breaks) <= 0):
            raise ValueError("a mesh needs increasing breaks, one more than orders")
        self.breaks = tuple(float(b) for b in breaks)
        self.orders = tuple(int(p) for p in orders)
        pieces = [np.array([self.breaks[0]])]
        for low, high, order in zip(self.breaks[:-1], self.breaks[1:], self.orders, strict=True):
            pieces.append(low + 0.5 * (high - low) * (gll_nodes(order)[0][1:] + 1.0))
        self.nodes = np.concatenate(pieces)

    def quadrature(
        self,
    ) -> tuple[
        Float[np.ndarray, "point"],
        Float[np.ndarray, "point"],
        Float[np.ndarray, "point node"],
        Float[np.ndarray, "point node"],
    ]:
        """Fine composite Gauss rule over the mesh, with the basis on it.

        Every element is divided geometrically towards its lower end, so that layers much thinner than an
        element (gas of 0.1 kpc in an element of 0.5 kpc) and steep transitions are integrated to rounding.

        Returns:
            Points [point], weights [point], basis values and derivatives [point, node].
        """
        gauss, gauss_weight = legendre.leggauss(_QUADRATURE_POINTS)
        points, weights, values, slopes = [], [], [], []
        start = 0
        for low, high, order in zip(self.breaks[:-1], self.breaks[1:], self.orders, strict=True):
            divisions = low + (high - low) * np.linspace(0.0, 1.0, _QUADRATURE_DIVISIONS + 1) ** 1.5
            half = 0.5 * np.diff(divisions)[:, None]
            point = (divisions[:-1, None] + half * (gauss + 1.0)).ravel()
            reference = 2.0 * (point - low) / (high - low) - 1.0
            local, local_slope = lagrange_basis(gll_nodes(order)[0], reference)
            value = np.zeros((len(point), len(self.nodes)))
            slope = np.zeros_like(value)
            value[:, start : start + order + 1] = local
            slope[:, start : start + order + 1] = local_slope * 2.0 / (high - low)
            points.append(point)
            weights.append((half * gauss_weight).ravel())
            values.append(value)
            slopes.append(slope)
            start += order
        return np.concatenate(points), np.concatenate(weights), np.concatenate(values), np.concatenate(slopes)

    def stiffness(
        self, weight: Callable[[Float[np.ndarray, "point"]], Float[np.ndarray, "point"]]
    ) -> Float[np.ndarray, "node node"]:
        """Integral of weight(z) phi_m'(z) phi_n'(z) over the mesh.

        Args:
            weight: function of position, evaluated inside the elements only (it may jump at a break).

        Returns:
            Symmetric matrix [node, node].
        """
        points, quadrature_weights, _, slopes = self.quadrature()
        return np.einsum("pm,p,pn->mn", slopes, quadrature_weights * weight(points), slopes)

    def lumped_mass(
        self, weight: Callable[[Float[np.ndarray, "point"]], Float[np.ndarray, "point"]]
    ) -> Float[np.ndarray, "node"]:
        """Diagonal mass: integral of weight(z) phi_m(z), whose sum is the integral of the weight.

        Args:
            weight: function of position, as for :meth:`stiffness`.

        Returns:
            One number per node [node].
        """
        points, quadrature_weights, values, _ = self.quadrature()
        return np.einsum("p,pm->m", quadrature_weights * weight(points), values)
