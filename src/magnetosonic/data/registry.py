"""The measurements at hand, packaged or fetched: their list, and one of them by experiment and quantity."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import platformdirs

from magnetosonic.csv_table import read_text
from magnetosonic.data.measurement import Measurement
from magnetosonic.data.table import parse_header, parse_table
from magnetosonic.errors import InputError
from magnetosonic.text import printable

__all__ = [
    "AvailableMeasurement",
    "Measurement",
    "available_measurements",
    "cache_folder",
    "find_measurement",
    "load_measurement",
    "load_measurement_file",
    "measurement_table",
    "unreadable_tables",
]


class AvailableMeasurement(NamedTuple):
    """What there is, without its points.

    Attributes:
        experiment: name of the experiment.
        quantity: name of the quantity.
        variable: what it is measured against.
        origin: ``packaged``, or ``fetched`` with the date.
    """

    experiment: str
    quantity: str
    variable: str
    origin: str


def cache_folder() -> Path:
    """Folder of the user in which fetched tables lie; it may not exist yet."""
    return platformdirs.user_cache_path("magnetosonic") / "measurements"


def available_measurements() -> tuple[AvailableMeasurement, ...]:
    """What is packaged, and what was fetched into the user's cache.

    Returns:
        Experiment, quantity, abscissa and origin of each, the packaged ones first; of several fetches of the same, the
        last. Tables there that cannot be read are left out; :func:`unreadable_tables` names them.
    """
    return (*_packaged(), *_fetched())


def unreadable_tables() -> tuple[str, ...]:
    """Tables of the user's cache that are left out.

    Returns:
        A line for each: the file, and why it is no table of a quantity that is modelled.
    """
    return tuple(str(found) for _, found in _cached() if isinstance(found, InputError))


def load_measurement(experiment: str = "AMS-02", quantity: str = "B/C", variable: str | None = None) -> Measurement:
    """One measurement, packaged or, where there is no such one, fetched into the user's cache.

    Args:
        experiment: name of the experiment.
        quantity: name of the quantity.
        variable: what it is measured against; None for the only possibility, or rigidity where there are several.

    Returns:
        The measurement.

    Raises:
        InputError: if there is none, or several none of which is against rigidity; the message lists what there is.
    """
    return _parsed(*_find(experiment, quantity, variable))


def find_measurement(
    experiment: str = "AMS-02", quantity: str = "B/C", variable: str | None = None
) -> AvailableMeasurement:
    """Which measurement :func:`load_measurement` would load, without reading its points.

    Args:
        experiment: as for :func:`load_measurement`.
        quantity: as there.
        variable: as there.

    Returns:
        What there is.

    Raises:
        InputError: as there.
    """
    return _find(experiment, quantity, variable)[0]


def measurement_table(experiment: str, quantity: str, variable: str | None = None) -> str:
    """Table of a measurement, with all that its header says.

    Args:
        experiment: as for :func:`load_measurement`.
        quantity: as there.
        variable: as there.

    Returns:
        Text of the table.

    Raises:
        InputError: as there.
    """
    return _find(experiment, quantity, variable)[1]


def load_measurement_file(path: str | Path) -> Measurement:
    """A measurement of one's own, from a table in the form of the packaged ones.

    Args:
        path: of the CSV file.

    Returns:
        The measurement.

    Raises:
        InputError: if the file cannot be read, or its content is not as it must be; see
            :func:`magnetosonic.data.table.parse_table`.
    """
    name = printable(str(path))
    return parse_table(read_text(Path(path), "measurement"), name, name)


def _find(experiment: str, quantity: str, variable: str | None) -> tuple[AvailableMeasurement, str]:
    """Entry and text of the table of a measurement."""
    asked = " ".join(filter(None, (experiment, quantity, variable)))
    for source in (_packaged, _fetched):
        found = {key: text for key, text in source().items() if key[:2] == (experiment, quantity)}
        chosen = [key for key in found if variable in (None, key.variable)]
        if len(chosen) > 1:
            chosen = [key for key in chosen if key.variable == "rigidity"]
        if chosen:
            return chosen[0], found[chosen[0]]
        if found:
            names = ", ".join(key.variable for key in found)
            raise InputError("measurement", asked, f"with an abscissa of {names}")
    known = available_measurements()
    quantities = [key.quantity for key in known if key.experiment == experiment]
    if quantities:
        raise InputError("measurement", asked, f"of {experiment} one of {', '.join(dict.fromkeys(quantities))}")
    experiments = ", ".join(dict.fromkeys(key.experiment for key in known))
    raise InputError("measurement", asked, f"of one of the experiments {experiments}")


def _cached() -> Iterator[tuple[Path, str | InputError]]:
    """Texts of the tables in the user's cache, or why they are none."""
    for path in sorted(cache_folder().glob("*.csv")):
        try:
            text = read_text(path, "measurement")
            _checked(text, str(path))
        except InputError as error:
            yield path, error
        else:
            yield path, text


@lru_cache(maxsize=1000)
def _checked(text: str, name: str) -> None:
    """Read the whole table, so that it cannot be refused later."""
    parse_table(text, name, name)


@cache
def _parsed(key: AvailableMeasurement, text: str) -> Measurement:
    return parse_table(text, f"{key.experiment} {key.quantity} ({key.origin})", key.origin)


@cache
def _packaged() -> dict[AvailableMeasurement, str]:
    """Texts of the packaged tables."""
    folder = files("magnetosonic.data") / "tables"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".csv"))
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in names}
    return {_key(parse_header(text, name), "packaged"): text for name, text in texts.items()}


def _fetched() -> dict[AvailableMeasurement, str]:
    """Texts of the tables in the user's cache, of several of the same measurement that with the last date."""
    newest: dict[tuple[str, ...], tuple[AvailableMeasurement, str]] = {}
    for path, text in _cached():
        if isinstance(text, InputError):
            continue
        header = parse_header(text, str(path))
        imported = header.get("imported")
        origin = f"imported {imported}" if imported else f"fetched {header.get('fetched', 'on an unknown date')}"
        key = _key(header, origin)
        if key[:3] not in newest or key.origin >= newest[key[:3]][0].origin:
            newest[key[:3]] = key, text
    return dict(newest.values())


def _key(header: dict[str, str], origin: str) -> AvailableMeasurement:
    return AvailableMeasurement(header["experiment"], header["quantity"], header["abscissa"], origin)
