"""Spectral elements in one dimension: Gauss-Lobatto-Legendre (GLL) nodes, mesh, weighted integrals of the basis.

Source: C. Canuto, M. Y. Hussaini, A. Quarteroni, T. A. Zang, *Spectral Methods* (Springer 2006), sections 2.3 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Float
from numpy.polynomial import legendre

from magnetosonic.arrays import Array, Scalar, namespace

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


@cache
def _reference_element(order: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Fine composite Gauss rule on [0, 1]: points, weights, and values and derivatives of the basis [point, node]."""
    gauss, gauss_weight = legendre.leggauss(_QUADRATURE_POINTS)
    divisions = np.linspace(0.0, 1.0, _QUADRATURE_DIVISIONS + 1) ** 1.5
    half = 0.5 * np.diff(divisions)[:, None]
    points = (divisions[:-1, None] + half * (gauss + 1.0)).ravel()
    values, slopes = lagrange_basis(gll_nodes(order)[0], 2.0 * points - 1.0)
    return points, (half * gauss_weight).ravel(), values, 2.0 * slopes


@cache
def _from_legendre(order: int) -> np.ndarray:
    """Basis functions on the GLL nodes in terms of Legendre polynomials [degree, node]."""
    return np.linalg.inv(legendre.legvander(gll_nodes(order)[0], order))


def _lagrange_at(order: int, x: Scalar) -> tuple[Float[Array, "node"], Float[Array, "node"]]:
    """Basis functions of an element and their derivatives at one place in [-1, 1], which may be traced."""
    numpy = namespace(x)
    values, slopes = [numpy.ones_like(x), x], [numpy.zeros_like(x), numpy.ones_like(x)]
    for n in range(1, order):  # the recurrences of Legendre polynomials and of their derivatives
        values.append(((2 * n + 1) * x * values[n] - n * values[n - 1]) / (n + 1))
        slopes.append(slopes[n - 1] + (2 * n + 1) * values[n])
    transform = _from_legendre(order)
    return numpy.stack(values[: order + 1]) @ transform, numpy.stack(slopes[: order + 1]) @ transform


class SpectralMesh(eqx.Module):
    """Continuous piecewise polynomials on adjoining intervals, each with its own order.

    Integrals are differentiable in the boundaries of the elements.

    Attributes:
        breaks: boundaries of the elements, increasing [element + 1].
        orders: polynomial order of each element.
    """

    breaks: Float[Array, "element_1"]
    orders: tuple[int, ...] = eqx.field(static=True)

    def __init__(self, breaks: Sequence[float] | Float[Array, "element_1"], orders: Sequence[int]):
        """Build the mesh from the element boundaries and orders."""
        self.breaks = namespace(breaks).asarray(breaks, dtype=float)
        self.orders = tuple(int(order) for order in orders)
        concrete = not isinstance(self.breaks, jax.core.Tracer)
        if len(self.breaks) != len(self.orders) + 1 or (concrete and np.any(np.diff(np.asarray(self.breaks)) <= 0)):
            raise ValueError("a mesh needs increasing breaks, one more than orders")

    @property
    def nodes(self) -> Float[Array, "node"]:
        """All GLL nodes, increasing; neighbours share the node between them."""
        pieces = [self.breaks[:1]]
        for low, high, order in zip(self.breaks[:-1], self.breaks[1:], self.orders, strict=True):
            pieces.append(low + 0.5 * (high - low) * (gll_nodes(order)[0][1:] + 1.0))
        return namespace(self.breaks).concatenate(pieces)

    def basis(self, point: Scalar, above: bool = False) -> tuple[Float[Array, "node"], Float[Array, "node"]]:
        """Values and derivatives of all basis functions at a point of the mesh.

        Args:
            point: where; it and the boundaries may be traced.
            above: on a boundary of two elements the derivatives are those in the upper one, else in the lower one.

        Returns:
            Values and derivatives [node].
        """
        numpy, breaks, count = namespace(self.breaks, point), self.breaks, sum(self.orders) + 1
        inside = numpy.searchsorted(numpy.asarray(breaks), point, side="right" if above else "left") - 1
        inside = numpy.clip(inside, 0, len(self.orders) - 1)
        values, slopes, start = np.zeros(count), np.zeros(count), 0
        for element, order in enumerate(self.orders):
            low, length = breaks[element], breaks[element + 1] - breaks[element]
            found = _lagrange_at(order, 2.0 * (point - low) / length - 1.0)
            place, held = (start, count - start - order - 1), 1.0 * (inside == element)
            values = values + held * numpy.pad(found[0], place)
            slopes = slopes + held * numpy.pad(found[1], place) * 2.0 / length
            start += order
        return values, slopes

    def quadrature(
        self,
    ) -> tuple[
        Float[Array, "point"],
        Float[Array, "point"],
        Float[np.ndarray, "point node"],
        Float[Array, "point node"],
    ]:
        """Fine composite Gauss rule over the mesh, with the basis on it.

        Every element is divided geometrically towards its lower end, so that layers much thinner than an
        element (gas of 0.1 kpc in an element of 0.5 kpc) and steep transitions are integrated to rounding.

        Returns:
            Points [point], weights [point], basis values and derivatives [point, node].
        """
        points, weights, values, slopes = [], [], [], []
        start, count = 0, sum(self.orders) + 1
        for low, high, order in zip(self.breaks[:-1], self.breaks[1:], self.orders, strict=True):
            point, weight, value, slope = _reference_element(order)
            place = ((0, 0), (start, count - start - order - 1))
            points.append(low + (high - low) * point)
            weights.append((high - low) * weight)
            values.append(np.pad(value, place))
            slopes.append(np.pad(slope, place) / (high - low))
            start += order
        numpy = namespace(self.breaks)
        return numpy.concatenate(points), numpy.concatenate(weights), np.concatenate(values), numpy.concatenate(slopes)

    def lumped_mass(self, weight: Callable[[Float[Array, "point"]], Array]) -> Float[Array, "node"]:
        """Diagonal mass: integral of weight(z) phi_m(z), whose sum is the integral of the weight.

        Args:
            weight: function of position, evaluated inside the elements only (it may jump at a break).

        Returns:
            One number per node [node].
        """
        points, quadrature_weights, values, _ = self.quadrature()
        return (quadrature_weights * weight(points)) @ values
