"""Schema of the transport equation: energies, resolution, and the terms that are on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import model_validator

from magnetosonic.config.diffusion import PowerLawConfig
from magnetosonic.config.fields import BOUND_TOLERANCE, Quantity, RealNumber, Section, Switch, WholeNumber
from magnetosonic.config.grids import GridName
from magnetosonic.config.zones import ZoneConfig, turbulence_at_radii
from magnetosonic.errors import InputError
from magnetosonic.turbulence.given import GivenTurbulence
from magnetosonic.units import to_internal, to_text

_ENERGY = Quantity("GeV/n", low="0.01 GeV/n", high="1e8 GeV/n")
_SLOPE = RealNumber(0.05, 1.95)
_FASTEST_WAVES = "60 km/s"
_FASTEST_WIND = "1000 km/s"


class AdvectionConfig(Section):
    """A Galactic wind away from the plane, of velocity v_0 + g |z|."""

    velocity: Annotated[float, Quantity("kpc/Myr", low="0 km/s", high="100 km/s")] = 0.0
    """Velocity v_0 of the wind just above the plane [kpc/Myr]; without this section there is no wind."""
    gradient: Annotated[float, Quantity("1/Myr", low="0 km/s/kpc", high="100 km/s/kpc")] = 0.0
    """Gradient g of the velocity with height [1/Myr]."""

    def check_speed(self, half_height: float) -> None:
        """Refuse winds that are too fast at the boundary of the halo.

        Args:
            half_height: H of the halo [kpc].

        Raises:
            InputError: if the wind is faster than 1000 km/s there.
        """
        speed = self.velocity + self.gradient * half_height
        if _exceeds(speed, _FASTEST_WIND):
            fastest = f"such that the wind is at most {_FASTEST_WIND} at the end of the halo, {half_height:g} kpc"
            reached = f"; it is {to_text(speed, 'kpc/Myr')}"
            raise InputError("transport.advection.gradient", to_text(self.gradient, "1/Myr"), fastest + reached)


class ReaccelerationConfig(Section):
    """Diffusion in momentum by moving waves."""

    model: Literal["relation", "turbulence"] = "relation"
    """relation: D_pp from D and the Alfvén speed (Seo & Ptuskin 1994, ApJ 431, 705, equation 9); turbulence: from the
    waves that scatter, with diffusion.model = "theory" and exact numerics; without this section there is no
    reacceleration."""
    alfven_speed: Annotated[float, Quantity("kpc/Myr", high=_FASTEST_WAVES)] | None = None
    """Alfvén speed of the relation, the same in all zones [kpc/Myr]; if not given, every zone's own."""
    slope: Annotated[float, _SLOPE] | None = None
    """Slope delta of D in rigidity that the relation takes; if not given, that of the power law of each zone."""
    four_thirds: Annotated[bool, Switch()] = True
    """Whether the relation contains the factor 4/3, which some programs leave out."""

    @model_validator(mode="after")
    def _numbers_of_the_relation(self) -> ReaccelerationConfig:
        if self.model == "turbulence":
            for name, value in self.model_dump(mode="json", include={"alfven_speed", "slope"}).items():
                if value is not None:
                    raise InputError(name, value, "left out with model = 'turbulence', which needs no relation")
        return self


class TransportConfig(Section):
    """Energies at which transport is solved, and the terms that are on."""

    energy_min: Annotated[float, _ENERGY]
    """Lowest kinetic energy per nucleon [GeV/n]."""
    energy_max: Annotated[float, _ENERGY]
    """Highest kinetic energy per nucleon [GeV/n]."""
    grid: GridName = "default"
    """Resolution in radius, height and energy together; galaxy.grid.radial_cells, galaxy.grid.height_order,
    transport.energies_per_decade and transport.levels replace single numbers of it."""
    energies_per_decade: Annotated[int, WholeNumber(4, 100)] | None = None
    """Number of energies per factor of ten, in place of that of transport.grid."""
    levels: Annotated[int, WholeNumber(2, 60)] | None = None
    """Number of energies at which the equation is solved on all nodes, in place of that of transport.grid."""
    losses: Annotated[bool, Switch()] = True
    """Ionisation and Coulomb losses."""
    helium_ionization_factor: Annotated[bool, Switch()] = True
    """Whether the two electrons of interstellar helium are counted in the ionisation losses; other codes omit one."""
    advection: AdvectionConfig | None = None
    """Advection by a Galactic wind; without this section there is none."""
    reacceleration: ReaccelerationConfig | None = None
    """Diffusion in momentum by moving waves; without this section there is none."""

    @model_validator(mode="after")
    def _solvable(self) -> TransportConfig:
        if self.energy_min >= self.energy_max:
            raise InputError(
                "energy_min", f"{self.energy_min:g} GeV/n", f"below transport.energy_max = {self.energy_max:g} GeV/n"
            )
        return self


def check_relation(
    reacceleration: ReaccelerationConfig, zones: Mapping[str, ZoneConfig], laws: Mapping[str, PowerLawConfig]
) -> None:
    """Refuse a relation between D_pp and D that lacks a number in a zone.

    Args:
        reacceleration: with ``model = "relation"``.
        zones: by name, from the plane outwards.
        laws: power law of every zone by name; none if D is no power law.

    Raises:
        InputError: if a number is neither given nor known from the zone, or out of range there.
    """
    for name, zone in zones.items():
        for given in turbulence_at_radii(zone).values():
            _check_speed(reacceleration.alfven_speed, given, name)
        _check_slope(reacceleration.slope, laws.get(name), name)


def _check_speed(relation: float | None, given: GivenTurbulence, zone: str) -> None:
    if relation is not None:
        return
    own = given.own_alfven_speed()
    if own is None:
        why = f"given, because zone {zone!r} has neither alfven_speed nor medium"
        raise InputError("transport.reacceleration.alfven_speed", None, why)
    if _exceeds(float(own), _FASTEST_WAVES):
        why = f"given, because that of zone {zone!r}, {to_text(float(own), 'kpc/Myr')}, is above {_FASTEST_WAVES}"
        raise InputError("transport.reacceleration.alfven_speed", None, why)


def _check_slope(relation: float | None, law: PowerLawConfig | None, zone: str) -> None:
    if relation is not None:
        return
    if law is None:
        why = "given, because it follows from diffusion.model = 'power_law' alone"
        raise InputError("transport.reacceleration.slope", None, why)
    if not _SLOPE.admits(law.delta):
        why = f"given, because delta of the power law of zone {zone!r}, {law.delta:g}, is not {_SLOPE.allowed}"
        raise InputError("transport.reacceleration.slope", None, why)


def _exceeds(speed: float, limit: str) -> bool:
    return speed > to_internal(limit, "kpc/Myr", "") * (1.0 + BOUND_TOLERANCE)
