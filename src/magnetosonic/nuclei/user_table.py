"""Reading a user's own table of spallation cross sections."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from math import inf, isfinite
from pathlib import Path

import numpy as np

from magnetosonic.errors import InputError
from magnetosonic.nuclei.decay import decay_of, network_order
from magnetosonic.nuclei.nuclide import Nuclide
from magnetosonic.nuclei.spallation_table import Channel, Curve, TabulatedCurve

COLUMNS = ("parent", "daughter", "energy_GeV_n", "cross_section_mb")


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
    except OSError as error:
        raise InputError("network.table", path, f"a readable file ({error.strerror})") from error
    # A file that has changed is read anew.
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _read(path: str, changed: int, size: int) -> Mapping[Channel, Curve]:
    """Read the file; ``changed`` and ``size`` only tell its versions apart."""
    points: dict[Channel, tuple[list[float], list[float]]] = {}
    channels: dict[tuple[str, str], Channel] = {}
    heading = False
    for number, line in enumerate(_text(path).splitlines(), start=1):
        fields = tuple(field.strip() for field in line.split(","))
        if not line.strip() or line.startswith("#"):
            continue
        place = f"network.table line {number}"
        if not heading:
            if fields != COLUMNS:
                raise InputError(place, line, f"the heading {','.join(COLUMNS)}")
            heading = True
            continue
        if len(fields) != len(COLUMNS):
            raise InputError(place, line, f"{len(COLUMNS)} values: {', '.join(COLUMNS)}")
        names = fields[0], fields[1]
        if names not in channels:
            channels[names] = _channel(place, *names)
        energies, values = points.setdefault(channels[names], ([], []))
        last = energies[-1] if energies else 0.0
        allowed = "finite, positive and above that of the channel's last line"
        energies.append(_number(f"{place}, {COLUMNS[2]}", fields[2], np.nextafter(last, inf), allowed))
        values.append(_number(f"{place}, {COLUMNS[3]}", fields[3], 0.0, "finite and not negative"))
    if not points:
        raise InputError("network.table", path, "a file with at least one cross section")
    return {
        channel: TabulatedCurve(np.log(energies), np.array(values)) for channel, (energies, values) in points.items()
    }


def _text(path: str) -> str:
    """Text of the file."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("network.table", path, f"a readable text file ({error})") from error


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


def _number(field: str, text: str, least: float, allowed: str) -> float:
    """A finite number of at least ``least``."""
    try:
        value = float(text)
    except ValueError as error:
        raise InputError(field, text, f"a number, {allowed}") from error
    if not isfinite(value) or value < least:
        raise InputError(field, text, allowed)
    return value
