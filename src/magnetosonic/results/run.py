"""One run: everything that a model predicts, how well it agrees with data, and how long each step took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import jax
import numpy as np

from magnetosonic.model import Model, Prediction
from magnetosonic.nuclei.network import Network
from magnetosonic.observables.modulation import force_field
from magnetosonic.observables.spectra import Spectra
from magnetosonic.results.agreement import Agreement, compare
from magnetosonic.results.diffusion import DiffusionTable, diffusion_table
from magnetosonic.results.ratios import RatioTable, ratio_table
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.transport.solution import solve

STEPS = ("network", "diffusion", "transport", "comparison")
"""Names of the steps of :func:`compute`, in their order."""


@dataclass(frozen=True, eq=False)
class Results:
    """Outcome of a run.

    Attributes:
        model: what was computed.
        prediction: spectra, densities and the D of the transport.
        diffusion: D of every zone against rigidity.
        ratios: ratios at equal energy per nucleon.
        agreement: comparisons with data.
        seconds: wall time of each step [s], compilation included.
    """

    model: Model
    prediction: Prediction
    diffusion: DiffusionTable
    ratios: RatioTable
    agreement: tuple[Agreement, ...]
    seconds: dict[str, float]


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
    """Go the whole road of :meth:`magnetosonic.model.Model.predict` and compare with data.

    Args:
        model: the model.
        progress: called with the name of every step (:data:`STEPS`) as it begins.

    Returns:
        The outcome.

    Raises:
        InputError: if a zone confines nothing.
        SolveError: if the solution is not finite, not positive or does not conserve particles.
    """
    clock = StepClock(progress)
    with clock.step("network"):
        network = jax.block_until_ready(model.network())
    with clock.step("diffusion"):
        motion = kinematics(network)
        used = jax.block_until_ready(model.tabulated_diffusion(network)(motion.rigidity, motion.velocity))
        table = diffusion_table(model)
    with clock.step("transport"):
        solution = jax.block_until_ready(solve(model.transport_problem(network, used)))
        interstellar = model.observe(network, solution)
        modulated = jax.block_until_ready(_modulate(model, network, interstellar))
    with clock.step("comparison"):
        ratios = ratio_table(interstellar, modulated)
        agreement = compare(modulated)
    prediction = Prediction(interstellar, modulated, solution, network, used)
    return Results(model, prediction, table, ratios, agreement, clock.seconds)


def _modulate(model: Model, network: Network, interstellar: Spectra) -> Spectra:
    flux = force_field(
        interstellar.energy, interstellar.flux, network.charge, network.mass_number, model.modulation_potential
    )
    return Spectra(interstellar.nuclides, interstellar.energy, flux)


def largest_imbalance(prediction: Prediction) -> float:
    """Largest violation of the balance of particles, relative to production.

    Args:
        prediction: of a model.

    Returns:
        The largest of all nuclides and energies.
    """
    return float(np.max(np.asarray(prediction.solution.imbalance)))
