"""From what a file says, and what its user says, to a checked table of the package."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np

from magnetosonic.data.imports.points import DataSet, Point, numbers, quantity_of
from magnetosonic.data.measurement import ERROR_KINDS, NOT_STATED, Measurement, unit_of_value
from magnetosonic.data.modulation_potentials import modulation_potential, months_of_period
from magnetosonic.data.table import file_stem, format_table, parse_table
from magnetosonic.errors import InputError
from magnetosonic.variables import VARIABLE_UNITS, Variable

_POTENTIAL = re.compile(r"\s*(\S+)\s*GV\s*")


@dataclass(frozen=True)
class Statements:
    """What the user says; empty where the file is to say it.

    Attributes:
        experiment: chooses among the experiments of a file, or names that of a file that does not.
        quantity: likewise.
        abscissa: likewise, a key of :data:`magnetosonic.variables.VARIABLE_UNITS`.
        name: under which the experiment is kept.
        period: first and last month; this and the following take the place of what the file says.
        publication: reference.
        doi: digital object identifier.
        errors: kind of the errors, one of :data:`magnetosonic.data.measurement.ERROR_KINDS`.
        potential: modulation potential with its unit, such as ``0.5 GV``.
    """

    experiment: str = ""
    quantity: str = ""
    abscissa: str = ""
    name: str = ""
    period: str = ""
    publication: str = ""
    doi: str = ""
    errors: str = ""
    potential: str = ""

    def __post_init__(self) -> None:
        """Bring texts into one line, and check what can be checked without a file."""
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, " ".join(getattr(self, field.name).split()))
        if self.quantity:
            object.__setattr__(self, "quantity", quantity_of(self.quantity))
        if self.abscissa and self.abscissa not in VARIABLE_UNITS:
            raise InputError("abscissa", self.abscissa, " or ".join(VARIABLE_UNITS))
        if self.errors and self.errors not in ERROR_KINDS:
            raise InputError("errors", self.errors, " or ".join(ERROR_KINDS))
        if self.doi and not self.doi.startswith("10."):
            raise InputError("doi", self.doi, "an identifier that begins with 10.")
        if self.period:
            months_of_period(self.period, "period")

    def chosen(self, found: Sequence[DataSet], name: str) -> list[DataSet]:
        """The data sets meant.

        Args:
            found: of the file.
            name: of the file, for messages.

        Returns:
            Those that experiment, quantity and abscissa choose, with what the user says where it is missing.

        Raises:
            InputError: if there are none, or what is said of one publication would be said of several experiments.
        """
        asked = {"experiment": self.experiment, "quantity": self.quantity, "abscissa": self.abscissa}
        wanted = [entry for entry in found if all(_fits(entry, key, word) for key, word in asked.items())]
        if not wanted:
            held = ", ".join(dict.fromkeys(f"{entry.experiment} {entry.quantity}".strip() for entry in found))
            sought = " ".join(filter(None, asked.values())) or "any"
            raise InputError(f"{name}: data set", sought, f"one of those that the file holds ({held or 'none'})")
        experiments = list(dict.fromkeys(entry.experiment for entry in wanted))
        said = [key for key in ("name", "period", "publication", "doi", "errors", "potential") if getattr(self, key)]
        if said and len(experiments) > 1:
            allowed = f"left out, or said of one experiment that is chosen of {', '.join(experiments)}"
            raise InputError(said[0], getattr(self, said[0]), allowed)
        return [self._completed(entry) for entry in wanted]

    def _completed(self, entry: DataSet) -> DataSet:
        completed = dataclasses.replace(
            entry,
            experiment=self.name or entry.experiment or self.experiment,
            quantity=entry.quantity or self.quantity,
            abscissa=entry.abscissa or cast(Variable, self.abscissa) or None,
            period=self.period or entry.period,
            publication=self.publication or entry.publication,
            doi=self.doi or entry.doi,
            errors=self.errors or entry.errors,
            note="" if self.errors else entry.note,
        )
        if self.potential:
            match = _POTENTIAL.fullmatch(self.potential)
            if match is None:
                raise InputError("potential", self.potential, "a potential with its unit, such as 0.5 GV")
            (potential,) = numbers([match[1]], "potential", 1)
            completed.potential = potential, "given at the import"
        return completed


def table_of(entry: DataSet, name: str, provenance: Mapping[str, str]) -> tuple[str, str]:
    """Table of a data set, checked.

    Args:
        entry: the data set, with all that the user says of it.
        name: of the file, for messages.
        provenance: further keys of the header.

    Returns:
        Name of a file for it, and its text.

    Raises:
        InputError: if it cannot be used, something that is needed is said nowhere, or a point is not as it must be; the
            message names its line.
    """
    _require(entry, name)
    abscissa = cast(Variable, entry.abscissa)
    points = _checked(entry, name)
    abscissae, values = np.array([point[1:3] for point in points]).T
    # The database gives errors towards lower values with either sign.
    statistical, systematic = (np.abs([getattr(p, key) for p in points]).T for key in ("statistical", "systematic"))
    limits = sum(point.limit for point in entry.points)
    notes = [entry.note, f"{limits} upper limits of the file are left out" if limits else ""]
    potential, origin = entry.potential or modulation_potential(entry.period, "period (or give potential)")
    measurement = Measurement(
        entry.experiment,
        entry.quantity,
        abscissa,
        VARIABLE_UNITS[abscissa],
        unit_of_value(entry.quantity, abscissa),
        entry.publication,
        entry.doi or NOT_STATED,
        abscissae,
        values,
        statistical[0],
        statistical[1],
        systematic[0],
        systematic[1],
        period=entry.period,
        errors=_kind_of_errors(entry, bool(np.any(systematic)), name),
        modulation_potential=potential,
        modulation_origin=origin,
        note="; ".join(filter(None, notes)),
    )
    text = format_table(measurement, {"compiled by": entry.compiled_by, **provenance})
    stem = file_stem(entry.experiment, entry.quantity, abscissa)
    parse_table(text, stem, "imported")
    return f"{stem}.csv", text


def _require(entry: DataSet, name: str) -> None:
    if entry.refusal:
        which = f"{name}: {entry.experiment} {entry.quantity}".rstrip()
        raise InputError(which, "data set", f"usable: {entry.refusal}")
    for key in ("experiment", "quantity", "abscissa", "period", "publication"):
        if not getattr(entry, key):
            raise InputError(key, None, f"given, because {name} does not say it")
    if entry.potential is None and entry.elsewhere:
        why = f"given, because that at the Earth is not known to hold: {entry.elsewhere}"
        raise InputError("potential", None, why)


def _kind_of_errors(entry: DataSet, both: bool, name: str) -> str:
    kind = entry.errors or "total"
    if kind == ERROR_KINDS[0] and not both:
        return "statistical"
    if kind != ERROR_KINDS[0] and both:
        raise InputError("errors", kind, f"{ERROR_KINDS[0]!r}, because {name} has both")
    return kind


def _fits(entry: DataSet, key: str, word: str) -> bool:
    said = getattr(entry, key)
    return not word or not said or said == word or (key == "experiment" and said.startswith(word))


def _checked(entry: DataSet, name: str) -> list[Point]:
    """Points that are measured values, in the order of their abscissae."""
    points = sorted((point for point in entry.points if not point.limit), key=lambda point: point.abscissa)
    if not points:
        raise InputError(f"{name}: {entry.experiment} {entry.quantity}", "upper limits only", "measured values")
    for point in points:
        where, said = f"{name}: line {point.line}", f"{point.abscissa:g}, {point.value:g}"
        if point.abscissa <= 0.0 or point.value <= 0.0:
            raise InputError(where, said, "a positive abscissa and a positive value")
        if any(pair == (0.0, 0.0) for pair in zip(point.statistical, point.systematic, strict=True)):
            raise InputError(where, said, "a point with an error on either side")
    for before, here in pairwise(points):
        if here.abscissa == before.abscissa:
            allowed = f"given once: it stands in line {before.line} as well"
            raise InputError(f"{name}: line {here.line}", here.abscissa, allowed)
    return points
