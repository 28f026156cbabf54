"""Half-lives and daughters of fully stripped nuclei.

Cosmic-ray nuclei carry no electrons, so nuclides that decay by electron capture only (Be7, Ti44, Mn53, Ni59)
are stable, and those with further modes live longer than their atoms. The table gives half-lives at rest; the
decay rate at rest is ln 2 over the half-life, and the mean life its inverse. Half-lives: NUBASE2020 (Kondev
et al. 2021, Chin. Phys. C 45, 030001) unless the table names another source. Tritium is not listed: it
counts as helium-3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import inf, log

from magnetosonic.errors import InputError
from magnetosonic.species.cross_section_table import table_lines
from magnetosonic.species.nuclide import Nuclide


@dataclass(frozen=True)
class Decay:
    """Decay of a fully stripped nucleus at rest.

    Attributes:
        half_life: half-life (not mean life) [Myr], infinite if it does not decay.
        daughter: nuclide at the end of the decay, short-lived intermediates passed over; None if there is none.
        mode: mode in words, for example ``beta-`` or ``electron capture only``.
    """

    half_life: float
    daughter: Nuclide | None
    mode: str

    @property
    def rate(self) -> float:
        """Decay rate at rest, ln 2 over the half-life [1/Myr]; 0 if it does not decay."""
        return 0.0 if self.half_life == inf else log(2) / self.half_life


@cache
def decay_table() -> dict[Nuclide, Decay]:
    """All nuclides that the package knows, with their decays.

    Returns:
        Decay by nuclide, in order of charge and mass number.
    """
    table = {}
    for line in table_lines("nuclides.csv")[1:]:
        name, _, _, _, half_life, daughter, mode, _ = line.split(";", 7)
        end = Nuclide.parse(daughter) if daughter else None
        table[Nuclide.parse(name)] = Decay(float(half_life), end, mode)
    return table


def decay_of(nuclide: Nuclide) -> Decay:
    """Decay of one fully stripped nucleus.

    Args:
        nuclide: the nucleus.

    Returns:
        Its decay.

    Raises:
        InputError: if the nuclide is not in the table (short-lived ones are not).
    """
    table = decay_table()
    if nuclide not in table:
        raise InputError("nuclide", nuclide.name, f"one of {', '.join(known.name for known in table)}")
    return table[nuclide]


def network_order(nuclide: Nuclide) -> tuple[int, bool, int]:
    """Key that sorts parents before daughters.

    Spallation lowers the mass number; decays keep it and end, in the table, at a nuclide that does not decay.

    Args:
        nuclide: the nucleus.

    Returns:
        A key that grows with falling mass number, then from decaying to stable nuclei, then with falling charge.

    Raises:
        InputError: if the nuclide is not in the table.
    """
    return -nuclide.mass_number, decay_of(nuclide).daughter is None, -nuclide.charge
