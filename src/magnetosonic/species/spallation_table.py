"""Spallation cross sections as functions of the energy, one a channel, and the packaged tables of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import PerEnergyData
from magnetosonic.species.cross_section_table import load_table, table_lines
from magnetosonic.species.nuclide import Nuclide

Channel = tuple[Nuclide, Nuclide]
"""Parent and daughter."""
Curve = Callable[[np.ndarray], np.ndarray]
"""Cross section [mb] as a function of the kinetic energy per nucleon [GeV/n]."""


@dataclass(frozen=True, eq=False)
class TabulatedCurve:
    """Cross section linear in ln(energy) between knots and constant beyond them.

    Attributes:
        log_energy: natural logarithm of the kinetic energy per nucleon in GeV/n, increasing.
        values: cross sections [mb].
    """

    log_energy: Float[np.ndarray, "knot"]
    values: Float[np.ndarray, "knot"]

    def __call__(self, energy: PerEnergyData) -> PerEnergyData:
        """Cross section.

        Args:
            energy: kinetic energy per nucleon [GeV/n].

        Returns:
            Cross section [mb].
        """
        return np.interp(np.log(energy), self.log_energy, self.values)


@cache
def load_curves(name: str) -> Mapping[Channel, Curve]:
    """Read a packaged table of spallation cross sections.

    Tables with a column a channel begin with ``energy_GeV_n``. Tables with a row a channel begin with ``channel``;
    there an empty field means that its neighbours in the row give the value by interpolation.

    Args:
        name: file name in the folder ``tables``.

    Returns:
        The cross sections by parent and daughter; read once, then kept.
    """
    heading, *rows = table_lines(name)
    if heading.startswith("energy_GeV_n"):
        table = load_table(name)
        log_energy = np.log(table.energy)
        return {
            parse_channel(column): TabulatedCurve(log_energy, table.values[:, index])
            for index, column in enumerate(table.columns)
        }
    log_energy = np.log([float(field) for field in heading.split(",")[1:]])
    curves: dict[Channel, Curve] = {}
    for row in rows:
        channel, *fields = row.split(",")
        knots = [index for index, field in enumerate(fields) if field]
        values = np.array([float(fields[index]) for index in knots])
        curves[parse_channel(channel)] = TabulatedCurve(log_energy[knots], values)
    return curves


def parse_channel(text: str) -> Channel:
    """Parent and daughter of a channel.

    Args:
        text: names of parent and daughter, for example ``C12->B11``.

    Returns:
        The two nuclides.

    Raises:
        InputError: if one of the names is none of a nuclide.
    """
    parent, daughter = text.split("->")
    return Nuclide.parse(parent), Nuclide.parse(daughter)
