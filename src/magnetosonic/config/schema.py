"""The whole configuration, and the conditions that tie its sections together."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ValidationError, field_validator, model_validator

from magnetosonic.config.diffusion import DiffusionConfig, PowerLawConfig, ScatteringConfig
from magnetosonic.config.fields import Quantity, Section, Switch, WholeNumber, did_you_mean
from magnetosonic.config.galaxy import GalaxyConfig
from magnetosonic.config.injection import InjectionConfig, NetworkConfig, NormalizationConfig
from magnetosonic.config.refusal import input_error
from magnetosonic.config.zones import ZoneConfig, zone_turbulence
from magnetosonic.errors import InputError
from magnetosonic.turbulence.medium import Turbulence

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_ENERGY = Quantity("GeV/n", low="0.01 GeV/n", high="1e8 GeV/n")


class TransportConfig(Section):
    """Energies at which transport is solved, and the terms that are on."""

    energy_min: Annotated[float, _ENERGY]
    """Lowest kinetic energy per nucleon [GeV/n]."""
    energy_max: Annotated[float, _ENERGY]
    """Highest kinetic energy per nucleon [GeV/n]."""
    energies_per_decade: Annotated[int, WholeNumber(4, 100)] = 16
    """Number of energies per factor of ten."""
    losses: Annotated[bool, Switch()] = True
    """Ionisation and Coulomb losses."""
    helium_ionization_factor: Annotated[bool, Switch()] = True
    """Whether the two electrons of interstellar helium are counted in the ionisation losses; other codes omit one."""
    advection: Annotated[bool, Switch()] = False
    """Advection by a Galactic wind."""
    reacceleration: Annotated[bool, Switch()] = False
    """Diffusion in momentum by moving waves."""

    @model_validator(mode="after")
    def _solvable(self) -> TransportConfig:
        if self.energy_min >= self.energy_max:
            raise InputError(
                "energy_min", f"{self.energy_min:g} GeV/n", f"below transport.energy_max = {self.energy_max:g} GeV/n"
            )
        for term in ("advection", "reacceleration"):
            if getattr(self, term):
                raise InputError(term, True, f"false: this version solves transport without {term}")
        return self


class ModulationConfig(Section):
    """Solar modulation in the force-field approximation (Gleeson & Axford 1968, ApJ 154, 1011)."""

    potential: Annotated[float, Quantity("GV", low="0 GV", high="5 GV", example="0.6 GV")]
    """Modulation potential phi [GV]."""


class Config(Section):
    """A complete, checked configuration; every number is in the package's internal units.

    Build it with :func:`parse_config` or :func:`magnetosonic.config.load.load_config`, which raise
    :class:`magnetosonic.errors.InputError`.
    """

    zones: Mapping[str, ZoneConfig]
    """Layers of the Galaxy in |z| by name, from the plane outwards."""
    scattering: ScatteringConfig = ScatteringConfig()
    """Which waves scatter, and how their rates are computed."""
    diffusion: DiffusionConfig
    """Where the diffusion coefficient comes from."""
    galaxy: GalaxyConfig
    """Size, gas, sources and grid of the Galaxy."""
    injection: InjectionConfig
    """What the sources inject."""
    network: NetworkConfig = NetworkConfig()
    """Nuclear inputs that differ from the package's."""
    normalization: NormalizationConfig
    """Proton flux that fixes the strength of the sources."""
    transport: TransportConfig
    """Energies, and the terms of the transport equation that are on."""
    modulation: ModulationConfig
    """Solar modulation."""

    @field_validator("zones")
    @classmethod
    def _stack(cls, value: Mapping[str, ZoneConfig]) -> Mapping[str, ZoneConfig]:
        if not value:
            raise InputError("", {}, "a table of at least one zone")
        for name in value:
            if not _ZONE_NAME.fullmatch(name):
                raise InputError(name, name, "a zone name of letters, digits, '_' and '-', with a letter first")
        return dict(sorted(value.items(), key=lambda item: item[1].half_height))

    @model_validator(mode="after")
    def _consistent(self) -> Config:
        _check_heights(self)
        _check_transition(self)
        _check_diffusion(self)
        energies = self.transport
        if not energies.energy_min <= self.normalization.kinetic_energy <= energies.energy_max:
            raise InputError(
                "normalization.kinetic_energy",
                f"{self.normalization.kinetic_energy:g} GeV/n",
                f"between transport.energy_min = {energies.energy_min:g} GeV/n and "
                f"transport.energy_max = {energies.energy_max:g} GeV/n",
            )
        return self

    def turbulence(self, zone: str) -> Turbulence:
        """The complete turbulence of one zone.

        Args:
            zone: name of the zone.

        Returns:
            Its numbers, those that follow from a medium filled in.

        Raises:
            InputError: no such zone, or a number that the scattering theory needs is not configured.
        """
        if zone not in self.zones:
            raise InputError("zone", zone, f"one of {', '.join(self.zones)}{did_you_mean(zone, self.zones)}")
        try:
            return zone_turbulence(self.zones[zone])
        except InputError as error:
            raise InputError(f"zones.{zone}.{error.field}", error.value, error.allowed) from error

    def power_law(self, zone: str) -> PowerLawConfig:
        """The power law of D in one zone.

        Args:
            zone: name of the zone.

        Returns:
            Its own power law, or else the one of all zones.

        Raises:
            InputError: neither is configured.
        """
        law = self.diffusion.zone_power_law.get(zone, self.diffusion.power_law)
        if law is None:
            raise InputError("diffusion.power_law", None, f"given, or diffusion.zone_power_law.{zone} in its place")
        return law


def parse_config(raw: Mapping[str, Any]) -> Config:
    """Check a configuration given as nested mappings.

    Args:
        raw: the sections, with quantities as strings or Astropy quantities.

    Returns:
        The checked configuration in internal units.

    Raises:
        InputError: the first thing that is not allowed, with dotted field name, value and what is allowed.
    """
    try:
        return Config.model_validate(dict(raw))
    except ValidationError as refused:
        raise input_error(refused) from refused


def _check_heights(config: Config) -> None:
    halo_edge = config.galaxy.halo_half_height
    names = list(config.zones)
    heights = [zone.half_height for zone in config.zones.values()]
    for inner, (name, height) in enumerate(zip(names[1:], heights[1:], strict=True)):
        if math.isclose(height, heights[inner], rel_tol=1e-9):
            raise InputError(
                f"zones.{name}.half_height", f"{height:g} kpc", f"different from that of zone {names[inner]!r}"
            )
    outer, edge = names[-1], heights[-1]
    if "halo" in config.zones and outer != "halo":
        halo = config.zones["halo"].half_height
        raise InputError(f"zones.{outer}.half_height", f"{edge:g} kpc", f"below zones.halo.half_height = {halo:g} kpc")
    if not math.isclose(edge, halo_edge, rel_tol=1e-9):
        raise InputError(
            f"zones.{outer}.half_height",
            f"{edge:g} kpc",
            f"equal to galaxy.halo_half_height = {halo_edge:g} kpc, because {outer!r} is the outermost zone",
        )


def _check_transition(config: Config) -> None:
    inner = 0.0
    for name, zone in config.zones.items():
        if config.diffusion.transition_width >= zone.half_height - inner:
            raise InputError(
                "diffusion.transition_width",
                f"{config.diffusion.transition_width:g} kpc",
                f"smaller than the thickness of zone {name!r}, {zone.half_height - inner:g} kpc",
            )
        inner = zone.half_height


def _check_diffusion(config: Config) -> None:
    diffusion = config.diffusion
    if diffusion.model == "theory" and config.scattering.broadening == "delta":
        allowed = "'gaussian' or 'gaussian-2' with diffusion.model = 'theory': D of a resonance of no width is infinite"
        raise InputError("scattering.broadening", "delta", allowed)
    for key in ("zone_power_law", "table"):
        for name, entry in getattr(diffusion, key).items():
            if name not in config.zones:
                hint = did_you_mean(name, config.zones)
                value = str(entry) if key == "table" else entry.model_dump(mode="json", exclude_none=True)
                raise InputError(
                    f"diffusion.{key}.{name}", value, f"for one of the zones {', '.join(config.zones)}{hint}"
                )
    for name in config.zones:
        if diffusion.model == "theory":
            config.turbulence(name)
        elif diffusion.model == "power_law":
            config.power_law(name)
        elif name not in diffusion.table:
            raise InputError(f"diffusion.table.{name}", None, "given: the path of a CSV file for this zone")
