"""How well a prediction agrees with everything that was measured."""

from __future__ import annotations

from functools import cache

import numpy as np

from magnetosonic.data import Measurement, available_measurements, load_measurement
from magnetosonic.inference.comparison import Comparison, compare_modulated
from magnetosonic.inference.modulation import potential_of
from magnetosonic.inference.window import ABOVE_200_GV, Window
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.outputs.csv_text import csv_text

SHOWN = ("B/C", "H", "B", "C")
"""Quantities of AMS-02 that every run shows first.

Like those of all elements, the flux of hydrogen is that of all particles of its charge: protons and deuterons at equal
rigidity, which AMS-02 does not separate either in what it publishes as the proton flux.
"""
COLUMNS = {
    "experiment": "name of the experiment",
    "quantity": "element, nuclide or ratio; ratios are at equal value of the abscissa",
    "abscissa": "what the points are values of: rigidity, kinetic_energy, kinetic_energy_per_nucleon or total_energy",
    "period": "of data taking",
    "origin": "where the measurement comes from",
    "modulation_potential_GV": "of the force field between interstellar spectra and this measurement [GV]",
    "chi_square": "with statistical and systematic errors in quadrature; 0 where no point counts",
    "points": "number of points that count",
    "excluded": "why others do not, with their number",
}


def compare_all(
    interstellar: Spectra, potential: float, window: Window = ABOVE_200_GV, quantity: str | None = None
) -> tuple[Comparison, ...]:
    """Hold spectra against all measurements.

    Args:
        interstellar: spectra outside of the heliosphere.
        potential: modulation potential of the reference period [GV], see
            :func:`magnetosonic.inference.modulation.potential_of`.
        window: rigidities that count.
        quantity: such as ``10Be/9Be``, to compare with its measurements alone.

    Returns:
        One comparison for every measurement, in the order of the registry; it says why points do not count. Nothing is
        extrapolated.
    """
    modulated = cache(lambda phi: modulate(interstellar, phi))
    found = []
    for entry in available_measurements():
        if quantity not in (None, entry.quantity):
            continue
        measurement = load_measurement(entry.experiment, entry.quantity, entry.variable)
        phi = float(potential_of(measurement, potential))
        if interstellar.holds(measurement.quantity):
            found.append(compare_modulated(modulated(phi), measurement, window, modulation_potential=phi))
        else:
            found.append(_not_compared(measurement, phi, "all: not in the network"))
    return tuple(found)


def _not_compared(measurement: Measurement, phi: float, reason: str) -> Comparison:
    nothing = np.zeros(measurement.abscissa.size, dtype=bool)
    return Comparison(measurement, nothing, (reason,), np.zeros(0), np.zeros(0), phi)


def shown(comparisons: tuple[Comparison, ...]) -> dict[str, Comparison]:
    """Those of :data:`SHOWN` that have points, by quantity."""
    found = {c.measurement.quantity: c for c in comparisons if _is_ams(c.measurement) and c.points}
    return {name: found[name] for name in SHOWN if name in found}


def _is_ams(measurement: Measurement) -> bool:
    return measurement.experiment == "AMS-02" and measurement.variable == "rigidity"


def agreement_csv(comparisons: tuple[Comparison, ...]) -> str:
    """All comparisons, columns :data:`COLUMNS`.

    Args:
        comparisons: of :func:`compare_all`.

    Returns:
        CSV text.
    """
    return csv_text(
        COLUMNS,
        (
            (
                c.measurement.experiment,
                c.measurement.quantity,
                c.measurement.variable,
                c.measurement.period,
                c.measurement.origin,
                c.modulation_potential,
                c.chi_square,
                c.points,
                "; ".join(c.excluded),
            )
            for c in comparisons
        ),
    )
