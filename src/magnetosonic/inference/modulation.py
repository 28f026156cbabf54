"""Solar modulation as a nuisance: the potential that a measurement prefers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.optimize import minimize_scalar

from magnetosonic.data import Measurement, modulation_potential
from magnetosonic.errors import InputError
from magnetosonic.inference.likelihood import INDEPENDENT, Comparison, ErrorModel, compare
from magnetosonic.inference.window import ABOVE_200_GV, Window
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.units import Numbers, plain_number

REFERENCE_PERIOD = "2011-05 to 2018-05"
"""Period that the modulation potential of a configuration belongs to: that of most data of AMS-02."""
_HIGHEST = 3.0  # GV


@dataclass(frozen=True)
class ModulationPrior:
    """What is known of the potential of a measurement, as a Gaussian.

    Attributes:
        potential: expected, number in GV or a quantity.
        uncertainty: its standard deviation, likewise.
    """

    potential: Numbers
    uncertainty: Numbers

    def __post_init__(self) -> None:
        """Convert and check the numbers."""
        for name in ("potential", "uncertainty"):
            object.__setattr__(self, name, plain_number(getattr(self, name), "GV", name))
        if not 0.0 <= self.potential <= _HIGHEST:
            raise InputError("potential", self.potential, f"between 0 and {_HIGHEST:g} GV")
        if not 0.0 < self.uncertainty < math.inf:
            raise InputError("uncertainty", self.uncertainty, "above 0 GV, finite")

    def chi_square(self, potential: Numbers) -> float:
        """Its share of chi^2."""
        potential = plain_number(potential, "GV", "potential")
        return float(((potential - self.potential) / self.uncertainty) ** 2)


def potential_of(measurement: Measurement, potential: Numbers) -> float:
    """Modulation potential of a measurement; other periods differ from the reference as their own potentials do.

    Args:
        measurement: the data.
        potential: of :data:`REFERENCE_PERIOD` [GV].

    Returns:
        The potential [GV]; 0 for a measurement outside of the heliosphere.
    """
    potential = plain_number(potential, "GV", "potential")
    if measurement.modulation_potential == 0.0:
        return 0.0
    return float(max(measurement.modulation_potential + potential - modulation_potential(REFERENCE_PERIOD)[0], 0.0))


def profile_modulation(
    interstellar: Spectra,
    measurement: Measurement,
    prior: ModulationPrior,
    window: Window = ABOVE_200_GV,
    errors: ErrorModel = INDEPENDENT,
) -> tuple[Comparison, float]:
    """Compare interstellar spectra with a measurement at the modulation potential that fits best.

    Args:
        interstellar: spectra outside of the heliosphere.
        measurement: the data.
        prior: what is known of the potential.
        window: rigidities that count.
        errors: how the errors hang together.

    Returns:
        The comparison at the best potential, and chi^2 with the share of the prior.

    Raises:
        InputError: if the spectra do not hold what the measurement is of.
    """

    def at(potential: float) -> Comparison:
        return compare(modulate(interstellar, potential), measurement, window, errors, potential)

    def total(potential: float) -> float:
        return at(potential).chi_square + prior.chi_square(potential)

    best = float(minimize_scalar(total, bounds=(0.0, _HIGHEST), method="bounded", options={"xatol": 1e-5}).x)
    return at(best), total(best)
