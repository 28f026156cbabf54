"""Total inelastic cross sections of Tripathi, Cucinotta & Wilson 1999, NIM B 155, 349 (light systems).

For a projectile P and a target T, one of them hydrogen-1, deuterium, helium-3 or helium-4, with T the kinetic energy
per nucleon in MeV/n and E the kinetic energy in the frame of the centre of mass in MeV,

    σ = π (1.1 fm)² [A_P^(1/3) + A_T^(1/3) + δ]² (1 - R_c B/E) X_m.
"""

from __future__ import annotations

import numpy as np

from magnetosonic.arrays import PerEnergyData
from magnetosonic.constants import ATOMIC_MASS_UNIT, PROTON_MASS
from magnetosonic.species.kinematics import checked_energy
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.units import Numbers

TRIPATHI = "Tripathi, Cucinotta & Wilson 1999, NIM B 155, 349"
"""What to cite."""

RADII = (
    *(0.85, 2.095, 1.976, 1.671, 1.986, 2.57, 2.41, 2.23, 2.519, 2.45, 2.42, 2.471, 2.44, 2.58, 2.611, 2.73, 2.662),
    *(2.727, 2.9, 3.04, 2.867, 2.969, 2.94, 3.075, 3.11, 3.06),
)
"""Root-mean-square charge radii of nuclei of 1 to 26 nucleons [fm]."""

HYDROGEN1, DEUTERIUM, HELIUM3, HELIUM4 = Nuclide(1, 1), Nuclide(1, 2), Nuclide(2, 3), Nuclide(2, 4)

# By charge of the other nucleus: T1 and G [MeV/n] of collisions with helium-4.
ALPHA_ENERGIES = {2: (40.0, 300.0), 4: (25.0, 300.0), 7: (40.0, 500.0), 13: (25.0, 300.0), 26: (40.0, 300.0)}


def tripathi(projectile: Nuclide, target: Nuclide, energy: Numbers) -> PerEnergyData:
    """Inelastic cross section of a nucleus on hydrogen-1, deuterium, helium-3 or helium-4 at rest.

    Args:
        projectile: the projectile.
        target: hydrogen-1, deuterium, helium-3 or helium-4.
        energy: kinetic energy per nucleon of the projectile, above 1 MeV/n [GeV/n].

    Returns:
        Cross section [mb]; 0 below the Coulomb barrier, and where the factor X_m of light systems would be negative.
    """
    energy = checked_energy(energy)
    kinetic = 1e3 * energy
    centre = _centre_of_mass_energy(projectile, target, kinetic)
    light, heavy = sorted((projectile, target), key=lambda nuclide: nuclide.mass_number)
    roots = np.cbrt(light.mass_number) + np.cbrt(heavy.mass_number)
    symmetry = np.cbrt(light.mass_number * heavy.mass_number) / roots
    excess = 0.91 * (heavy.mass_number - 2 * heavy.charge) * light.charge / (light.mass_number * heavy.mass_number)
    overlap = symmetry * (1.85 + 0.16 / np.cbrt(centre)) - _transparency(light, heavy, kinetic) + excess
    radius = 1.29 * (_radius(light) + _radius(heavy)) + 1.2 * roots / np.cbrt(centre)
    barrier = 1.44 * light.charge * heavy.charge / radius
    coulomb = 1 - _coulomb_multiplier(light, heavy) * barrier / centre
    slope = 2.83 - 0.031 * heavy.mass_number + 1.7e-4 * heavy.mass_number**2
    range_ = 1.2 + 1.6 * (1 - np.exp(-kinetic / 15))
    medium = 1 - slope * np.exp(-kinetic / (slope * range_))
    return 10 * np.pi * 1.1**2 * (roots + overlap) ** 2 * np.maximum(coulomb, 0) * np.maximum(medium, 0)


def _centre_of_mass_energy(projectile: Nuclide, target: Nuclide, kinetic: PerEnergyData) -> PerEnergyData:
    """Kinetic energy in the frame of the centre of mass [MeV]; ``kinetic`` in MeV/n."""
    first, second = (
        1e3 * (PROTON_MASS if nuclide.mass_number == 1 else nuclide.mass_number * ATOMIC_MASS_UNIT)
        for nuclide in (projectile, target)
    )
    gain = 2 * second * projectile.mass_number * kinetic
    # This form of √(M² + gain) - M keeps its digits at low energy.
    return gain / (np.sqrt((first + second) ** 2 + gain) + first + second)


def _radius(nuclide: Nuclide) -> float:
    """Root-mean-square radius [fm]."""
    if nuclide.mass_number <= len(RADII):
        return RADII[nuclide.mass_number - 1]
    return float(0.84 * np.cbrt(nuclide.mass_number) + 0.55)


def _transparency(light: Nuclide, heavy: Nuclide, kinetic: PerEnergyData) -> PerEnergyData:
    """The term C_E of transparency and Pauli blocking; ``kinetic`` in MeV/n."""
    if light == HYDROGEN1:
        rise, depth = 23.0, 1.85 + 0.16 / (1 + np.exp((500 - kinetic) / 200))
    elif light == DEUTERIUM:
        rise, depth = 23.0, 1.65 + 0.1 / (1 + np.exp((500 - kinetic) / 200))
    elif light == HELIUM3:
        rise, depth = 40.0, np.full_like(kinetic, 1.55)
    else:
        rise, width = ALPHA_ENERGIES.get(heavy.charge, (40.0, 75.0))
        mass_number = heavy.mass_number
        depth = 2.77 - 8e-3 * mass_number + 1.8e-5 * mass_number**2 - 0.8 / (1 + np.exp((250 - kinetic) / width))
    wave = 0.292 * np.exp(-kinetic / 792) * np.cos(0.229 * kinetic**0.453)
    return depth * (1 - np.exp(-kinetic / rise)) - wave


def _coulomb_multiplier(light: Nuclide, heavy: Nuclide) -> float:
    """The factor R_c of the Coulomb barrier."""
    if light == HYDROGEN1 and heavy.charge == 3:
        return 2.2
    if light == DEUTERIUM and heavy == Nuclide(6, 12):
        return 6.0
    pairs = {
        (HYDROGEN1, DEUTERIUM): 13.5,
        (HYDROGEN1, HELIUM3): 21.0,
        (HYDROGEN1, HELIUM4): 27.0,
        (DEUTERIUM, DEUTERIUM): 13.5,
        (DEUTERIUM, HELIUM4): 13.5,
    }
    return pairs.get((light, heavy), 1.0)
