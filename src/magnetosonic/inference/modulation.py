"""Solar modulation of measurements: their potentials, and what is known of these."""

from __future__ import annotations

import math
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Scalar, namespace
from magnetosonic.data import Measurement, modulation_potential
from magnetosonic.errors import InputError
from magnetosonic.units import Numbers, plain_number

REFERENCE_PERIOD = "2011-05 to 2018-05"
"""Period that the modulation potential of a configuration belongs to: that of most data of AMS-02."""
HIGHEST_POTENTIAL = 3.0
"""Of any measurement [GV]."""


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
        if not 0.0 <= self.potential <= HIGHEST_POTENTIAL:
            raise InputError("potential", self.potential, f"between 0 and {HIGHEST_POTENTIAL:g} GV")
        if not 0.0 < self.uncertainty < math.inf:
            raise InputError("uncertainty", self.uncertainty, "above 0 GV, finite")

    def chi_square(self, potential: Numbers) -> float:
        """Its share of chi^2."""
        potential = plain_number(potential, "GV", "potential")
        share: float = ((potential - self.potential) / self.uncertainty) ** 2
        return share


def potential_of(measurement: Measurement, potential: Numbers) -> Scalar:
    """Modulation potential of a measurement; other periods differ from the reference as their own potentials do.

    Args:
        measurement: the data.
        potential: of :data:`REFERENCE_PERIOD`; may be traced [GV].

    Returns:
        The potential [GV]; 0 for a measurement outside of the heliosphere.

    Raises:
        InputError: if the potential is negative or not finite, where that is known before tracing.
    """
    potential = plain_number(potential, "GV", "potential")
    if namespace(potential) is np and not 0.0 <= float(potential) < math.inf:
        raise InputError("potential", float(potential), "a finite potential [GV], not negative")
    if measurement.modulation_potential == 0.0:
        return 0.0
    own, reference = measurement.modulation_potential, modulation_potential(REFERENCE_PERIOD)[0]
    if namespace(potential) is jnp:
        return jnp.maximum(own + (potential - reference), 0.0)
    return max(own + (float(potential) - reference), 0.0)
