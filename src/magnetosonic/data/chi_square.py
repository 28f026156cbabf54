"""Comparison of a model with a measurement by χ².

χ² = Σᵢ [(mᵢ - dᵢ)/σᵢ]², with dᵢ the measured values, mᵢ the model at their abscissae and σᵢ the total error on the side
on which the model lies. Errors of different points are taken as independent, which overestimates the freedom that the
systematic errors of neighbouring points leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from magnetosonic.data.registry import Measurement
from magnetosonic.errors import InputError

PerPoint = Float[np.ndarray, "point"]


@dataclass(frozen=True, eq=False)
class ChiSquare:
    """Outcome of a comparison.

    Attributes:
        value: χ².
        points: number of points compared.
        abscissa: abscissae of these points, in the unit of the measurement.
        model: model there, in the unit of the measurement.
        pull: (model - data)/error there.
    """

    value: float
    points: int
    abscissa: PerPoint
    model: PerPoint
    pull: PerPoint


def chi_square(
    measurement: Measurement,
    abscissa: Float[np.ndarray, "sample"],
    model: Float[np.ndarray, "sample"],
    minimum: float = 200.0,
) -> ChiSquare:
    """χ² of a model against the points of a measurement from ``minimum`` upwards.

    The model is interpolated linearly in the logarithms of abscissa and value.

    Args:
        measurement: the data.
        abscissa: where the model is known, positive and increasing, in the unit of the measurement (GV).
        model: values of the model there, positive, in the unit of the measurement.
        minimum: lowest abscissa of the points compared, in the unit of the measurement (GV).

    Returns:
        χ² and the pulls of the points.

    Raises:
        InputError: if abscissa or model are not as described, if no point lies at or above ``minimum``, or if one
            does that lies outside of the range of the model.
    """
    increasing = abscissa.size > 0 and abscissa[0] > 0 and np.all(np.diff(abscissa) > 0)
    if not (increasing and np.all(np.isfinite(abscissa))):
        raise InputError("abscissa", abscissa, "positive and increasing")
    if not (model.shape == abscissa.shape and np.all(np.isfinite(model)) and np.all(model > 0)):
        raise InputError("model", model, "finite and positive, one value for every abscissa")
    chosen = measurement.abscissa >= minimum
    points = measurement.abscissa[chosen]
    if points.size == 0:
        raise InputError("minimum", minimum, f"at most {measurement.abscissa[-1]:g}, the last measured point")
    if points[0] < abscissa[0] or points[-1] > abscissa[-1]:
        needed = f"an array that covers the measured points from {points[0]:g} to {points[-1]:g}"
        raise InputError("abscissa", f"{abscissa[0]:g} to {abscissa[-1]:g}", needed)
    expected = np.exp(np.interp(np.log(points), np.log(abscissa), np.log(model)))
    residual = expected - measurement.value[chosen]
    error = np.where(residual > 0, measurement.error_high[chosen], measurement.error_low[chosen])
    pull = residual / error
    return ChiSquare(float(np.sum(pull**2)), int(points.size), points, expected, pull)
