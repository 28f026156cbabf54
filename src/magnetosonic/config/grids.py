"""Resolutions of the transport equation by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GridName = Literal["fast", "default", "reference"]


@dataclass(frozen=True)
class Resolution:
    """How finely the transport equation is solved.

    Attributes:
        radial_cells: finite volumes in Galactocentric radius.
        height_order: polynomial order of the spectral elements in |z| in the gas layer and in transitions.
        energies_per_decade: energies per factor of ten.
        levels: energies at which the equation is solved on all nodes.
    """

    radial_cells: int
    height_order: int
    energies_per_decade: int
    levels: int


GRIDS: dict[GridName, Resolution] = {
    "fast": Resolution(41, 6, 12, 10),
    "default": Resolution(81, 7, 24, 14),
    "reference": Resolution(201, 10, 48, 24),
}
"""Resolutions by the name that ``transport.grid`` takes."""
