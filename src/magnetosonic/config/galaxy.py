"""Schema of the Galaxy: its size, gas, sources and grid."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from magnetosonic.config.fields import Number, Quantity, Section, WholeNumber
from magnetosonic.constants import HELIUM_TO_HYDROGEN
from magnetosonic.errors import InputError


class GridConfig(Section):
    """Resolution of the transport equation in space."""

    radial_cells: Annotated[int, WholeNumber(11, 1001)] = 61
    """Number of finite volumes in Galactocentric radius."""
    height_order: Annotated[int, WholeNumber(4, 20)] = 6
    """Polynomial order of the spectral elements in |z| in the gas layer and in transitions; two less above."""


class GalaxyConfig(Section):
    """The cylinder in which cosmic rays diffuse, and what it contains."""

    radius: Annotated[float, Quantity("kpc", low="1 kpc", high="100 kpc", example="30 kpc")]
    """Radius R_max at which the density vanishes [kpc]."""
    halo_half_height: Annotated[float, Quantity("kpc", low="0.1 kpc", high="50 kpc", example="4 kpc")]
    """Height H above the plane at which the density vanishes [kpc]; the outermost zone ends there."""
    observer_radius: Annotated[float, Quantity("kpc", low="0 kpc", example="8.3 kpc")]
    """Galactocentric radius of the Sun [kpc]."""
    gas: Literal["galprop"] = "galprop"
    """Model of the interstellar gas (Moskalenko et al. 2002, ApJ 565, 280)."""
    sources: Literal["ferriere2001"] = "ferriere2001"
    """Distribution of the sources: supernovae of both types (Ferrière 2001, RMP 73, 1031)."""
    xco: Annotated[float, Number(1e18, 1e22)] = 1.9e20
    """H2 column per CO line intensity X_CO [molecules cm^-2 / (K km/s)], the same at every radius."""
    helium_fraction: Annotated[float, Number(0.0, 1.0)] = HELIUM_TO_HYDROGEN
    """Number of helium per hydrogen nuclei in the gas."""
    grid: GridConfig = GridConfig()
    """Resolution in space."""

    @model_validator(mode="after")
    def _observer_inside(self) -> GalaxyConfig:
        largest = self.radius * (1.0 - 2.0 / self.grid.radial_cells)
        if self.observer_radius > largest:
            raise InputError(
                "observer_radius",
                f"{self.observer_radius:g} kpc",
                f"inside the Galaxy, two cells or more from its edge: at most {largest:.4g} kpc with galaxy.radius = "
                f"{self.radius:g} kpc and galaxy.grid.radial_cells = {self.grid.radial_cells}",
            )
        return self
