"""Schema of the Galaxy: its size, gas, sources and grid."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import SerializeAsAny

from magnetosonic.config.choices import Chosen, Kind, SectionWithChoices
from magnetosonic.config.fields import Quantity, RealNumber, Section, WholeNumber
from magnetosonic.constants import HELIUM_TO_HYDROGEN
from magnetosonic.errors import InputError, under
from magnetosonic.galaxy.extent import Extent
from magnetosonic.galaxy.gas import GAS_MODELS
from magnetosonic.galaxy.sources import SOURCE_MODELS


class GridConfig(Section):
    """Resolution of the transport equation in space, where it differs from that of transport.grid."""

    radial_cells: Annotated[int, WholeNumber(11, 1001)] | None = None
    """Number of finite volumes in Galactocentric radius."""
    height_order: Annotated[int, WholeNumber(4, 20)] | None = None
    """Polynomial order of the spectral elements in |z| in the gas layer and in transitions; two less above."""


class GalaxyConfig(SectionWithChoices):
    """The cylinder in which cosmic rays diffuse, and what it contains."""

    TABLE: ClassVar = "galaxy"
    CHOICES: ClassVar = {
        "gas": Kind("Model of the interstellar gas", GAS_MODELS, "galprop"),
        "sources": Kind("Distribution of the sources", SOURCE_MODELS, "ferriere2001"),
    }

    radius: Annotated[float, Quantity("kpc", low="1 kpc", high="100 kpc", example="30 kpc")]
    """Radius R_max at which the density vanishes [kpc]."""
    halo_half_height: Annotated[float, Quantity("kpc", low="0.1 kpc", high="50 kpc", example="4 kpc")] | None = None
    """Height H above the plane at which the density vanishes [kpc]: that at which the outermost zone ends, and may be
    left out."""
    observer_radius: Annotated[float, Quantity("kpc", low="0 kpc", example="8.3 kpc")]
    """Galactocentric radius of the Sun [kpc]."""
    gas: SerializeAsAny[Chosen]
    sources: SerializeAsAny[Chosen]
    helium_fraction: Annotated[float, RealNumber(0.0, 1.0)] = HELIUM_TO_HYDROGEN
    """Number of helium per hydrogen nuclei in the gas."""
    grid: GridConfig = GridConfig()
    """Resolution in space, where it differs from that of transport.grid."""

    def check_grid(self, radial_cells: int, half_height: float) -> None:
        """Refuse what the cells in radius do not resolve.

        Args:
            radial_cells: number of cells.
            half_height: H of the halo [kpc].

        Raises:
            InputError: if the observer stands at the edge of the Galaxy or outside of it, or if the parameters of gas
                and sources do not fit the Galaxy and its cells.
        """
        extent = Extent(self.radius, half_height, radial_cells)
        largest = self.radius * (1.0 - 2.0 / radial_cells)
        if self.observer_radius > largest:
            raise InputError(
                "galaxy.observer_radius",
                f"{self.observer_radius:g} kpc",
                f"inside the Galaxy, two cells or more from its edge: at most {largest:.4g} kpc with {extent.words}",
            )
        with under(self.TABLE):
            self.gas.check(extent)
            self.sources.check(extent)
