"""The one reader of CSV tables that users write: text, cells, and numbers with their ranges."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float

from magnetosonic.errors import InputError

BYTE_ORDER_MARK = "\ufeff"
"""What some programs write before the text of a file; the reader ignores it."""
_LARGEST_FILE = 100_000_000  # bytes; what is larger is no table that somebody made for this program
_SHOWN = 80  # characters of a cell or line in a message
# Python's float() takes more, such as 1_000 and digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Column:
    """A column of numbers.

    Attributes:
        name: as the header has it.
        low: smallest value allowed.
        high: largest value allowed.
        hint: what may be wrong with a number out of range, such as a unit.
    """

    name: str
    low: float
    high: float
    hint: str = ""

    @property
    def allowed(self) -> str:
        """What is accepted, in words."""
        sign = "positive " if self.low > 0.0 else ""
        return f"a table of {sign}finite numbers, {self.name} from {self.low:g} to {self.high:g}{self.hint}"


@dataclass(frozen=True)
class CsvTable:
    """The cells of a CSV file.

    Attributes:
        name: of the file, for messages.
        field: dotted name of the input that named the file, for messages.
        header: names of the columns.
        rows: number of the line in the file, and cells: as many as there are columns.
    """

    name: str
    field: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @classmethod
    def read(cls, path: Path, field: str) -> CsvTable:
        """Read a CSV file; lines that are empty or start with ``#`` are left out, and a byte-order mark is ignored.

        Args:
            path: the file.
            field: dotted name of the input that named it.

        Returns:
            The cells as text.

        Raises:
            InputError: if there is no such file, it is no text, names a column twice, or has lines of more or fewer
                cells than columns.
        """
        return cls.parse(read_text(path, field), str(path), field)

    @classmethod
    def parse(cls, text: str, name: str, field: str) -> CsvTable:
        """Cells of the text of a CSV file, as :meth:`read` has them.

        Args:
            text: of the file.
            name: of the file, for messages.
            field: dotted name of the input that named it.

        Returns:
            The cells as text.

        Raises:
            InputError: as :meth:`read`.
        """
        lines = [
            (number, _cells(line, f"{name}, line {number}", field))
            for number, line in enumerate(text.removeprefix(BYTE_ORDER_MARK).splitlines(), start=1)
            if line.strip() and not line.startswith("#")
        ]
        header = lines[0][1] if lines else ()
        table = cls(name, field, header, tuple(lines[1:]))
        twice = [column for column, count in Counter(header).items() if count > 1 and column]
        if twice:
            place = f"{name}, line {lines[0][0]}: {shortened(twice[0])} twice"
            raise InputError(field, place, "a table of columns with different names")
        for number, cells in table.rows:
            table._check_length(number, cells)
        return table

    def numbers(self, *columns: Column) -> Float[np.ndarray, "column row"]:
        """Numbers of some columns.

        Args:
            columns: their names and ranges.

        Returns:
            The numbers [column, row].

        Raises:
            InputError: if a column is missing, or a value is no number or out of its range; with file, line and column.
        """
        self.require([column.name for column in columns])
        places = [self.header.index(column.name) for column in columns]
        found = [
            [self._number(line, column, cells[place]) for column, place in zip(columns, places, strict=True)]
            for line, cells in self.rows
        ]
        return np.array(found, float).reshape(-1, len(columns)).T

    def require(self, names: list[str]) -> None:
        """Refuse the table if a column is missing.

        Args:
            names: of the columns.

        Raises:
            InputError: naming the columns that the table must have.
        """
        if set(names) - set(self.header):
            hint = ""
            if len(self.header) == 1 and re.search(r"[;\t]", self.header[0]):
                hint = ", and commas between them, not semicolons or tabs"
            raise InputError(self.field, self.name, f"a CSV file with the columns {', '.join(names)}{hint}")

    def place(self, row: int) -> str:
        """File, line and cells of a row, for messages.

        Args:
            row: its index.

        Returns:
            For example ``gas.csv, line 4: 0,1``.
        """
        line, cells = self.rows[row]
        return f"{self.name}, line {line}: {shortened(','.join(cells))}"

    def _check_length(self, line: int, cells: tuple[str, ...]) -> None:
        wanted, allowed = len(self.header), f"a table of as many cells in every line as columns, {len(self.header)}"
        if len(cells) < wanted:
            raise InputError(self.field, f"{self.name}, line {line}, {self.header[len(cells)]} = (missing)", allowed)
        if len(cells) > wanted:
            shown = shortened(",".join(cells))
            hint = "; a comma separates cells, decimals take a point"
            raise InputError(self.field, f"{self.name}, line {line}: {shown}", allowed + hint)

    def _number(self, line: int, column: Column, text: str) -> float:
        number = parse_number(text)
        if not column.low <= number <= column.high:  # false for NaN
            hint = "; decimals take a point, not a comma" if _DECIMAL_COMMA.fullmatch(text) else ""
            place = f"{self.name}, line {line}, {column.name} = {shortened(text)}"
            raise InputError(self.field, place, column.allowed + hint)
        return number


def read_text(path: Path, field: str) -> str:
    """Text of a file, without the byte-order mark that some programs write.

    Args:
        path: the file.
        field: dotted name of the input that named it.

    Returns:
        The text.

    Raises:
        InputError: if there is no such regular file, or it is too large or no UTF-8 text.
    """
    try:
        there = path.is_file()
        small = there and path.stat().st_size <= _LARGEST_FILE
        text = path.read_text(encoding="utf-8-sig") if small else ""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(field, str(path), f"a CSV file that can be read as UTF-8 text ({reason})") from error
    if not there:
        raise InputError(field, str(path), "a CSV file that exists")
    if not small:
        raise InputError(field, str(path), f"a CSV file of at most {_LARGEST_FILE // 1_000_000} MB")
    return text


def parse_number(text: str) -> float:
    """The number that a cell holds.

    Args:
        text: of the cell.

    Returns:
        The number; NaN for anything that is no decimal number with a point.
    """
    return float(text) if len(text) <= 400 and _NUMBER.fullmatch(text) else math.nan


def shortened(text: str) -> str:
    """Text of a file as a message shows it.

    Args:
        text: of a cell or line.

    Returns:
        Its beginning, if it is long.
    """
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _cells(line: str, place: str, field: str) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in next(csv.reader([line], strict=True)))
    except csv.Error as error:
        raise InputError(field, f"{place}: {shortened(line)}", f"a line of a CSV file ({error})") from error
