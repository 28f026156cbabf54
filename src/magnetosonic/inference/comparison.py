"""How well predicted spectra agree with a measurement: chi^2 with statistical and systematic errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.data import Measurement
from magnetosonic.errors import InputError, require
from magnetosonic.inference.error_model import INDEPENDENT, ErrorModel
from magnetosonic.inference.modulation import potential_of
from magnetosonic.inference.window import ABOVE_200_GV, Selection, Window, select_points
from magnetosonic.model import Prediction
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.units import Numbers, plain_number
from magnetosonic.words import span


@dataclass(frozen=True, eq=False)
class Comparison:
    """A prediction held against one measurement.

    Attributes:
        measurement: the data.
        counts: which of its points count [point].
        excluded: why the others do not, in words; empty if all count.
        model: prediction at the points that count, in the unit of the measurement [counted].
        pull: whitened residuals of these, (model - data)/error where the errors are independent [counted].
        modulation_potential: of the force field between interstellar spectra and this measurement [GV].
    """

    measurement: Measurement
    counts: Bool[np.ndarray, "point"]
    excluded: tuple[str, ...]
    model: Float[np.ndarray, "counted"]
    pull: Float[np.ndarray, "counted"]
    modulation_potential: float

    @property
    def chi_square(self) -> float:
        """Sum of the squares of the pulls."""
        return float(np.sum(self.pull**2))

    @property
    def points(self) -> int:
        """Number of points that count."""
        return int(np.sum(self.counts))

    def __repr__(self) -> str:
        """With what, how well it agrees, and what was left out."""
        data = self.measurement
        outcome = f"chi^2 = {self.chi_square:.4g} of {self.points} points"
        lines = [f"Comparison with {data.quantity} of {data.experiment}: {outcome}"]
        if self.points:
            at = span(data.abscissa[self.counts], data.abscissa_unit)
            lines.append(f"{data.variable} {at}, pulls {span(self.pull)}")
        lines.extend(self.excluded)
        if math.isfinite(self.modulation_potential):
            lines.append(f"modulated with {self.modulation_potential:.4g} GV")
        return "\n  ".join(lines)


def compare(
    prediction: Prediction | Spectra,
    measurement: Measurement,
    window: Window = ABOVE_200_GV,
    errors: ErrorModel = INDEPENDENT,
    potential: Numbers | None = None,
) -> Comparison:
    """Hold a prediction against a measurement, modulated as in its period.

    Args:
        prediction: of a model, or interstellar spectra; for spectra that are modulated already see
            :func:`compare_modulated`.
        measurement: the data.
        window: rigidities that count.
        errors: how the errors hang together.
        potential: modulation potential of the reference period [GV], see
            :func:`magnetosonic.inference.modulation.potential_of`; without it that of the prediction.

    Returns:
        Model, pulls and what was left out, with the reason; if no point counts, chi^2 is 0 of 0 points.

    Raises:
        InputError: if the prediction does not hold what the measurement is of, interstellar spectra come without a
            potential, or the errors are correlated over a length that leaves no inverse of their covariance.
    """
    require("prediction", prediction, (Prediction, Spectra), "a prediction, that of model.predict(), or spectra")
    _require_data(measurement, window, errors)
    if isinstance(prediction, Prediction):
        interstellar = prediction.interstellar
        potential = prediction.propagation.modulation_potential if potential is None else potential
    else:
        interstellar = prediction
    if potential is None:
        raise InputError("potential", potential, "that of the reference period in GV, for interstellar spectra")
    phi = potential_of(measurement, potential)
    return compare_modulated(modulate(interstellar, phi), measurement, window, errors, phi)


def compare_modulated(
    spectra: Spectra,
    measurement: Measurement,
    window: Window = ABOVE_200_GV,
    errors: ErrorModel = INDEPENDENT,
    modulation_potential: Numbers = float("nan"),
) -> Comparison:
    """As :func:`compare`, of spectra at the top of the atmosphere.

    Args:
        spectra: modulated as at the time of the measurement.
        measurement: the data.
        window: rigidities that count.
        errors: how the errors hang together.
        modulation_potential: with which the spectra were modulated, to be kept with the outcome [GV].

    Returns:
        As :func:`compare`.

    Raises:
        InputError: as :func:`compare`.
    """
    _require_data(measurement, window, errors)
    what = measurement.quantity, measurement.variable
    resolved = spectra.resolved(what[0], measurement.abscissa, what[1])
    selection = select_points(measurement, window, spectra.covered(*what), resolved)
    model = predicted(spectra, measurement, selection)
    pull = errors.whitened(measurement, selection, model) if selection.counts.any() else model
    return Comparison(
        measurement,
        selection.counts,
        selection.excluded,
        np.asarray(model),
        np.asarray(pull),
        plain_number(modulation_potential, "GV", "modulation_potential"),
    )


def _require_data(measurement: object, window: object, errors: object) -> None:
    require("measurement", measurement, Measurement, "a measurement, such as that of measurement(experiment, quantity)")
    require_choice(window, errors)


def require_choice(window: object, errors: object) -> None:
    """Refuse what is no window, or says nothing of errors."""
    require("window", window, Window, "a Window, such as Window(100.0)")
    require("errors", errors, ErrorModel, "an ErrorModel, such as ErrorModel(0.5)")


def predicted(spectra: Spectra, measurement: Measurement, selection: Selection) -> Float[Array, "counted"]:
    """Prediction at the points of a measurement that count.

    Args:
        spectra: at the top of the atmosphere; their fluxes may be traced.
        measurement: the data.
        selection: which of its points count.

    Returns:
        Values in the unit of the measurement.
    """
    points = measurement.abscissa[selection.counts]
    if not points.size:
        return np.zeros(0)
    values = spectra.value(measurement.quantity, points, measurement.variable)
    return namespace(values).asarray(values)
