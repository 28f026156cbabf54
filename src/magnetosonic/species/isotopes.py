"""Isotopes of the elements."""

from __future__ import annotations

from functools import cache

from magnetosonic.species.cross_section_table import table_lines
from magnetosonic.species.nuclide import Nuclide


@cache
def most_abundant_isotopes() -> dict[str, Nuclide]:
    """Most abundant isotope of every element in the solar system.

    Source: Lodders 2003, ApJ 591, 1220, table 6.

    Returns:
        Nuclide by symbol of the element.
    """
    rows = (line.split(";", 4) for line in table_lines("nuclides.csv")[1:])
    found = [Nuclide.parse(name) for name, _, _, most_abundant, _ in rows if most_abundant == "yes"]
    return {nuclide.symbol: nuclide for nuclide in found}
