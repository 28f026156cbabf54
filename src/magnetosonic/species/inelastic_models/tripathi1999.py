"""Total inelastic cross sections on hydrogen of Tripathi, Cucinotta & Wilson 1999, NIM B 155, 349."""

from __future__ import annotations

from magnetosonic.arrays import PerEnergyData
from magnetosonic.choices import Choice
from magnetosonic.species.inelastic_models.interface import InelasticModel
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.tripathi import HYDROGEN1, TRIPATHI, tripathi


def _cross_section(nuclide: Nuclide, energy: PerEnergyData) -> PerEnergyData:
    return tripathi(nuclide, HYDROGEN1, energy)


CHOICE = Choice(
    "tripathi1999",
    "Tripathi, Cucinotta & Wilson 1999, NIM B 155, 349",
    lambda: InelasticModel(TRIPATHI, _cross_section),
)
