"""Nuclides: charge, mass number and name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import final

from magnetosonic.constants import ATOMIC_MASS_UNIT, PROTON_MASS
from magnetosonic.errors import InputError
from magnetosonic.species.species import Species

SYMBOLS: tuple[str, ...] = tuple(
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni".split()  # noqa: SIM905
)
"""Element symbols from hydrogen (charge 1) to nickel (charge 28)."""


@final
@dataclass(frozen=True)
class Nuclide(Species):
    """A fully stripped atomic nucleus.

    Attributes:
        charge: number of protons, 1 to 28.
        mass_number: number of nucleons, from the charge to three times the charge.

    Raises:
        InputError: if no such nucleus can exist or its element lies beyond nickel.
    """

    charge: int
    mass_number: int

    def __post_init__(self):
        if not 1 <= self.charge <= len(SYMBOLS):
            raise InputError("nuclide.charge", self.charge, f"an integer from 1 to {len(SYMBOLS)}")
        if not self.charge <= self.mass_number <= 3 * self.charge:
            allowed = f"an integer from {self.charge} to {3 * self.charge} for {SYMBOLS[self.charge - 1]}"
            raise InputError("nuclide.mass_number", self.mass_number, allowed)

    @property
    def name(self) -> str:
        """Symbol and mass number, for example ``C12``."""
        return f"{self.symbol}{self.mass_number}"

    @property
    def symbol(self) -> str:
        """Symbol of the element, for example ``C``."""
        return SYMBOLS[self.charge - 1]

    @property
    def nucleons(self) -> int:
        """The mass number."""
        return self.mass_number

    @property
    def rest_energy_per_nucleon(self) -> float:
        """Rest energy per nucleon [GeV/n].

        The proton's for hydrogen-1 and the atomic mass unit for all others, which is right to 0.3 % (worst for
        helium-3).
        """
        return PROTON_MASS if self.mass_number == 1 else ATOMIC_MASS_UNIT

    @classmethod
    def parse(cls, name: str) -> Nuclide:
        """Nuclide of a name.

        Args:
            name: symbol and mass number, for example ``C12`` or ``Be10``.

        Returns:
            The nuclide.

        Raises:
            InputError: if the name is not of this form, or the element or the nucleus is unknown.
        """
        match = re.fullmatch(r"([A-Z][a-z]?)([1-9][0-9]?)", name)
        if match is None or match[1] not in SYMBOLS:
            allowed = "an element symbol from H to Ni followed by the mass number, such as C12 or Be10"
            raise InputError("nuclide", name, allowed)
        return cls(SYMBOLS.index(match[1]) + 1, int(match[2]))


PROTON = Nuclide(1, 1)
"""Hydrogen-1."""
