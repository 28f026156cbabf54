"""Total inelastic cross sections on hydrogen and on helium at rest [mb].

On hydrogen (T is the kinetic energy per nucleon):

- hydrogen-1: Kafexhiu, Aharonian, Taylor & Vila 2014, PRD 90, 123014, eq. 1; 0 below the threshold;
- deuterium: Tripathi, Cucinotta & Wilson 1999, NIM B 155, 349, where A^0.7 laws fail;
- all others by the model chosen (:mod:`magnetosonic.species.inelastic_models`).

On helium by the model chosen (:mod:`magnetosonic.species.helium_targets`); for hydrogen-1 that of helium-4 on hydrogen
at the same T, which is the same collision seen from the other nucleus.
"""

from __future__ import annotations

import numpy as np

from magnetosonic.arrays import PerEnergyData
from magnetosonic.species.helium_targets import HELIUM_TARGETS, HeliumTarget
from magnetosonic.species.inelastic_models import INELASTIC_MODELS, InelasticModel
from magnetosonic.species.kinematics import checked_energy
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.settings import DEFAULT_SETTINGS, NetworkSettings
from magnetosonic.species.tripathi import DEUTERIUM, HELIUM4, HYDROGEN1, tripathi
from magnetosonic.units import Numbers

PION_THRESHOLD = 0.2797
"""Kinetic energy of the proton at the threshold of p + p -> p + p + π⁰ [GeV]."""


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
    if nuclide == DEUTERIUM:
        return tripathi(nuclide, HYDROGEN1, energy)
    model: InelasticModel = INELASTIC_MODELS[settings.inelastic].build()
    return model.cross_section(nuclide, energy)


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
    target: HeliumTarget = HELIUM_TARGETS[settings.helium_target].build()
    return target.cross_section(nuclide, energy, inelastic_hydrogen(nuclide, energy, settings))
