"""Pitch-angle scattering rates of one zone as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from magnetosonic.constants import MYR_IN_S, SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering.inputs import check_speed
from magnetosonic.scattering.rates import scattering_rates
from magnetosonic.scattering.settings import MODES
from magnetosonic.table import LabelledArray, Table
from magnetosonic.units import DIMENSIONLESS, Numbers, plain, plain_number

if TYPE_CHECKING:
    from magnetosonic.model.model import Model

INTERACTIONS = ("ttd", "gyro")
"""Transit-time damping and gyroresonance."""


def scattering_table(
    model: Model,
    zone: str,
    rigidity: Numbers,
    mu: Numbers,
    velocity: Numbers = 1.0,
) -> Table:
    """Scattering rates in one zone of a model.

    Args:
        model: the model.
        zone: name of the zone.
        rigidity: rigidities, one or many, numbers in GV or a quantity.
        mu: cosines of the pitch angle, -1 < mu < 1, one or many.
        velocity: of the particles [c].

    Returns:
        D_mumu [1/s] by mode (fast, alfven, slow) and interaction (ttd, gyro) as ``fast_ttd``, ``fast_gyro``,
        ``alfven_gyro`` ... on ``rigidity`` [GV] and ``mu``; the attribute ``zone`` is the name of the zone.

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
    rates = scattering_rates(turbulence, model.scattering, rigidity, mu, _speed(velocity))
    ordered = sorted(rates, key=lambda key: (MODES.index(key[0]), INTERACTIONS.index(key[1])))
    dims = ("rigidity", "mu")
    return Table(
        {
            f"{mode}_{interaction}": LabelledArray(
                dims,
                np.asarray(rates[mode, interaction]) / MYR_IN_S,
                "1/s",
                f"rate of pitch-angle scattering by {mode} modes, {interaction}",
            )
            for mode, interaction in ordered
        },
        {
            "rigidity": LabelledArray(("rigidity",), rigidity, "GV", "rigidity"),
            "mu": LabelledArray(("mu",), mu, "1", "cosine of the pitch angle"),
        },
        {"zone": zone},
    )


def _speed(velocity: Numbers) -> Float[np.ndarray, "1"] | None:
    """Velocity of the particles as the scattering theory takes it [kpc/Myr]; none for the speed of light."""
    velocity = float(plain_number(velocity, "c", "velocity"))
    check_speed(velocity)
    return None if velocity == 1.0 else np.array([velocity * SPEED_OF_LIGHT])
