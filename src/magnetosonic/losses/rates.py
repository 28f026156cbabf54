"""Continuous energy losses of every species in the interstellar medium: the one entry for the transport.

A loss is proportional to something of the medium, which varies in space, times a rate that depends on species and
energy. Here it is decided which species have which losses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import equinox as eqx
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.constants import ELECTRON_MASS
from magnetosonic.errors import InputError
from magnetosonic.losses.coulomb import coulomb_loss
from magnetosonic.losses.ionisation import ionisation_loss
from magnetosonic.species.species import Species
from magnetosonic.words import fields

NEUTRAL, ELECTRONS, ELECTRONS_LOG = "neutral", "electrons", "electrons_log"
"""Of the medium: neutral hydrogen n_H, free electrons n_e, and n_e ln n_e, with densities in cm^-3."""

_HEAVY = 10.0  # rest energy in those of the electron, from which on the formulas for ions hold


class LossSettings(eqx.Module):
    """Which continuous losses act.

    Attributes:
        active: ionisation and Coulomb losses on or off.
        helium_electrons: count both electrons of helium in the ionisation loss.
    """

    active: bool = eqx.field(static=True)
    helium_electrons: bool = eqx.field(static=True)

    __repr__ = fields


class Loss(NamedTuple):
    """A loss of every species: -dT/dt is sign times rate times what it is proportional to.

    Attributes:
        medium: what it is proportional to.
        rate: b per nucleon, positive [species, energy] [GeV/n/Myr, per unit of the medium].
        sign: -1 where it lessens another loss.
    """

    medium: str
    rate: Float[Array, "species energy"]
    sign: float


def loss_rates(
    species: Sequence[Species],
    lorentz_factor: Float[Array, "species energy"],
    helium_fraction: Float[Array, ""] | float,
    settings: LossSettings,
) -> tuple[Loss, ...]:
    """Rates of all losses that act.

    Args:
        species: what loses energy.
        lorentz_factor: gamma of each of them [species, energy].
        helium_fraction: helium per hydrogen atoms of the gas.
        settings: which losses act.

    Returns:
        The losses; none if they are switched off.

    Raises:
        InputError: for a species that is not heavy against the electron, whose losses are others than those of ions.
    """
    if not settings.active:
        return ()
    for one in species:
        if one.nucleons * one.rest_energy_per_nucleon < _HEAVY * ELECTRON_MASS:
            allowed = (
                f"off while {one.name} is carried: known are the losses of particles much heavier than an electron"
            )
            raise InputError("losses", True, allowed)
    charge, nucleons, rest = (
        np.array([[float(getattr(one, name))] for one in species])
        for name in ("charge", "nucleons", "rest_energy_per_nucleon")
    )
    ion = charge, nucleons, nucleons * rest, lorentz_factor
    coulomb, coulomb_log = coulomb_loss(*ion)
    return (
        Loss(NEUTRAL, ionisation_loss(*ion, helium_fraction, settings.helium_electrons), 1.0),
        Loss(ELECTRONS, coulomb, 1.0),
        Loss(ELECTRONS_LOG, coulomb_log, -1.0),
    )
