"""Interstellar gas: atomic, molecular and ionised hydrogen of the GALPROP type.

Formalism: Moskalenko et al. 2002, ApJ 565, 280. The tables come from the publications named beside them.
"""

from __future__ import annotations

import equinox as eqx
import numpy as np
from jaxtyping import Float

from magnetosonic.constants import KPC_IN_CM

# Bronfman et al. 1988, ApJ 324, 248, table 3: R [kpc], CO volume emissivity [K km/s/kpc], midplane height [kpc],
# half height at half maximum [kpc].
_MOLECULAR_TABLE = np.array(
    [
        [0.00, 0.0, 0.039, 0.077], [2.25, 1.5, 0.039, 0.077], [2.75, 3.3, 0.036, 0.080], [3.25, 5.8, 0.000, 0.061],
        [3.75, 5.5, -0.008, 0.065], [4.25, 8.4, 0.001, 0.071], [4.75, 9.0, -0.010, 0.072], [5.25, 9.6, -0.001, 0.082],
        [5.75, 8.6, -0.004, 0.083], [6.25, 9.1, -0.019, 0.073], [6.75, 7.9, -0.022, 0.063], [7.25, 9.2, -0.014, 0.058],
        [7.75, 7.7, -0.009, 0.072], [8.25, 5.0, -0.004, 0.080], [8.75, 3.6, 0.013, 0.066], [9.25, 4.8, -0.004, 0.023],
        [9.75, 1.7, -0.020, 0.147], [10.25, 0.0, -0.020, 0.147],
    ]
)  # fmt: skip

# Gordon & Burton 1976, ApJ 208, 346, table 1: midplane density [cm^-3] of the annulus that begins at R [kpc].
_ATOMIC_RADII = np.array([0.0, *np.arange(2.0, 16.01, 0.5)])
_ATOMIC_DENSITIES = np.array(
    [0.10, 0.13, 0.14, 0.16, 0.19, 0.25, 0.30, 0.33, 0.32, 0.31, 0.30, 0.37, 0.38, 0.36, 0.32, 0.29, 0.38, 0.40, 0.25,
     0.23, 0.32, 0.36, 0.32, 0.25, 0.16, 0.10, 0.09, 0.08, 0.06]
)  # fmt: skip
_ATOMIC_MEAN_4_TO_8_KPC = 0.33  # cm^-3, of Gordon & Burton's densities

Field = Float[np.ndarray, "..."]


def atomic_hydrogen(radius: Field, height: Field) -> Field:
    """Density of atomic hydrogen.

    Radial profile of Gordon & Burton 1976; vertical profile of Dickey & Lockman 1990 (ARA&A 28, 215) inside 8 kpc, of
    Cox, Krügel & Mezger 1986 (A&A 155, 380) outside 10 kpc, linear in between; the column at 4 to 8 kpc is that of
    Dickey & Lockman, 6.2e20 cm^-2. Beyond 15.75 kpc it falls as exp(-R/3 kpc).

    Args:
        radius: Galactocentric radius [kpc].
        height: height above the plane [kpc].

    Returns:
        Density [cm^-3], of the broadcast shape.
    """
    centres = 0.5 * (_ATOMIC_RADII[:-1] + _ATOMIC_RADII[1:])
    plane = np.interp(radius, centres, _ATOMIC_DENSITIES)
    plane = np.where(radius > centres[-1], _ATOMIC_DENSITIES[-1] * np.exp(-(radius - centres[-1]) / 3.0), plane)
    height = np.abs(height)
    inner = (
        0.395 * np.exp(-np.log(2.0) * (height / 0.106) ** 2)
        + 0.107 * np.exp(-np.log(2.0) * (height / 0.265) ** 2)
        + 0.064 * np.exp(-height / 0.403)
    )
    outer = 0.57 * np.exp(-((height / (0.0523 * np.exp(0.11 * radius))) ** 2))
    fraction = np.clip((radius - 8.0) / 2.0, 0.0, 1.0)
    return plane / _ATOMIC_MEAN_4_TO_8_KPC * ((1.0 - fraction) * inner + fraction * outer)


def molecular_hydrogen(radius: Field, height: Field, xco: float) -> Field:
    """Density of molecular hydrogen, from the CO emissivity of Bronfman et al. 1988.

    Args:
        radius: Galactocentric radius [kpc].
        height: height above the plane [kpc].
        xco: ratio of H2 column to CO line intensity [molecules cm^-2/(K km/s)].

    Returns:
        Density of molecules [cm^-3]; zero beyond 10.25 kpc.
    """
    table_radius, emissivity, midplane, width = _MOLECULAR_TABLE.T
    emission = np.interp(radius, table_radius, emissivity)
    offset = np.interp(radius, table_radius, midplane)
    half_height = np.interp(radius, table_radius, width)
    vertical = np.exp(-np.log(2.0) * ((height - offset) / half_height) ** 2)
    return emission * xco / KPC_IN_CM * vertical


def ionised_hydrogen(radius: Field, height: Field) -> Field:
    """Density of ionised hydrogen (and of free electrons), Cordes et al. 1991, Nature 354, 121, equation (6).

    Args:
        radius: Galactocentric radius [kpc].
        height: height above the plane [kpc].

    Returns:
        Density [cm^-3].
    """
    height = np.abs(height)
    thick = 0.025 * np.exp(-height / 1.0 - (radius / 20.0) ** 2)
    return thick + 0.200 * np.exp(-height / 0.15 - ((radius - 4.0) / 2.0) ** 2)


class Gas(eqx.Module):
    """Gas densities of the GALPROP type.

    Attributes:
        xco: H2 column per CO line intensity [molecules cm^-2/(K km/s)], the same at every radius.
    """

    xco: float

    def neutral(self, radius: Field, height: Field) -> Field:
        """Hydrogen nuclei in atoms and molecules [cm^-3], at radius and height [kpc]."""
        return atomic_hydrogen(radius, height) + 2.0 * molecular_hydrogen(radius, height, self.xco)

    def ionised(self, radius: Field, height: Field) -> Field:
        """Hydrogen nuclei in ionised gas [cm^-3], at radius and height [kpc]."""
        return ionised_hydrogen(radius, height)

    def total(self, radius: Field, height: Field) -> Field:
        """All hydrogen nuclei [cm^-3], at radius and height [kpc]."""
        return self.neutral(radius, height) + self.ionised(radius, height)
