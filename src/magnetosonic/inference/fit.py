"""Fits of any number of a model to measurements: least squares with exact gradients.

Every step costs one solution of the transport equation and one of its adjoint, whatever the number of parameters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.data import Measurement
from magnetosonic.errors import InputError, SolveError
from magnetosonic.inference.likelihood import INDEPENDENT, Comparison, ErrorModel, compare
from magnetosonic.inference.modulation import ModulationPrior
from magnetosonic.inference.window import ABOVE_200_GV, Selection, Window, select_points
from magnetosonic.model import Model
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra

_DIFFERENCE = 1e-3
"""Step of the differences of exact gradients that make the curvature, in units of a parameter's scale."""
_FLAT = 1e-9
"""Curvatures below this share of the largest are rounding: nothing holds the parameter."""


@dataclass(frozen=True)
class Parameter:
    """A number of a model that is fitted.

    Attributes:
        name: for messages and results.
        put: returns a model with this number set to a value.
        start: where the fit begins.
        lowest: the fit stays above.
        highest: the fit stays below.
        scale: change that matters; the first steps of the fit are of this size.
    """

    name: str
    put: Callable[[Model, Array], Model]
    start: float
    lowest: float
    highest: float
    scale: float

    def __post_init__(self) -> None:
        """Check the numbers."""
        if not -math.inf < self.lowest < self.start < self.highest < math.inf:
            raise InputError(self.name, self.start, f"between {self.lowest:g} and {self.highest:g}, both finite")
        if not 0 < self.scale < math.inf:
            raise InputError(f"{self.name}.scale", self.scale, "above 0, finite")

    def value(self, unbounded: Float[Array, ""]) -> Float[Array, ""]:
        """Value at a coordinate that has no bounds, is 0 at the start and has the scale as its unit there."""
        share = (self.start - self.lowest) / (self.highest - self.lowest)
        slope = (self.highest - self.lowest) * share * (1.0 - share)
        logit = np.log(share / (1.0 - share)) + unbounded * self.scale / slope
        return self.lowest + (self.highest - self.lowest) * jax.nn.sigmoid(logit)


@dataclass(frozen=True)
class Target:
    """A measurement that a model is fitted to.

    Attributes:
        measurement: the data.
        window: rigidities of the points that count.
        errors: how the errors hang together.
        modulation: what is known of its modulation potential, which then is fitted as well; none: the measurement's.
    """

    measurement: Measurement
    window: Window = ABOVE_200_GV
    errors: ErrorModel = INDEPENDENT
    modulation: ModulationPrior | None = None


@dataclass(frozen=True, eq=False)
class Fit:
    """Outcome of :func:`fit`.

    Attributes:
        model: with the best values.
        values: of the parameters, by name; modulation potentials as ``modulation of AMS-02 C`` [GV].
        uncertainties: standard deviations from the curvature of chi^2 at the best values, by name; NaN for a
            parameter that the data do not hold.
        chi_square: with the share of the priors.
        comparisons: with every target.
        steps: of the fit.
    """

    model: Model
    values: dict[str, float]
    uncertainties: dict[str, float]
    chi_square: float
    comparisons: tuple[Comparison, ...]
    steps: int

    def __repr__(self) -> str:
        """The values with their uncertainties, and how well they agree."""
        points = sum(comparison.points for comparison in self.comparisons)
        lines = [
            f"Fit of {len(self.values)} numbers: chi^2 = {self.chi_square:.4g} of {points} points, {self.steps} steps"
        ]
        lines.extend(f"{name} = {value:.6g} +- {self.uncertainties[name]:.2g}" for name, value in self.values.items())
        return "\n  ".join(lines)


def whole_road(model: Model) -> Spectra:
    """Interstellar spectra with everything computed anew, for parameters of any kind."""
    return model.spectra()


def fixed_transport(model: Model) -> Callable[[Model], Spectra]:
    """Interstellar spectra with the network and D of a model, for parameters of the injection.

    Args:
        model: whose network and D are kept.

    Returns:
        A function of models that differ from it in their injection and normalization.
    """
    known = model.propagation()
    return lambda changed: changed.propagation(known.network, known.diffusion).spectra()


def fit(
    model: Model,
    parameters: Sequence[Parameter],
    targets: Sequence[Target],
    road: Callable[[Model], Spectra] = whole_road,
    tolerance: float = 1e-5,
    max_steps: int = 200,
) -> Fit:
    """Fit numbers of a model to measurements.

    BFGS of Optimistix (Rader, Lyons & Kidger 2024, arXiv:2402.09983) on half the sum of the squares of all whitened
    residuals; asymmetric errors switch sides with the model.

    Args:
        model: what is fitted.
        parameters: what may change.
        targets: the data.
        road: from a model to interstellar spectra; must be differentiable.
        tolerance: on the parameters, in units of their scales, and relative on chi^2.
        max_steps: largest number of steps.

    Returns:
        The best values, their uncertainties and how well the model then agrees.

    Raises:
        InputError: if a target has no point in its window that the model covers, two parameters share a name, or the
            errors of a target leave no inverse of their covariance.
        SolveError: if the fit does not converge.
    """
    free = [i for i, target in enumerate(targets) if target.modulation is not None]
    names = _names(parameters, [targets[i].measurement for i in free])
    start = road(model)
    selections = [_selection(target, start) for target in targets]

    def split(point: Float[Array, "unknown"]) -> tuple[Model, list[Float[Array, ""] | float]]:
        changed = model
        for parameter, coordinate in zip(parameters, point, strict=False):
            changed = parameter.put(changed, parameter.value(coordinate))
        potentials: list[Float[Array, ""] | float] = [target.measurement.modulation_potential for target in targets]
        for place, coordinate in zip(free, point[len(parameters) :], strict=True):
            prior = _prior(targets[place])
            potentials[place] = jnp.maximum(prior.potential + prior.uncertainty * coordinate, 0.0)
        return changed, potentials

    def residuals(point: Float[Array, "unknown"], _: None) -> Float[Array, "residual"]:
        changed, potentials = split(point)
        interstellar = road(changed)
        parts = [_pulls(interstellar, *each) for each in zip(targets, selections, potentials, strict=True)]
        return jnp.concatenate([point[len(parameters) :], *parts])  # first those of the priors

    unknown = jnp.zeros(len(parameters) + len(free))
    point, steps = _minimise(residuals, unknown, tolerance, max_steps)
    best, potentials = split(point)
    values = [float(p.value(x)) for p, x in zip(parameters, point, strict=False)] + [float(potentials[i]) for i in free]
    slopes = [float(jax.grad(p.value)(x)) for p, x in zip(parameters, point, strict=False)]
    slopes += [_prior(targets[i]).uncertainty for i in free]
    deviations = _deviations(residuals, point) * np.array(slopes)
    interstellar = road(best)
    comparisons = tuple(
        compare(modulate(interstellar, phi), target.measurement, target.window, target.errors, float(phi))
        for target, phi in zip(targets, potentials, strict=True)
    )
    total = float(jnp.sum(residuals(point, None) ** 2))
    return Fit(
        best,
        dict(zip(names, values, strict=True)),
        dict(zip(names, map(float, deviations), strict=True)),
        total,
        comparisons,
        steps,
    )


def _names(parameters: Sequence[Parameter], modulated: Sequence[Measurement]) -> list[str]:
    names = [parameter.name for parameter in parameters]
    names += [f"modulation of {measurement.experiment} {measurement.quantity}" for measurement in modulated]
    for name in names:
        if names.count(name) > 1:
            raise InputError("parameters", name, "a name that no other has")
    return names


def _prior(target: Target) -> ModulationPrior:
    assert target.modulation is not None
    return target.modulation


def _selection(target: Target, spectra: Spectra) -> Selection:
    data = target.measurement
    selection = select_points(data, target.window, spectra.covered(data.quantity, data.variable))
    if not selection.counts.any():
        name = f"{data.experiment} {data.quantity}"
        raise InputError("targets", name, f"one with points that count ({'; '.join(selection.excluded)})")
    target.errors.weights(data, selection, data.value[selection.counts])  # refuses errors that can not be used
    return selection


def _pulls(
    interstellar: Spectra, target: Target, selection: Selection, potential: Float[Array, ""] | float
) -> Float[Array, "point"]:
    data = target.measurement
    points = jnp.asarray(data.abscissa[selection.counts])
    values = modulate(interstellar, potential).value(data.quantity, points, data.variable)
    return jnp.asarray(target.errors.whitened(data, selection, values))


Residuals = Callable[[Float[Array, "unknown"], None], Float[Array, "residual"]]


def _minimise(
    residuals: Residuals, start: Float[Array, "unknown"], tolerance: float, max_steps: int
) -> tuple[Float[Array, "unknown"], int]:
    """Where the sum of squares is smallest, and the number of steps."""
    solution: optx.Solution[Any, Any] = optx.least_squares(
        residuals, optx.BFGS(rtol=tolerance, atol=tolerance), start, max_steps=max_steps, throw=False
    )
    if solution.result != optx.RESULTS.successful:
        raise SolveError(
            f"the fit does not converge in {max_steps} steps; start closer, narrow the bounds or choose other scales"
        )
    return solution.value, int(solution.stats["num_steps"])


def _deviations(residuals: Residuals, best: Float[Array, "unknown"]) -> Float[np.ndarray, "unknown"]:
    """Standard deviations from the curvature of half the sum of squares, by central differences of its gradient."""
    gradient = eqx.filter_jit(jax.grad(lambda point: 0.5 * jnp.sum(residuals(point, None) ** 2)))
    steps = _DIFFERENCE * np.eye(best.size)
    rows = [(gradient(best + step) - gradient(best - step)) / (2 * _DIFFERENCE) for step in steps]
    curvature = np.array(rows)
    values, vectors = np.linalg.eigh(0.5 * (curvature + curvature.T))
    held = values > _FLAT * values[-1]
    variance = np.sum(vectors[:, held] ** 2 / values[held], axis=1)
    return np.where(np.sum(vectors[:, ~held] ** 2, axis=1) > _FLAT, np.nan, np.sqrt(variance))
