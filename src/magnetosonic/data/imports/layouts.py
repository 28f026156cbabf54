"""All layouts, by name, and the import of a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from magnetosonic.data.imports.crdb_files import is_csv, is_plot, is_usine, read_csv, read_plot, read_usine
from magnetosonic.data.imports.galprop import is_galprop, read_galprop
from magnetosonic.data.imports.points import DataSet
from magnetosonic.data.imports.ssdc import is_ssdc, read_ssdc
from magnetosonic.data.imports.tables import Statements, table_of
from magnetosonic.errors import InputError


class Layout(NamedTuple):
    """One layout.

    Attributes:
        recognises: whether a text has it.
        read: data sets of a text; the second argument is the name of the file.
    """

    recognises: Callable[[str], bool]
    read: Callable[[str, str], list[DataSet]]


LAYOUTS = {
    "crdb-usine": Layout(is_usine, read_usine),
    "crdb-csv": Layout(is_csv, read_csv),
    "crdb-plot": Layout(is_plot, read_plot),
    "galprop": Layout(is_galprop, read_galprop),
    "ssdc": Layout(is_ssdc, read_ssdc),
}
"""Exports of CRDB (USINE, CSV, data of a plot), GALPROP's database, ASCII of SSDC."""


class Imported(NamedTuple):
    """What became of a file.

    Attributes:
        layout: that it has.
        tables: name and text of the table of every data set that can be used.
        refused: data sets that cannot, with the reason, one text each.
    """

    layout: str
    tables: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]


def detect(text: str, name: str) -> str:
    """Layout of a file.

    Args:
        text: of the file.
        name: of the file, for messages.

    Returns:
        A key of :data:`LAYOUTS`.

    Raises:
        InputError: if it is none of them, or could be several.
    """
    fitting = [key for key, layout in LAYOUTS.items() if layout.recognises(text)]
    if len(fitting) != 1:
        found = "none of the layouts is recognised" if not fitting else f"it could be {' or '.join(fitting)}"
        raise InputError("layout", None, f"one of {', '.join(LAYOUTS)}, given for {name}: {found}")
    return fitting[0]


def import_file(path: Path, layout: str = "", statements: Statements | None = None) -> Imported:
    """Read a file of measurements in a layout in which they circulate.

    Args:
        path: of the file.
        layout: a key of :data:`LAYOUTS`; empty to recognise it.
        statements: what the user says.

    Returns:
        Tables in the package's form.

    Raises:
        InputError: if the file cannot be read, a line is not as it must be, or no data set can be used.
    """
    if layout and layout not in LAYOUTS:
        raise InputError("layout", layout, f"one of {', '.join(LAYOUTS)}")
    text = _text(path)
    layout = layout or detect(text, path.name)
    chosen = (statements or Statements()).chosen(LAYOUTS[layout].read(text, path.name), path.name)
    provenance = {"made by": f"magnetosonic data import, layout {layout}", "imported": date.today().isoformat()}
    tables: dict[str, str] = {}
    errors: list[InputError] = []
    for entry in chosen:
        try:
            name, table = table_of(entry, path.name, provenance)
        except InputError as error:
            errors.append(error)
            continue
        if name in tables:
            allowed = "of another name: two data sets of the file would have the same file"
            errors.append(InputError(f"{path.name}: {entry.experiment} {entry.quantity}", name, allowed))
        else:
            tables[name] = table
    if not tables:
        raise errors[0]
    return Imported(layout, tuple(tables.items()), tuple(map(str, errors)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise InputError("data import", str(path), f"a text file that can be read ({reason})") from error
