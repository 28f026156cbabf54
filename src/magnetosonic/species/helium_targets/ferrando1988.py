"""Total inelastic cross sections on helium: those on hydrogen times a ratio of Ferrando et al. 1988, PRC 37, 1490."""

from __future__ import annotations

from magnetosonic.arrays import PerEnergyData
from magnetosonic.choices import Choice
from magnetosonic.species.helium_targets.interface import FERRANDO, HeliumTarget
from magnetosonic.species.nuclide import Nuclide


def _cross_section(nuclide: Nuclide, energy: PerEnergyData, hydrogen: PerEnergyData) -> PerEnergyData:
    return 2.10 * nuclide.mass_number**-0.055 * hydrogen


CHOICE = Choice(
    "ferrando1988",
    "those on hydrogen times the ratio of Ferrando et al. 1988, PRC 37, 1490",
    lambda: HeliumTarget(FERRANDO, _cross_section),
)
