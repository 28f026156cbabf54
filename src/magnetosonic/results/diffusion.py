"""Diffusion coefficients of all zones as a table."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.constants import KPC2_MYR_IN_CM2_S
from magnetosonic.model import Model
from magnetosonic.scattering.inputs import check_rigidity

DEFAULT_RIGIDITY: Float[np.ndarray, "rigidity"] = np.logspace(0.0, 5.9, 60)
"""Ten rigidities per decade from 1 GV to 794 TV [GV]."""


@dataclass(frozen=True, eq=False)
class DiffusionTable:
    """D of particles of the speed of light.

    Attributes:
        zones: names of the zones, from the plane outwards.
        rigidity: [rigidity] [GV].
        coefficient: D [zone, rigidity] [cm^2/s].
        mu_star: largest pitch-angle cosine at which scattering confines; 0 where there is none, NaN where D is
            given and not computed from the turbulence [zone, rigidity].
        confined: whether scattering confines at all; where not, D is that of ballistic escape [zone, rigidity].
    """

    zones: tuple[str, ...]
    rigidity: Float[np.ndarray, "rigidity"]
    coefficient: Float[np.ndarray, "zone rigidity"]
    mu_star: Float[np.ndarray, "zone rigidity"]
    confined: Bool[np.ndarray, "zone rigidity"]


def diffusion_table(model: Model, rigidity: Float[np.ndarray, "rigidity"] = DEFAULT_RIGIDITY) -> DiffusionTable:
    """D of every zone of a model, for v = c.

    Args:
        model: the model.
        rigidity: rigidities [rigidity] [GV].

    Returns:
        The table.

    Raises:
        InputError: if a rigidity is not positive.
    """
    zones = tuple(zone.name for zone in model.zones)
    rigidity = np.asarray(rigidity, dtype=float)
    check_rigidity(rigidity)
    if model.given_diffusion is not None:
        given = np.asarray(model.diffusion(jnp.asarray(rigidity))) * KPC2_MYR_IN_CM2_S
        return DiffusionTable(zones, rigidity, given, np.full(given.shape, np.nan), np.full(given.shape, True))
    theory = model.theory(jnp.asarray(rigidity))
    return DiffusionTable(
        zones,
        rigidity,
        np.stack([np.asarray(theory[zone].coefficient) for zone in zones]) * KPC2_MYR_IN_CM2_S,
        np.stack([np.asarray(theory[zone].mu_star) for zone in zones]),
        np.stack([np.asarray(theory[zone].confined) for zone in zones]),
    )
