"""Ratios of elements and isotopes at equal kinetic energy per nucleon, and at equal rigidity."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from magnetosonic.observables.spectra import Spectra
from magnetosonic.outputs.csv_text import Columns, table_csv
from magnetosonic.outputs.spectra_table import INSIDE, OUTSIDE, energy_axis
from magnetosonic.species.kinematics import rigidity as rigidity_of
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.table import LabelledArray, Table, labels

RATIOS = ("B/C", "Be/B", "10Be/9Be", "C/O", "N/O", "Li/B")
"""Ratios that every run lists, as far as its network holds the nuclides."""
RATIO_COLUMNS: Columns = {
    "ratio": ("ratio", "two elements or nuclides"),
    "kinetic_energy_GeV_per_n": ("energy", "kinetic energy per nucleon of LIS and TOA [GeV/n]"),
    "rigidity_GV": (
        "ratio_rigidity",
        "rigidity of LIS_equal_rigidity and TOA_equal_rigidity [GV]: at this energy that of a nucleus with A = 2 Z",
    ),
    "LIS": (
        "ratio_LIS",
        "ratio of the fluxes at equal kinetic energy per nucleon, outside of the heliosphere",
    ),
    "TOA": ("ratio_TOA", "the same at the top of the atmosphere"),
    "LIS_equal_rigidity": (
        "ratio_LIS_equal_rigidity",
        "ratio of the fluxes at equal rigidity, outside of the heliosphere; nan: a nuclide's energy at this rigidity "
        "is not computed",
    ),
    "TOA_equal_rigidity": ("ratio_TOA_equal_rigidity", "the same at the top of the atmosphere"),
}


def ratio_table(interstellar: Spectra, modulated: Spectra) -> Table:
    """The ratios of :data:`RATIOS` that spectra hold.

    Args:
        interstellar: spectra outside of the heliosphere.
        modulated: the same nuclides and energies at the top of the atmosphere.

    Returns:
        On ``ratio`` and ``energy`` [GeV/n]: ``ratio_LIS`` and ``ratio_TOA`` at equal energy per nucleon, outside of the
        heliosphere and at the top of the atmosphere; ``ratio_LIS_equal_rigidity`` and ``ratio_TOA_equal_rigidity`` at
        the rigidities ``ratio_rigidity`` of a nucleus with A = 2Z at these energies [GV], NaN where an isotope's energy
        is none of those computed, or not resolved. Without rows if no ratio can be formed.
    """
    names = tuple(name for name in RATIOS if interstellar.holds(name))
    energy = np.asarray(interstellar.energy)
    rigidity = np.asarray(rigidity_of(energy, Nuclide(1, 2)))

    shape, places = (len(names), energy.size), (("LIS", interstellar, OUTSIDE), ("TOA", modulated, INSIDE))
    variables = {}
    for place, spectra, where in places:
        values = np.array([_readable_ratio(spectra, name) for name in names]).reshape(shape)
        variables[f"ratio_{place}"] = _ratio(values, f"ratio at equal energy per nucleon {where}")
    for place, spectra, where in places:
        values = np.array([_by_rigidity(spectra, name, rigidity) for name in names]).reshape(shape)
        variables[f"ratio_{place}_equal_rigidity"] = _ratio(values, f"ratio at equal rigidity {where}")
    coordinates = {
        "ratio": labels("ratio", names, "ratio"),
        "energy": energy_axis(energy),
        "ratio_rigidity": LabelledArray(("energy",), rigidity, "GV", "rigidity of a nucleus with A = 2Z"),
    }
    return Table(variables, coordinates)


def _ratio(values: Float[np.ndarray, "ratio energy"], words: str) -> LabelledArray:
    return LabelledArray(("ratio", "energy"), values, "1", words)


def _by_rigidity(spectra: Spectra, name: str, rigidity: Float[np.ndarray, "energy"]) -> Float[np.ndarray, "energy"]:
    low, high = spectra.covered(name)
    inside = (rigidity >= low * (1 - 1e-9)) & (rigidity <= high * (1 + 1e-9))  # conversions round
    inside &= spectra.resolved(name, rigidity)
    values = np.full(rigidity.shape, np.nan)
    if inside.any():
        values[inside] = np.asarray(spectra.ratio(name, rigidity[inside]))
    return values


def _readable_ratio(spectra: Spectra, name: str) -> Float[np.ndarray, "energy"]:
    """A ratio at equal energy per nucleon, not a number where it is not resolved."""
    upper, lower = (spectra.select(part) @ spectra.flux for part in name.split("/"))
    good = spectra.resolved(name, spectra.energy, "kinetic_energy_per_nucleon")
    return np.where(good, upper / np.where(good, lower, 1.0), np.nan)


def ratios_csv(table: Table) -> str:
    """Ratios at equal kinetic energy per nucleon and at equal rigidity, columns :data:`RATIO_COLUMNS`.

    Args:
        table: of :func:`ratio_table`.

    Returns:
        CSV text.
    """
    return table_csv(table, ("ratio", "energy"), RATIO_COLUMNS)
