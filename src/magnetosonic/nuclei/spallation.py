"""Spallation cross sections on hydrogen and on helium at rest [mb], in the straight-ahead approximation.

The fragment keeps the kinetic energy per nucleon of its parent. On hydrogen the cross sections are those of
Evoli, Aloisio & Blasi 2019, PRD 99, 103023, between twenty nuclides from lithium-6 to iron-56, cumulative: decays
of short-lived intermediate nuclides are included. They are tabulated from 10 MeV/n to 1 TeV/n and taken as
constant beyond. The production of helium-3 by helium-4 follows the fit of Evoli et al. 2018, JCAP 07, 006, of
uncertainty 100 %.

On helium they are multiplied by the factor of Ferrando et al. 1988, PRC 37, 1490.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float

from magnetosonic.nuclei.cross_section_table import load_table
from magnetosonic.nuclei.nuclide import Nuclide

PerEnergyData = Float[np.ndarray, "energy"]
TABLE = "spallation_hydrogen.csv"


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
def spallation_channels() -> tuple[tuple[Nuclide, Nuclide], ...]:
    """Channels with a cross section.

    Returns:
        Pairs of parent and daughter.
    """
    names = [column.split("->") for column in load_table(TABLE).columns]
    table = [(Nuclide.parse(parent), Nuclide.parse(daughter)) for parent, daughter in names]
    return (*table, (Nuclide(2, 4), Nuclide(2, 3)))


def spallation_hydrogen(parent: Nuclide, daughter: Nuclide, energy: PerEnergyData) -> PerEnergyData:
    """Cumulative spallation cross section on hydrogen.

    Args:
        parent: the projectile.
        daughter: the fragment.
        energy: kinetic energy per nucleon [GeV/n].

    Returns:
        Cross section [mb]; 0 for a pair that is none of :func:`spallation_channels`.
    """
    if (parent, daughter) not in spallation_channels():
        return np.zeros_like(energy)
    if parent == Nuclide(2, 4):
        return HELIUM4_TO_HELIUM3(energy)
    return load_table(TABLE).interpolate(f"{parent.name}->{daughter.name}", energy)


def helium_enhancement(parent: Nuclide, daughter: Nuclide, energy: PerEnergyData) -> PerEnergyData:
    """Ratio of the spallation cross section on helium to that on hydrogen (Ferrando et al. 1988).

    exp(μ |ΔZ - δ f|^1.43) for a loss of charge ΔZ up to half of the parent's; for larger ones a power law of ΔZ that
    continues it with value and slope. μ is linear in T between T = 0.43, 0.73 and 1.51 GeV/n, δ in ln T, both constant
    outside; f is linear in ln Z of the parent through Z = 6, 8 and 26, extrapolated.

    Args:
        parent: the projectile.
        daughter: the fragment.
        energy: kinetic energy per nucleon [GeV/n].

    Returns:
        Ratio [1].
    """
    knots = np.array([0.43, 0.73, 1.51])
    strength = np.interp(energy, knots, [0.082, 0.047, 0.031])
    shift = np.interp(np.log(energy), np.log(knots), [2.45, 3.45, 4.40]) * _charge_factor(parent.charge)
    loss, half = float(parent.charge - daughter.charge), parent.charge / 2
    distance = min(loss, half) - shift
    ratio = np.exp(strength * np.abs(distance) ** 1.43)
    if loss <= half:
        return ratio
    exponent = half * 1.43 * strength * np.sign(distance) * np.abs(distance) ** 0.43
    return ratio * (loss / half) ** exponent


def _charge_factor(charge: int) -> float:
    """The factor f of Ferrando et al. 1988 for the charge of the parent."""
    left, right = ((6, -0.76), (8, -0.41)) if charge < 8 else ((8, -0.41), (26, 1.00))
    slope = (right[1] - left[1]) / np.log(right[0] / left[0])
    return float(left[1] + slope * np.log(charge / left[0]))
