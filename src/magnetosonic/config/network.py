"""Schema of the reaction network: cross sections, factors on them, half-lives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import field_validator, model_validator

from magnetosonic.config.fields import Quantity, RealNumber, Section, WholeNumber
from magnetosonic.config.injection import check_nuclide
from magnetosonic.errors import InputError
from magnetosonic.species.decay import decay_of
from magnetosonic.species.network import build_network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.scaling import scale_cross_sections
from magnetosonic.species.settings import DEFAULT_SETTINGS, NetworkSettings
from magnetosonic.species.user_table import read_spallation_csv

_FACTOR = RealNumber(0.0, 100.0)
_ANY_ENERGIES = np.array([1.0, 2.0])  # GeV/n: which reactions there are does not depend on them


class NetworkConfig(Section):
    """Cross sections and half-lives of the reaction network."""

    spallation: Literal["evoli2019", "galprop-opt12", "webber2003-coste2012", "table"] = "evoli2019"
    """Cross sections of spallation on hydrogen: Evoli, Aloisio & Blasi 2019, PRD 99, 103023; set OPT12 of Génolini et
    al. 2018, PRC 98, 034611; Webber et al. 2003, ApJS 144, 153, with Coste et al. 2012, A&A 539, A88; or those of
    network.table."""
    inelastic: Literal["crosec", "tripathi1999", "letaw1983"] = "crosec"
    """Total inelastic cross sections on hydrogen: Barashenkov & Polanski 1994; Tripathi, Cucinotta & Wilson 1999, NIM B
    155, 349; Letaw, Silberberg & Tsao 1983, ApJS 51, 271."""
    helium_target: Literal["ferrando1988", "tripathi1999"] = "ferrando1988"
    """Total inelastic cross sections on helium: those on hydrogen times the ratio of Ferrando et al. 1988, PRC 37,
    1490; or Tripathi et al. 1999, which needs the same for inelastic."""
    max_charge: Annotated[int, WholeNumber(1, DEFAULT_SETTINGS.max_charge)] = DEFAULT_SETTINGS.max_charge
    """Nuclides of higher charge are left out."""
    table: Path | None = None
    """CSV file of spallation cross sections on hydrogen with the columns parent, daughter, energy_GeV_n and
    cross_section_mb, for spallation = "table"; relative to the configuration file."""
    spallation_factors: Mapping[str, Annotated[float, _FACTOR]] = {}
    """Factors on spallation cross sections, by channels such as "C12->B11", "C->B" (elements) or "->B" (all parents);
    what several keys name is multiplied by all of their factors."""
    inelastic_factors: Mapping[str, Annotated[float, _FACTOR]] = {}
    """Factors on total inelastic cross sections, by nuclides such as C12 or elements such as C; likewise."""
    half_lives: Mapping[str, Annotated[float, Quantity("Myr", example="1.387 Myr")]] = {}
    """Half-lives at rest of fully stripped nuclei that replace those of the package, by name such as Be10 [Myr]."""

    @property
    def settings(self) -> NetworkSettings:
        """The choice of cross sections."""
        table = None if self.table is None else str(self.table)
        return NetworkSettings(self.spallation, self.inelastic, self.helium_target, self.max_charge, table)

    @field_validator("half_lives")
    @classmethod
    def _decaying_nuclides(cls, value: Mapping[str, float]) -> Mapping[str, float]:
        for name, half_life in value.items():
            check_nuclide(name)
            if decay_of(Nuclide.parse(name)).daughter is None:
                raise InputError(name, f"{half_life:g} Myr", "for a nuclide that decays when stripped of its electrons")
        return value

    @model_validator(mode="after")
    def _sound_cross_sections(self) -> NetworkConfig:
        try:
            if self.settings.table is not None:
                read_spallation_csv(self.settings.table)
        except InputError as error:
            name, _, place = error.field.partition(" ")
            value = f"{self.table}, {place} = {error.value}" if place else error.value
            raise InputError(name, value, error.allowed) from error
        return self

    def check_factors(self, injected: list[Nuclide], helium_fraction: float) -> None:
        """Refuse factors on reactions that are not in the network.

        Args:
            injected: nuclides that the sources inject.
            helium_fraction: number of helium per hydrogen nuclei of the gas.

        Raises:
            InputError: if a key names no nuclide, element or channel of the network.
        """
        if not self.spallation_factors and not self.inelastic_factors:
            return
        network = build_network(injected, _ANY_ENERGIES, helium_fraction, self.settings)
        for kind in ("spallation", "inelastic"):
            for key, factor in getattr(self, f"{kind}_factors").items():
                try:
                    scale_cross_sections(network, **{kind: {key: factor}})
                except InputError as error:
                    allowed = f"under a key that names {error.allowed}"
                    raise InputError(f"network.{kind}_factors.{key}", factor, allowed) from error
