"""Which element boundaries in height there are, and what they follow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import equinox as eqx
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar, namespace
from magnetosonic.numerics.elements import SpectralMesh

PLANE, GAS_EDGE = -1, -2
"""What a boundary follows, if no zone."""
_TRANSITION_ELEMENT = 4.0  # half width of the element around a smooth transition, in transition widths
_GAS_LAYER = 0.5  # kpc: an element boundary stands here unless another does nearby, to resolve the gas disk


class Boundary(NamedTuple):
    """Where a boundary of elements stands.

    Attributes:
        follows: the number of the zone whose upper edge it follows, the plane, or the edge of the gas.
        widths: distance from there, in widths of the transition between zones.
        distance: further distance, which is fixed [kpc].
    """

    follows: int = PLANE
    widths: float = 0.0
    distance: float = 0.0


class HeightLayout(eqx.Module):
    """Which element boundaries in height there are, relative to the zones, their transitions and the gas.

    The layout is chosen once; the mesh follows these lengths when they change, so that results can be differentiated
    by them.

    Attributes:
        boundaries: of the elements, upwards.
        orders: polynomial order of every element.
    """

    boundaries: tuple[Boundary, ...] = eqx.field(static=True)
    orders: tuple[int, ...] = eqx.field(static=True)

    def mesh(
        self, zone_edges: Float[Array, "zone"], transition_width: Scalar = 0.0, gas_edge: Scalar | None = None
    ) -> SpectralMesh:
        """The mesh for lengths of the model.

        Args:
            zone_edges: upper edge of every zone [kpc].
            transition_width: width of the transition between zones [kpc].
            gas_edge: height at which the density of the gas jumps [kpc], if it does.

        Returns:
            The mesh; it differentiates with respect to the lengths.
        """
        return SpectralMesh(self.places(zone_edges, transition_width, gas_edge), self.orders)

    def places(
        self, zone_edges: Float[Array, "zone"], transition_width: Scalar = 0.0, gas_edge: Scalar | None = None
    ) -> Float[Array, "boundary"]:
        """Heights of the boundaries [kpc]; for the arguments see :meth:`mesh`."""
        numpy = namespace(zone_edges, transition_width, gas_edge)
        special = [0.0 if gas_edge is None else gas_edge, 0.0]  # in the order of GAS_EDGE and PLANE, from the end
        origins = numpy.concatenate([numpy.asarray(zone_edges, dtype=float), numpy.stack(special)])
        follows = np.array([boundary.follows for boundary in self.boundaries])
        widths = np.array([boundary.widths for boundary in self.boundaries])
        distances = np.array([boundary.distance for boundary in self.boundaries])
        # In this order sums of known numbers round as those of a width that is multiplied out beforehand.
        return origins[follows] + (widths * numpy.asarray(transition_width, dtype=float) + distances)

    def with_gas_edge(
        self, zone_edges: Sequence[float], transition_width: float, gas_edge: float | None
    ) -> HeightLayout:
        """The layout with a boundary at the edge of the gas, where its density jumps.

        Args:
            zone_edges: upper edge of every zone [kpc], increasing.
            transition_width: width of the transition between zones [kpc].
            gas_edge: height at which the density of the gas jumps [kpc], if it does.

        Returns:
            The layout. A boundary that stands there already follows the gas unless it follows a zone.
        """
        places = self.places(np.array(zone_edges), transition_width)
        if gas_edge is None or gas_edge >= places[-1]:
            return self
        above = int(np.searchsorted(places, gas_edge))
        same = np.flatnonzero(np.isclose(places, gas_edge, rtol=1e-9, atol=0.0))
        boundaries, edge = self.boundaries, Boundary(GAS_EDGE)
        if same.size:
            number = int(same[0])
            if boundaries[number].follows != PLANE:
                return self
            return HeightLayout((*boundaries[:number], edge, *boundaries[number + 1 :]), self.orders)
        orders = (*self.orders[:above], self.orders[above - 1], *self.orders[above:])
        return HeightLayout((*boundaries[:above], edge, *boundaries[above:]), orders)


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
    places = {0.0: Boundary(), halo: Boundary(len(zone_edges) - 1)}
    for zone, edge in enumerate(zone_edges[:-1]):
        for side in (-1.0, 1.0) if margin > 0 else (0.0,):
            if 0.0 < edge + side * margin < halo:
                places.setdefault(edge + side * margin, Boundary(zone, side * _TRANSITION_ELEMENT))
    if halo > _GAS_LAYER and not any(0.5 * _GAS_LAYER <= place <= 1.5 * _GAS_LAYER for place in places):
        places[_GAS_LAYER] = Boundary(distance=_GAS_LAYER)
    ordered = sorted(places)

    def order(low: float, high: float) -> int:
        in_gas = low < _GAS_LAYER
        in_transition = any(low < edge + margin and high > edge - margin for edge in zone_edges[:-1] if margin > 0)
        return inner_order if in_gas or in_transition else outer_order

    return HeightLayout(
        tuple(places[place] for place in ordered), tuple(order(low, high) for low, high in pairwise(ordered))
    )
