"""Spatial grid of the Galaxy: finite volumes in radius, spectral elements in height (upper half, symmetric)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import equinox as eqx
import numpy as np
from jaxtyping import Float
from numpy.polynomial import legendre

from magnetosonic.numerics.elements import SpectralMesh

_TRANSITION_ELEMENT = 4.0  # half width of the element around a smooth transition, in transition widths
_GAS_LAYER = 0.5  # kpc: an element boundary stands here when no zone edge is nearby, to resolve the gas disk
_RADIAL_POINTS = 8  # Gauss points in each half of a cell
_SMALLEST_ELEMENT = 0.25  # of the gas layer: no extra boundary closer than this to another


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

    def radial_interpolation(self, radius: float) -> Float[np.ndarray, "radius"]:
        """Weights of the four nodes around ``radius`` for cubic interpolation (zero beyond the last node).

        Args:
            radius: where the density is wanted [kpc], inside R_max.

        Returns:
            One weight per node; their sum with the densities is the density at ``radius``.
        """
        count = len(self.radii)
        start = int(np.clip(np.searchsorted(self.radii, radius) - 2, 0, count - 4))
        nodes = self.radii[start : start + 4]
        weights = np.zeros(count)
        for j in range(4):
            others = np.delete(nodes, j)
            weights[start + j] = np.prod((radius - others) / (nodes[j] - others))
        return weights

    def cell_averages(
        self, field: Callable[[np.ndarray, np.ndarray], np.ndarray], height: Float[np.ndarray, "point"]
    ) -> Float[np.ndarray, "radius point"]:
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
        weights = (half * gauss_weight).reshape(len(self.radii), -1) * points
        values = 0.5 * (field(points[..., None], height) + field(points[..., None], -height))
        return np.einsum("ir,irp->ip", weights, values) / self.volumes[:, None]

    def load(self, field: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Float[np.ndarray, "radius height"]:
        """Integral of ``field`` against every basis function, averaged over the radial cell: exact in height.

        Args:
            field: function of radius and height [kpc].

        Returns:
            Integrals, the boundary node left out [radius, height]; unit of the field times kpc.
        """
        points, weights, values, _ = self.heights.quadrature()
        return np.einsum("ip,p,pm->im", self.cell_averages(field, points), weights, values)[:, :-1]

    def mass(self, field: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Float[np.ndarray, "radius height height"]:
        """Integral of field phi_m phi_n, averaged over the radial cell.

        Being exact, it keeps the grammage of layers that are thinner than the distance of the nodes.

        Args:
            field: function of radius and height [kpc].

        Returns:
            Matrices, the boundary node left out [radius, height, height]; unit of the field times kpc.
        """
        points, weights, values, _ = self.heights.quadrature()
        average = self.cell_averages(field, points) * weights
        return np.einsum("ip,pm,pn->imn", average, values, values, optimize=True)[:, :-1, :-1]


def radial_nodes(radius: float, cells: int, refined_to: float = 15.0) -> Float[np.ndarray, "node"]:
    """Nodes from 0 to R_max: even inside ``refined_to``, where gas and sources are, gently growing outside.

    Args:
        radius: R_max [kpc].
        cells: number of cells.
        refined_to: radius up to which the spacing stays nearly even [kpc].

    Returns:
        Nodes, 0 and R_max included [kpc].
    """
    fraction = np.linspace(0.0, 1.0, cells + 1)
    if radius <= refined_to:
        return radius * fraction
    # r = a x + b x^3: smooth, so that the finite volumes stay of second order; three quarters of the cells inside.
    inside = 0.75
    cubic = (refined_to - radius * inside) / (inside**3 - inside)
    return (radius - cubic) * fraction + cubic * fraction**3


def height_mesh(
    zone_edges: Sequence[float], transition_width: float, inner_order: int, outer_order: int
) -> SpectralMesh:
    """Elements in height with boundaries at the zone edges, around smooth transitions, and above the gas layer.

    Args:
        zone_edges: upper edge of every zone [kpc], increasing; the last is the halo boundary.
        transition_width: width of the tanh between zones [kpc]; 0 for a jump, which an element boundary resolves.
        inner_order: polynomial order of the elements in the gas layer and in the transitions.
        outer_order: order of the elements above.

    Returns:
        The mesh.
    """
    halo = zone_edges[-1]
    margin = _TRANSITION_ELEMENT * transition_width
    breaks = {0.0, halo}
    for edge in zone_edges[:-1]:
        breaks |= {edge - margin, edge + margin} if margin > 0 else {edge}
    breaks = {b for b in breaks if 0.0 <= b <= halo}
    if all(abs(b - _GAS_LAYER) > _SMALLEST_ELEMENT * _GAS_LAYER for b in breaks) and halo > _GAS_LAYER:
        within_transition = any(abs(edge - _GAS_LAYER) < margin for edge in zone_edges[:-1])
        breaks |= set() if within_transition else {_GAS_LAYER}
    ordered = sorted(breaks)
    orders = [inner_order if high < 2 * _GAS_LAYER else outer_order for high in ordered[1:]]
    return SpectralMesh(ordered, orders)
