"""What a model of the total inelastic cross sections on hydrogen offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from magnetosonic.arrays import PerEnergyData
from magnetosonic.species.nuclide import Nuclide

CrossSection = Callable[[Nuclide, PerEnergyData], PerEnergyData]
"""Cross section [mb] of a projectile at kinetic energies per nucleon [GeV/n]."""


@dataclass(frozen=True)
class InelasticModel:
    """Total inelastic cross sections on hydrogen of nuclei heavier than deuterium, which are the same in all models.

    Attributes:
        citation: what to cite, deuterium included.
        cross_section: of a nucleus.
    """

    citation: str
    cross_section: CrossSection
