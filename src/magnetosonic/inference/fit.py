"""Fits of any number of a model to measurements: least squares with exact gradients.

Every step costs one solution of the transport equation and one of its adjoint, whatever the number of parameters.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optimistix as optx
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace, parameter
from magnetosonic.computing import one_at_a_time
from magnetosonic.errors import InputError, SolveError, require
from magnetosonic.forking import begin_computation
from magnetosonic.inference.comparison import Comparison
from magnetosonic.inference.interstellar import FixedTransport, needs_new_transport, spectra_of_model
from magnetosonic.inference.likelihood import Likelihood
from magnetosonic.inference.parameter import Parameter, bounded, bounded_slope, tied_values
from magnetosonic.model import Model
from magnetosonic.model.addresses import put, tied_addresses
from magnetosonic.observables.spectra import Spectra
from magnetosonic.words import counted

Solver = optx.AbstractMinimiser[Any, Any, Any] | optx.AbstractLeastSquaresSolver[Any, Any, Any, Any]
"""What minimises the sum of squares."""

_DIFFERENCE = 1e-3
"""Step of the differences of exact gradients that make the curvature, in units of a parameter's scale."""
_FLAT = 1e-9
"""Curvatures below this share of the largest are rounding: nothing holds the parameter."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Outcome of :func:`fit`.

    Attributes:
        model: with the best values.
        values: of the parameters, by address; modulation potentials as ``modulation of AMS-02 C`` [GV].
        uncertainties: standard deviations from the curvature of chi^2 at the best values, likewise; NaN for a
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
        outcome = f"chi^2 = {self.chi_square:.4g} of {counted(points, 'point')}, {counted(self.steps, 'step')}"
        lines = [f"Fit of {counted(len(self.values), 'number')}: {outcome}"]
        lines.extend(f"{name} = {value:.6g} +- {self.uncertainties[name]:.2g}" for name, value in self.values.items())
        return "\n  ".join(lines)


@one_at_a_time
def fit(
    model: Model,
    parameters: Sequence[str | Parameter],
    likelihood: Likelihood,
    *,
    solver: Solver | None = None,
    tolerance: float = 1e-5,
    max_steps: int = 200,
    interstellar: Callable[[Model], Spectra] | None = None,
) -> Fit:
    """Fit numbers of a model to measurements.

    On half the sum of the squares of all whitened residuals; asymmetric errors switch sides with the model. Modulation
    potentials with priors are fitted as well.

    Args:
        model: what is fitted.
        parameters: addresses of what may change, see :meth:`magnetosonic.inference.parameter.Parameter.of`, or
            parameters with bounds and scales of their own.
        likelihood: of the data.
        solver: of Optimistix (Rader, Lyons & Kidger 2024, arXiv:2402.09983), for coordinates in units of the scales;
            without it BFGS.
        tolerance: of BFGS, on the parameters in units of their scales, and relative on chi^2.
        max_steps: largest number of steps.
        interstellar: from a model to interstellar spectra, differentiable; without it network, D and Galaxy are
            computed once if the addresses are all of the injection, normalization and modulation, else anew in each
            step.

    Returns:
        The best values, their uncertainties and how well the model then agrees.

    Raises:
        InputError: if there is nothing to fit, no number at an address or none between bounds, two share an address, a
            target has no point in its window that the model covers, or its errors leave no inverse of their covariance.
        SolveError: if the fit does not converge.
        ProcessError: as :meth:`magnetosonic.model.Model.predict`.
    """
    begin_computation()
    require("model", model, Model, "a model, such as that of load_model")
    require("likelihood", likelihood, Likelihood, "a likelihood, such as Likelihood([measurement])")
    require("parameters", parameters, Sequence, "a list of addresses, such as zones.halo.alfven_mach")
    listed = [parameters] if isinstance(parameters, str) else parameters
    chosen = [each if isinstance(each, Parameter) else Parameter.of(model, each) for each in listed]
    _require_distinct(chosen)
    if not (chosen or likelihood.priors):
        raise InputError("parameters", chosen, "at least one address, or a target with a prior of its modulation")
    problem = _Problem.of(model, chosen, likelihood, interstellar)
    solver = optx.BFGS(rtol=tolerance, atol=tolerance) if solver is None else solver
    point, steps = _minimise(problem, solver, max_steps)
    (half, spectra), _ = _half_chi_square(point, problem)
    numbers = problem.numbers(point)
    best = problem.put(model, numbers)
    nuisance = problem.nuisance(numbers)
    known = dataclasses.replace(spectra, energy=np.asarray(spectra.energy), flux=np.asarray(spectra.flux))
    names = [*(each.address for each in chosen), *nuisance]
    numbers[len(chosen) :] = np.maximum(numbers[len(chosen) :], 0.0)
    single = [address for each in chosen for address in tied_addresses(each.address)]
    origin = None if best.origin is None else best.origin.noted(best, single)
    return Fit(
        dataclasses.replace(best, normalization=best.normalization.unfitted(), origin=origin),
        dict(zip(names, map(float, numbers), strict=True)),
        dict(zip(names, map(float, _deviations(problem, point)), strict=True)),
        2.0 * float(half),
        likelihood.comparisons(known, best.modulation_potential, nuisance),
        steps,
    )


def _require_distinct(parameters: Sequence[Parameter]) -> None:
    single = [address for each in parameters for address in tied_addresses(each.address)]
    for address in single:
        if single.count(address) > 1:
            raise InputError("parameters", address, "an address that no other has")


class _Problem(eqx.Module):
    """The whitened residuals as a function of coordinates without bounds, 0 at the start, with the scales as units.

    All numbers of the model and of the parameters are arguments, so that one compiled fit serves all models and bounds.
    """

    model: Model
    interstellar: Callable[[Model], Spectra]
    likelihood: Likelihood = eqx.field(static=True)
    ties: tuple[tuple[str, bool], ...] = eqx.field(static=True)
    bounds: Float[Array, "parameter 4"]
    priors: Float[Array, "nuisance 2"]

    @classmethod
    def of(
        cls,
        model: Model,
        parameters: Sequence[Parameter],
        likelihood: Likelihood,
        interstellar: Callable[[Model], Spectra] | None,
    ) -> _Problem:
        if interstellar is None:
            addresses = [address for each in parameters for address in tied_addresses(each.address)]
            interstellar = spectra_of_model if needs_new_transport(addresses) else FixedTransport.of(model)
        return cls(
            dataclasses.replace(model, origin=None, normalization=model.normalization.numbers()),
            interstellar,
            likelihood,
            tuple((each.address, each.proportional) for each in parameters),
            np.array([(p.start, p.lowest, p.highest, p.scale) for p in parameters], dtype=float).reshape(-1, 4),
            np.array([(p.potential, p.uncertainty) for p in likelihood.priors.values()], dtype=float).reshape(-1, 2),
        )

    def numbers(self, point: Float[Array, "unknown"]) -> Float[Array, "unknown"]:
        """Values of the parameters, then modulation potentials."""
        count, numpy = len(self.ties), namespace(point, self.bounds)
        potentials = self.priors[:, 0] + self.priors[:, 1] * point[count:]
        return numpy.concatenate([bounded(point[:count], *self.bounds.T), potentials])

    def slopes(self, point: Float[np.ndarray, "unknown"]) -> Float[np.ndarray, "unknown"]:
        """Derivative of each number by its coordinate."""
        count = len(self.ties)
        return np.concatenate([bounded_slope(point[:count], *self.bounds.T), self.priors[:, 1]])

    def put(self, model: Model, numbers: Float[Array, "unknown"]) -> Model:
        """A model with these values of the parameters."""
        single: dict[str, Any] = {}
        for (address, proportional), number in zip(self.ties, numbers, strict=False):
            single |= tied_values(self.model, address, number, proportional)
        return put(model, {address: parameter(number) for address, number in single.items()})

    def nuisance(self, numbers: Float[Array, "unknown"]) -> dict[str, Any]:
        """The modulation potentials by name."""
        return dict(zip(self.likelihood.priors, numbers[len(self.ties) :], strict=True))

    def spectra(self, point: Float[Array, "unknown"]) -> tuple[Spectra, Float[Array, "residual"]]:
        """Interstellar spectra and residuals."""
        numbers = self.numbers(point)
        changed = self.put(self.model, numbers)
        spectra = self.interstellar(changed)
        potential, nuisance = changed.modulation_potential, self.nuisance(numbers)
        return spectra, self.likelihood.residuals_of_spectra(spectra, potential, nuisance)

    def __call__(self, point: Float[Array, "unknown"], _: None = None) -> Float[Array, "residual"]:
        """The residuals, as Optimistix calls them."""
        return self.spectra(point)[1]


@eqx.filter_jit
def _half_chi_square(
    point: Float[Array, "unknown"], problem: _Problem
) -> tuple[tuple[Float[Array, ""], Spectra], Float[Array, "unknown"]]:
    """Half the sum of squares, interstellar spectra, and the gradient."""

    def half(point: Float[Array, "unknown"]) -> tuple[Float[Array, ""], Spectra]:
        spectra, residuals = problem.spectra(point)
        return 0.5 * jnp.sum(residuals**2), spectra

    found: tuple[tuple[Array, Spectra], Array] = jax.value_and_grad(half, has_aux=True)(point)
    return found


def _minimise(problem: _Problem, solver: Solver, max_steps: int) -> tuple[Float[np.ndarray, "unknown"], int]:
    """Where the sum of squares is smallest, and the number of steps."""
    start = np.zeros(len(problem.ties) + len(problem.priors))
    solution: optx.Solution[Any, Any] = optx.least_squares(problem, solver, start, max_steps=max_steps, throw=False)
    if solution.result != optx.RESULTS.successful:
        raise SolveError(
            f"the fit does not converge in {max_steps} steps; start closer, narrow the bounds or choose other scales"
        )
    return np.array(solution.value), int(solution.stats["num_steps"])


def _deviations(problem: _Problem, best: Float[np.ndarray, "unknown"]) -> Float[np.ndarray, "unknown"]:
    """Standard deviations from the curvature of half the sum of squares, by central differences of its gradient."""

    def gradient(point: Float[np.ndarray, "unknown"]) -> Float[np.ndarray, "unknown"]:
        return np.asarray(_half_chi_square(point, problem)[1])

    steps = _DIFFERENCE * np.eye(best.size)
    rows = [(gradient(best + step) - gradient(best - step)) / (2 * _DIFFERENCE) for step in steps]
    curvature = np.array(rows)
    values, vectors = np.linalg.eigh(0.5 * (curvature + curvature.T))
    held = values > _FLAT * values[-1]
    variance = np.sum(vectors[:, held] ** 2 / values[held], axis=1)
    deviations = np.where(np.sum(vectors[:, ~held] ** 2, axis=1) > _FLAT, np.nan, np.sqrt(variance))
    return np.asarray(deviations * problem.slopes(best))
