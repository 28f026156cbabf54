"""Total inelastic cross sections on hydrogen and on helium at rest [mb].

On hydrogen (T is the kinetic energy per nucleon):

- hydrogen-1: Kafexhiu, Aharonian, Taylor & Vila 2014, PRD 90, 123014, eq. 1; 0 below the threshold;
- deuterium: Tripathi, Cucinotta & Wilson 1999, NIM B 155, 349, where A^0.7 laws fail;
- all others by the model ``crosec``, ``tripathi1999`` or ``letaw1983``.

Model ``crosec``:

- helium: the formula of :func:`proton_helium`; for helium-3 it is multiplied by (3/4)^0.7, the dependence on
  mass of Letaw et al. 1983;
- the 20 nuclides from lithium to iron of the table: Barashenkov & Polanski 1994 (CROSEC), from 0.1 GeV/n to
  1.25 TeV/n, constant beyond either end;
- all others: Letaw, Silberberg & Tsao 1983, ApJS 51, 271; within 15 % of the table where both hold.

Model ``tripathi1999``: :func:`~magnetosonic.species.tripathi.tripathi`. Model ``letaw1983``: Letaw et al. 1983 with
their factors for helium and beryllium-9.

On helium: the cross section on hydrogen times 2.10 A^-0.055 (Ferrando et al. 1988, PRC 37, 1490), or that of
Tripathi et al. 1999; for hydrogen-1 that of helium-4 on hydrogen at the same T, which is the same collision seen from
the other nucleus.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from magnetosonic.species.cross_section_table import load_table
from magnetosonic.species.kinematics import checked_energy
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.settings import DEFAULT_SETTINGS, NetworkSettings
from magnetosonic.species.tripathi import DEUTERIUM, HELIUM4, HYDROGEN1, tripathi
from magnetosonic.units import Numbers

PION_THRESHOLD = 0.2797
"""Kinetic energy of the proton at the threshold of p + p -> p + p + π⁰ [GeV]."""

PerEnergyData = Float[np.ndarray, "energy"]


def proton_proton(energy: PerEnergyData) -> PerEnergyData:
    """Inelastic cross section of protons on protons (Kafexhiu et al. 2014, eq. 1).

    σ = (30.7 - 0.96 L + 0.18 L²) [1 - (T_th/T)^1.9]³, L = ln(T/T_th), and 0 below T_th.

    Args:
        energy: kinetic energy of the projectile [GeV].

    Returns:
        Cross section [mb].
    """
    ratio = np.maximum(energy / PION_THRESHOLD, 1.0)
    logarithm = np.log(ratio)
    return (30.7 - 0.96 * logarithm + 0.18 * logarithm**2) * (1 - ratio**-1.9) ** 3


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


def inelastic_hydrogen(
    nuclide: Nuclide, energy: Numbers, settings: NetworkSettings = DEFAULT_SETTINGS
) -> PerEnergyData:
    """Total inelastic cross section of a nucleus on hydrogen.

    Args:
        nuclide: the projectile.
        energy: kinetic energy per nucleon, above 1 MeV/n [GeV/n].
        settings: choice of the model, ``settings.inelastic``.

    Returns:
        Cross section [mb].
    """
    energy = checked_energy(energy)
    if nuclide == HYDROGEN1:
        return proton_proton(energy)
    if nuclide == DEUTERIUM or settings.inelastic == "tripathi1999":
        return tripathi(nuclide, HYDROGEN1, energy)
    if settings.inelastic == "letaw1983":
        return _letaw_factor(nuclide, energy) * proton_nucleus(energy, nuclide.mass_number)
    if nuclide.charge == 2:
        return (nuclide.mass_number / 4) ** 0.7 * proton_helium(energy)
    table = load_table("inelastic_hydrogen.csv")
    if nuclide.name in table.columns:
        return table.interpolate(nuclide.name, energy)
    return proton_nucleus(energy, nuclide.mass_number)


def inelastic_helium(nuclide: Nuclide, energy: Numbers, settings: NetworkSettings = DEFAULT_SETTINGS) -> PerEnergyData:
    """Total inelastic cross section of a nucleus on helium.

    Args:
        nuclide: the projectile.
        energy: kinetic energy per nucleon, above 1 MeV/n [GeV/n].
        settings: choice of the model, ``settings.helium_target``, and of the one on hydrogen.

    Returns:
        Cross section [mb].
    """
    energy = checked_energy(energy)
    if nuclide == HYDROGEN1:
        return inelastic_hydrogen(HELIUM4, energy, settings)
    if settings.helium_target == "tripathi1999":
        return tripathi(nuclide, HELIUM4, energy)
    return 2.10 * nuclide.mass_number**-0.055 * inelastic_hydrogen(nuclide, energy, settings)


def _letaw_factor(nuclide: Nuclide, energy: PerEnergyData) -> PerEnergyData:
    """Factors of Letaw et al. 1983 for helium and beryllium-9, whose sizes do not follow A^(1/3)."""
    if nuclide.charge == 2:
        return np.full_like(energy, 0.8)
    if nuclide == Nuclide(4, 9):
        return 1 + 0.75 * np.exp(-energy / 0.075)
    return np.ones_like(energy)
