"""Where the harmonics of a configuration do not suffice.

Harmonic n is in resonance at the pitch-angle cosine mu with waves of k_par L = n/(mu R), R = r_L/L. For R > 1 and
mu > 1/R the first harmonic needs k_par L < 1, and few of the waves, or none, are that long: higher harmonics scatter
there, and D of the first alone is too large.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from magnetosonic.arrays import Float
from magnetosonic.constants import LARMOR_RADIUS_1GV_1UG
from magnetosonic.model import Model, Zone


def few_harmonics(
    model: Model, rigidity: Float[np.ndarray, "rigidity"], zones: Iterable[Zone] | None = None
) -> list[str]:
    """Warnings where r_L > L and only some harmonics of the gyroresonance are summed.

    Args:
        model: the model.
        rigidity: rigidities at which something was computed [rigidity] [GV].
        zones: those of interest; without them all whose D follows from their turbulence.

    Returns:
        A line for each zone in which that happens, none with ``max_harmonic = "all"``.
    """
    if not model.from_turbulence or model.scattering.max_harmonic == "all":
        return []
    harmonic = model.scattering.max_harmonic
    summed = "harmonic 1 alone" if harmonic == 1 else f"harmonics up to {harmonic}"
    lines = []
    for zone in model.patches if zones is None else zones:
        turbulence = zone.turbulence
        if turbulence is None:
            continue
        limit = float(turbulence.magnetic_field) * float(turbulence.injection_scale) / LARMOR_RADIUS_1GV_1UG
        beyond = rigidity[rigidity > limit]
        if beyond.size:
            where = f"at {beyond.min():.4g} GV" if beyond.size == 1 else f"{beyond.min():.4g} to {beyond.max():.4g} GV"
            lines.append(
                f"{zone.name}: the Larmor radius exceeds L above {limit:.4g} GV ({where}), where {summed} "
                'may leave out most of the scattering; scattering.max_harmonic = "all" sums them'
            )
    return lines
