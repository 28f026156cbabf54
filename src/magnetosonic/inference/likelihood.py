"""How well predicted spectra agree with a measurement: chi^2 with statistical and systematic errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import jax
import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.data import Measurement
from magnetosonic.errors import InputError
from magnetosonic.inference.window import ABOVE_200_GV, Selection, Window, select_points
from magnetosonic.observables.spectra import Spectra
from magnetosonic.units import DIMENSIONLESS, Numbers, plain_number
from magnetosonic.words import span

PerPoint = Float[np.ndarray, "point"]


@dataclass(frozen=True)
class ErrorModel:
    """How the errors of a measurement's points hang together.

    Statistical errors are independent. Systematic ones are independent too, or correlated over a length in rigidity:
    C_ij = sigma_i sigma_j exp[-(log10(rho_i/rho_j)/length)^2/2] (Derome et al. 2019, A&A 627, A158, equation 9).
    Where errors are asymmetric, the one on the side of the model counts.

    Attributes:
        correlation_length: of systematic errors [decades of rigidity]; 0: independent.
    """

    correlation_length: Numbers = 0.0

    def __post_init__(self) -> None:
        """Convert and check the length."""
        length = plain_number(self.correlation_length, DIMENSIONLESS, "correlation_length")
        object.__setattr__(self, "correlation_length", length)
        if not (math.isfinite(self.correlation_length) and self.correlation_length >= 0.0):
            raise InputError("correlation_length", self.correlation_length, "a number of decades, 0 or more")

    def weights(
        self, measurement: Measurement, selection: Selection, model: Float[Array, "point"]
    ) -> Float[Array, "point point"]:
        """What whitens residuals, L^-1 with L L^T the covariance.

        Args:
            measurement: the data.
            selection: which of its points count.
            model: values at these points, which tell the side of asymmetric errors.

        Returns:
            A lower triangular matrix: its product with residuals are independent numbers of unit variance.

        Raises:
            InputError: if the covariance has no inverse in double precision, where that is known before tracing.
        """
        numpy = namespace(model)
        chosen = selection.counts
        above = model > measurement.value[chosen]
        statistical, systematic = (
            numpy.where(above, high[chosen], low[chosen])
            for high, low in (
                (measurement.statistical_error_high, measurement.statistical_error_low),
                (measurement.systematic_error_high, measurement.systematic_error_low),
            )
        )
        if self.correlation_length == 0.0:
            return numpy.diag(1.0 / numpy.hypot(statistical, systematic))
        decades = np.log10(selection.rigidity[chosen])
        distance = (decades[:, None] - decades) / self.correlation_length
        covariance = numpy.outer(systematic, systematic) * np.exp(-0.5 * distance**2) + numpy.diag(statistical**2)
        inverse = _inverse_root(covariance)
        if not isinstance(inverse, jax.core.Tracer) and not np.all(np.isfinite(inverse)):
            name = f"{measurement.experiment} {measurement.quantity}"
            allowed = f"shorter: points of {name} without statistical errors leave no inverse of their covariance"
            raise InputError("correlation_length", self.correlation_length, allowed)
        return inverse

    def whitened(
        self, measurement: Measurement, selection: Selection, model: Float[Array, "point"]
    ) -> Float[Array, "point"]:
        """Residuals as independent numbers of unit variance, whose squares add up to chi^2.

        Args:
            measurement: the data.
            selection: which of its points count.
            model: values at these points.

        Returns:
            L^-1 (model - data), see :meth:`weights`.
        """
        return self.weights(measurement, selection, model) @ (model - measurement.value[selection.counts])


def _inverse_root(covariance: Float[Array, "point point"]) -> Float[Array, "point point"]:
    """L^-1 with L L^T the covariance, not numbers where there is none in double precision."""
    numpy = namespace(covariance)
    try:
        return numpy.linalg.inv(numpy.linalg.cholesky(covariance))
    except np.linalg.LinAlgError:  # of known numbers; traced ones become not numbers by themselves
        return np.full(covariance.shape, np.nan)


INDEPENDENT = ErrorModel()
"""Errors of different points are independent."""


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
    spectra: Spectra,
    measurement: Measurement,
    window: Window = ABOVE_200_GV,
    errors: ErrorModel = INDEPENDENT,
    modulation_potential: Numbers = float("nan"),
) -> Comparison:
    """Hold spectra against a measurement.

    Args:
        spectra: at the top of the atmosphere, modulated as at the time of the measurement.
        measurement: the data.
        window: rigidities that count.
        errors: how the errors hang together.
        modulation_potential: with which the spectra were modulated, to be kept with the outcome [GV].

    Returns:
        Model, pulls and what was left out, with the reason; if no point counts, chi^2 is 0 of 0 points.

    Raises:
        InputError: if the spectra do not hold what the measurement is of, or the errors are correlated over a length
            that leaves no inverse of their covariance.
    """
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


def predicted(spectra: Spectra, measurement: Measurement, selection: Selection) -> Float[np.ndarray, "counted"]:
    """Prediction at the points of a measurement that count.

    Args:
        spectra: at the top of the atmosphere.
        measurement: the data.
        selection: which of its points count.

    Returns:
        Values in the unit of the measurement.
    """
    points = measurement.abscissa[selection.counts]
    if not points.size:
        return np.zeros(0)
    return np.asarray(spectra.value(measurement.quantity, points, measurement.variable))
