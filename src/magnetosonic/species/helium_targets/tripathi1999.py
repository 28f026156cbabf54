"""Total inelastic cross sections on helium of Tripathi, Cucinotta & Wilson 1999, NIM B 155, 349."""

from __future__ import annotations

from magnetosonic.arrays import PerEnergyData
from magnetosonic.choices import Choice
from magnetosonic.errors import InputError
from magnetosonic.species.helium_targets.interface import FERRANDO, HeliumTarget
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.tripathi import HELIUM4, TRIPATHI, tripathi

_TAG = "tripathi1999"


def _cross_section(nuclide: Nuclide, energy: PerEnergyData, hydrogen: PerEnergyData) -> PerEnergyData:
    return tripathi(nuclide, HELIUM4, energy)


def _check(inelastic: str) -> None:
    """Refuse it beside another model on hydrogen."""
    if inelastic != _TAG:
        condition = f"ferrando1988 unless inelastic is {_TAG} too"
        raise InputError("helium_target", _TAG, condition)


CHOICE = Choice(
    _TAG,
    "Tripathi et al. 1999, which needs the same for inelastic",
    lambda: HeliumTarget(f"{TRIPATHI}; fragments: {FERRANDO}", _cross_section),
    check=_check,
)
