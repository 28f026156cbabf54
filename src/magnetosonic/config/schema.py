"""The whole configuration, and the conditions that tie its sections together."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from pydantic import ValidationError, field_validator, model_validator

from magnetosonic.config.coverage import check_diffusion_tables
from magnetosonic.config.diffusion import DiffusionConfig, PowerLawConfig, ScatteringConfig
from magnetosonic.config.fields import Quantity, Section
from magnetosonic.config.galaxy import GalaxyConfig
from magnetosonic.config.grids import GRIDS, Resolution
from magnetosonic.config.injection import InjectionConfig, NormalizationConfig
from magnetosonic.config.network import NetworkConfig
from magnetosonic.config.refusal import input_error
from magnetosonic.config.transport import TransportConfig, check_relation
from magnetosonic.config.zones import ZoneConfig, check_turbulence
from magnetosonic.errors import InputError, did_you_mean, under
from magnetosonic.species.network import build_network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.words import counted

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


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
    network: NetworkConfig = NetworkConfig.model_validate({})
    """Nuclear inputs that differ from the package's."""
    normalization: NormalizationConfig
    """Proton flux that fixes the strength of the sources."""
    transport: TransportConfig
    """Energies, and the terms of the transport equation that are on."""
    modulation: ModulationConfig
    """Solar modulation."""

    def __repr__(self) -> str:
        """Its zones, and where D comes from."""
        zones, nuclides = ", ".join(self.zones), ", ".join(self.injection.nuclides)
        known = f"{counted(len(self.zones), 'zone')} ({zones}), D by {self.diffusion.model!r}"
        return f"Configuration of {known}, {nuclides} injected;\n  config_to_toml writes it out"

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
        _check_radial(self)
        _check_reacceleration(self)
        self.galaxy.check_grid(self.resolution.radial_cells, self.half_height)
        if self.transport.advection is not None:
            self.transport.advection.check_speed(self.half_height)
        injected = [Nuclide.parse(name) for name in self.injection.nuclides]
        self.network.check_factors(injected, self.galaxy.helium_fraction)
        energies = self.transport
        if not energies.energy_min <= self.normalization.kinetic_energy <= energies.energy_max:
            raise InputError(
                "normalization.kinetic_energy",
                f"{self.normalization.kinetic_energy:g} GeV/n",
                f"between transport.energy_min = {energies.energy_min:g} GeV/n and "
                f"transport.energy_max = {energies.energy_max:g} GeV/n",
            )
        return self

    @property
    def half_height(self) -> float:
        """Where the outermost zone ends, and the density vanishes [kpc]."""
        return list(self.zones.values())[-1].half_height

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

    @property
    def resolution(self) -> Resolution:
        """Resolution of the transport equation: that of transport.grid with the numbers that are given."""
        given = self.galaxy.grid.model_dump() | self.transport.model_dump(include={"energies_per_decade", "levels"})
        return replace(
            GRIDS[self.transport.grid], **{name: value for name, value in given.items() if value is not None}
        )


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
    if halo_edge is not None and not math.isclose(edge, halo_edge, rel_tol=1e-9):
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
            with under(f"zones.{name}"):
                check_turbulence(config.zones[name])
        elif diffusion.model == "power_law":
            config.power_law(name)
        elif name not in diffusion.table:
            raise InputError(f"diffusion.table.{name}", None, "given: the path of a CSV file for this zone")
    if diffusion.model == "table" and diffusion.table_beyond is None:
        energies = np.array([config.transport.energy_min, config.transport.energy_max])
        injected = [Nuclide.parse(name) for name in config.injection.nuclides]
        network = build_network(injected, energies, config.galaxy.helium_fraction, config.network.settings)
        check_diffusion_tables(diffusion.table, network.species, energies)
    if diffusion.table_beyond is not None and diffusion.model != "table":
        allowed = "left out, because it belongs to diffusion.model = 'table'"
        raise InputError("diffusion.table_beyond", diffusion.table_beyond, allowed)


def _check_radial(config: Config) -> None:
    for name, zone in config.zones.items():
        if zone.radial is None:
            continue
        radii = [f"{entry.radius:g} kpc" for entry in zone.radial]
        if config.diffusion.model != "theory":
            raise InputError(f"zones.{name}.radial", radii, "left out, because it needs diffusion.model = 'theory'")
        if zone.radial[-1].radius > config.galaxy.radius:
            inside = f"inside the Galaxy: at most galaxy.radius = {config.galaxy.radius:g} kpc"
            raise InputError(f"zones.{name}.radial[{len(radii) - 1}].radius", radii[-1], inside)


def _check_reacceleration(config: Config) -> None:
    reacceleration = config.transport.reacceleration
    if reacceleration is None:
        return
    if reacceleration.model == "relation":
        given = config.diffusion.model == "power_law"
        laws = {name: config.power_law(name) for name in config.zones} if given else {}
        check_relation(reacceleration, config.zones, laws)
    else:
        field, needs = "transport.reacceleration.model", "'relation', because 'turbulence' needs"
        if config.diffusion.model != "theory":
            raise InputError(field, "turbulence", f"{needs} diffusion.model = 'theory'")
        if config.scattering.numerics != "exact":
            raise InputError(field, "turbulence", f"{needs} scattering.numerics = 'exact'")
