"""Total inelastic cross sections of Barashenkov & Polanski 1994 (CROSEC), completed by others.

- helium: the formula of :func:`proton_helium`; for helium-3 it is multiplied by (3/4)^0.7, the dependence on
  mass of Letaw et al. 1983;
- the 20 nuclides from lithium to iron of the table: Barashenkov & Polanski 1994, from 0.1 GeV/n to 1.25 TeV/n,
  constant beyond either end;
- all others: Letaw, Silberberg & Tsao 1983, ApJS 51, 271; within 15 % of the table where both hold.
"""

from __future__ import annotations

import numpy as np

from magnetosonic.arrays import PerEnergyData
from magnetosonic.choices import Choice
from magnetosonic.species.cross_section_table import load_table
from magnetosonic.species.inelastic_models.interface import InelasticModel
from magnetosonic.species.inelastic_models.letaw1983 import LETAW, proton_nucleus
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.tripathi import TRIPATHI

_CITATION = (
    f"Barashenkov & Polanski 1994, JINR E2-94-417; {LETAW}; "
    f"helium: Strong & Moskalenko 1998, ApJ 509, 212; deuterium: {TRIPATHI}"
)


def proton_helium(energy: PerEnergyData) -> PerEnergyData:
    """Inelastic cross section of helium-4 on protons or of protons on helium-4, by energy per nucleon.

    σ = 111 {1 - [1 - sin(9.72 lg(1000 T)^0.319 - 4.14)] exp[-3.84 (T - 0.1)]}, T in GeV/n, and 0 where this
    is negative (below 24 MeV/n, close to the threshold of the break-up of helium). The parametrisation is
    that of GALPROP (Strong & Moskalenko 1998, ApJ 509, 212).

    Args:
        energy: kinetic energy per nucleon, above 1 MeV/n [GeV/n].

    Returns:
        Cross section [mb].
    """
    wave = np.sin(9.72 * np.log10(1000 * energy) ** 0.319 - 4.14)
    return np.maximum(111 * (1 - (1 - wave) * np.exp(-3.84 * (energy - 0.1))), 0.0)


def _cross_section(nuclide: Nuclide, energy: PerEnergyData) -> PerEnergyData:
    if nuclide.charge == 2:
        return (nuclide.mass_number / 4) ** 0.7 * proton_helium(energy)
    table = load_table("inelastic_hydrogen.csv")
    if nuclide.name in table.columns:
        return table.interpolate(nuclide.name, energy)
    return proton_nucleus(energy, nuclide.mass_number)


CHOICE = Choice("crosec", "Barashenkov & Polanski 1994", lambda: InelasticModel(_CITATION, _cross_section))
