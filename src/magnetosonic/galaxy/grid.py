"""Spatial grid of the Galaxy: finite volumes in radius, spectral elements in height (upper half, symmetric)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Int
from numpy.polynomial import legendre

from magnetosonic.arrays import Array, Scalar, namespace
from magnetosonic.errors import InputError
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.units import Numbers, plain_number

_RADIAL_POINTS = 8  # Gauss points in each half of a cell
Index = Int[Array, ""] | np.integer[Any]
Field = Callable[[Float[Array, "..."], Float[Array, "..."]], Float[Array, "..."]]
_OTHERS = np.array([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])  # of four nodes
_PAIRS = np.array([[1, 2], [0, 2], [0, 1]])  # of three factors, one left out


class Grid(eqx.Module):
    """Nodes, cells and couplings.

    The density is zero at ``radius`` = R_max and at ``height`` = H, its gradient zero at the axis and in the plane.

    Attributes:
        radii: nodes from 0 to just inside R_max [kpc].
        faces: cell boundaries: 0, midpoints between nodes, and the midpoint between the last node and R_max [kpc].
        volumes: integral of r dr over each cell [kpc^2].
        outer: coupling to the next node, face/(distance volume) [1/kpc^2].
        outer_radius: R_max, where the density is zero [kpc].
        heights: spectral elements from 0 to H; the last node is the boundary, where the density is zero.
    """

    radii: Float[Array, "radius"]
    faces: Float[Array, "radius_1"]
    volumes: Float[Array, "radius"]
    outer: Float[Array, "radius"]
    outer_radius: Float[Array, ""]
    heights: SpectralMesh

    def __init__(self, radial_nodes: Float[Array, "node"], heights: SpectralMesh):
        """Build from all radial nodes, 0 and R_max included, and the mesh in height."""
        numpy = namespace(radial_nodes)
        nodes = numpy.asarray(radial_nodes, dtype=float)
        midpoints, distances = 0.5 * (nodes[1:] + nodes[:-1]), numpy.diff(nodes)
        self.radii = nodes[:-1]
        self.faces = numpy.concatenate([np.zeros(1), midpoints])
        self.volumes = 0.5 * numpy.diff(self.faces**2)
        self.outer = midpoints / (distances * self.volumes)
        self.outer_radius = numpy.asarray(nodes[-1])
        self.heights = heights

    def require_inside(self, *place: Numbers) -> tuple[float, float]:
        """Refuse a place outside of the Galaxy.

        Args:
            place: Galactocentric radius and height of either sign [kpc].

        Returns:
            Radius and height as plain numbers [kpc].

        Raises:
            InputError: unless 0 <= radius < R_max and |height| < H.
        """
        radius, height = (
            float(plain_number(value, "kpc", name)) for value, name in zip(place, ("radius", "height"), strict=True)
        )
        outer, halo = float(self.outer_radius), float(np.asarray(self.heights.breaks)[-1])
        if not 0.0 <= radius < outer:
            raise InputError("radius", radius, f"from 0 kpc to less than {outer:g} kpc, where it ends")
        if not abs(height) < halo:
            raise InputError("height", height, f"between -{halo:g} kpc and {halo:g} kpc, where the halo ends")
        return radius, height

    def radial_interpolation(self, radius: Scalar) -> Float[Array, "radius"]:
        """Weights of the four nodes around ``radius`` for cubic interpolation, the boundary with density zero included.

        Args:
            radius: where the density is wanted [kpc], inside R_max; it may be traced.

        Returns:
            One weight per node; their sum with the densities is the density at ``radius``.
        """
        start, nodes, others = self._radial_neighbours(radius)
        factors = (radius - others) / (nodes[:, None] - others)
        return self._at_nodes(start, factors.prod(axis=1))

    def radial_derivative(self, radius: Scalar) -> Float[Array, "radius"]:
        """Weights of the derivative by the radius: that of the cubic of :meth:`radial_interpolation`.

        Args:
            radius: where the derivative is wanted [kpc], inside R_max; it may be traced.

        Returns:
            One weight per node [1/kpc]; their sum with the densities is the derivative, of third order in the distance
            of the nodes. On the axis it is zero by symmetry.
        """
        start, nodes, others = self._radial_neighbours(radius)
        distances = nodes[:, None] - others
        pairs = ((radius - others) / distances)[:, _PAIRS].prod(axis=2)
        slopes = (pairs / distances).sum(axis=1)
        return self._at_nodes(start, namespace(slopes, radius).where(radius > 0.0, slopes, 0.0))

    def _radial_neighbours(self, radius: Scalar) -> tuple[Index, Float[Array, "4"], Float[Array, "4 3"]]:
        """Number of the first of the four nodes around a radius, their radii, and those of the others for each.

        R_max counts as a node.
        """
        numpy = namespace(self.radii, self.outer_radius, radius)
        all_nodes = numpy.append(self.radii, self.outer_radius)
        start = numpy.clip(numpy.searchsorted(all_nodes, radius) - 2, 0, len(all_nodes) - 4)
        nodes = all_nodes[start + np.arange(4)]
        return start, nodes, nodes[_OTHERS]

    def _at_nodes(self, start: Index, weights: Float[Array, "4"]) -> Float[Array, "radius"]:
        """Weights of four neighbours as those of all nodes but R_max."""
        return (np.arange(len(self.radii))[:, None] == start + np.arange(4)) @ weights

    def height_interpolation(self, height: Scalar) -> Float[Array, "height"]:
        """Weights of the nodes in height, the boundary left out: the polynomials of the mesh at ``height``.

        Args:
            height: of either sign, inside the halo [kpc]; it may be traced.

        Returns:
            One weight per node; their sum with the densities is the density at ``height``.
        """
        return self.heights.basis(abs(height))[0][:-1]

    def height_derivative(self, height: Scalar, above: bool = False) -> Float[Array, "height"]:
        """Weights of the derivative by the height: that of the polynomials of the mesh.

        Args:
            height: of either sign, inside the halo [kpc]; it may be traced.
            above: on the boundary of two elements it is that of the one further from the plane, not of the nearer one,
                and in the plane that just above it.

        Returns:
            One weight per node [1/kpc]; their sum with the densities is the derivative, odd in the height and zero in
            the plane by symmetry, if not wanted above it.
        """
        numpy = namespace(height)
        sign = numpy.where(height == 0.0, 1.0 if above else 0.0, numpy.sign(height))
        return sign * self.heights.basis(abs(height), above)[1][:-1]

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of radii and heights, boundaries left out."""
        return len(self.radii), sum(self.heights.orders)

    @property
    def in_plane(self) -> Bool[np.ndarray, "radius height"]:
        """Which nodes lie in the plane."""
        return np.broadcast_to(np.arange(self.shape[1]) == 0, self.shape)

    def weights(self, *place: Scalar) -> Float[Array, "radius height"]:
        """Weights of the nodes for the density at a place.

        Args:
            place: radius and height [kpc], which may be traced.

        Returns:
            One weight per node.
        """
        radius, height = place
        return self.radial_interpolation(radius)[:, None] * self.height_interpolation(height)

    def gradient_weights(self, *place: Scalar, above: bool = False) -> Float[Array, "2 radius height"]:
        """Weights of the derivatives by radius and height at a place [1/kpc].

        Args:
            place: radius and height of either sign [kpc], which may be traced.
            above: see :meth:`height_derivative`.

        Returns:
            One weight per coordinate and node.
        """
        radius, height = place
        across, along = self.radial_interpolation(radius), self.height_interpolation(height)
        radial = self.radial_derivative(radius)[:, None] * along
        vertical = across[:, None] * self.height_derivative(height, above)
        return namespace(radial, vertical).stack([radial, vertical])

    def cell_averages(self, field: Field, height: Float[Array, "point"]) -> Float[Array, "radius point"]:
        """Average of ``field`` over each radial cell and over both signs of the height.

        Args:
            field: function of radius and height [kpc].
            height: heights [kpc].

        Returns:
            Averages, weighted by r dr [radius, point].
        """
        gauss, gauss_weight = legendre.leggauss(_RADIAL_POINTS)
        numpy = namespace(self.radii)
        edges = numpy.stack([self.faces[:-1], self.radii, self.faces[1:]], axis=1)  # radii split cells in halves
        half = 0.5 * numpy.diff(edges, axis=1)[..., None]
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
