"""How far the Galaxy of a configuration extends, and how its cells in radius divide it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from magnetosonic.galaxy.radial_nodes import radial_nodes


class Extent(NamedTuple):
    """What tables and rings must fit into.

    Attributes:
        radius: R_max [kpc].
        half_height: H [kpc].
        cells: number of cells in radius.
    """

    radius: float
    half_height: float
    cells: int

    @property
    def words(self) -> str:
        """Radius and cells by their names in the configuration."""
        return f"galaxy.radius = {self.radius:g} kpc and {self.cells} radial cells"

    def cell(self, radius: float) -> float:
        """Width of the cell at a radius below R_max [kpc]."""
        nodes = radial_nodes(self.radius, self.cells)
        return float(np.diff(nodes)[np.searchsorted(nodes, radius, side="right") - 1])
