"""The likelihood of measurements as a function of a model."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar, namespace
from magnetosonic.data import Measurement
from magnetosonic.errors import InputError, require
from magnetosonic.inference.comparison import Comparison, compare_modulated, predicted, require_choice
from magnetosonic.inference.error_model import INDEPENDENT, ErrorModel
from magnetosonic.inference.interstellar import spectra_of_model
from magnetosonic.inference.modulation import ModulationPrior, potential_of
from magnetosonic.inference.window import ABOVE_200_GV, Selection, Window, select_points
from magnetosonic.model import Model
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.units import Numbers
from magnetosonic.words import counted, listed

Nuisance = Mapping[str, Scalar]
"""Modulation potentials [GV] by name, such as ``modulation of AMS-02 C``."""


@dataclass(frozen=True)
class Target:
    """A measurement that a model is held against.

    Attributes:
        measurement: the data.
        window: rigidities of the points that count.
        errors: how the errors hang together.
        modulation: what is known of its modulation potential, which then is a nuisance with the name :attr:`nuisance`;
            none: it follows from the model's and the period of the measurement.
    """

    measurement: Measurement
    window: Window = ABOVE_200_GV
    errors: ErrorModel = INDEPENDENT
    modulation: ModulationPrior | None = None

    def __post_init__(self) -> None:
        """Check the kinds of the parts."""
        require("measurement", self.measurement, Measurement, "a measurement, such as that of load_measurement")
        require_choice(self.window, self.errors)
        require("modulation", self.modulation, (ModulationPrior, type(None)), "a ModulationPrior, or left out")

    @property
    def name(self) -> str:
        """Experiment and quantity."""
        return f"{self.measurement.experiment} {self.measurement.quantity}"

    @property
    def nuisance(self) -> str:
        """Name of its modulation potential."""
        return f"modulation of {self.name}"


@dataclass(frozen=True, init=False)
class Likelihood:
    """The likelihood of measurements, with the priors of their modulation potentials, as a function of a model.

    It is a value: it can be compared, hashed, pickled and sent to other processes. As a function it is pure, and works
    within ``jax.jit``, ``jax.grad`` and ``jax.vmap`` over the numbers of a model. Constants are left out, so that its
    logarithm is -chi^2/2; so is the determinant of the errors, which changes where asymmetric errors switch sides.

    Attributes:
        targets: the data.
    """

    targets: tuple[Target, ...]

    def __init__(
        self,
        targets: Sequence[Target | Measurement],
        window: Window = ABOVE_200_GV,
        errors: ErrorModel = INDEPENDENT,
    ) -> None:
        """Take the data.

        Args:
            targets: measurements, each alone or with a window, errors and a prior of its own.
            window: of measurements that come alone.
            errors: of measurements that come alone.

        Raises:
            InputError: without targets, or if two with modulation potentials of their own have the same name.
        """
        require("targets", targets, Sequence, "a list of measurements or targets")
        require_choice(window, errors)
        each = tuple(Target(t, window, errors) if isinstance(t, Measurement) else t for t in targets)
        for target in each:
            require("targets", target, Target, "a list of measurements or targets")
        if not each:
            raise InputError("targets", list(targets), "at least one measurement")
        object.__setattr__(self, "targets", each)
        names = [target.nuisance for target in each if target.modulation is not None]
        for name in names:
            if names.count(name) > 1:
                raise InputError("targets", name, "a name that no other has")

    def __repr__(self) -> str:
        """Of what, in which windows, and what is free."""
        free = [f"free: {listed(self.priors)}"] if self.priors else []
        each = [f"{target.name}, {target.window}" for target in self.targets]
        return "\n  ".join([f"Likelihood of {counted(len(each), 'measurement')}", *each, *free])

    @property
    def priors(self) -> dict[str, ModulationPrior]:
        """What is known of the modulation potentials that are nuisances, by name."""
        return {target.nuisance: target.modulation for target in self.targets if target.modulation is not None}

    def __call__(self, model: Model, nuisance: Nuisance | None = None) -> Scalar:
        """Logarithm of the likelihood.

        Args:
            model: the model; its numbers may be traced.
            nuisance: modulation potentials of targets with priors [GV]; those not named follow from the model's.

        Returns:
            -chi^2/2.

        Raises:
            InputError: as :meth:`residuals`.
            SolveError: as :meth:`residuals`.
        """
        return -0.5 * self.chi_square(model, nuisance)

    def chi_square(self, model: Model, nuisance: Nuisance | None = None) -> Scalar:
        """chi^2 with the share of the priors; as :meth:`__call__`."""
        return _sum_of_squares(self.residuals(model, nuisance))

    def residuals(self, model: Model, nuisance: Nuisance | None = None) -> Float[Array, "residual"]:
        """Independent numbers of unit variance, whose squares add up to chi^2.

        Known models go the road of :meth:`magnetosonic.model.Model.predict`, with all its checks, and traced ones that
        of :meth:`magnetosonic.model.Model.spectra`.

        Args:
            model: the model; its numbers may be traced.
            nuisance: as for :meth:`__call__`.

        Returns:
            Those of the priors, then those of the targets in their order [residual].

        Raises:
            InputError: if a target has no point in its window that the model covers, errors leave no inverse of their
                covariance, or a name is none of :attr:`priors`.
            SolveError: if a known model can not be solved, or not at the points of a target.
        """
        require("model", model, Model, "a model, such as that of load_model")
        if namespace(model, nuisance) is jnp:
            # How the numbers were found makes no difference: one program serves all.
            numbers = dataclasses.replace(model, origin=None, normalization=model.normalization.numbers())
            found: Array = _traced_residuals(self, numbers, nuisance)
            return found
        return self.residuals_of_spectra(model.predict().interstellar, model.modulation_potential, nuisance)

    def of_spectra(self, interstellar: Spectra, potential: Numbers, nuisance: Nuisance | None = None) -> Scalar:
        """As :meth:`__call__`, of spectra that are there already.

        Args:
            interstellar: spectra outside of the heliosphere; their fluxes may be traced.
            potential: modulation potential of the reference period [GV], see
                :func:`magnetosonic.inference.modulation.potential_of`.
            nuisance: as for :meth:`__call__`.

        Returns:
            -chi^2/2.

        Raises:
            InputError: as :meth:`residuals`.
            SolveError: if a point of a target is not resolved.
        """
        return -0.5 * _sum_of_squares(self.residuals_of_spectra(interstellar, potential, nuisance))

    def residuals_of_spectra(
        self, interstellar: Spectra, potential: Numbers, nuisance: Nuisance | None = None
    ) -> Float[Array, "residual"]:
        """As :meth:`residuals`, of spectra; arguments as :meth:`of_spectra`."""
        priors, parts = [], []
        for target, phi in self._potentials(potential, nuisance):
            data, selection = target.measurement, _selection(target, interstellar)
            values = predicted(modulate(interstellar, _not_negative(phi)), data, selection)
            parts.append(target.errors.whitened(data, selection, values))
            if target.modulation is not None:
                priors.append((phi - target.modulation.potential) / target.modulation.uncertainty)
        numpy = namespace(parts, priors)
        return numpy.concatenate([numpy.asarray(priors, dtype=float), *parts])

    def comparisons(
        self, interstellar: Spectra, potential: Numbers, nuisance: Nuisance | None = None
    ) -> tuple[Comparison, ...]:
        """How each target agrees; arguments as :meth:`of_spectra`."""
        found = []
        for target, phi in self._potentials(potential, nuisance):
            phi = _not_negative(phi)
            modulated = modulate(interstellar, phi)
            found.append(compare_modulated(modulated, target.measurement, target.window, target.errors, phi))
        return tuple(found)

    def _potentials(self, potential: Numbers, nuisance: Nuisance | None) -> Iterator[tuple[Target, Any]]:
        """Targets with their modulation potentials."""
        given, known = {} if nuisance is None else nuisance, self.priors
        for name in given:
            if name not in known:
                raise InputError("nuisance", name, f"one of {', '.join(known) or 'no names: no target has a prior'}")
        for target in self.targets:
            free = target.modulation is not None and target.nuisance in given
            yield target, given[target.nuisance] if free else potential_of(target.measurement, potential)


def _selection(target: Target, interstellar: Spectra) -> Selection:
    """Which points count; all of them at energies of the spectra, so that chi^2 of models can be compared."""
    data = target.measurement
    selection = select_points(data, target.window, interstellar.covered(data.quantity, data.variable))
    if not selection.counts.any():
        allowed = f"one with points that count ({'; '.join(selection.excluded)})"
        raise InputError("targets", target.name, allowed)
    target.errors.weights(data, selection, data.value[selection.counts])  # refuses errors that can not be used
    return selection


def _not_negative(potential: Any) -> Any:
    """What is below zero is no modulation: samplers and steps of fits may go there."""
    return jnp.maximum(potential, 0.0) if namespace(potential) is jnp else max(float(potential), 0.0)


def _sum_of_squares(residuals: Float[Array, "residual"]) -> Scalar:
    total = namespace(residuals).sum(residuals**2)
    return total if namespace(total) is jnp else float(total)


@eqx.filter_jit
def _traced_residuals(likelihood: Likelihood, model: Model, nuisance: Nuisance | None) -> Float[Array, "residual"]:
    return likelihood.residuals_of_spectra(spectra_of_model(model), model.modulation_potential, nuisance)
