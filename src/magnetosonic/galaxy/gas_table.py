"""Tables over radius and height from CSV files: how they are read and interpolated, and gas that is given by one."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Int

from magnetosonic.arrays import Array
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas_interface import Density, Gas, Position

RADIUS, HEIGHT = "radius_kpc", "height_kpc"
GAS_COLUMNS = (RADIUS, HEIGHT, "neutral_cm3", "ionised_cm3")


class PlaneTable(eqx.Module):
    """A function on a rectangular grid of radius and height: bilinear inside, zero outside.

    Attributes:
        radii: increasing [radius] [kpc].
        heights: increasing [height] [kpc]; if they begin at 0, the table serves both sides of the plane.
        values: the function on the grid [radius, height].
    """

    radii: Float[Array, "radius"]
    heights: Float[Array, "height"]
    values: Float[Array, "radius height"]

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
        return jnp.where(inside & between, (1.0 - up) * below + up * above, 0.0)


def _position(
    nodes: Float[Array, "node"], x: Position
) -> tuple[Int[Array, "..."], Float[Array, "..."], Bool[Array, "..."]]:
    """Index of the interval that holds x, the place in it from 0 to 1, and whether x is in the table."""
    points, x = jnp.asarray(nodes), jnp.asarray(x)
    index = jnp.clip(jnp.searchsorted(points, x, side="right") - 1, 0, len(nodes) - 2)
    place = (x - points[index]) / (points[index + 1] - points[index])
    return index, place, (x >= points[0]) & (x <= points[-1])


class TableGas(Gas):
    """Gas densities of a table; none outside of it.

    Attributes:
        neutral_table: hydrogen nuclei in atoms and molecules [cm^-3].
        ionised_table: hydrogen nuclei in ionised gas [cm^-3].
    """

    neutral_table: PlaneTable
    ionised_table: PlaneTable

    def neutral(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in atoms and molecules [cm^-3]; see :meth:`Gas.neutral`."""
        return self.neutral_table(radius, height)

    def ionised(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in ionised gas [cm^-3]; see :meth:`Gas.ionised`."""
        return self.ionised_table(radius, height)


def read_gas_table(path: Path, field: str = "galaxy.gas_table") -> TableGas:
    """Gas from a CSV file.

    Args:
        path: CSV file with the columns radius_kpc, height_kpc, neutral_cm3 and ionised_cm3 (others are ignored): one
            row for each point of a rectangular grid, in any order. Heights that begin at 0 serve both sides of the
            plane. Lines that start with ``#`` are comments.
        field: dotted name of the input that named the file, for error messages.

    Returns:
        The gas.

    Raises:
        InputError: no such file or columns, a value that is no number or negative, an incomplete grid.
    """
    neutral, ionised = CsvTable.read(path, field).on_grid(GAS_COLUMNS[2:])
    return TableGas(neutral, ionised)


@dataclass(frozen=True)
class CsvTable:
    """The text of a CSV file.

    Attributes:
        path: the file.
        field: dotted name of the input that named it, for error messages.
        header: names of the columns.
        rows: number of the line in the file and cells.
    """

    path: Path
    field: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]

    @classmethod
    def read(cls, path: Path, field: str) -> CsvTable:
        """Read a CSV file; lines that are empty or start with ``#`` are left out.

        Args:
            path: the file.
            field: dotted name of the input that named it.

        Returns:
            The cells as text.

        Raises:
            InputError: if there is no such file, or it is no text.
        """
        if not path.is_file():
            raise InputError(field, str(path), "a CSV file that exists")
        try:
            text = path.read_text(encoding="utf-8-sig")  # spreadsheets write a byte-order mark
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(field, str(path), f"a CSV file that can be read as UTF-8 text ({error})") from error
        lines = [
            (number, [cell.strip() for cell in next(csv.reader([line]))])
            for number, line in enumerate(text.splitlines(), start=1)
            if line.strip() and not line.startswith("#")
        ]
        header = tuple(lines[0][1]) if lines else ()
        return cls(path, field, header, tuple(lines[1:]))

    def columns(self, names: tuple[str, ...]) -> Float[np.ndarray, "column row"]:
        """Numbers of some columns; all but the heights must not be negative.

        Args:
            names: of the columns.

        Returns:
            The numbers [column, row].

        Raises:
            InputError: if a column is missing, or a value no number, infinite or negative.
        """
        if set(names) - set(self.header):
            raise InputError(self.field, str(self.path), f"a CSV file with the columns {', '.join(names)}")
        places = [self.header.index(name) for name in names]
        numbers = [
            [self._number(line, self.header[k], cells[k] if k < len(cells) else "") for k in places]
            for line, cells in self.rows
        ]
        return np.array(numbers, float).reshape(-1, len(names)).T

    def on_grid(self, names: tuple[str, ...]) -> list[PlaneTable]:
        """Columns as functions on the rectangular grid of the columns radius_kpc and height_kpc.

        Args:
            names: of the columns wanted.

        Returns:
            A table for each of them.

        Raises:
            InputError: as for :meth:`columns`, and if the grid is incomplete, has a point twice, has fewer than two
                radii or heights, or leaves out the plane.
        """
        radius, height, *columns = self.columns((RADIUS, HEIGHT, *names))
        radii, row = np.unique(radius, return_inverse=True)
        heights, column = np.unique(height, return_inverse=True)
        if len(radii) < 2 or len(heights) < 2:
            raise InputError(self.field, str(self.path), "a table of at least two radii and two heights")
        if not heights[0] <= 0.0 < heights[-1]:
            span = f"{self.path}: {HEIGHT} from {heights[0]:g} to {heights[-1]:g}"
            raise InputError(self.field, span, "a table whose heights begin at 0, or lie on both sides of it")
        self._check_complete(radii, heights, row, column)
        tables = []
        for values in columns:
            grid = np.zeros((len(radii), len(heights)))
            grid[row, column] = values
            tables.append(PlaneTable(radii, heights, grid))
        return tables

    def _check_complete(
        self,
        radii: Float[np.ndarray, "radius"],
        heights: Float[np.ndarray, "height"],
        row: Int[np.ndarray, "point"],
        column: Int[np.ndarray, "point"],
    ) -> None:
        points = row * len(heights) + column
        first = np.unique(points, return_index=True)[1]
        if len(first) < len(points):
            line, cells = self.rows[int(np.setdiff1d(np.arange(len(points)), first)[0])]
            raise InputError(self.field, f"{self.path}, line {line}: {','.join(cells)}", "a table with each point once")
        missing = np.setdiff1d(np.arange(len(radii) * len(heights)), points)
        if len(missing):
            i, j = divmod(int(missing[0]), len(heights))
            raise InputError(
                self.field,
                f"{self.path}: no row for {RADIUS} = {radii[i]:g}, {HEIGHT} = {heights[j]:g}",
                "a complete rectangular grid: every radius with every height",
            )

    def _number(self, line: int, name: str, text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or (number < 0.0 and name != HEIGHT):
            allowed = "a table of finite numbers, none negative but heights"
            raise InputError(self.field, f"{self.path}, line {line}, {name} = {text}", allowed)
        return number
