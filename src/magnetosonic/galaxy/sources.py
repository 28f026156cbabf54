"""Distribution of cosmic-ray sources in the Galaxy.

Source: K. M. Ferrière, Rev. Mod. Phys. 73, 1031 (2001), section III.E: type Ia supernovae follow the old stellar disk,
type II the pulsars, about 60 % of them in associations.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

_SOLAR_RADIUS = 8.5  # kpc; the distribution was normalised with it, whatever the observer's radius is taken to be


def ferriere_2001(radius: Float[np.ndarray, "..."], height: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """Supernova rate per unit volume of Ferrière (2001), type Ia and type II together.

    Args:
        radius: Galactocentric radius [kpc].
        height: height above the plane [kpc].

    Returns:
        Rate [1/(kpc^3 Myr)]; only its shape matters for cosmic rays, their flux is normalised to a measurement.
    """
    height = np.abs(height)
    type_ia = 7.3 * np.exp(-(radius - _SOLAR_RADIUS) / 4.5 - height / 0.325)
    outer = np.exp(-(radius**2 - _SOLAR_RADIUS**2) / 6.8**2)
    inner = 3.55 * np.exp(-(((radius - 3.7) / 2.1) ** 2))
    vertical = 0.79 * np.exp(-((height / 0.212) ** 2)) + 0.21 * np.exp(-((height / 0.636) ** 2))
    return type_ia + 50.0 * vertical * np.where(radius > 3.7, outer, inner)
