"""Spallation cross sections on hydrogen and on helium at rest [mb], in the straight-ahead approximation.

The fragment keeps the kinetic energy per nucleon of its parent. All cross sections are cumulative: decays of
short-lived intermediate nuclides are included. The packaged sets, with their validity, are those of
:mod:`magnetosonic.species.spallation_sets`; each is tabulated (from 10 MeV/n to 1 TeV/n for
``evoli2019``, from 0.1 to 4.5 GeV/n for the others) and taken as constant beyond. Channels that a set lacks among the
light nuclei are added: the production of helium-3 by helium-4 after Evoli et al. 2018, JCAP 07, 006, of uncertainty
100 %, and that of deuterium by helium after Coste et al. 2012, A&A 539, A88. Secondary protons are not among the
channels.

On helium the cross sections are multiplied by the factor of Ferrando et al. 1988, PRC 37, 1490.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import PerEnergyData
from magnetosonic.choices import Choice
from magnetosonic.species.kinematics import checked_energy
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.settings import DEFAULT_SETTINGS, NetworkSettings
from magnetosonic.species.spallation_sets import SPALLATION_MODELS, SpallationSet
from magnetosonic.species.spallation_table import Channel, Curve, load_curves
from magnetosonic.species.tripathi import DEUTERIUM, HELIUM3, HELIUM4
from magnetosonic.units import Numbers


@dataclass(frozen=True)
class SpallationFit:
    """Fit of one cross section on hydrogen (Evoli et al. 2018, JCAP 07, 006).

    σ = σ₀ Γ² (T - E)²/[(T² - M²)² + Γ² M²] + σ₁ (1 - E/T)^ξ {1 + Δ/[1 + (T_h/T)²]} for T above E and
    0 below, with T_h = 2 GeV/n.

    Attributes:
        threshold: E [GeV/n].
        resonance: σ₀ [mb].
        resonance_energy: M [GeV/n].
        resonance_width: Γ [GeV/n].
        plateau: σ₁ [mb].
        rise: exponent ξ.
        high_energy: relative change Δ from low to high energies.
    """

    threshold: float
    resonance: float
    resonance_energy: float
    resonance_width: float
    plateau: float
    rise: float
    high_energy: float

    def __call__(self, energy: PerEnergyData) -> PerEnergyData:
        """Cross section.

        Args:
            energy: kinetic energy per nucleon [GeV/n].

        Returns:
            Cross section [mb].
        """
        above = energy > self.threshold
        # Below the threshold any energy above it serves, the result being dropped.
        safe = np.where(above, energy, 2 * self.threshold)
        width, mass = self.resonance_width, self.resonance_energy
        low = np.zeros_like(safe)
        if self.resonance > 0:
            denominator = (safe**2 - mass**2) ** 2 + (width * mass) ** 2
            low = self.resonance * width**2 * (safe - self.threshold) ** 2 / denominator
        high = self.plateau * (1 - self.threshold / safe) ** self.rise
        high = high * (1 + self.high_energy / (1 + (2.0 / safe) ** 2))
        return np.where(above, low + high, 0.0)


HELIUM4_TO_HELIUM3 = SpallationFit(0.015, 25.9, 0.005, 0.100, 25.9, 0.06, 0.0)
"""Fit for the production of helium-3 by helium-4 (Evoli et al. 2018); its uncertainty is 100 %."""


@cache
def _light_nuclei() -> Mapping[Channel, Curve]:
    """The channels among deuterium and the heliums that every network has."""
    coste = load_curves("spallation_coste2012.csv")
    deuterium = {(parent, DEUTERIUM): coste[parent, DEUTERIUM] for parent in (HELIUM4, HELIUM3)}
    return {(HELIUM4, HELIUM3): HELIUM4_TO_HELIUM3, **deuterium}


def spallation_curves(settings: NetworkSettings = DEFAULT_SETTINGS) -> Mapping[Channel, Curve]:
    """Cross sections on hydrogen of all channels.

    Args:
        settings: choice of the set and of the highest charge.

    Returns:
        By parent and daughter, the function from the kinetic energy per nucleon [GeV/n] to the cross section [mb].

    Raises:
        InputError: if a table of the user's is not sound.
    """
    choice = SPALLATION_MODELS[settings.spallation]
    if settings.table is None:
        return _packaged(choice, settings.max_charge)
    return _selection(choice.build(table=Path(settings.table)), settings.max_charge)


@cache
def _packaged(choice: Choice[SpallationSet], max_charge: int) -> Mapping[Channel, Curve]:
    """Cross sections of a packaged set up to the highest charge."""
    return _selection(choice.build(), max_charge)


def _selection(chosen: SpallationSet, max_charge: int) -> Mapping[Channel, Curve]:
    """Cross sections of a set, completed among the light nuclei, up to the highest charge."""
    # What the set itself says of the light nuclei goes before the additions.
    curves = {**_light_nuclei(), **chosen.curves()}
    return {pair: curve for pair, curve in curves.items() if max(item.charge for item in pair) <= max_charge}


def spallation_channels(settings: NetworkSettings = DEFAULT_SETTINGS) -> tuple[Channel, ...]:
    """Channels with a cross section.

    Args:
        settings: choice of the set and of the highest charge.

    Returns:
        Pairs of parent and daughter.

    Raises:
        InputError: if a table of the user's is not sound.
    """
    return tuple(spallation_curves(settings))


def spallation_hydrogen(
    parent: Nuclide, daughter: Nuclide, energy: Numbers, settings: NetworkSettings = DEFAULT_SETTINGS
) -> PerEnergyData:
    """Cumulative spallation cross section on hydrogen.

    Args:
        parent: the projectile.
        daughter: the fragment.
        energy: kinetic energy per nucleon [GeV/n].
        settings: choice of the set and of the highest charge.

    Returns:
        Cross section [mb]; 0 for a pair that is none of :func:`spallation_channels`.

    Raises:
        InputError: if a table of the user's is not sound.
    """
    energy = checked_energy(energy)
    curve = spallation_curves(settings).get((parent, daughter))
    return np.zeros_like(energy) if curve is None else curve(energy)


def helium_enhancement(parent: Nuclide, daughter: Nuclide, energy: Numbers) -> PerEnergyData:
    """Ratio of the spallation cross section on helium to that on hydrogen, see :func:`helium_enhancements`.

    Args:
        parent: the projectile.
        daughter: the fragment.
        energy: kinetic energy per nucleon [GeV/n].

    Returns:
        Ratio [1].
    """
    return helium_enhancements(
        np.array([float(parent.charge)]), np.array([float(daughter.charge)]), checked_energy(energy)
    )[0]


def helium_enhancements(
    parent_charge: Float[np.ndarray, "channel"], daughter_charge: Float[np.ndarray, "channel"], energy: PerEnergyData
) -> Float[np.ndarray, "channel energy"]:
    """Ratios of the spallation cross sections on helium to those on hydrogen (Ferrando et al. 1988).

    exp(μ |ΔZ - δ f|^1.43) for a loss of charge ΔZ up to half of the parent's; for larger ones a power law of ΔZ that
    continues it with value and slope. μ is linear in T between T = 0.43, 0.73 and 1.51 GeV/n, δ in ln T, both constant
    outside; f is linear in ln Z of the parent through Z = 6, 8 and 26, extrapolated.

    Args:
        parent_charge: number of protons of the projectiles.
        daughter_charge: number of protons of the fragments.
        energy: kinetic energy per nucleon [GeV/n].

    Returns:
        Ratios [1].
    """
    knots = np.array([0.43, 0.73, 1.51])
    strength = np.interp(energy, knots, [0.082, 0.047, 0.031])
    shift = np.interp(np.log(energy), np.log(knots), [2.45, 3.45, 4.40]) * _charge_factor(parent_charge)[:, None]
    loss, half = (parent_charge - daughter_charge)[:, None], parent_charge[:, None] / 2
    distance = np.minimum(loss, half) - shift
    ratio = np.exp(strength * np.abs(distance) ** 1.43)
    exponent = half * 1.43 * strength * np.sign(distance) * np.abs(distance) ** 0.43
    return ratio * np.maximum(loss / half, 1.0) ** exponent


def _charge_factor(charge: Float[np.ndarray, "channel"]) -> Float[np.ndarray, "channel"]:
    """The factor f of Ferrando et al. 1988 for the charge of the parent."""
    light = -0.76 + 0.35 * np.log(charge / 6) / np.log(8 / 6)
    heavy = -0.41 + 1.41 * np.log(charge / 8) / np.log(26 / 8)
    return np.where(charge < 8, light, heavy)
