"""One measured quantity of one experiment."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from textwrap import shorten

import numpy as np
from jaxtyping import Float

from magnetosonic.errors import InputError
from magnetosonic.species.nuclide import SYMBOLS
from magnetosonic.variables import VARIABLE_UNITS, Variable
from magnetosonic.words import span

PerPoint = Float[np.ndarray, "point"]

ERROR_KINDS = ("statistical and systematic", "statistical", "total")
"""What the errors may be; the last two stand in the statistical ones, the systematic ones are zero."""
NOT_STATED = "not stated"
"""Period or DOI that the publication, or the database behind the table, does not state."""


_NUCLEUS = re.compile(r"(?:([1-9][0-9]?)?([A-Z][a-z]?)|([A-Z][a-z]?)([1-9][0-9]?))")


@dataclass(frozen=True, eq=False)
class Measurement:
    """One measured quantity of one experiment. The arrays are read-only.

    Attributes:
        experiment: name of the experiment, for example ``AMS-02``.
        quantity: a ratio such as ``B/C`` or the flux of an element such as ``C``.
        variable: what the quantity is measured against, a key of :data:`VARIABLE_UNITS`.
        abscissa_unit: unit of the abscissa, the value of that key.
        unit: unit of the values and of their errors: ``1`` or, per abscissa, for example ``1/(m^2 s sr GV)``.
        publication: reference.
        doi: digital object identifier of the publication, or :data:`NOT_STATED`.
        abscissa: rigidity or energy of the points, increasing [``abscissa_unit``].
        value: measured values [``unit``].
        statistical_error_low: statistical errors towards lower values [``unit``].
        statistical_error_high: statistical errors towards higher values [``unit``].
        systematic_error_low: systematic errors towards lower values [``unit``].
        systematic_error_high: systematic errors towards higher values [``unit``].
        period: first and last month of data, for example ``2011-05 to 2018-05``, or :data:`NOT_STATED`.
        errors: kind of the errors, one of :data:`ERROR_KINDS`.
        modulation_potential: force-field potential of the period at the place of the experiment [GV]; zero where
            there is no modulation or none that matters.
        modulation_origin: where that number comes from.
        note: peculiarities of the table, empty if there are none.
        origin: ``packaged``, ``fetched`` with the date, or the path of a file.
    """

    experiment: str
    quantity: str
    variable: Variable
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
    period: str = NOT_STATED
    errors: str = ERROR_KINDS[0]
    modulation_potential: float = 0.0
    modulation_origin: str = NOT_STATED
    note: str = ""
    origin: str = "packaged"

    def __eq__(self, other: object) -> bool:
        """Whether all that is stated is the same."""
        if not isinstance(other, Measurement):
            return NotImplemented
        return all(np.array_equal(getattr(self, each.name), getattr(other, each.name)) for each in fields(self))

    def __hash__(self) -> int:
        """Of the names and the points, so that compiled functions know data that they were compiled for."""
        return hash((self.experiment, self.quantity, self.variable, self.abscissa.tobytes(), self.value.tobytes()))

    @property
    def error_low(self) -> PerPoint:
        """Total errors towards lower values: statistical and systematic ones in quadrature [``unit``]."""
        return np.asarray(np.hypot(self.statistical_error_low, self.systematic_error_low))

    @property
    def error_high(self) -> PerPoint:
        """Total errors towards higher values: statistical and systematic ones in quadrature [``unit``]."""
        return np.asarray(np.hypot(self.statistical_error_high, self.systematic_error_high))

    def __repr__(self) -> str:
        """What was measured by whom, how many points and their range."""
        points = f"{self.abscissa.size} points, {self.variable} {span(self.abscissa, self.abscissa_unit)}"
        unit = "" if self.unit == "1" else self.unit
        return (
            f"Measurement of {self.quantity} by {self.experiment} ({self.origin})\n"
            f"  {points}\n"
            f"  values {span(self.value, unit)}, errors {self.errors}\n"
            f"  period {self.period}, modulation potential {self.modulation_potential:g} GV\n"
            f"  {shorten(self.publication or NOT_STATED, 100, placeholder='...')}"
        )


def require_modelled(quantity: str, field: str) -> None:
    """Refuse what no model of this package has, such as antiprotons or electrons.

    Args:
        quantity: sums of elements and nuclides, or a ratio of two.
        field: name of the input, for error messages.

    Raises:
        InputError: unless it is made of nuclei from hydrogen to nickel.
    """
    allowed = "a quantity that is modelled, of nuclei from H to Ni, such as C, 10Be/9Be or (B+C)/O"
    sides = [side.strip() for side in quantity.split("/")]
    inner = [side[1:-1] if side.startswith("(") and side.endswith(")") else side for side in sides]
    if len(sides) > 2 or not all(_is_nucleus(part.strip()) for side in inner for part in side.split("+")):
        raise InputError(field, quantity, allowed)


def _is_nucleus(name: str) -> bool:
    match = _NUCLEUS.fullmatch(name)
    if match is None:
        return False
    symbol, number = match[2] or match[3], match[1] or match[4]
    if symbol not in SYMBOLS:
        return False
    charge = SYMBOLS.index(symbol) + 1
    return number is None or charge <= int(number) <= 3 * charge


def unit_of_value(quantity: str, variable: Variable) -> str:
    """Unit in which a quantity is given.

    Args:
        quantity: a ratio such as ``B/C`` or the flux of an element such as ``C``.
        variable: what it is measured against, a key of :data:`VARIABLE_UNITS`.

    Returns:
        ``1`` for a ratio, else the inverse of m^2 s sr and of the unit of the abscissa.
    """
    if "/" in quantity:
        return "1"
    unit = VARIABLE_UNITS[variable]
    return f"1/(m^2 s sr {f'({unit})' if '/' in unit else unit})"
