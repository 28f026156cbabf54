"""What a model of the total inelastic cross sections on helium offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from magnetosonic.arrays import PerEnergyData
from magnetosonic.species.nuclide import Nuclide

FERRANDO = "Ferrando et al. 1988, PRC 37, 1490"
"""What to cite for the ratio of the partial cross sections, which is the same in all models."""


@dataclass(frozen=True)
class HeliumTarget:
    """Total inelastic cross sections on helium of nuclei but hydrogen-1.

    Attributes:
        citation: what to cite, fragments included.
        cross_section: [mb], of a projectile, kinetic energies per nucleon [GeV/n], and its cross sections on hydrogen
            [mb].
    """

    citation: str
    cross_section: Callable[[Nuclide, PerEnergyData, PerEnergyData], PerEnergyData]
