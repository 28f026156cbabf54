"""Spallation of a table of the user's."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from magnetosonic.choices import Choice, File, Parameter
from magnetosonic.errors import InputError
from magnetosonic.species.spallation_sets.interface import COSTE, EVOLI_HELIUM, SpallationSet
from magnetosonic.species.user_table import read_spallation_csv

_CITATION = f"user's table; what it lacks of helium-3: {EVOLI_HELIUM}; of deuterium: {COSTE}"


def _build(table: Path) -> SpallationSet:
    return SpallationSet(_CITATION, partial(read_spallation_csv, str(table)))


def _check(table: Path) -> None:
    """Refuse a table that is not sound, with the line in the value."""
    try:
        read_spallation_csv(str(table))
    except InputError as error:
        field, _, place = error.field.partition(" ")
        value = f"{table}, {place} = {error.value}" if place else error.value
        raise InputError(field, value, error.allowed) from error


_PARAMETERS: dict[str, Parameter] = {
    "table": File(
        "CSV file of spallation cross sections on hydrogen with the columns parent, daughter, energy_GeV_n and "
        'cross_section_mb, for spallation = "table"; relative to the configuration file.'
    )
}
CHOICE = Choice("table", "those of network.table", _build, _PARAMETERS, _check)
