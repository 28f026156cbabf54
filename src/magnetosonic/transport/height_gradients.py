"""Gradients of densities in height, zone by zone: what drives the streaming of particles along the field.

Particles that stream away from the plane faster than the waves that scatter them feed these waves in proportion to the
gradient of their density. A zone has one D, so that it needs one gradient, or the two at its edges.
"""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar, namespace
from magnetosonic.transport.space.interface import Nodes


class HeightGradients(eqx.Module):
    """-dN/dz above the plane, positive where the density falls with the height, in units of the density per kpc.

    Attributes:
        lower: at the lower edge of every zone, inside of it [place, zone, species, energy].
        upper: at its upper edge, inside of it [place, zone, species, energy].
        mean: over every zone, [N(lower edge) - N(upper edge)]/thickness [place, zone, species, energy].
        column: over all zones, N(0)/H [place, species, energy].
    """

    lower: Float[Array, "place zone species energy"]
    upper: Float[Array, "place zone species energy"]
    mean: Float[Array, "place zone species energy"]
    column: Float[Array, "place species energy"]


def height_gradients(
    density: Float[Array, "species energy *node"],
    nodes: Nodes,
    edges: Float[Array, "zone"],
    places: Sequence[Scalar | tuple[Scalar, ...]],
) -> HeightGradients:
    """Gradients at some places of the plane.

    Args:
        density: at the nodes [species, energy, *node].
        nodes: where they are.
        edges: upper edge of every zone, the last that of the halo, where the density vanishes [kpc].
        places: coordinates along the plane [kpc].

    Returns:
        The gradients.
    """
    numpy = namespace(density, edges, places)
    bounds = numpy.concatenate([np.zeros(1), numpy.asarray(edges)])
    flat = numpy.asarray(density).reshape(*density.shape[:2], -1)
    zones = range(len(edges))

    def along(place: Scalar | tuple[Scalar, ...]) -> tuple[Array, Array, Array]:
        where = place if isinstance(place, tuple) else (place,)
        values = numpy.stack([nodes.weights(*where, bound).ravel() for bound in bounds])
        lower = numpy.stack([nodes.gradient_weights(*where, bounds[zone], above=True)[-1].ravel() for zone in zones])
        upper = numpy.stack([nodes.gradient_weights(*where, bounds[zone + 1])[-1].ravel() for zone in zones])
        return values, lower, upper

    values, lower, upper = (numpy.stack(parts) for parts in zip(*(along(place) for place in places), strict=True))
    at_bounds, below, above = (
        numpy.einsum("pbx,skx->pbsk", weights, flat, optimize=True) for weights in (values, lower, upper)
    )
    mean = -numpy.diff(at_bounds, axis=1) / numpy.diff(bounds)[:, None, None]
    return HeightGradients(-below, -above, mean, (at_bounds[:, 0] - at_bounds[:, -1]) / bounds[-1])
