"""How well a measurement agrees with the models of a plane of any two numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import equinox as eqx
import numpy as np
from jaxtyping import Bool, Float
from scipy.interpolate import PchipInterpolator

from magnetosonic.arrays import Array
from magnetosonic.computing import one_at_a_time
from magnetosonic.data import Measurement
from magnetosonic.errors import InputError, SolveError
from magnetosonic.forking import begin_computation
from magnetosonic.inference.modulation import potential_of
from magnetosonic.inference.window import ABOVE_200_GV, Window, select_points
from magnetosonic.model import Model
from magnetosonic.model.propagation import Propagation
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.variables import Variable
from magnetosonic.words import counted, span

Values = Float[np.ndarray, "_"]


@dataclass(frozen=True, eq=False)
class PlaneScan:
    """Predictions for one measurement at all pairs of values of two numbers.

    Attributes:
        addresses: of the two numbers, such as ``zones.disk.alfven_mach``.
        first: values of the first number, increasing [first].
        second: of the second, likewise [second].
        measurement: the data.
        counts: which of its points count [point].
        prediction: at these, in the unit of the measurement [first, second, counted].
    """

    addresses: tuple[str, str]
    first: Values
    second: Values
    measurement: Measurement
    counts: Bool[np.ndarray, "point"]
    prediction: Float[np.ndarray, "first second counted"]

    def __repr__(self) -> str:
        """Of which numbers, against what, and the smallest chi^2 of the pairs."""
        data, axes = self.measurement, zip(self.addresses, (self.first, self.second), strict=True)
        lines = [f"Plane of two numbers against {data.quantity} of {data.experiment}, {counted(self.points, 'point')}"]
        lines += [f"{address}: {axis.size} values, {span(axis)}" for address, axis in axes]
        return "\n  ".join([*lines, f"smallest chi^2 {np.nanmin(self.chi_square):.4g}"])

    @property
    def points(self) -> int:
        """Number of points that count."""
        return int(np.sum(self.counts))

    @property
    def chi_square(self) -> Float[np.ndarray, "first second"]:
        """chi^2 at the pairs that were computed, with independent errors."""
        return independent_chi_square(self.prediction, self.measurement, self.counts)

    def interpolated(self, first: Values, second: Values) -> Float[np.ndarray, "a b"]:
        """chi^2 between the pairs that were computed.

        The logarithm of the prediction is interpolated by monotone cubics (Fritsch & Butland 1984): it may step where a
        zone ceases to confine, and must not oscillate beside the step.

        Args:
            first: values of the first number, in the range of those computed [a].
            second: of the second [b].

        Returns:
            chi^2 [a, b].
        """
        along = PchipInterpolator(self.first, np.log(self.prediction), axis=0)(first)
        values = np.exp(PchipInterpolator(self.second, along, axis=1)(second))
        return independent_chi_square(values, self.measurement, self.counts)


def scan_plane(
    model: Model,
    axes: Mapping[str, Sequence[float] | Values],
    measurement: Measurement,
    window: Window = ABOVE_200_GV,
    *,
    problem: Callable[[float, float], Propagation] | None = None,
    progress: Callable[[int], object] = lambda row: None,
) -> PlaneScan:
    """Predict a measured quantity for all pairs of values of two numbers of a model.

    Everything is compiled at the first pair. The solutions are not checked, since a plane reaches to models whose
    equation is hardly resolved: the ones that matter are to be predicted by
    :meth:`magnetosonic.model.model.Model.predict`.

    Args:
        model: the model.
        axes: two addresses of numbers, and their values in the internal unit, increasing.
        measurement: the data.
        window: rigidities that count.
        problem: makes the transport problem of a pair, where that is quicker than by the model (of D that depends on
            one of the numbers alone).
        progress: called with the number of every value of the first address, from 1.

    Returns:
        The predictions.

    Raises:
        InputError: if there are not two addresses with increasing values, or no point of the measurement counts.
        SolveError: where a prediction is not finite and positive.
    """
    begin_computation()
    (one, first), (other, second) = _axes(axes)

    def of_model(x: float, y: float) -> Propagation:
        return model.with_values({one: x, other: y}).propagation()

    made = of_model if problem is None else problem
    counts = _counts(made(float(first[0]), float(second[0])), measurement, window)
    rows = []
    for number, x in enumerate(first, start=1):
        progress(number)
        rows.append([predicted_points(made(float(x), float(y)), measurement, counts) for y in second])
    found = PlaneScan((one, other), first, second, measurement, counts, np.array(rows))
    good = np.all(np.isfinite(found.prediction) & (found.prediction > 0.0), axis=-1)
    if not good.all():
        i, j = np.unravel_index(int(np.argmin(good)), good.shape)
        raise SolveError(f"{measurement.quantity} is not finite for {one} = {first[i]:g}, {other} = {second[j]:g}")
    return found


@one_at_a_time
def predicted_points(
    problem: Propagation, measurement: Measurement, counts: Bool[np.ndarray, "point"]
) -> Float[np.ndarray, "counted"]:
    """Prediction of a transport problem at points of a measurement, modulated as in its period.

    Args:
        problem: the transport problem; all that differ in numbers alone share one compiled function.
        measurement: the data.
        counts: which of its points [point].

    Returns:
        Values in the unit of the measurement; nothing of the solution is checked.
    """
    potential = np.asarray(potential_of(measurement, float(problem.modulation_potential)))
    points = measurement.abscissa[counts]
    return np.asarray(_values(problem, potential, measurement.quantity, points, measurement.variable))


def independent_chi_square(
    values: Float[np.ndarray, "*shape counted"], measurement: Measurement, counts: Bool[np.ndarray, "point"]
) -> Float[np.ndarray, "*shape"]:
    """chi^2 of many predictions with independent errors, of which those on the side of the model count.

    Args:
        values: predictions at the points that count.
        measurement: the data.
        counts: which of its points do [point].

    Returns:
        chi^2 of each.
    """
    residual = values - measurement.value[counts]
    error = np.where(residual > 0, measurement.error_high[counts], measurement.error_low[counts])
    return np.asarray(np.sum((residual / error) ** 2, axis=-1))


@eqx.filter_jit
def _values(
    problem: Propagation,
    potential: Float[Array, ""],
    quantity: str,
    points: Float[Array, "counted"],
    variable: Variable,
) -> Float[Array, "counted"]:
    return modulate(problem.spectra(), potential).value(quantity, points, variable)


def _axes(axes: Mapping[str, Sequence[float] | Values]) -> list[tuple[str, Values]]:
    found = [(address, np.asarray(values, float)) for address, values in axes.items()]
    if len(found) != 2:
        raise InputError("axes", list(axes), "two addresses with their values")
    for address, values in found:
        if values.ndim != 1 or values.size < 2 or not np.all(np.diff(values) > 0.0):
            raise InputError(
                "axes", f"{address} = {values.tolist()}", "two or more increasing numbers for each address"
            )
    return found


def _counts(problem: Propagation, measurement: Measurement, window: Window) -> Bool[np.ndarray, "point"]:
    network = problem.network
    energy = np.asarray(network.energy)
    spectra = Spectra(network.species, energy, np.zeros((len(network.species), energy.size)))
    covered = spectra.covered(measurement.quantity, measurement.variable)
    selection = select_points(measurement, window, covered)
    if not selection.counts.any():
        name = f"{measurement.experiment} {measurement.quantity}"
        raise InputError("measurement", name, f"one with points that count ({'; '.join(selection.excluded)})")
    return selection.counts
