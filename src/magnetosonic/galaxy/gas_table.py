"""Gas that is given by a table over radius and height."""

from __future__ import annotations

from pathlib import Path

from magnetosonic.csv_table import Column, CsvTable
from magnetosonic.galaxy.gas_interface import Density, Gas, Position
from magnetosonic.galaxy.plane_table import PlaneTable, on_grid

_HINT = " [cm^-3]"
_DENSITIES = (Column("neutral_cm3", 0.0, 1e3, _HINT), Column("ionised_cm3", 0.0, 1e3, _HINT))  # as of uniform gas


class TableGas(Gas):
    """Gas densities of a table; outside of it none, or those at its edge.

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


def read_gas_table(path: Path, field: str = "galaxy.gas_table", continued: bool = False) -> TableGas:
    """Gas from a CSV file.

    Args:
        path: CSV file with the columns radius_kpc, height_kpc, neutral_cm3 and ionised_cm3 (others are ignored): one
            row for each point of a rectangular grid, in any order. Heights that begin at 0 serve both sides of the
            plane. Lines that start with ``#`` are comments.
        field: dotted name of the input that named the file, for error messages.
        continued: beyond the table there is as much gas as at its edge; else none.

    Returns:
        The gas.

    Raises:
        InputError: no such file or columns, a value that is no number or out of range, an incomplete grid, one that is
            higher than wide.
    """
    neutral, ionised = on_grid(CsvTable.read(path, field), _DENSITIES, continued)
    return TableGas(neutral, ionised)
