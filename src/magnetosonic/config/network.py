"""Schema of the reaction network: cross sections, factors on them, half-lives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

import numpy as np
from pydantic import SerializeAsAny, field_validator, model_validator

from magnetosonic.config.choices import Chosen, Kind, SectionWithChoices
from magnetosonic.config.fields import Quantity, RealNumber, WholeNumber
from magnetosonic.config.injection import check_nuclide
from magnetosonic.errors import InputError
from magnetosonic.species.decay import decay_of
from magnetosonic.species.helium_targets import HELIUM_TARGETS
from magnetosonic.species.inelastic_models import INELASTIC_MODELS
from magnetosonic.species.network import build_network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.scaling import scale_cross_sections
from magnetosonic.species.settings import DEFAULT_SETTINGS, NetworkSettings
from magnetosonic.species.spallation_sets import SPALLATION_MODELS

_FACTOR = RealNumber(0.0, 100.0)
_ANY_ENERGIES = np.array([1.0, 2.0])  # GeV/n: which reactions there are does not depend on them


class NetworkConfig(SectionWithChoices):
    """Cross sections and half-lives of the reaction network."""

    TABLE: ClassVar = "network"
    CHOICES: ClassVar = {
        "spallation": Kind("Cross sections of spallation on hydrogen", SPALLATION_MODELS, "evoli2019"),
        "inelastic": Kind("Total inelastic cross sections on hydrogen", INELASTIC_MODELS, "crosec"),
        "helium_target": Kind("Total inelastic cross sections on helium", HELIUM_TARGETS, "ferrando1988"),
    }

    spallation: SerializeAsAny[Chosen]
    inelastic: SerializeAsAny[Chosen]
    helium_target: SerializeAsAny[Chosen]
    max_charge: Annotated[int, WholeNumber(1, DEFAULT_SETTINGS.max_charge)] = DEFAULT_SETTINGS.max_charge
    """Nuclides of higher charge are left out."""
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
        given = {key: str(value) for key, value in self.spallation.given.items()}
        return NetworkSettings(
            self.spallation.tag, self.inelastic.tag, self.helium_target.tag, self.max_charge, given.get("table")
        )

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
        self.helium_target.check(self.inelastic.tag)
        self.spallation.check()
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
