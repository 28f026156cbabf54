"""Reading and interpolation of the packaged cross-section tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from jaxtyping import Float


def table_lines(name: str) -> list[str]:
    """Lines of a packaged table below its ``#`` header, the names of the columns first.

    Args:
        name: file name in the folder ``tables``.

    Returns:
        The lines, without line ends.
    """
    text = (files("magnetosonic.species") / "tables" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@dataclass(frozen=True, eq=False)
class CrossSectionTable:
    """Cross sections on hydrogen against energy.

    Attributes:
        columns: names of the columns: a nuclide (``C12``) or a channel (``C12->B11``).
        energy: kinetic energy per nucleon, increasing [GeV/n].
        values: cross sections [mb].
    """

    columns: tuple[str, ...]
    energy: Float[np.ndarray, "knot"]
    values: Float[np.ndarray, "knot column"]

    def interpolate(self, column: str, energy: Float[np.ndarray, "energy"]) -> Float[np.ndarray, "energy"]:
        """Cross section of one column, linear in ln(energy) and constant beyond the ends of the table.

        Args:
            column: name of the column.
            energy: kinetic energy per nucleon [GeV/n].

        Returns:
            Cross section [mb].
        """
        values = self.values[:, self.columns.index(column)]
        return np.interp(np.log(energy), np.log(self.energy), values)


@cache
def load_table(name: str) -> CrossSectionTable:
    """Read a packaged cross-section table.

    Args:
        name: file name in the folder ``tables``.

    Returns:
        The table; read once, then kept.
    """
    heading, *rows = table_lines(name)
    data = np.loadtxt(rows, delimiter=",")
    data.setflags(write=False)
    return CrossSectionTable(tuple(heading.split(",")[1:]), data[:, 0], data[:, 1:])
