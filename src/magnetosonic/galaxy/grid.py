"""Spatial grid of the Galaxy: finite volumes in radius, spectral elements in height (upper half, symmetric)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float
from numpy.polynomial import legendre
from scipy.optimize import brentq

from magnetosonic.arrays import Array, namespace
from magnetosonic.errors import InputError
from magnetosonic.numerics.elements import SpectralMesh, gll_nodes, lagrange_basis
from magnetosonic.units import Numbers, plain_number

_TRANSITION_ELEMENT = 4.0  # half width of the element around a smooth transition, in transition widths
_GAS_LAYER = 0.5  # kpc: an element boundary stands here unless another does nearby, to resolve the gas disk
_RADIAL_POINTS = 8  # Gauss points in each half of a cell
Field = Callable[[Float[Array, "..."], Float[Array, "..."]], Float[Array, "..."]]
_REFINED_RADIUS = 15.0  # kpc
_CELLS_INSIDE = 0.75  # share of the cells inside of it


class Grid(eqx.Module):
    """Nodes, cells and couplings.

    The density is zero at ``radius`` = R_max and at ``height`` = H, its gradient zero at the axis and in the plane.

    Attributes:
        radii: nodes from 0 to just inside R_max [kpc].
        faces: cell boundaries: 0, midpoints between nodes, and the midpoint between the last node and R_max [kpc].
        volumes: integral of r dr over each cell [kpc^2].
        inner: coupling to the previous node, face/(distance volume) [1/kpc^2].
        outer: coupling to the next node [1/kpc^2].
        heights: spectral elements from 0 to H; the last node is the boundary, where the density is zero.
    """

    radii: Float[np.ndarray, "radius"]
    faces: Float[np.ndarray, "radius_1"]
    volumes: Float[np.ndarray, "radius"]
    inner: Float[np.ndarray, "radius"]
    outer: Float[np.ndarray, "radius"]
    heights: SpectralMesh

    def __init__(self, radial_nodes: Float[np.ndarray, "node"], heights: SpectralMesh):
        """Build from all radial nodes, 0 and R_max included, and the mesh in height."""
        midpoints = 0.5 * (radial_nodes[1:] + radial_nodes[:-1])
        self.radii = radial_nodes[:-1]
        self.faces = np.concatenate([[0.0], midpoints])
        self.volumes = 0.5 * np.diff(self.faces**2)
        self.outer = midpoints / (np.diff(radial_nodes) * self.volumes)
        self.inner = np.concatenate([[0.0], midpoints[:-1] / np.diff(radial_nodes)[:-1]]) / self.volumes
        self.heights = heights

    @property
    def outer_radius(self) -> float:
        """R_max [kpc]."""
        return float(2.0 * self.faces[-1] - self.radii[-1])

    def require_inside(self, radius: Numbers, height: Numbers) -> tuple[float, float]:
        """Refuse a place outside of the Galaxy.

        Args:
            radius: Galactocentric radius [kpc].
            height: of either sign [kpc].

        Returns:
            Radius and height as plain numbers [kpc].

        Raises:
            InputError: unless 0 <= radius < R_max and |height| < H.
        """
        radius, height = float(plain_number(radius, "kpc", "radius")), float(plain_number(height, "kpc", "height"))
        halo = float(np.asarray(self.heights.breaks)[-1])
        if not 0.0 <= radius < self.outer_radius * (1.0 - 1e-12):  # R_max is known to rounding
            raise InputError("radius", radius, f"from 0 kpc to less than {self.outer_radius:g} kpc, where it ends")
        if not abs(height) < halo:
            raise InputError("height", height, f"between -{halo:g} kpc and {halo:g} kpc, where the halo ends")
        return radius, height

    def radial_interpolation(self, radius: float) -> Float[np.ndarray, "radius"]:
        """Weights of the four nodes around ``radius`` for cubic interpolation, the boundary with density zero included.

        Args:
            radius: where the density is wanted [kpc], inside R_max.

        Returns:
            One weight per node; their sum with the densities is the density at ``radius``.
        """
        start, nodes = self._radial_neighbours(radius)
        weights = np.zeros(len(self.radii) + 1)
        for j in range(4):
            others = np.delete(nodes, j)
            weights[start + j] = np.prod((radius - others) / (nodes[j] - others))
        return weights[:-1]

    def radial_derivative(self, radius: float) -> Float[np.ndarray, "radius"]:
        """Weights of the derivative by the radius: that of the cubic of :meth:`radial_interpolation`.

        Args:
            radius: where the derivative is wanted [kpc], inside R_max.

        Returns:
            One weight per node [1/kpc]; their sum with the densities is the derivative, of third order in the distance
            of the nodes. On the axis it is zero by symmetry.
        """
        weights = np.zeros(len(self.radii) + 1)
        if radius > 0.0:
            start, nodes = self._radial_neighbours(radius)
            middle, half = 0.5 * (nodes[-1] + nodes[0]), 0.5 * (nodes[-1] - nodes[0])
            slopes = lagrange_basis((nodes - middle) / half, np.array([(radius - middle) / half]))[1]
            weights[start : start + 4] = slopes[0] / half
        return weights[:-1]

    def _radial_neighbours(self, radius: float) -> tuple[int, Float[np.ndarray, "4"]]:
        """Number of the first of the four nodes around a radius, and their radii; R_max counts as a node."""
        all_nodes = np.append(self.radii, self.outer_radius)
        start = int(np.clip(np.searchsorted(all_nodes, radius) - 2, 0, len(all_nodes) - 4))
        return start, all_nodes[start : start + 4]

    def height_interpolation(self, height: float) -> Float[np.ndarray, "height"]:
        """Weights of the nodes in height, the boundary left out: the polynomials of the mesh at ``height``.

        Args:
            height: of either sign, inside the halo [kpc].

        Returns:
            One weight per node; their sum with the densities is the density at ``height``.
        """
        return self.heights.basis(abs(height))[:-1]

    def height_derivative(self, height: float) -> Float[np.ndarray, "height"]:
        """Weights of the derivative by the height: that of the polynomials of the mesh.

        Args:
            height: of either sign, inside the halo [kpc].

        Returns:
            One weight per node [1/kpc]; their sum with the densities is the derivative, odd in the height and zero in
            the plane by symmetry. On the boundary of two elements it is that of the lower one.
        """
        mesh, breaks, distance = self.heights, np.asarray(self.heights.breaks), abs(height)
        element = int(np.clip(np.searchsorted(breaks, distance) - 1, 0, len(mesh.orders) - 1))
        half = 0.5 * (breaks[element + 1] - breaks[element])
        order, start = mesh.orders[element], sum(mesh.orders[:element])
        slopes = lagrange_basis(gll_nodes(order)[0], np.array([(distance - breaks[element]) / half - 1.0]))[1]
        weights = np.zeros(sum(mesh.orders) + 1)
        weights[start : start + order + 1] = np.sign(height) * slopes[0] / half
        return weights[:-1]

    def cell_averages(self, field: Field, height: Float[Array, "point"]) -> Float[Array, "radius point"]:
        """Average of ``field`` over each radial cell and over both signs of the height.

        Args:
            field: function of radius and height [kpc].
            height: heights [kpc].

        Returns:
            Averages, weighted by r dr [radius, point].
        """
        gauss, gauss_weight = legendre.leggauss(_RADIAL_POINTS)
        edges = np.stack([self.faces[:-1], self.radii, self.faces[1:]], axis=1)  # radii split cells in halves
        half = 0.5 * np.diff(edges, axis=1)[..., None]
        points = (edges[:, :-1, None] + half * (gauss + 1.0)).reshape(len(self.radii), -1)
        weights = (half * gauss_weight).reshape(len(self.radii), -1) * points / self.volumes[:, None]
        at = jnp.asarray(points)[..., None]
        values = 0.5 * (field(at, height) + field(at, -height))
        return jnp.einsum("ir,irp->ip", weights, values)

    def load(self, field: Field) -> Float[Array, "radius height"]:
        """Integral of ``field`` against every basis function, averaged over the radial cell: exact in height.

        Args:
            field: function of radius and height [kpc].

        Returns:
            Integrals, the boundary node left out [radius, height]; unit of the field times kpc.
        """
        points, weights, values, _ = self.heights.quadrature()
        return (self.cell_averages(field, points) * weights) @ values[:, :-1]

    def mass(self, field: Field) -> Float[Array, "radius height height"]:
        """Integral of field phi_m phi_n, averaged over the radial cell.

        Being exact, it keeps the grammage of layers that are thinner than the distance of the nodes.

        Args:
            field: function of radius and height [kpc].

        Returns:
            Matrices, the boundary node left out [radius, height, height]; unit of the field times kpc.
        """
        points, weights, values, _ = self.heights.quadrature()
        products = (values[:, :-1, None] * values[:, None, :-1]).reshape(len(values), -1)
        matrices = (self.cell_averages(field, points) * weights) @ products
        return matrices.reshape(len(self.radii), values.shape[1] - 1, values.shape[1] - 1)


def radial_nodes(radius: float, cells: int) -> Float[np.ndarray, "node"]:
    """Nodes from 0 to R_max: even up to 20 kpc; in a larger Galaxy denser inside 15 kpc, where gas and sources are.

    r = R_max sinh(a x)/sinh(a) with three quarters of the cells inside 15 kpc: smooth and growing for every R_max, so
    that the finite volumes stay of second order.

    Args:
        radius: R_max [kpc].
        cells: number of cells.

    Returns:
        Nodes, 0 and R_max included [kpc].
    """
    fraction = np.linspace(0.0, 1.0, cells + 1)
    if radius * _CELLS_INSIDE <= _REFINED_RADIUS:
        return radius * fraction

    def excess(stretch: float) -> float:
        return np.sinh(_CELLS_INSIDE * stretch) / np.sinh(stretch) - _REFINED_RADIUS / radius

    stretch = brentq(excess, 1e-6, 100.0)
    return radius * np.sinh(stretch * fraction) / np.sinh(stretch)


class HeightLayout(eqx.Module):
    """Which element boundaries in height there are, relative to the edges of the zones.

    The layout is chosen once; the mesh follows the edges when they change, so that results can be differentiated in
    the heights of the zones.

    Attributes:
        breaks: for every element boundary the number of the zone whose upper edge it follows (-1: none) and its
            distance from that edge [kpc].
        orders: polynomial order of every element.
    """

    breaks: tuple[tuple[int, float], ...] = eqx.field(static=True)
    orders: tuple[int, ...] = eqx.field(static=True)

    def mesh(self, zone_edges: Float[Array, "zone"]) -> SpectralMesh:
        """The mesh for given upper edges of the zones [kpc]."""
        numpy = namespace(zone_edges)
        edges = numpy.append(numpy.asarray(zone_edges, dtype=float), 0.0)
        following = np.array([zone for zone, _ in self.breaks])
        return SpectralMesh(edges[following] + np.array([distance for _, distance in self.breaks]), self.orders)


def height_layout(
    zone_edges: Sequence[float], transition_width: float, inner_order: int, outer_order: int
) -> HeightLayout:
    """Elements in height with boundaries at the zone edges, around smooth transitions, and above the gas layer.

    Args:
        zone_edges: upper edge of every zone [kpc], increasing; the last is the halo boundary.
        transition_width: width of the tanh between zones [kpc]; 0 for a jump, which an element boundary resolves.
        inner_order: polynomial order of the elements in the gas layer and in the transitions.
        outer_order: order of the elements above.

    Returns:
        The layout of the mesh.
    """
    halo, margin = zone_edges[-1], _TRANSITION_ELEMENT * transition_width
    places = {0.0: (-1, 0.0), halo: (len(zone_edges) - 1, 0.0)}
    for zone, edge in enumerate(zone_edges[:-1]):
        for distance in (-margin, margin) if margin > 0 else (0.0,):
            if 0.0 < edge + distance < halo:
                places.setdefault(edge + distance, (zone, distance))
    if halo > _GAS_LAYER and not any(0.5 * _GAS_LAYER <= place <= 1.5 * _GAS_LAYER for place in places):
        places[_GAS_LAYER] = (-1, _GAS_LAYER)
    ordered = sorted(places)

    def order(low: float, high: float) -> int:
        in_gas = low < _GAS_LAYER
        in_transition = any(low < edge + margin and high > edge - margin for edge in zone_edges[:-1] if margin > 0)
        return inner_order if in_gas or in_transition else outer_order

    return HeightLayout(
        tuple(places[place] for place in ordered), tuple(order(low, high) for low, high in pairwise(ordered))
    )
