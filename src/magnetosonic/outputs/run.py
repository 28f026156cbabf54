"""One run: everything that a model predicts, how well it agrees with data, and how long each step took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from magnetosonic.inference.abundances import AbundanceFit, fit_abundances
from magnetosonic.inference.comparison import Comparison
from magnetosonic.inference.normalise import abundance_target
from magnetosonic.model import STEPS as PREDICTION_STEPS
from magnetosonic.model import Model, Prediction
from magnetosonic.model.diffusion_table import diffusion_table
from magnetosonic.outputs.agreement import compare_all, shown
from magnetosonic.outputs.ratio_table import ratio_table
from magnetosonic.outputs.spectra_table import spectra_table
from magnetosonic.table import Table
from magnetosonic.words import counted

STEPS = (*PREDICTION_STEPS, "comparison")
"""Names of the steps of :func:`compute`, in their order; a fit of the abundances comes first, as "abundances"."""


@dataclass(frozen=True, eq=False)
class Results:
    """Outcome of a run.

    Attributes:
        model: what was computed.
        prediction: spectra, densities and the D of the transport.
        spectra: fluxes of all nuclides, see :func:`magnetosonic.outputs.spectra_table.spectra_table`.
        diffusion: D of every zone, see :func:`magnetosonic.model.diffusion_table.diffusion_table`.
        ratios: see :func:`magnetosonic.outputs.ratio_table.ratio_table`.
        agreement: comparisons with all measurements.
        seconds: wall time of each step [s], compilation included.
        abundances: their fit, if they were fitted; then they are those of the model.
    """

    model: Model
    prediction: Prediction
    spectra: Table
    diffusion: Table
    ratios: Table
    agreement: tuple[Comparison, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    abundances: AbundanceFit | None = None

    def __repr__(self) -> str:
        """Of what, and how well it agrees with the data shown first."""
        species = self.prediction.interstellar.species
        compared = f"{counted(len(self.agreement), 'comparison')} with data"
        lines = [f"Results of a run: {counted(len(species), 'nuclide')}, {compared}"]
        for name, found in shown(self.agreement).items():
            data = f"{name} of {found.measurement.experiment}"
            lines.append(f"{data}: chi^2 = {found.chi_square:.4g} of {counted(found.points, 'point')}")
        return "\n  ".join(lines)


@dataclass
class StepClock:
    """Announces steps and measures their wall time.

    Attributes:
        progress: called with the name of every step as it begins.
        seconds: wall time of the finished steps [s].
    """

    progress: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside of a ``with`` block under this name."""
        self.progress(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def no_progress(step: str) -> None:
    """Take no notice of a step that begins.

    Args:
        step: its name.
    """


def compute(model: Model, progress: Callable[[str], None] = no_progress) -> Results:
    """Normalise, predict and compare: the steps of a run before it is written.

    Args:
        model: the model.
        progress: called with the name of every step (:data:`STEPS`) as it begins.

    Returns:
        The outcome.

    Raises:
        InputError: if a zone confines nothing, or covers no point of the data that it is to be normalized to.
        SolveError: if the solution is not finite, not positive or does not conserve particles.
    """
    clock, fit = StepClock(progress), None
    if (target := abundance_target(model)) is not None:
        with clock.step("abundances"):
            fit = fit_abundances(model, target)
            model = fit.model
    prediction = model.predict(clock.step)
    with clock.step("comparison"):
        results = compare_prediction(model, prediction)
    return replace(results, seconds=clock.seconds, abundances=fit)


def compare_prediction(model: Model, prediction: Prediction) -> Results:
    """Hold a prediction against all measurements, and make the tables of what it says.

    Args:
        model: the model.
        prediction: of this model.

    Returns:
        All that :func:`magnetosonic.outputs.write.write_run` writes.
    """
    interstellar, modulated = prediction.interstellar, prediction.modulated
    return Results(
        model,
        prediction,
        spectra_table(interstellar, modulated),
        diffusion_table(model, error=True),
        ratio_table(interstellar, modulated),
        compare_all(interstellar, float(model.modulation_potential)),
    )


def largest_imbalance(prediction: Prediction) -> float:
    """Largest violation of the balance of particles, relative to production.

    Args:
        prediction: of a model.

    Returns:
        The largest of all nuclides and energies.
    """
    return float(np.max(np.asarray(prediction.solution.imbalance)))


def largest_residual(prediction: Prediction) -> float:
    """Largest residual of the transport equation, relative to production.

    Args:
        prediction: of a model.

    Returns:
        The largest of all nuclides and energies, at the radii of
        :func:`magnetosonic.transport.solution.equation_residual`.
    """
    return float(np.max(np.asarray(prediction.solution.residual)))
