"""What a cosmic-ray particle is to the transport: charge, nucleons, rest energy and a name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import total_ordering


@total_ordering
class Species(ABC):
    """A kind of particle that can be carried through the Galaxy.

    Implementations are immutable, hashable and compare as equal if they are the same kind. They are ordered by charge,
    then by the number of nucleons.

    Attributes:
        charge: in units of the elementary charge, with its sign; not zero.
    """

    charge: int

    @property
    @abstractmethod
    def name(self) -> str:
        """Short name, for example ``C12``; no two species have the same."""

    @property
    def symbol(self) -> str:
        """Name of the species and all others that are measured together with it, as ``C`` for all carbon."""
        return self.name

    @property
    @abstractmethod
    def nucleons(self) -> int:
        """What "per nucleon" divides energies by: the mass number of a nucleus, 1 for leptons."""

    @property
    @abstractmethod
    def rest_energy_per_nucleon(self) -> float:
        """Rest energy over the number of nucleons [GeV/n]."""

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Species):
            return NotImplemented
        return (self.charge, self.nucleons, self.name) < (other.charge, other.nucleons, other.name)

    def __str__(self) -> str:
        return self.name
