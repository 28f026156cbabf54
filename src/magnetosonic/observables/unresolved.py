"""Where the solution of the transport equation is not good enough to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from magnetosonic.errors import SolveError
from magnetosonic.species.species import Species


@dataclass(frozen=True)
class Unresolved:
    """A species at energies at which the transport equation could not be solved.

    Attributes:
        species: which.
        lowest: kinetic energy per nucleon from which on [GeV/n].
        highest: up to which [GeV/n].
        reason: in words.
    """

    species: Species
    lowest: float
    highest: float
    reason: str

    def __str__(self) -> str:
        """In words."""
        return f"{self.species.name} from {self.lowest:.3g} to {self.highest:.3g} GeV/n: {self.reason}"


def shifted(marks: Iterable[Unresolved], potential: float) -> tuple[Unresolved, ...]:
    """Marks after solar modulation, where a flux comes from energies up to |Z|/A times the potential higher.

    Args:
        marks: outside of the heliosphere.
        potential: of the force field [GV].

    Returns:
        The marks at the top of the atmosphere.
    """
    return tuple(
        replace(mark, lowest=max(mark.lowest - potential * abs(mark.species.charge) / mark.species.nucleons, 0.0))
        for mark in marks
    )


def refuse(name: str, found: Iterable[Unresolved]) -> None:
    """Refuse to read what depends on nuclides that are not resolved.

    Args:
        name: of the flux or ratio, for the message.
        found: what it depends on.

    Raises:
        SolveError: if there is any.
    """
    if texts := [str(entry) for entry in found]:
        raise SolveError(f"{name} depends on what the transport equation could not resolve: {'; '.join(texts)}")
