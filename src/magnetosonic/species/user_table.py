"""Reading a user's own table of spallation cross sections."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from math import inf
from pathlib import Path

import numpy as np

from magnetosonic.csv_table import CsvTable, parse_number, shortened
from magnetosonic.errors import InputError
from magnetosonic.species.decay import decay_of, network_order
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.spallation_table import Channel, Curve, TabulatedCurve

COLUMNS = ("parent", "daughter", "energy_GeV_n", "cross_section_mb")
_HIGHEST_ENERGY = 1e9  # GeV/n
_LARGEST_CROSS_SECTION = 1e4  # mb: ten times the total one of iron


def read_spallation_csv(path: str) -> Mapping[Channel, Curve]:
    """Read spallation cross sections on hydrogen from a CSV file.

    The first line is ``parent,daughter,energy_GeV_n,cross_section_mb``, every further one a point, for example
    ``C12,B11,1.5,56.1``; empty lines and lines that begin with ``#`` are passed over. The points of a channel stand in
    order of increasing energy; between them the cross section is linear in ln(energy), beyond them constant. Cross
    sections are cumulative: decays of intermediate nuclides that the package does not know are included.

    Args:
        path: the file.

    Returns:
        The cross sections [mb] by parent and daughter, as functions of the kinetic energy per nucleon [GeV/n].

    Raises:
        InputError: naming line and column, if a nuclide is unknown, if a daughter is hydrogen-1 (secondary protons
            are no channels of a network) or not lighter than its parent, if an energy is not a finite positive number
            that increases within its channel, or if a cross section is not finite or negative.
    """
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:  # no such file, or a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise InputError("table", path, f"a readable file ({reason})") from error
    # A file that has changed is read anew.
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _read(path: str, changed: int, size: int) -> Mapping[Channel, Curve]:
    """Read the file; ``changed`` and ``size`` only tell its versions apart."""
    table = CsvTable.read(Path(path), "table")
    if table.header and table.header != COLUMNS:
        raise InputError("table line 1", shortened(",".join(table.header)), f"the heading {','.join(COLUMNS)}")
    points: dict[Channel, tuple[list[float], list[float]]] = {}
    channels: dict[tuple[str, str], Channel] = {}
    for number, cells in table.rows:
        place = f"table line {number}"
        names = cells[0], cells[1]
        if names not in channels:
            channels[names] = _channel(place, *names)
        energies, values = points.setdefault(channels[names], ([], []))
        last = energies[-1] if energies else 0.0
        allowed = "finite, positive and above that of the channel's last line"
        energies.append(_number(f"{place}, {COLUMNS[2]}", cells[2], np.nextafter(last, inf), _HIGHEST_ENERGY, allowed))
        allowed = "finite and not negative"
        values.append(_number(f"{place}, {COLUMNS[3]}", cells[3], 0.0, _LARGEST_CROSS_SECTION, allowed))
    if not points:
        raise InputError("table", path, "a file with at least one cross section")
    return {
        channel: TabulatedCurve(np.log(energies), np.array(values)) for channel, (energies, values) in points.items()
    }


def _channel(place: str, parent_name: str, daughter_name: str) -> Channel:
    """Parent and daughter of one line."""
    parent, daughter = _nuclide(f"{place}, parent", parent_name), _nuclide(f"{place}, daughter", daughter_name)
    if daughter.mass_number == 1:
        raise InputError(f"{place}, daughter", daughter_name, "heavier than H1: secondary protons are no channels")
    if network_order(parent) >= network_order(daughter):
        allowed = f"lighter than {parent_name} (of equal mass: stable if the parent decays, else of lower charge)"
        raise InputError(f"{place}, daughter", daughter_name, allowed)
    return parent, daughter


def _nuclide(field: str, name: str) -> Nuclide:
    """A nuclide that the package knows."""
    try:
        nuclide = Nuclide.parse(name)
        decay_of(nuclide)
    except InputError as error:
        raise InputError(field, name, error.allowed) from error
    return nuclide


def _number(field: str, text: str, least: float, most: float, allowed: str) -> float:
    """A finite number of at least ``least`` and at most ``most``."""
    value = parse_number(text)
    if not least <= value <= most:  # false for NaN
        raise InputError(field, text, f"{allowed}, at most {most:g}, with a decimal point")
    return value
