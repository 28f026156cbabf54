"""Total inelastic cross sections of Letaw, Silberberg & Tsao 1983, ApJS 51, 271."""

from __future__ import annotations

import numpy as np

from magnetosonic.arrays import PerEnergyData
from magnetosonic.choices import Choice
from magnetosonic.species.inelastic_models.interface import InelasticModel
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.tripathi import TRIPATHI

LETAW = "Letaw, Silberberg & Tsao 1983, ApJS 51, 271"
"""What to cite."""


def proton_nucleus(energy: PerEnergyData, mass_number: int) -> PerEnergyData:
    """Inelastic cross section of nuclei on protons (Letaw, Silberberg & Tsao 1983).

    σ = 45 A^0.7 [1 + 0.016 sin(5.3 - 2.63 ln A)] [1 - 0.62 exp(-T/0.2) sin(10.9 (1000 T)^-0.28)], T in GeV/n.
    The corrections of the publication for helium and beryllium-9 are not included.

    Args:
        energy: kinetic energy per nucleon, above 10 MeV/n [GeV/n].
        mass_number: number of nucleons of the nucleus, above 4 without those corrections.

    Returns:
        Cross section [mb].
    """
    high = 45 * mass_number**0.7 * (1 + 0.016 * np.sin(5.3 - 2.63 * np.log(mass_number)))
    return high * (1 - 0.62 * np.exp(-energy / 0.2) * np.sin(10.9 * (1000 * energy) ** -0.28))


def _cross_section(nuclide: Nuclide, energy: PerEnergyData) -> PerEnergyData:
    return _letaw_factor(nuclide, energy) * proton_nucleus(energy, nuclide.mass_number)


def _letaw_factor(nuclide: Nuclide, energy: PerEnergyData) -> PerEnergyData:
    """Factors of Letaw et al. 1983 for helium and beryllium-9, whose sizes do not follow A^(1/3)."""
    if nuclide.charge == 2:
        return np.full_like(energy, 0.8)
    if nuclide == Nuclide(4, 9):
        return 1 + 0.75 * np.exp(-energy / 0.075)
    return np.ones_like(energy)


CHOICE = Choice(
    "letaw1983",
    "Letaw, Silberberg & Tsao 1983, ApJS 51, 271",
    lambda: InelasticModel(f"{LETAW}; deuterium: {TRIPATHI}", _cross_section),
)
