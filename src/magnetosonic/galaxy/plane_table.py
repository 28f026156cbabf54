"""Functions on a rectangular grid of radius and height: how they are interpolated, and read from CSV files."""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Int

from magnetosonic.arrays import Array
from magnetosonic.csv_table import Column, CsvTable
from magnetosonic.errors import InputError
from magnetosonic.galaxy.layers import Position

_LARGEST = 100.0  # kpc: the largest Galaxy of a configuration
_UNIT = " [kpc], and not in pc"
RADIUS = Column("radius_kpc", 0.0, _LARGEST, _UNIT)
HEIGHT = Column("height_kpc", -_LARGEST, _LARGEST, _UNIT)


class PlaneTable(eqx.Module):
    """A function on a rectangular grid of radius and height: bilinear inside, zero or constant outside.

    Attributes:
        radii: increasing [radius] [kpc].
        heights: increasing [height] [kpc]; if they begin at 0, the table serves both sides of the plane.
        values: the function on the grid [radius, height].
        continued: beyond the grid with the values at its edge; else it is zero there.
    """

    radii: Float[Array, "radius"]
    heights: Float[Array, "height"]
    values: Float[Array, "radius height"]
    continued: bool = eqx.field(static=True, default=False)

    def __call__(self, radius: Position, height: Position) -> Float[Array, "..."]:
        """Interpolate.

        Args:
            radius: Galactocentric radius [kpc].
            height: height above the plane [kpc].

        Returns:
            The function, in the unit of the values, of the broadcast shape.
        """
        row, across, inside = _position(self.radii, radius)
        one_sided = (
            self.heights[0] == 0.0
        )  # known only at run time where the table is an argument of a compiled function
        column, up, between = _position(self.heights, jnp.where(one_sided, jnp.abs(height), height))
        values = jnp.asarray(self.values)
        below = (1.0 - across) * values[row, column] + across * values[row + 1, column]
        above = (1.0 - across) * values[row, column + 1] + across * values[row + 1, column + 1]
        return jnp.where(self.continued | (inside & between), (1.0 - up) * below + up * above, 0.0)


def _position(
    nodes: Float[Array, "node"], x: Position
) -> tuple[Int[Array, "..."], Float[Array, "..."], Bool[Array, "..."]]:
    """Index of the interval that holds x, the place in it, 0 to 1 for all x, and whether x is in the table."""
    points, x = jnp.asarray(nodes), jnp.asarray(x)
    index = jnp.clip(jnp.searchsorted(points, x, side="right") - 1, 0, len(nodes) - 2)
    place = jnp.clip((x - points[index]) / (points[index + 1] - points[index]), 0.0, 1.0)
    return index, place, (x >= points[0]) & (x <= points[-1])


def on_grid(table: CsvTable, columns: Sequence[Column], continued: bool = False) -> list[PlaneTable]:
    """Columns as functions on the rectangular grid of the columns radius_kpc and height_kpc.

    Args:
        table: the cells.
        columns: those wanted.
        continued: beyond the grid with the values at its edge.

    Returns:
        A function for each of them.

    Raises:
        InputError: as :meth:`magnetosonic.csv_table.CsvTable.numbers`, and if the grid is incomplete, has a point
            twice, has fewer than two radii or heights, leaves out the plane, or is higher than wide, as no Galaxy is.
    """
    radius, height, *values = table.numbers(RADIUS, HEIGHT, *columns)
    radii, row = np.unique(radius, return_inverse=True)
    heights, column = np.unique(height, return_inverse=True)
    if len(radii) < 2 or len(heights) < 2:
        raise InputError(table.field, table.name, "a table of at least two radii and two heights")
    if not heights[0] <= 0.0 < heights[-1]:
        span = f"{table.name}: {HEIGHT.name} from {heights[0]:g} to {heights[-1]:g}"
        raise InputError(table.field, span, "a table whose heights begin at 0, or lie on both sides of it")
    if heights[-1] > radii[-1]:
        span = f"{table.name}: {RADIUS.name} up to {radii[-1]:g}, {HEIGHT.name} up to {heights[-1]:g}"
        allowed = "a table that is wider than high; are radius and height exchanged, or one of them in pc?"
        raise InputError(table.field, span, allowed)
    _check_complete(table, radii, heights, row, column)
    tables = []
    for column_values in values:
        grid = np.zeros((len(radii), len(heights)))
        grid[row, column] = column_values
        tables.append(PlaneTable(radii, heights, grid, continued))
    return tables


def _check_complete(
    table: CsvTable,
    radii: Float[np.ndarray, "radius"],
    heights: Float[np.ndarray, "height"],
    row: Int[np.ndarray, "point"],
    column: Int[np.ndarray, "point"],
) -> None:
    points = row * len(heights) + column
    first = np.unique(points, return_index=True)[1]
    if len(first) < len(points):
        twice = int(np.setdiff1d(np.arange(len(points)), first)[0])
        raise InputError(table.field, table.place(twice), "a table with each point once")
    missing = np.setdiff1d(np.arange(len(radii) * len(heights)), points)
    if len(missing):
        i, j = divmod(int(missing[0]), len(heights))
        raise InputError(
            table.field,
            f"{table.name}: no row for {RADIUS.name} = {radii[i]:g}, {HEIGHT.name} = {heights[j]:g}",
            "a complete rectangular grid: every radius with every height",
        )
