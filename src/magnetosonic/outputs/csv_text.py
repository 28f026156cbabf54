"""Tables as CSV text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from magnetosonic.table import Table

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and their full-width forms


Columns = Mapping[str, tuple[str, str]]
"""Columns of a file by their names: the variable or coordinate that each holds, and what it means."""


def table_csv(table: Table, dims: tuple[str, ...], columns: Columns) -> str:
    """Variables and coordinates of a table as CSV text.

    Args:
        table: the table.
        dims: axes over which the rows go, the last one fastest.
        columns: of the file; those that the table does not have are left out.

    Returns:
        The text, see :func:`csv_text`.
    """
    held = {column: (name, meaning) for column, (name, meaning) in columns.items() if name in table}
    values = table.columns(dims, [name for name, _ in held.values()])
    return csv_text({column: meaning for column, (_, meaning) in held.items()}, zip(*values, strict=True))


def csv_text(columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV text: numbers with ten digits, truth values as true and false.

    Args:
        columns: what the columns hold, by their names.
        rows: one value for each column.

    Returns:
        The text: one comment that defines each column, behind a ``#``, a line of names, and the rows.
    """
    lines = [f"# {name}: {meaning}" for name, meaning in columns.items()]
    lines += [",".join(columns), *(",".join(map(_cell, row)) for row in rows)]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _text_cell(value) if isinstance(value, str) else f"{value:.10g}" if isinstance(value, float) else str(value)


def _text_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    Names come from files too. As OWASP describes ("CSV Injection"), a quote stands before the signs with which formulas
    begin, and text with separators or quotes is enclosed in quotes.
    """
    safe = "'" + text if text.lstrip().startswith(_FORMULA) or text.startswith(("\t", "\r")) else text
    return '"' + safe.replace('"', '""') + '"' if safe != text or re.search(r'[",;\r\n\t]', safe) else safe
