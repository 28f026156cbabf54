"""Species that are no nuclei, which the package does not know yet."""

from dataclasses import dataclass

from magnetosonic.constants import ELECTRON_MASS, PROTON_MASS
from magnetosonic.species.species import Species


@dataclass(frozen=True)
class Particle(Species):
    """Any particle that counts as one nucleon."""

    charge: int
    title: str
    rest_energy: float

    @property
    def name(self):
        return self.title

    @property
    def nucleons(self):
        return 1

    @property
    def rest_energy_per_nucleon(self):
        return self.rest_energy


ELECTRON, ANTIPROTON = Particle(-1, "electron", ELECTRON_MASS), Particle(-1, "antiproton", PROTON_MASS)
