"""Reads a diffusion coefficient from a CSV file."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
from jaxtyping import Float

from magnetosonic.constants import KPC2_MYR_IN_CM2_S
from magnetosonic.errors import InputError

COLUMNS = ("rigidity_GV", "D_cm2_s")


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
        InputError: no such file, no such columns, fewer than two rows, a value that is no number, rigidities that
            are not positive and increasing, D that is not positive.
    """
    if not path.is_file():
        raise InputError(field, str(path), "a CSV file that exists")
    try:
        text = path.read_text(encoding="utf-8-sig")  # spreadsheets write a byte-order mark
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(field, str(path), f"a CSV file that can be read as UTF-8 text ({error})") from error
    reader = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    if set(COLUMNS) - set(reader.fieldnames or ()):
        raise InputError(field, str(path), f"a CSV file with the columns {', '.join(COLUMNS)}")
    rows = [
        [_positive(row[name], f"{path}, line {reader.line_num}, {name}", field) for name in COLUMNS] for row in reader
    ]
    if len(rows) < 2:
        raise InputError(field, str(path), f"a table of at least two rows; it has {len(rows)}")
    rigidity, diffusion = np.array(rows).T
    if not np.all(np.diff(rigidity) > 0):
        first = int(np.argmax(np.diff(rigidity) <= 0)) + 1
        raise InputError(field, f"{path}: rigidity_GV = {rigidity[first]:g}", "a table of increasing rigidities")
    return rigidity, diffusion / KPC2_MYR_IN_CM2_S


def _positive(text: str | None, place: str, field: str) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise InputError(field, f"{place} = {text}", "a table of positive finite numbers")
    return number
