"""Reads a diffusion coefficient from a CSV file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from jaxtyping import Float

from magnetosonic.constants import KPC2_MYR_IN_CM2_S
from magnetosonic.csv_table import Column, CsvTable
from magnetosonic.errors import InputError

_RIGIDITY = Column("rigidity_GV", 1e-3, 1e10)
# The lowest is 1e-3 of what the Galaxy needs at 1 GV, and what Bohm diffusion gives in 1 uG at 1 TV.
_DIFFUSION = Column("D_cm2_s", 3e25, 1e35, " [cm^2/s]; not in m^2/s or kpc^2/Myr")
_STEEPEST = 10.0  # slope of D in rigidity, as of the power law of a configuration
_STEP = np.log(1e3)  # in ln D, from one row to the next
_ZIGZAG = 3  # turns one after the other
_TURN = np.log(1.1)  # smallest change of ln D that counts as one


def read_diffusion_table(
    path: Path, field: str = "table"
) -> tuple[Float[np.ndarray, " rigidity"], Float[np.ndarray, " rigidity"]]:
    """Read and check a table of D(rigidity).

    Args:
        path: CSV file with a header line; columns ``rigidity_GV`` and ``D_cm2_s`` are used, others ignored, and lines
            that start with ``#`` are comments.
        field: dotted name of the input that named the file, for error messages.

    Returns:
        Rigidities [GV], shape (rigidity,), and D [kpc^2/Myr], shape (rigidity,).

    Raises:
        InputError: no such file, no such columns, fewer than two rows, a value that is no number or out of range,
            rigidities that do not increase, D that zigzags or jumps.
    """
    table = CsvTable.read(path, field)
    rigidity, diffusion = table.numbers(_RIGIDITY, _DIFFUSION)
    if len(rigidity) < 2:
        raise InputError(field, str(path), f"a table of at least two rows; it has {len(rigidity)}")
    if not np.all(np.diff(rigidity) > 0):
        first = int(np.argmax(np.diff(rigidity) <= 0)) + 1
        place = f"{table.place(first)}; rigidity_GV = {rigidity[first]:g}"
        raise InputError(field, place, "a table of increasing rigidities")
    _check_course(table, np.log(rigidity), np.log(diffusion))
    return rigidity, diffusion / KPC2_MYR_IN_CM2_S


def _check_course(table: CsvTable, x: Float[np.ndarray, " rigidity"], y: Float[np.ndarray, " rigidity"]) -> None:
    """Refuse what no D does; that of a zone which ceases to confine has a step, but does not turn at every row."""
    change = np.diff(y)
    jumps = np.flatnonzero((np.abs(change) > _STEEPEST * np.diff(x)) & (np.abs(change) > _STEP))
    if jumps.size:
        allowed = f"a table of D with slopes from -{_STEEPEST:g} to {_STEEPEST:g}, or steps of less than a factor 1000"
        raise InputError(table.field, table.place(int(jumps[0]) + 1), allowed)
    large = np.where(np.abs(change) > _TURN, np.sign(change), 0.0)
    turns = large[1:] * large[:-1] < 0
    for first in range(turns.size - _ZIGZAG + 1):
        if np.all(turns[first : first + _ZIGZAG]):
            allowed = f"a table of D that does not turn at {_ZIGZAG} rows one after the other, by 10 % or more"
            raise InputError(table.field, table.place(first + 1), allowed)
