"""How the errors of a measurement's points hang together."""

from __future__ import annotations

import math
from dataclasses import dataclass

import jax
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.data import Measurement
from magnetosonic.errors import InputError
from magnetosonic.inference.window import Selection
from magnetosonic.units import DIMENSIONLESS, Numbers, plain_number


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
