"""The packaged measurements: their list, and one of them by experiment and quantity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from jaxtyping import Float

from magnetosonic.errors import InputError

PerPoint = Float[np.ndarray, "point"]


@dataclass(frozen=True, eq=False)
class Measurement:
    """One measured quantity of one experiment. The arrays are read-only.

    Attributes:
        experiment: name of the experiment, for example ``AMS-02``.
        quantity: a ratio such as ``B/C`` or the flux of an element such as ``C``.
        abscissa_name: what the quantity is measured against, ``rigidity``.
        abscissa_unit: unit of the abscissa, ``GV``.
        unit: unit of the values and of their errors: ``1`` or ``1/(m^2 s sr GV)``.
        publication: reference.
        doi: digital object identifier of the publication.
        abscissa: rigidity of the points, increasing [``abscissa_unit``].
        value: measured values [``unit``].
        statistical_error_low: statistical errors towards lower values [``unit``].
        statistical_error_high: statistical errors towards higher values [``unit``].
        systematic_error_low: systematic errors towards lower values [``unit``].
        systematic_error_high: systematic errors towards higher values [``unit``].
    """

    experiment: str
    quantity: str
    abscissa_name: str
    abscissa_unit: str
    unit: str
    publication: str
    doi: str
    abscissa: PerPoint
    value: PerPoint
    statistical_error_low: PerPoint
    statistical_error_high: PerPoint
    systematic_error_low: PerPoint
    systematic_error_high: PerPoint

    @property
    def error_low(self) -> PerPoint:
        """Total errors towards lower values: statistical and systematic ones in quadrature [``unit``]."""
        return np.hypot(self.statistical_error_low, self.systematic_error_low)

    @property
    def error_high(self) -> PerPoint:
        """Total errors towards higher values: statistical and systematic ones in quadrature [``unit``]."""
        return np.hypot(self.statistical_error_high, self.systematic_error_high)


def available_measurements() -> tuple[tuple[str, str], ...]:
    """What is packaged.

    Returns:
        Pairs of experiment and quantity.
    """
    return tuple(_measurements())


def load_measurement(experiment: str = "AMS-02", quantity: str = "B/C") -> Measurement:
    """One packaged measurement.

    Args:
        experiment: name of the experiment.
        quantity: name of the quantity.

    Returns:
        The measurement.

    Raises:
        InputError: if it is not packaged; the message lists what is.
    """
    found = _measurements().get((experiment, quantity))
    if found is None:
        known = ", ".join(" ".join(pair) for pair in available_measurements())
        raise InputError("measurement", f"{experiment} {quantity}", f"one of {known}")
    return found


@cache
def _measurements() -> dict[tuple[str, str], Measurement]:
    """All packaged measurements by experiment and quantity."""
    folder = files("magnetosonic.data") / "tables"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".csv"))
    loaded = [_parse((folder / name).read_text(encoding="utf-8")) for name in names]
    return {(measurement.experiment, measurement.quantity): measurement for measurement in loaded}


def _parse(text: str) -> Measurement:
    """Measurement of the text of a table: ``# key: value`` lines, names of columns, rows."""
    lines = text.splitlines()
    header = dict(line[2:].split(": ", 1) for line in lines if line.startswith("#"))
    rows = [line for line in lines if not line.startswith("#")][1:]
    columns = np.loadtxt(rows, delimiter=",", ndmin=2, unpack=True)
    columns.setflags(write=False)
    return Measurement(
        header["experiment"],
        header["quantity"],
        header["abscissa"],
        header["abscissa unit"],
        header["unit"],
        header["publication"],
        header["doi"],
        *columns,
    )
