"""Tables of measurements from the live Cosmic-Ray Database (Maurin et al. 2023, Eur. Phys. J. C 83, 971).

The package ``crdb`` asks the database; it is an optional dependency and needs a network. What comes back is brought
into the form of the packaged tables (:mod:`magnetosonic.data.table`) and goes through the same checks.
"""

from __future__ import annotations

import contextlib
import io
import re
from datetime import date
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

from magnetosonic.data.measurement import ERROR_KINDS, NOT_STATED, Measurement, unit_of_value
from magnetosonic.data.table import file_stem, format_table, parse_table
from magnetosonic.errors import InputError
from magnetosonic.variables import VARIABLE_UNITS, Variable

SERVER = "https://lpsc.in2p3.fr/crdb"
ENERGY_TYPES: dict[Variable, str] = {
    "rigidity": "R",
    "kinetic_energy": "EK",
    "kinetic_energy_per_nucleon": "EKN",
    "total_energy": "ETOT",
}
"""Name that the database has for each abscissa."""
MODULATION = "GHE17"
"""Series of modulation potentials that is asked for: Ghelfi et al. 2017, Adv. Space Res. 60, 833."""
HELIOPAUSE = 119.0
"""Smallest distance from the Sun at which a Voyager probe left the heliosphere, that of Voyager 2 [au]."""

WHERE_MODULATION_IS_KNOWN = "1 au, or beyond the heliopause; elsewhere no potential is known"


class _NoDataError(Exception):
    """The database has no such data."""


class FetchedTable(NamedTuple):
    """One data set of an answer.

    Attributes:
        name: of the file, with the date of the query.
        text: of the table.
    """

    name: str
    text: str


class Answer(NamedTuple):
    """What the database knows.

    Attributes:
        tables: data sets that can be used.
        refused: data sets that cannot, with the reason, one text each.
    """

    tables: tuple[FetchedTable, ...]
    refused: tuple[str, ...]


def fetch(quantity: str, experiment: str, abscissae: tuple[Variable, ...] = tuple(ENERGY_TYPES)) -> Answer:
    """Ask the database for all native data of a quantity.

    Args:
        quantity: name in the database, for example ``B/C``.
        experiment: beginning of names in the database, for example ``AMS02``; empty for all experiments.
        abscissae: what the data shall be measured against, keys of :data:`ENERGY_TYPES`.

    Returns:
        The data sets; one is all points of one sub-experiment in one publication.

    Raises:
        InputError: if ``crdb`` is not installed, the database cannot be reached, or it has no such data.
    """
    try:
        crdb = import_module("crdb")
    except ImportError as error:
        needed = "with the package crdb installed: pip install 'magnetosonic[data]'"
        raise InputError("data update", quantity, needed) from error
    tables: list[FetchedTable] = []
    refused: list[str] = []
    messages = []
    for abscissa in abscissae:
        try:
            points = _ask(crdb, quantity, experiment, ENERGY_TYPES[abscissa])
        except _NoDataError as nothing:
            messages.append(str(nothing))
            continue
        provenance = _provenance(crdb, quantity, experiment, abscissa)
        for name, chosen in _data_sets(points):
            try:
                tables.append(_table(name, quantity, abscissa, points[chosen], provenance))
            except InputError as error:
                refused.append(f"{name} {quantity} against {abscissa}: {error}")
    if not tables and not refused:
        reason = "; ".join(dict.fromkeys(message.strip() for message in messages)) or "the answer is empty"
        raise InputError("data update", f"{quantity} {experiment}".strip(), f"data that the database has ({reason})")
    return Answer(tuple(tables), tuple(refused))


def _ask(crdb: Any, quantity: str, experiment: str, energy_type: str) -> np.recarray:
    """Answer of the server itself: past the cache of the package, and without what that prints."""
    # The package depends on it, so that it is there too.
    cachier = import_module("cachier")
    silence = io.StringIO()
    cachier.disable_caching()
    try:
        with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
            answer: np.recarray = crdb.query(
                quantity,
                energy_type=energy_type,
                combo_level=0,
                energy_convert_level=0,
                exp_dates=experiment,
                modulation=MODULATION,
            )
        return answer
    except ValueError as error:
        # So the package says that there is no such data against this abscissa.
        raise _NoDataError(str(error)) from error
    except OSError as error:
        allowed = "reachable; without it, the packaged tables and those fetched earlier are there as before"
        raise InputError("network", SERVER, allowed) from error
    finally:
        cachier.enable_caching()


def _provenance(crdb: Any, quantity: str, experiment: str, abscissa: Variable) -> dict[str, str]:
    asked = f"{quantity} against {ENERGY_TYPES[abscissa]}, experiments {experiment or 'all'}, native data only"
    return {
        "compiled by": "CRDB, Maurin et al. 2023, Eur. Phys. J. C 83, 971, doi:10.1140/epjc/s10052-023-12092-8",
        "query": f"{asked}, modulation {MODULATION}; {SERVER}, with crdb {crdb.__version__}",
        "fetched": date.today().isoformat(),
    }


def _data_sets(points: np.recarray) -> list[tuple[str, np.ndarray]]:
    """Name and mask of each data set; the bibcode is part of the name where a sub-experiment has several."""
    found = []
    for experiment in dict.fromkeys(points["sub_exp"].tolist()):
        of_experiment = points["sub_exp"] == experiment
        codes = list(dict.fromkeys(points["ads"][of_experiment].tolist()))
        for code in codes:
            name = " ".join(experiment.split()) + (f", {code}" if len(codes) > 1 else "")
            found.append((name, of_experiment & (points["ads"] == code)))
    return found


def _table(
    experiment: str, quantity: str, abscissa: Variable, points: np.recarray, provenance: dict[str, str]
) -> FetchedTable:
    """Table of one data set, checked."""
    usable = points[~points["is_upper_limit"]]
    limits = points.size - usable.size
    if usable.size == 0:
        raise InputError("points", "upper limits only", "measured values")
    usable = usable[np.argsort(usable["e"], kind="stable")]
    statistical_low, statistical_high = usable["err_sta"].T.copy()
    systematic_low, systematic_high = usable["err_sys"].T.copy()
    potential, origin = modulation_at(float(usable["distance"][0]), float(usable["phi"][0]))
    measurement = Measurement(
        experiment,
        quantity,
        abscissa,
        VARIABLE_UNITS[abscissa],
        unit_of_value(quantity, abscissa),
        f"bibcode {usable['ads'][0]}, https://ui.adsabs.harvard.edu/abs/{usable['ads'][0]}",
        NOT_STATED,
        usable["e"].astype(float),
        usable["value"].astype(float),
        statistical_low,
        statistical_high,
        systematic_low,
        systematic_high,
        period=period_of(str(usable["datetime"][0])),
        errors=ERROR_KINDS[0] if np.any(usable["err_sys"]) else "statistical",
        modulation_potential=potential,
        modulation_origin=origin,
        note=f"{limits} upper limits of the answer are left out" if limits else "",
    )
    text = format_table(measurement, provenance)
    name = f"{file_stem(experiment, quantity, abscissa)}_{provenance['fetched']}.csv"
    parse_table(text, name, "fetched")
    return FetchedTable(name, text)


def is_at_earth(distance: float) -> bool:
    """Whether a place [au from the Sun] has the modulation of the Earth."""
    return 0.9 <= distance <= 1.1


def modulation_at(distance: float, phi: float) -> tuple[float, str]:
    """Modulation potential where a measurement was made.

    Args:
        distance: of the probe from the Sun [au].
        phi: potential that the database has for the period at the Earth [MV].

    Returns:
        Potential [GV] and its origin.

    Raises:
        InputError: if neither is the potential known nor the place outside of the heliosphere.
    """
    if distance >= HELIOPAUSE:
        return 0.0, "none beyond the heliopause"
    if not is_at_earth(distance):
        raise InputError("distance", distance, WHERE_MODULATION_IS_KNOWN)
    # As a potential 0 would mean no modulation, which is never so at the Earth: the series has none for the period.
    if not phi > 0.0:
        raise InputError("phi", phi / 1000.0, f"a potential above 0 GV, which the series {MODULATION} does not have")
    return phi / 1000.0, f"CRDB, series {MODULATION}"


def period_of(times: str) -> str:
    """Period of the times of the database.

    Args:
        times: such as ``2011/05/19-000000:2018/05/26-000000``, or several such separated by semicolons.

    Returns:
        First and last month, or :data:`magnetosonic.data.measurement.NOT_STATED`.
    """
    months = sorted(f"{year}-{month}" for year, month in re.findall(r"(\d{4})/(\d{2})/\d{2}-", times))
    return f"{months[0]} to {months[-1]}" if months else NOT_STATED
