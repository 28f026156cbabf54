"""What a file of measurements says, before it is a table of the package."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from magnetosonic.errors import InputError
from magnetosonic.species.nuclide import SYMBOLS
from magnetosonic.variables import Variable

_NUCLIDE = re.compile(r"([0-9]{0,3})([A-Za-z]{1,2})([0-9]{0,3})")
_SMALLEST, _LARGEST = 1e-35, 1e35  # beyond all measurements, so that no conversion overflows


class Point(NamedTuple):
    """One point, in the units of the package's tables.

    Attributes:
        line: of the file, from 1.
        abscissa: rigidity or energy.
        value: measured.
        statistical: errors towards lower and higher values, of either sign.
        systematic: likewise.
        limit: whether the value is an upper limit.
    """

    line: int
    abscissa: float
    value: float
    statistical: tuple[float, float]
    systematic: tuple[float, float] = (0.0, 0.0)
    limit: bool = False


@dataclass
class DataSet:
    """Points that belong together, and what the file says of them; empty where it says nothing.

    Attributes:
        experiment: its name.
        quantity: as the package names it, see :func:`quantity_of`.
        abscissa: what it is measured against.
        period: first and last month.
        publication: reference.
        doi: digital object identifier.
        errors: kind of the errors, one of :data:`magnetosonic.data.measurement.ERROR_KINDS`.
        compiled_by: who compiled the numbers.
        potential: modulation potential [GV] and its origin; None if the file says nothing of it: then that of the
            period at the Earth is taken.
        elsewhere: why that would be wrong, empty if it is not.
        refusal: why the points cannot be used, whatever they are.
        note: peculiarities.
        points: in the order of the file.
    """

    experiment: str = ""
    quantity: str = ""
    abscissa: Variable | None = None
    period: str = ""
    publication: str = ""
    doi: str = ""
    errors: str = ""
    compiled_by: str = ""
    potential: tuple[float, str] | None = None
    elsewhere: str = ""
    refusal: str = ""
    note: str = ""
    points: list[Point] = field(default_factory=list)

    def name_quantity(self, text: str) -> None:
        """Take the quantity from the file; one that the package does not know is the reason of a refusal."""
        error = quantity_error(text)
        self.quantity, self.refusal = (text, str(error)) if error else (quantity_of(text), "")


def data_lines(text: str) -> Iterator[tuple[int, str]]:
    """Number, from 1, and text of every line that is neither empty nor a comment.

    Args:
        text: of a file, in which comments begin with ``#``.

    Yields:
        Number and line.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line


def numbers(words: Sequence[str], name: str, line: int) -> list[float]:
    """Numbers of a line, 0 or of a size that measurements have.

    Args:
        words: what they are written as.
        name: of the file, for the message.
        line: of the file.

    Returns:
        The numbers.

    Raises:
        InputError: if a word is none.
    """
    found = []
    for word in words:
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        # The negated comparison is also true for NaN.
        if value != 0.0 and not _SMALLEST <= abs(value) <= _LARGEST:
            allowed = f"a number, 0 or between {_SMALLEST:g} and {_LARGEST:g} in size"
            raise InputError(f"{name}: line {line}", word[:200], allowed)
        found.append(value)
    return found


def quantity_error(text: str) -> InputError | None:
    """Why a text is no name for :func:`quantity_of`, None if it is one.

    Args:
        text: as there.

    Returns:
        The error that it would raise.
    """
    sides = text.strip().split("/")
    if any(_nucleus(part) is None for side in sides for part in side.split("+")):
        return InputError("quantity", text, "made of nuclei from H to Ni, such as B/C, 10Be/9Be or He")
    return InputError("quantity", text, "a sum, or two with one slash between them") if len(sides) > 2 else None


def quantity_of(text: str) -> str:
    """Name that the package has for a quantity.

    Args:
        text: an element, a nuclide such as ``10BE`` or ``Be10``, a sum, or a ratio of these, in any case of letters.

    Returns:
        The name, such as ``10Be/9Be``.

    Raises:
        InputError: if a part is no nucleus that the package knows.
    """
    if error := quantity_error(text):
        raise error
    sides = ["+".join(str(_nucleus(part)) for part in side.split("+")) for side in text.strip().split("/")]
    return "/".join(f"({side})" if "+" in side and len(sides) == 2 else side for side in sides)


def _nucleus(part: str) -> str | None:
    match = _NUCLIDE.fullmatch(part.strip().strip("()"))
    symbol = match[2].capitalize() if match else ""
    if match is None or symbol not in SYMBOLS:
        return None
    return f"{match[1] or match[3]}{symbol}"
