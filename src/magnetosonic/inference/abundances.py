"""Source abundances that meet measured fluxes: a linear problem.

Fluxes at the observer are linear in the abundances of what is injected. With one solution of the transport equation for
each injected element the best abundances follow from linear algebra: non-negative least squares of the whitened
residuals. The isotopes of an element keep their proportions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace

import equinox as eqx
import numpy as np
from jaxtyping import Float
from scipy.optimize import nnls

from magnetosonic.arrays import Array, Scalar, namespace, parameter
from magnetosonic.data import Measurement, find_measurement, load_measurement
from magnetosonic.errors import InputError, SolveError
from magnetosonic.inference.comparison import predicted
from magnetosonic.inference.error_model import INDEPENDENT, ErrorModel
from magnetosonic.inference.modulation import potential_of
from magnetosonic.inference.window import ABOVE_200_GV, Selection, Window, select_points
from magnetosonic.model import Model, Prediction
from magnetosonic.model.solving import solve_elements
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra

SMALLEST_SHARE = 0.05
"""Smallest share of an element's flux that its own injection makes and that still tells its abundance."""


@dataclass(frozen=True)
class AbundanceTarget:
    """What abundances are fitted to.

    Attributes:
        experiment: whose fluxes of elements, against rigidity.
        elements: whose abundances are fitted, as far as they are injected; hydrogen must be among them.
        window: rigidities of the points that count.
        errors: how the errors hang together.
    """

    experiment: str = "AMS-02"
    elements: tuple[str, ...] = ("H", "He", "C", "N", "O", "Ne", "Na", "Mg", "Al", "Si", "S", "Fe")
    window: Window = ABOVE_200_GV
    errors: ErrorModel = INDEPENDENT

    def __post_init__(self) -> None:
        """Check the elements."""
        for element in self.elements:
            find_measurement(self.experiment, element)
        if "H" not in self.elements:
            raise InputError("elements", list(self.elements), "a list with H, whose flux sets the normalization")


AMS_02 = AbundanceTarget()
"""The fluxes of AMS-02 from 200 GV upwards."""


@dataclass(frozen=True, eq=False)
class AbundanceFit:
    """Outcome of :func:`fit_abundances`.

    Attributes:
        model: with the abundances and the proton flux that fit best.
        factors: on the flux that the injection of each element makes, by element.
        left_out: elements whose abundance keeps its proportion to hydrogen's, with the reason.
        beyond: measured points of the window at which the model is not known, in words, by element.
        chi_square: of the fluxes fitted, at the best abundances.
        points: number of their points.
    """

    model: Model
    factors: dict[str, float]
    left_out: dict[str, str]
    beyond: dict[str, str]
    chi_square: float
    points: int

    def __repr__(self) -> str:
        """Which factors, and how well they agree."""
        factors = ", ".join(f"{element} {factor:.4g}" for element, factor in self.factors.items())
        left_out = [f"left out: {', '.join(self.left_out)}"] if self.left_out else []
        lines = [f"Fit of abundances: chi^2 = {self.chi_square:.4g} of {self.points} points", f"factors {factors}"]
        return "\n  ".join([*lines, *left_out])


Data = Mapping[str, tuple[Measurement, Selection]]
Points = Float[np.ndarray, "point"]


def fit_abundances(
    model: Model, target: AbundanceTarget = AMS_02, solve: Callable[[Model], Prediction] | None = None
) -> AbundanceFit:
    """Fit the abundances of the injected elements to measured fluxes.

    Args:
        model: what is fitted; its abundances are where the fit begins.
        target: the data.
        solve: goes the road from a model to spectra, if the D that the transport needs is already there; without it
            the model's D is computed once.

    Returns:
        The model with the best abundances; its normalization says that it is fitted, and to what.

    Raises:
        InputError: if hydrogen has no point in the window that the model covers.
        SolveError: if the transport equation could not be solved, or the fit leaves no hydrogen.
    """
    injected = {
        nuclide.symbol
        for nuclide, entry in model.injection.items()
        if float(entry.abundance) > 0.0 and nuclide.charge <= model.reactions.max_charge
    }
    elements = tuple(element for element in target.elements if element in injected and element != "H")
    if solve is None:
        prediction, shares = solve_elements(model.propagation(), elements)
        start = prediction.interstellar
    else:
        start = solve(model).interstellar
        # Doubling an abundance adds what it makes; the proton flux, which is kept, depends on hydrogen alone.
        shares = {e: _less(solve(scaled(model, {e: 2.0})).interstellar, start) for e in elements}
    potential = float(model.modulation_potential)
    data, left_out = _fitted(start, target, injected)
    total = _values(start, data, potential)
    made = {}
    for name in [name for name in data if name != "H"]:
        doubled = _values(replace(start, flux=start.flux + shares[name].flux), data, potential)
        more = {element: doubled[element] - total[element] for element in data}
        if (share := float(np.mean(more[name] / total[name]))) > SMALLEST_SHARE:
            made[name] = more
        else:
            left_out[name] = f"its own injection makes {share:.1%} of its flux only"
    rest = {element: total[element] - sum(more[element] for more in made.values()) for element in data}
    factors, chi_square, points = _solve({"H": rest} | made, total, data, target.errors)
    beyond = {element: text for element, (_, chosen) in data.items() if (text := chosen.beyond_model)}
    return AbundanceFit(_fitted_model(model, factors, target), factors, left_out, beyond, chi_square, points)


def _less(spectra: Spectra, other: Spectra) -> Spectra:
    return replace(spectra, flux=spectra.flux - other.flux)


def scaled(model: Model, factors: Mapping[str, Scalar]) -> Model:
    """The same model with other abundances.

    Args:
        model: the model.
        factors: on the abundances of all isotopes of an element, by element.

    Returns:
        The model.
    """
    nuclides = {
        nuclide: eqx.tree_at(
            lambda tree: tree.abundance, entry, _times(entry.abundance, factors.get(nuclide.symbol, 1.0))
        )
        for nuclide, entry in model.injection.items()
    }
    changed: Model = eqx.tree_at(lambda tree: tree.injection.nuclides, model, nuclides)
    return changed


def _fitted(
    start: Spectra, target: AbundanceTarget, injected: Set[str]
) -> tuple[dict[str, tuple[Measurement, Selection]], dict[str, str]]:
    """Data of the elements that can be fitted, and why others can not."""
    data, left_out = {}, {element: "not among the elements fitted" for element in injected - set(target.elements)}
    for element in [element for element in target.elements if element in injected]:
        measurement = load_measurement(target.experiment, element)
        resolved = start.resolved(element, measurement.abscissa, measurement.variable)
        covered = start.covered(element, measurement.variable)
        selection = select_points(measurement, target.window, covered, resolved)
        if selection.counts.any():
            data[element] = measurement, selection
        else:
            left_out[element] = "; ".join(selection.excluded)
    if "H" not in data:
        raise InputError(
            "normalization.fit_from", str(target.window), f"one with points of H ({left_out.get('H', 'not injected')})"
        )
    return data, left_out


def _values(interstellar: Spectra, data: Data, potential: float) -> dict[str, Points]:
    """Fluxes at the points that count, each modulated as in the period of its measurement."""
    return {
        element: predicted(modulate(interstellar, potential_of(measurement, potential)), measurement, selection)
        for element, (measurement, selection) in data.items()
    }


def _solve(
    columns: Mapping[str, Mapping[str, Points]], total: Mapping[str, Points], data: Data, errors: ErrorModel
) -> tuple[dict[str, float], float, int]:
    """Best factors on the columns, chi^2 and number of points.

    Errors on the side of the first model count in a first solution, those on the side of this one in a second.
    """
    factors, rows = dict.fromkeys(columns, 1.0), dict(total)
    for _ in range(2):
        weights = {element: errors.weights(*entry, rows[element]) for element, entry in data.items()}
        matrix = np.column_stack(
            [np.concatenate([weights[element] @ column[element] for element in data]) for column in columns.values()]
        )
        wanted = np.concatenate(
            [weights[e] @ measurement.value[chosen.counts] for e, (measurement, chosen) in data.items()]
        )
        solution, norm = nnls(matrix, wanted)
        factors = dict(zip(columns, map(float, solution), strict=True))
        rows = {e: np.sum([factors[name] * column[e] for name, column in columns.items()], axis=0) for e in data}
    if not factors["H"] > 0.0:
        raise SolveError("the fit of the abundances leaves no hydrogen; look for an extreme slope or abundance")
    return factors, float(norm**2), len(wanted)


def _fitted_model(model: Model, factors: Mapping[str, float], target: AbundanceTarget) -> Model:
    relative = {element: factor / factors["H"] for element, factor in factors.items()}
    fitted = replace(
        model.normalization,
        proton_flux=_times(model.normalization.proton_flux, factors["H"]),
        fit=target.experiment,
        fit_from=target.window.lowest,
        fitted=True,
    )
    return replace(scaled(model, relative), normalization=fitted)


def _times(number: Scalar, factor: Scalar) -> Array:
    numpy = namespace(number, factor)
    return parameter(numpy.asarray(number) * factor)
