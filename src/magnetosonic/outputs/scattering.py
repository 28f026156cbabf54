"""Pitch-angle scattering rates of one zone as a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from magnetosonic.constants import MYR_IN_S
from magnetosonic.errors import InputError
from magnetosonic.model import Model
from magnetosonic.outputs.diffusion import particle_speed
from magnetosonic.scattering.rates import scattering_rates
from magnetosonic.scattering.settings import MODES
from magnetosonic.units import DIMENSIONLESS, Numbers, plain

INTERACTIONS = ("ttd", "gyro")
"""Transit-time damping and gyroresonance."""


@dataclass(frozen=True, eq=False)
class ScatteringTable:
    """D_mumu in one zone.

    Attributes:
        zone: name of the zone.
        rigidity: [rigidity] [GV].
        mu: cosine of the pitch angle [pitch].
        rates: D_mumu by mode (fast, alfven, slow) and interaction (ttd, gyro) [rigidity, pitch] [1/s].
    """

    zone: str
    rigidity: Float[np.ndarray, "rigidity"]
    mu: Float[np.ndarray, "pitch"]
    rates: dict[tuple[str, str], Float[np.ndarray, "rigidity pitch"]]


def scattering_table(
    model: Model,
    zone: str,
    rigidity: Numbers,
    mu: Numbers,
    velocity: Numbers = 1.0,
) -> ScatteringTable:
    """Scattering rates in one zone of a model.

    Args:
        model: the model.
        zone: name of the zone.
        rigidity: rigidities, one or many, numbers in GV or a quantity.
        mu: cosines of the pitch angle, -1 < mu < 1, one or many.
        velocity: of the particles [c].

    Returns:
        The table.

    Raises:
        InputError: if there is no such zone, if it has no turbulence, or for rigidities, pitch angles or velocities
            that are not as described.
    """
    rigidity = np.atleast_1d(np.asarray(plain(rigidity, "GV", "rigidity")))
    mu = np.atleast_1d(np.asarray(plain(mu, DIMENSIONLESS, "mu")))
    turbulence = model.zone(zone).turbulence
    if turbulence is None:
        allowed = 'a zone with turbulence, which exists if diffusion.model = "theory"'
        raise InputError("zone", zone, allowed)
    rates = scattering_rates(turbulence, model.scattering, rigidity, mu, particle_speed(velocity))
    ordered = sorted(rates, key=lambda key: (MODES.index(key[0]), INTERACTIONS.index(key[1])))
    return ScatteringTable(zone, rigidity, mu, {key: np.asarray(rates[key]) / MYR_IN_S for key in ordered})
