"""Schema of the Galaxy: its size, gas, sources and grid."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import field_validator, model_validator

from magnetosonic.config.coverage import check_gas_table, check_source_table
from magnetosonic.config.fields import Quantity, RealNumber, Section, WholeNumber
from magnetosonic.constants import HELIUM_TO_HYDROGEN
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas import read_gas_table
from magnetosonic.galaxy.gas_xco import XCO_PROFILES
from magnetosonic.galaxy.radial_nodes import radial_nodes
from magnetosonic.galaxy.sources import read_source_table

_XCO = RealNumber(1e18, 1e22)
_DENSITY = Quantity("cm-3", low="0 cm-3", high="1e3 cm-3", example="0.9 cm-3")
_LAYER = Quantity("kpc", low="0.01 kpc", high="50 kpc", example="0.1 kpc")
_WITHOUT_SCALE_HEIGHT = ("ferriere2001", "ring")


class GridConfig(Section):
    """Resolution of the transport equation in space, where it differs from that of transport.grid."""

    radial_cells: Annotated[int, WholeNumber(11, 1001)] | None = None
    """Number of finite volumes in Galactocentric radius."""
    height_order: Annotated[int, WholeNumber(4, 20)] | None = None
    """Polynomial order of the spectral elements in |z| in the gas layer and in transitions; two less above."""


class UniformGasConfig(Section):
    """Gas of the same density at all radii, for galaxy.gas = "uniform"."""

    neutral: Annotated[float, _DENSITY]
    """Density of hydrogen nuclei in atoms and molecules [cm^-3]."""
    ionised: Annotated[float, _DENSITY]
    """Density of hydrogen nuclei in ionised gas [cm^-3]."""
    half_height: Annotated[float, _LAYER] | None = None
    """Height up to which there is gas [kpc]; if not given, there is gas everywhere."""


class SourceRingConfig(Section):
    """Sources on a narrow ring, for galaxy.sources = "ring"."""

    radius: Annotated[float, Quantity("kpc", low="0 kpc", high="100 kpc", example="8 kpc")]
    """Radius of the ring [kpc]."""
    width: Annotated[float, Quantity("kpc", high="50 kpc", example="0.5 kpc")]
    """Standard deviation of its Gaussian profile in radius [kpc], at least the width of the cells there."""
    half_height: Annotated[float, _LAYER]
    """Height at which there are half as many sources as in the plane [kpc]."""


class GalaxyConfig(Section):
    """The cylinder in which cosmic rays diffuse, and what it contains."""

    radius: Annotated[float, Quantity("kpc", low="1 kpc", high="100 kpc", example="30 kpc")]
    """Radius R_max at which the density vanishes [kpc]."""
    halo_half_height: Annotated[float, Quantity("kpc", low="0.1 kpc", high="50 kpc", example="4 kpc")]
    """Height H above the plane at which the density vanishes [kpc]; the outermost zone ends there."""
    observer_radius: Annotated[float, Quantity("kpc", low="0 kpc", example="8.3 kpc")]
    """Galactocentric radius of the Sun [kpc]."""
    gas: Literal["galprop", "nakanishi-sofue", "ferriere", "uniform", "table"] = "galprop"
    """Model of the interstellar gas: of the GALPROP type (Moskalenko et al. 2002, ApJ 565, 280); Nakanishi & Sofue 2003
    and 2006; Ferrière 1998 and Ferrière et al. 2007; galaxy.uniform_gas; galaxy.gas_table."""
    xco: float | Literal["sm96", "galprop_2004", "galprop_2010"] | tuple[float, float] | None = None
    """H2 column per CO line intensity X_CO [molecules cm^-2 / (K km/s)] of galaxy.gas = "galprop": a number from 1e18
    to 1e22, two in a list for radii below and above 2 kpc, or a profile by name; if not given, 1.9e20 (sm96)."""
    uniform_gas: UniformGasConfig | None = None
    """Gas of galaxy.gas = "uniform"."""
    gas_table: Path | None = None
    """CSV file of galaxy.gas = "table" with the columns radius_kpc, height_kpc, neutral_cm3 and ionised_cm3 on a
    rectangular grid; relative to the configuration file."""
    gas_table_beyond: Literal["zero", "constant"] | None = None
    """How gas goes on beyond galaxy.gas_table; if not given, the table must reach to the ends of the
    Galaxy or fall to zero before."""
    sources: Literal[
        "ferriere2001",
        "case-bhattacharya-1996",
        "case-bhattacharya-1998",
        "lorimer2006",
        "yusifov-kucuk-2004",
        "galprop",
        "ring",
        "table",
    ] = "ferriere2001"
    """Distribution of the sources: supernovae of both types (Ferrière 2001, RMP 73, 1031); supernova remnants (Case &
    Bhattacharya 1996, 1998); pulsars (Lorimer et al. 2006, Yusifov & Küçük 2004); Strong & Moskalenko 1998;
    galaxy.source_ring; galaxy.source_table."""
    source_ring: SourceRingConfig | None = None
    """Ring of galaxy.sources = "ring"."""
    source_table: Path | None = None
    """CSV file of galaxy.sources = "table" with the columns radius_kpc, rate and perhaps height_kpc; relative to the
    configuration file."""
    source_scale_height: Annotated[float, _LAYER] | None = None
    """Height over which the sources fall by e [kpc], for a table without heights and in place of that of surveys."""
    helium_fraction: Annotated[float, RealNumber(0.0, 1.0)] = HELIUM_TO_HYDROGEN
    """Number of helium per hydrogen nuclei in the gas."""
    grid: GridConfig = GridConfig()
    """Resolution in space, where it differs from that of transport.grid."""

    @field_validator("xco", mode="before")
    @classmethod
    def _number_pair_or_name(cls, value: object) -> object:
        if value is None or value in XCO_PROFILES:
            return value
        if isinstance(value, str):
            allowed = f"a number, a list of two numbers, or one of {', '.join(map(repr, XCO_PROFILES))}"
            raise InputError("", value, allowed)
        if not isinstance(value, list | tuple):
            return _XCO.validate(value)
        if len(value) != 2:
            raise InputError("", value, "a list of two numbers, for radii below and above 2 kpc")
        return tuple(_XCO.validate(number) for number in value)

    @field_validator("gas_table")
    @classmethod
    def _readable_gas(cls, value: Path | None) -> Path | None:
        if value is not None:
            read_gas_table(value, "")
        return value

    @model_validator(mode="after")
    def _parameters_of_gas_and_sources(self) -> GalaxyConfig:
        given = self.model_dump(mode="json", include={key for key, *_ in _PARAMETERS})
        for key, choice, model, needed in _PARAMETERS:
            chosen = getattr(self, choice) == model
            if given[key] is not None and not chosen:
                raise InputError(key, given[key], f"left out, because it belongs to galaxy.{choice} = {model!r}")
            if given[key] is None and chosen and needed:
                raise InputError(key, None, f"given with galaxy.{choice} = {model!r}")
        if self.source_scale_height is not None and self.sources in _WITHOUT_SCALE_HEIGHT:
            value: Any = self.model_dump(mode="json", include={"source_scale_height"})["source_scale_height"]
            raise InputError("source_scale_height", value, f"left out with galaxy.sources = {self.sources!r}")
        if self.source_table is not None:
            read_source_table(self.source_table, self.source_scale_height, "source_table")
        return self

    def check_grid(self, radial_cells: int) -> None:
        """Refuse what the cells in radius do not resolve.

        Args:
            radial_cells: number of cells.

        Raises:
            InputError: if the observer stands at the edge of the Galaxy or outside of it, if the ring of sources lies
                outside or is narrower than the cells, if a peak of a table of sources is, or if a table of gas ends
                inside of the Galaxy and nothing says how gas goes on.
        """
        cells = f"galaxy.radius = {self.radius:g} kpc and {radial_cells} radial cells"
        largest = self.radius * (1.0 - 2.0 / radial_cells)
        if self.observer_radius > largest:
            raise InputError(
                "galaxy.observer_radius",
                f"{self.observer_radius:g} kpc",
                f"inside the Galaxy, two cells or more from its edge: at most {largest:.4g} kpc with {cells}",
            )
        if self.gas_table is not None and self.gas_table_beyond is None:
            check_gas_table(self.gas_table, self.radius, self.halo_half_height)
        if self.source_table is not None:
            sources = read_source_table(self.source_table, self.source_scale_height, "galaxy.source_table")
            check_source_table(sources, self.radius, radial_cells)
        if self.source_ring is None:
            return
        ring = self.source_ring
        if ring.radius >= self.radius:
            inside = f"inside the Galaxy: below galaxy.radius = {self.radius:g} kpc"
            raise InputError("galaxy.source_ring.radius", f"{ring.radius:g} kpc", inside)
        nodes = radial_nodes(self.radius, radial_cells)
        cell = float(np.diff(nodes)[np.searchsorted(nodes, ring.radius, side="right") - 1])
        if ring.width < cell:
            resolved = f"at least the width of the cells, {cell:.4g} kpc there with {cells}"
            raise InputError("galaxy.source_ring.width", f"{ring.width:g} kpc", resolved)


# Parameter, the choice it belongs to, the model that takes it, and whether this model needs it.
_PARAMETERS = (
    ("xco", "gas", "galprop", False),
    ("uniform_gas", "gas", "uniform", True),
    ("gas_table", "gas", "table", True),
    ("gas_table_beyond", "gas", "table", False),
    ("source_ring", "sources", "ring", True),
    ("source_table", "sources", "table", True),
)
