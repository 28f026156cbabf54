"""Solar modulation as a nuisance: the potential that a measurement prefers."""

from __future__ import annotations

from scipy.optimize import minimize_scalar

from magnetosonic.data import Measurement
from magnetosonic.inference.comparison import Comparison, compare_modulated
from magnetosonic.inference.error_model import INDEPENDENT, ErrorModel
from magnetosonic.inference.modulation import HIGHEST_POTENTIAL, ModulationPrior
from magnetosonic.inference.window import ABOVE_200_GV, Window
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra


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
        return compare_modulated(modulate(interstellar, potential), measurement, window, errors, potential)

    def total(potential: float) -> float:
        return at(potential).chi_square + prior.chi_square(potential)

    best = float(minimize_scalar(total, bounds=(0.0, HIGHEST_POTENTIAL), method="bounded", options={"xatol": 1e-5}).x)
    return at(best), total(best)
