"""Gas that is given by a table over radius and height."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np

from magnetosonic.choices import Choice, File, Parameter, Word
from magnetosonic.csv_table import Column, CsvTable
from magnetosonic.errors import InputError
from magnetosonic.galaxy.extent import Extent
from magnetosonic.galaxy.gas.interface import Gas
from magnetosonic.galaxy.layers import Density, Position
from magnetosonic.galaxy.plane_table import PlaneTable, on_grid

_ROUNDING = 1e-9
_HINT = " [cm^-3]"
_DENSITIES = (Column("neutral_cm3", 0.0, 1e3, _HINT), Column("ionised_cm3", 0.0, 1e3, _HINT))  # as of uniform gas


class TableGas(Gas):
    """Gas densities of a table; outside of it none, or those at its edge.

    Attributes:
        neutral_table: hydrogen nuclei in atoms and molecules [cm^-3].
        ionised_table: hydrogen nuclei in ionised gas [cm^-3].
    """

    CITATIONS: ClassVar = (("gas", "user's table"),)
    neutral_table: PlaneTable
    ionised_table: PlaneTable

    def words(self) -> str:
        """What the gas is, for a report."""
        radii, heights = np.asarray(self.neutral_table.radii), np.asarray(self.neutral_table.heights)
        beyond = "as much as at its edge" if self.neutral_table.continued else "none"
        lowest = "|z| up to" if heights[0] == 0.0 else f"z from {heights[0]:g} to"
        extent = f"R from {radii[0]:g} to {radii[-1]:g} kpc, {lowest} {heights[-1]:g} kpc"
        return f"user's table, {extent}; beyond it {beyond}"

    def neutral(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in atoms and molecules [cm^-3]; see :meth:`Gas.neutral`."""
        return self.neutral_table(radius, height)

    def ionised(self, radius: Position, height: Position) -> Density:
        """Hydrogen nuclei in ionised gas [cm^-3]; see :meth:`Gas.ionised`."""
        return self.ionised_table(radius, height)


def read_gas_table(path: Path, field: str = "path", continued: bool = False) -> TableGas:
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


def _build(gas_table: Path, gas_table_beyond: str = "zero") -> TableGas:
    return read_gas_table(gas_table, "gas_table", gas_table_beyond == "constant")


def _check(extent: Extent, gas_table: Path, gas_table_beyond: str | None = None) -> None:
    """Refuse a table that ends inside of the Galaxy unless it is said how gas goes on."""
    gas = read_gas_table(gas_table, "gas_table")
    if gas_table_beyond is not None:
        return
    radii, heights = np.asarray(gas.neutral_table.radii), np.asarray(gas.neutral_table.heights)
    values = np.asarray(gas.neutral_table.values) + np.asarray(gas.ionised_table.values)
    radius, height, nearer = extent.radius, extent.half_height, 1.0 - _ROUNDING
    # Where the density is zero at an edge, none can be meant beyond it.
    ends = (
        (radii[0] > 0.0 and np.any(values[0])),
        (radii[-1] < radius * nearer and np.any(values[-1])),
        (heights[-1] < height * nearer and np.any(values[:, -1])),
        (-height * nearer < heights[0] < 0.0 and np.any(values[:, 0])),
    )
    if any(ends):
        span = f"radius_kpc from {radii[0]:g} to {radii[-1]:g}, height_kpc from {heights[0]:g} to {heights[-1]:g}"
        allowed = f"a table up to galaxy.radius = {radius:g} kpc and galaxy.halo_half_height = {height:g} kpc, or one"
        allowed += ' that falls to 0 before, or given with galaxy.gas_table_beyond = "zero" or "constant"'
        raise InputError("gas_table", f"{gas_table}: {span}", allowed)


_PARAMETERS: dict[str, Parameter] = {
    "gas_table": File(
        'CSV file of galaxy.gas = "table" with the columns radius_kpc, height_kpc, neutral_cm3 and ionised_cm3 on a '
        "rectangular grid; relative to the configuration file."
    ),
    "gas_table_beyond": Word(
        "How gas goes on beyond galaxy.gas_table; if not given, the table must reach to the ends of the Galaxy or fall "
        "to zero before.",
        ("zero", "constant"),
    ),
}
CHOICE = Choice("table", "galaxy.gas_table", _build, _PARAMETERS, _check)
