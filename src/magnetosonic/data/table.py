"""The form of a table of measurements: CSV with a header of ``# key: value`` lines, read with all checks, and written.

The packaged tables, those fetched from CRDB and those of a user have the same form; ``docs/data.md`` describes it.
"""

from __future__ import annotations

import math
import re
from typing import cast

import numpy as np
from jaxtyping import Float

from magnetosonic.csv_table import BYTE_ORDER_MARK, CsvTable, parse_number, shortened
from magnetosonic.data.measurement import ERROR_KINDS, NOT_STATED, Measurement, require_modelled, unit_of_value
from magnetosonic.data.modulation_potentials import modulation_potential, months_of_period
from magnetosonic.errors import InputError
from magnetosonic.variables import VARIABLE_UNITS, Variable

REQUIRED_KEYS = (
    "experiment",
    "quantity",
    "period",
    "abscissa",
    "abscissa unit",
    "unit",
    "errors",
    "publication",
    "doi",
)
"""Keys that every header has."""
OPTIONAL_KEYS = (
    "modulation potential",
    "modulation origin",
    "note",
    "compiled by",
    "made by",
    "query",
    "fetched",
    "imported",
)
"""Keys that a header may have; of those of the modulation both or none."""
ERROR_COLUMNS = ("statistical_error_low", "statistical_error_high", "systematic_error_low", "systematic_error_high")
_TWO_ERRORS = ERROR_KINDS[0]


def columns_of(variable: Variable) -> list[str]:
    """Names of the columns of a table.

    Args:
        variable: what the quantity is measured against, a key of ``VARIABLE_UNITS``.

    Returns:
        The names; that of the first holds the unit, for example ``rigidity_GV``.
    """
    return [f"{variable}_{VARIABLE_UNITS[variable].replace('/', '_per_')}", "value", *ERROR_COLUMNS]


def file_stem(experiment: str, quantity: str, variable: str) -> str:
    """Name of the file of a table, without suffix.

    Args:
        experiment: name of the experiment.
        quantity: name of the quantity.
        variable: what it is measured against.

    Returns:
        The three in small letters, digits and underscores.
    """
    return re.sub("[^a-z0-9]+", "_", f"{experiment} {quantity} {variable}".lower()).strip("_")


def parse_header(text: str, name: str) -> dict[str, str]:
    """Header of a table.

    Args:
        text: of the table.
        name: of the table, for messages.

    Returns:
        Its keys and their values.

    Raises:
        InputError: for a line that is none, a key that is unknown, missing or given twice, or a quantity, abscissa or
            unit that is not known or does not fit the others.
    """
    header: dict[str, str] = {}
    for line in text.removeprefix(BYTE_ORDER_MARK).splitlines():
        if not line.startswith("#"):
            continue
        key, separator, value = line[1:].strip().partition(": ")
        if not separator or key not in REQUIRED_KEYS + OPTIONAL_KEYS or key in header:
            known = ", ".join(REQUIRED_KEYS + OPTIONAL_KEYS)
            raise InputError(f"{name}: header", line, f"'# key: value', each key once, of {known}")
        header[key] = value.strip()
        if not value.isprintable():
            raise InputError(f"{name}: header", line, "of characters that can be printed")
    for key in REQUIRED_KEYS:
        if not header.get(key):
            raise InputError(f"{name}: header", sorted(header), f"complete; '# {key}: ...' is missing")
    require_modelled(header["quantity"], f"{name}: quantity")
    _one_of(name, "abscissa", header["abscissa"], tuple(VARIABLE_UNITS))
    abscissa = _abscissa(header)
    _one_of(name, "abscissa unit", header["abscissa unit"], (VARIABLE_UNITS[abscissa],))
    _one_of(name, "unit", header["unit"], (unit_of_value(header["quantity"], abscissa),))
    _one_of(name, "errors", header["errors"], ERROR_KINDS)
    if header["period"] != NOT_STATED:
        months_of_period(header["period"], f"{name}: period")
    if header["doi"] != NOT_STATED and not header["doi"].startswith("10."):
        raise InputError(f"{name}: doi", header["doi"], f"an identifier that begins with 10., or '{NOT_STATED}'")
    return header


def parse_table(text: str, name: str, origin: str) -> Measurement:
    """Measurement that a table holds.

    Args:
        text: of the table.
        name: of the table, for messages.
        origin: what the measurement is to say of its origin.

    Returns:
        The measurement; its arrays are read-only.

    Raises:
        InputError: if the header is not as it must be (:func:`parse_header`), no potential is given or known for the
            period, or a point is not: numbers, with an abscissa above that of the point before, a positive value,
            errors that are not negative, and a positive error on either side.
    """
    header = parse_header(text, name)
    columns = _columns(text, name, columns_of(_abscissa(header)))
    _check_points(columns, header, name)
    columns.setflags(write=False)
    abscissa, value, statistical_low, statistical_high, systematic_low, systematic_high = columns
    potential, potential_origin = _modulation(header, name)
    return Measurement(
        header["experiment"],
        header["quantity"],
        _abscissa(header),
        header["abscissa unit"],
        header["unit"],
        header["publication"],
        header["doi"],
        abscissa,
        value,
        statistical_low,
        statistical_high,
        systematic_low,
        systematic_high,
        period=header["period"],
        errors=header["errors"],
        modulation_potential=potential,
        modulation_origin=potential_origin,
        note=header.get("note", ""),
        origin=origin,
    )


def format_table(measurement: Measurement, extra: dict[str, str] | None = None) -> str:
    """Table of a measurement, as :func:`parse_table` reads it.

    Args:
        measurement: the measurement.
        extra: further keys of the header and their values, of :data:`OPTIONAL_KEYS`.

    Returns:
        Text of the table; its numbers are those of the measurement to the last digit.
    """
    header = {
        "experiment": measurement.experiment,
        "quantity": measurement.quantity,
        "period": measurement.period,
        "abscissa": measurement.variable,
        "abscissa unit": measurement.abscissa_unit,
        "unit": measurement.unit,
        "errors": measurement.errors,
        "publication": measurement.publication,
        "doi": measurement.doi,
        "modulation potential": f"{measurement.modulation_potential:g} GV",
        "modulation origin": measurement.modulation_origin,
        **({"note": measurement.note} if measurement.note else {}),
        **(extra or {}),
    }
    columns = [measurement.abscissa, measurement.value, *(getattr(measurement, name) for name in ERROR_COLUMNS)]
    lines = [f"# {key}: {value}" for key, value in header.items()]
    lines.append(",".join(columns_of(measurement.variable)))
    lines += [",".join(f"{float(number)!r}" for number in row) for row in zip(*columns, strict=True)]
    return "\n".join(lines) + "\n"


def _abscissa(header: dict[str, str]) -> Variable:
    return cast(Variable, header["abscissa"])


def _one_of(name: str, key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InputError(f"{name}: {key}", value, " or ".join(allowed))


def _columns(text: str, name: str, expected: list[str]) -> Float[np.ndarray, "column point"]:
    table = CsvTable.parse(text, name, f"{name}: points")
    if list(table.header) != expected:
        raise InputError(f"{name}: columns", shortened(",".join(table.header)), ",".join(expected))
    if not table.rows:
        raise InputError(f"{name}: points", "none", "at least one")
    rows = []
    for point, (line, cells) in enumerate(table.rows, 1):
        for column, cell in zip(expected, cells, strict=True):
            if math.isnan(parse_number(cell)):
                place = f"{shortened(cell)} in line {line}"
                raise InputError(f"{name}: point {point}: {column}", place, "a finite number with a decimal point")
        rows.append([parse_number(cell) for cell in cells])
    return np.array(rows).T.copy()


def _check_points(columns: Float[np.ndarray, "column point"], header: dict[str, str], name: str) -> None:
    names = columns_of(_abscissa(header))
    for number, row in enumerate(columns.T, 1):
        for column, value in zip(names, row, strict=True):
            # The negated comparisons are also true for NaN.
            if not np.isfinite(value) or value < 0.0 or (value == 0.0 and column in names[:2]):
                allowed = "a positive number" if column in names[:2] else "a number that is not negative"
                raise InputError(f"{name}: point {number}: {column}", float(value), allowed)
        for side in (2, 3):
            if row[side] == 0.0 and row[side + 2] == 0.0:
                allowed = f"positive, or {names[side + 2]} is: a point needs an error on either side"
                raise InputError(f"{name}: point {number}: {names[side]}", 0.0, allowed)
        if header["errors"] != _TWO_ERRORS and np.any(row[4:] != 0.0):
            allowed = f"0, because the header says 'errors: {header['errors']}'"
            raise InputError(f"{name}: point {number}: {names[4]}, {names[5]}", row[4:].tolist(), allowed)
    for number, (before, here) in enumerate(zip(columns[0], columns[0][1:], strict=False), 2):
        if here <= before:
            allowed = f"above that of the point before, {before:g}; no point may be given twice"
            raise InputError(f"{name}: point {number}: {names[0]}", float(here), allowed)


def _modulation(header: dict[str, str], name: str) -> tuple[float, str]:
    """Potential [GV] and its origin, of the header or else of the period."""
    given, origin = header.get("modulation potential"), header.get("modulation origin")
    if given is None and origin is None:
        return modulation_potential(header["period"], f"{name}: period (or give 'modulation potential')")
    number, _, unit = (given or "").partition(" ")
    try:
        potential = float(number)
    except ValueError:
        potential = -1.0
    if not 0.0 <= potential <= 5.0 or unit != "GV" or not origin:
        allowed = "a number between 0 and 5 with its unit, such as 0.6 GV, together with 'modulation origin'"
        raise InputError(f"{name}: modulation potential", given, allowed)
    return potential, origin
