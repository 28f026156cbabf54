"""Sources that are given by a table over radius, and perhaps over height."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.choices import Choice, File, Parameter
from magnetosonic.csv_table import Column, CsvTable
from magnetosonic.errors import InputError
from magnetosonic.galaxy.extent import Extent
from magnetosonic.galaxy.layers import Position
from magnetosonic.galaxy.plane_table import HEIGHT, RADIUS, PlaneTable, on_grid
from magnetosonic.galaxy.sources.interface import SCALE_HEIGHT, Sources
from magnetosonic.galaxy.sources.peaks import FWHM_OF_SIGMA, radial_peaks

_RATE = Column("rate", 0.0, 1e50)
_ROUNDING = 1e-9
_CITATIONS = (("sources", "user's table"),)


class TableSources(Sources):
    """A rate given on a grid of radius and height; none outside of it.

    Attributes:
        table: the rate, in any unit.
    """

    WORDS: ClassVar = "user's table"
    CITATIONS: ClassVar = _CITATIONS
    BOUNDED: ClassVar = True
    table: PlaneTable

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate in the unit of the table; see :meth:`Sources.__call__`."""
        return self.table(radius, height)


class RadialTableSources(Sources):
    """A rate in the plane given at some radii, zero outside of them, that falls exponentially with height.

    Attributes:
        radii: increasing [radius] [kpc].
        rates: in any unit [radius].
        scale_height: height over which the rate falls by e [kpc].
    """

    CITATIONS: ClassVar = _CITATIONS
    ADDRESSES: ClassVar = {"source_scale_height": "scale_height"}
    BOUNDED: ClassVar = True
    radii: Float[Array, "radius"]
    rates: Float[Array, "radius"]
    scale_height: Scalar

    def words(self) -> str:
        """What the sources are, for a report."""
        return f"user's table, scale height {float(self.scale_height):g} kpc"

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Rate in the unit of the table; see :meth:`Sources.__call__`."""
        radial = jnp.interp(radius, self.radii, self.rates, left=0.0, right=0.0)
        return radial * jnp.exp(-jnp.abs(height) / self.scale_height)


def read_source_table(
    path: Path, scale_height: float | None = None, field: str = "path"
) -> TableSources | RadialTableSources:
    """Sources from a CSV file.

    Args:
        path: CSV file with the columns radius_kpc, height_kpc and rate, one row for each point of a rectangular grid in
            any order (heights that begin at 0 serve both sides of the plane), or with the columns radius_kpc and rate.
            Lines that start with ``#`` are comments.
        scale_height: of the exponential fall of the rate with height [kpc]; for a table without heights.
        field: dotted name of the input that named the file, for error messages.

    Returns:
        The sources, with bilinear or linear interpolation, zero outside of the table.

    Raises:
        InputError: no such file or columns, a value that is no number or negative, an incomplete grid, radii that do
            not increase, no source at all, a scale height missing, not positive or beside a column of heights.
    """
    table = CsvTable.read(path, field)
    has_heights = HEIGHT.name in table.header
    if has_heights != (scale_height is None):
        given = f"{path} with the columns {', '.join(table.header)}, and scale height {scale_height}"
        raise InputError(field, given, f"a table with a column {HEIGHT.name}, or a scale height [kpc], and not both")
    sources = on_grid(table, [_RATE])[0] if has_heights else None
    radii, rates = table.numbers(RADIUS, _RATE)
    if not np.any(rates > 0.0):
        raise InputError(field, str(path), "a table with a rate above zero")
    if sources is not None:
        return TableSources(sources)
    if scale_height is None or not 0.0 < scale_height < np.inf:
        raise InputError(field, f"scale height {scale_height}", "a scale height above zero [kpc]")
    if len(radii) < 2:
        raise InputError(field, str(path), "a table of at least two radii")
    steps = np.diff(radii)
    if not np.all(steps > 0.0):
        raise InputError(field, table.place(int(np.argmax(steps <= 0.0)) + 1), "a table of increasing radii")
    return RadialTableSources(radii, rates, scale_height)


def _build(source_table: Path, source_scale_height: float | None = None) -> TableSources | RadialTableSources:
    return read_source_table(source_table, source_scale_height, "source_table")


def _check(extent: Extent, source_table: Path, source_scale_height: float | None = None) -> None:
    """Refuse a table with peaks that the cells in radius do not resolve, as for rings."""
    sources = read_source_table(source_table, source_scale_height, "source_table")
    if isinstance(sources, TableSources):
        plane = sources.table
        radii, rates = plane.radii, np.trapezoid(np.asarray(plane.values), np.asarray(plane.heights))
    else:
        radii, rates = sources.radii, sources.rates
    for place, width in radial_peaks(np.asarray(radii), np.asarray(rates)):
        if place >= extent.radius:
            continue
        needed = FWHM_OF_SIGMA * extent.cell(place)
        if width < needed * (1.0 - _ROUNDING):
            allowed = f"at least {needed:.4g} kpc wide at half maximum, {FWHM_OF_SIGMA:.3g} cells there with "
            at = f"peak at {place:g} kpc, {width:.4g} kpc wide"
            raise InputError("source_table", at, allowed + extent.words)


_PARAMETERS: dict[str, Parameter] = {
    "source_table": File(
        'CSV file of galaxy.sources = "table" with the columns radius_kpc, rate and perhaps height_kpc; relative to '
        "the configuration file."
    ),
    "source_scale_height": SCALE_HEIGHT,
}
CHOICE = Choice("table", "galaxy.source_table", _build, _PARAMETERS, _check)
