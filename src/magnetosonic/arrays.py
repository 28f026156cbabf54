"""Array types with named axes, used in annotations throughout and checked in the tests.

Axis names: ``rigidity``, ``pitch`` (cosine of the pitch angle), ``wave`` (cosine of the wave angle), ``zone``,
``nuclide``, ``channel``, ``energy``, ``radius``, ``height``.
"""

from __future__ import annotations

import jax
import numpy as np
from jaxtyping import Bool, Float, Int

Array = jax.Array
Scalar = Float[Array, ""] | Float[np.ndarray, ""] | float | int
PerRigidity = Float[Array, "rigidity"]
PerRigidityPitch = Float[Array, "rigidity pitch"]
PerZoneRigidity = Float[Array, "zone rigidity"]
PerEnergy = Float[Array, "energy"]
PerNuclideEnergy = Float[Array, "nuclide energy"]

__all__ = [
    "Array",
    "Bool",
    "Float",
    "Int",
    "PerEnergy",
    "PerNuclideEnergy",
    "PerRigidity",
    "PerRigidityPitch",
    "PerZoneRigidity",
    "Scalar",
]
