"""Exports of the Cosmic-Ray Database: USINE's columns with blanks or commas, its longer CSV, and the data of its plots.

The columns are those that the database and the package ``crdb`` document (Maurin et al. 2023, Eur. Phys. J. C 83, 971):
energies in GeV or GV, fluxes per m^2 s sr and unit of energy, phi in MV, distances in au.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from magnetosonic.data.crdb_query import (
    ENERGY_TYPES,
    HELIOPAUSE,
    WHERE_MODULATION_IS_KNOWN,
    is_at_earth,
    modulation_at,
    period_of,
)
from magnetosonic.data.imports.points import DataSet, Point, data_lines, numbers, quantity_of
from magnetosonic.data.measurement import ERROR_KINDS
from magnetosonic.errors import InputError
from magnetosonic.variables import Variable

COMPILED_BY = "CRDB, Maurin et al. 2023, Eur. Phys. J. C 83, 971, doi:10.1140/epjc/s10052-023-12092-8"
AXES: dict[str, Variable] = {name: abscissa for abscissa, name in ENERGY_TYPES.items()}
"""What the database calls the abscissae."""
SHORT = ("quantity", "sub_exp", "e_type", "e", "", "", "value", "sta_low", "sta_high", "sys_low", "sys_high", "ads")
USINE = (*SHORT, "phi", "distance", "datetime", "limit")
"""Columns of the layout of USINE, with blanks, and of the short CSV, with commas; the edges of bins have no name."""
LONG = (
    *("", "", "", "", "sub_exp", "", "", "", "distance", "datetime", "ads", "", "quantity", "e_type", "e", "", ""),
    *("value", "sta_low", "sta_high", "sys_low", "sys_high", "limit", "phi"),
)
"""Columns of the CSV ``csv-asimport``."""
_PLOT = re.compile(r"#\s*<E>\s+Elo\s+Eup\s+y\s+ystat_lo")
_PLOT_COLUMNS = 10
_MONTHS = re.compile(r"\((\d{4})/(\d{2})(?:-(\d{4})/(\d{2}))?")
_ERRORS = ("sta_low", "sta_high", "sys_low", "sys_high")


def is_usine(text: str) -> bool:
    """Whether a file has the columns of USINE."""
    return _has_axis((line.split() for _, line in data_lines(text)), USINE)


def read_usine(text: str, name: str) -> list[DataSet]:
    """Data sets of the layout of USINE.

    Args:
        text: of the file.
        name: of the file, for messages.

    Returns:
        One data set for every sub-experiment, quantity, abscissa and publication.

    Raises:
        InputError: for a line that is not as it must be; it is named.
    """
    return _collect(((number, line.split()) for number, line in data_lines(text)), name, {len(USINE): USINE})


def is_csv(text: str) -> bool:
    """Whether a file is one of the two CSV of the database."""
    try:
        first = [next(csv.reader([line])) for _, line in islice(data_lines(text), 1)]
    except csv.Error:
        return False
    return _has_axis(first, USINE) or _has_axis(first, LONG)


def read_csv(text: str, name: str) -> list[DataSet]:
    """Data sets of a CSV of the database, the short one or ``csv-asimport``.

    Args:
        text: of the file.
        name: of the file, for messages.

    Returns:
        As :func:`read_usine`.

    Raises:
        InputError: as there.
    """
    return _collect(_csv_rows(text), name, {len(USINE): USINE, len(LONG): LONG})


def is_plot(text: str) -> bool:
    """Whether a file holds the data of a plot."""
    return any(_PLOT.match(line) for line in text.splitlines())


def read_plot(text: str, name: str) -> list[DataSet]:
    """Data sets of a plot: a line ``# quantity experiment(months)``, one with the columns, and the points.

    Args:
        text: of the file.
        name: of the file, for messages.

    Returns:
        The data sets; what they are measured against is not in the file.

    Raises:
        InputError: for a line that is not as it must be; it is named.
    """
    found: list[DataSet] = []
    title = ""
    for number, line in enumerate(text.splitlines(), 1):
        if _PLOT.match(line):
            found.append(_titled(title, name, number))
        elif line.startswith("#"):
            title = line[1:].strip()
        elif line.strip():
            values = numbers(line.split(), name, number)
            if not found or len(values) != _PLOT_COLUMNS:
                allowed = f"{_PLOT_COLUMNS} numbers below the line '# <E> Elo Eup y ystat_lo ...'"
                raise InputError(f"{name}: line {number}", line, allowed)
            errors = (values[4], values[5]), (values[6], values[7])
            found[-1].points.append(Point(number, values[0], values[3], *errors))
    return found


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    # One line at a time, because the number of the line is wanted; the database puts no line breaks into fields.
    for number, line in data_lines(text):
        try:
            yield number, next(csv.reader([line]))
        except csv.Error as error:
            raise InputError(f"line {number}", line[:200], f"a line of CSV ({error})") from error


def _has_axis(rows: Iterable[Sequence[str]], columns: Sequence[str]) -> bool:
    first = next(iter(rows), ())
    return len(first) == len(columns) and first[columns.index("e_type")].strip().upper() in AXES


def _titled(title: str, name: str, number: int) -> DataSet:
    words = title.split(maxsplit=1)
    if len(words) != 2:
        raise InputError(f"{name}: line {number - 1}", title, "quantity and experiment, such as '# B/C AMS02(2011/05)'")
    months = _MONTHS.search(words[1])
    first = f"{months[1]}-{months[2]}" if months else ""
    last = f"{months[3]}-{months[4]}" if months and months[3] else first
    return DataSet(
        experiment=words[1],
        quantity=quantity_of(words[0]),
        period=f"{first} to {last}" if months else "",
        errors=ERROR_KINDS[0],
        compiled_by=COMPILED_BY,
    )


def _collect(
    rows: Iterable[tuple[int, Sequence[str]]], name: str, layouts: Mapping[int, Sequence[str]]
) -> list[DataSet]:
    found: dict[tuple[str, ...], DataSet] = {}
    for number, row in rows:
        if len(row) not in layouts:
            allowed = f"{' or '.join(map(str, layouts))} columns (they are {len(row)})"
            raise InputError(f"{name}: line {number}", ", ".join(row)[:200], allowed)
        entry = {key: word.strip() for key, word in zip(layouts[len(row)], row, strict=True) if key}
        key = entry["sub_exp"], entry["quantity"], entry["e_type"], entry["ads"]
        if key not in found:
            found[key] = _data_set(entry, name, number)
        found[key].points.append(_point(entry, name, number))
    _name_publications(found)
    return list(found.values())


def _point(entry: Mapping[str, str], name: str, number: int) -> Point:
    energy, value, *errors = numbers([entry[key] for key in ("e", "value", *_ERRORS)], name, number)
    if entry["limit"] not in ("0", "1"):
        raise InputError(f"{name}: line {number}", entry["limit"], "0, or 1 for an upper limit, in the last columns")
    statistical, systematic = (errors[0], errors[1]), (errors[2], errors[3])
    return Point(number, energy, value, statistical, systematic, entry["limit"] == "1")


def _data_set(entry: Mapping[str, str], name: str, number: int) -> DataSet:
    axis = entry["e_type"].upper()
    distance, phi = numbers([entry["distance"], entry["phi"] or "0"], name, number)
    bibcode = entry["ads"].rstrip("/").rsplit("/", 1)[-1]
    found = DataSet(
        experiment=entry["sub_exp"],
        period=period_of(entry["datetime"]),
        publication=f"bibcode {bibcode}, https://ui.adsabs.harvard.edu/abs/{bibcode}",
        errors=ERROR_KINDS[0],
        compiled_by=COMPILED_BY,
    )
    if axis not in AXES:
        found.refusal = f"its abscissa is {axis}, which is none of {', '.join(AXES)}"
        return found
    found.abscissa = AXES[axis]
    found.name_quantity(entry["quantity"])
    found.potential, found.elsewhere = _modulation(distance, phi)
    return found


def _modulation(distance: float, phi: float) -> tuple[tuple[float, str] | None, str]:
    """Potential and its origin, if the file has them, and else why that of the Earth would not do."""
    if not (distance >= HELIOPAUSE or is_at_earth(distance)):
        return None, str(InputError("distance", distance, WHERE_MODULATION_IS_KNOWN))
    if distance < HELIOPAUSE and not phi > 0.0:
        return None, ""
    potential, origin = modulation_at(distance, phi)
    return (potential, origin if potential == 0.0 else "that of the export of CRDB"), ""


def _name_publications(found: Mapping[tuple[str, ...], DataSet]) -> None:
    """Make the publication part of the name where a sub-experiment has several for one quantity, as a fetch does."""
    for key, entry in found.items():
        if sum(other[:3] == key[:3] for other in found) > 1:
            entry.experiment += f", {key[3].rstrip('/').rsplit('/', 1)[-1]}"
