"""Sources on a narrow ring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.choices import Choice, Setting, Table
from magnetosonic.errors import InputError
from magnetosonic.galaxy.extent import Extent
from magnetosonic.galaxy.layers import Position, gaussian_layer
from magnetosonic.galaxy.sources.interface import Sources


class PointRing(Sources):
    """A narrow ring of sources, of Gaussian cross-section: the response of the Galaxy to sources at one radius.

    Attributes:
        radius: of the ring [kpc].
        width: standard deviation in radius [kpc]; cells should not be wider.
        half_height: height where the rate is half of that in the plane [kpc].
    """

    ADDRESSES: ClassVar = {"source_ring": ""}
    radius: Scalar
    width: Scalar
    half_height: Scalar

    def words(self) -> str:
        """What the sources are, for a report."""
        radius, width, half_height = float(self.radius), float(self.width), float(self.half_height)
        return f"a ring at R = {radius:g} kpc, {width:g} kpc wide, half height {half_height:g} kpc"

    def __check_init__(self) -> None:
        """Refuse rings without a size."""
        for name in ("width", "half_height"):
            value = getattr(self, name)
            if isinstance(value, float) and not 0.0 < value < np.inf:
                raise InputError(name, value, "a length above zero [kpc]")

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate relative to that on the ring; see :meth:`Sources.__call__`."""
        radial = jnp.exp(-0.5 * ((radius - self.radius) / self.width) ** 2)
        return radial * gaussian_layer(height, self.half_height)


def _build(source_ring: Mapping[str, float]) -> PointRing:
    return PointRing(**source_ring)


def _check(extent: Extent, source_ring: Mapping[str, float]) -> None:
    """Refuse a ring outside of the Galaxy or narrower than the cells."""
    radius, width = source_ring["radius"], source_ring["width"]
    if radius >= extent.radius:
        inside = f"inside the Galaxy: below galaxy.radius = {extent.radius:g} kpc"
        raise InputError("source_ring.radius", f"{radius:g} kpc", inside)
    cell = extent.cell(radius)
    if width < cell:
        resolved = f"at least the width of the cells, {cell:.4g} kpc there with {extent.words}"
        raise InputError("source_ring.width", f"{width:g} kpc", resolved)


_SETTINGS = {
    "radius": Setting("Radius of the ring [kpc].", "kpc", "0 kpc", "100 kpc", "8 kpc"),
    "width": Setting(
        "Standard deviation of its Gaussian profile in radius [kpc], at least the width of the cells there.",
        "kpc",
        high="50 kpc",
        example="0.5 kpc",
    ),
    "half_height": Setting(
        "Height at which there are half as many sources as in the plane [kpc].", "kpc", "0.01 kpc", "50 kpc", "0.1 kpc"
    ),
}
CHOICE = Choice(
    "ring", "galaxy.source_ring", _build, {"source_ring": Table("Sources on a narrow ring.", _SETTINGS)}, _check
)
