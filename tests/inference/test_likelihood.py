"""The likelihood as a function of a model: one value along all roads, gradients, nuisances, copies."""

import dataclasses
import pickle

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.data import load_measurement
from magnetosonic.errors import InputError, SolveError
from magnetosonic.inference import ErrorModel, Likelihood, ModulationPrior, Target, Window, compare
from magnetosonic.inference.comparison import compare_modulated
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.unresolved import Unresolved
from magnetosonic.species.nuclide import Nuclide
from tests.inference.mock_data import measurement, observed, power_laws
from tests.outputs.coarse_run import coarse_results

ALL = Window(0.0)
POINTS = np.geomspace(5.0, 500.0, 12)
INTERSTELLAR = power_laws({"C12": (1e-4, 2.7), "O16": (1.2e-4, 2.6)})
SLOPE, LEVEL = "diffusion.power_law.delta", "injection.nuclides.O16.abundance"
PHI = "modulation of none C"


@pytest.fixture(scope="module")
def likelihood():
    """B/C of AMS-02 from 20 GV on, and carbon as correlated errors see it."""
    carbon = Target(load_measurement("AMS-02", "C"), Window(30.0), ErrorModel(0.3))
    return Likelihood([load_measurement("AMS-02", "B/C"), carbon], Window(20.0))


def free(prior=None, error=0.02):
    """Carbon that was modulated with 0.5 GV."""
    data = observed(modulate(INTERSTELLAR, 0.5), POINTS, "C", error, potential=0.45)
    return Target(data, ALL, modulation=prior)


def test_it_is_the_sum_of_all_comparisons(likelihood):
    prediction, model = coarse_results().prediction, coarse_results().model
    outcomes = [compare(prediction, each.measurement, each.window, each.errors) for each in likelihood.targets]
    assert [outcome.points for outcome in outcomes] == [42, 36]
    total = sum(outcome.chi_square for outcome in outcomes)
    assert likelihood.chi_square(model) == pytest.approx(total, rel=1e-12)
    assert likelihood(model) == pytest.approx(-0.5 * total, rel=1e-12)
    of_spectra = likelihood.of_spectra(prediction.interstellar, model.modulation_potential)
    assert of_spectra == pytest.approx(-0.5 * total, rel=1e-12)
    residuals = likelihood.residuals(model)
    np.testing.assert_allclose(residuals, np.concatenate([outcome.pull for outcome in outcomes]), rtol=1e-12)
    again = likelihood.comparisons(prediction.interstellar, model.modulation_potential)
    assert [each.chi_square for each in again] == [each.chi_square for each in outcomes]


def test_a_copy_is_equal_and_has_the_same_value(likelihood):
    model = coarse_results().model
    sent, changed = pickle.loads(pickle.dumps((likelihood, model)))
    assert sent == likelihood
    assert hash(sent) == hash(likelihood)
    assert sent(changed) == likelihood(model)
    assert Likelihood(likelihood.targets) == likelihood
    assert Likelihood(likelihood.targets[:1]) != likelihood


def test_compiled_value_and_gradient_through_the_whole_model(likelihood):
    model = coarse_results().model
    start = jnp.array([float(model[SLOPE]), float(model[LEVEL])])

    @jax.jit
    @jax.value_and_grad
    def logarithm(numbers):
        return likelihood(model.with_values({SLOPE: numbers[0], LEVEL: numbers[1]}))

    value, gradient = logarithm(start)
    # The one solution has been checked, the other not; else they are the same.
    assert float(value) == pytest.approx(likelihood(model), rel=1e-9)
    for number, scale in enumerate((1e-3, 1e-3 * float(start[1]))):
        step = scale * np.eye(2)[number]
        differences = [float(logarithm(start + k * step)[0] - logarithm(start - k * step)[0]) for k in (1, 2)]
        # Truncation of these differences is of the order step^4; rounding of chi^2, 1e-11, divided by the step.
        expected = (8 * differences[0] - differences[1]) / (12 * scale)
        assert float(gradient[number]) == pytest.approx(expected, rel=1e-6)


def test_batches_of_spectra():
    likelihood, levels = Likelihood([free()]), jnp.array([0.9, 1.0, 1.1])

    def logarithm(level):
        return likelihood.of_spectra(dataclasses.replace(INTERSTELLAR, flux=level * INTERSTELLAR.flux), 0.6)

    batch = jax.jit(jax.vmap(logarithm))(levels)
    single = [likelihood.of_spectra(dataclasses.replace(INTERSTELLAR, flux=x * INTERSTELLAR.flux), 0.6) for x in levels]
    np.testing.assert_allclose(batch, single, rtol=1e-10)


def test_nuisances_by_hand():
    prior = ModulationPrior(0.4, 0.1)
    target = free(prior)
    likelihood = Likelihood([target, free()])
    assert likelihood.priors == {PHI: prior}
    fixed = compare_modulated(modulate(INTERSTELLAR, 0.45), target.measurement, ALL).pull
    given = compare_modulated(modulate(INTERSTELLAR, 0.52), target.measurement, ALL).pull
    # Priors come first; the second target has none, and is modulated as in its period.
    residuals = likelihood.residuals_of_spectra(INTERSTELLAR, 0.6, {PHI: 0.52})
    np.testing.assert_allclose(residuals, [(0.52 - 0.4) / 0.1, *given, *fixed], rtol=1e-12)
    # Without the number it follows from the period, and the prior has its share all the same.
    residuals = likelihood.residuals_of_spectra(INTERSTELLAR, 0.6)
    np.testing.assert_allclose(residuals, [(0.45 - 0.4) / 0.1, *fixed, *fixed], rtol=1e-10)
    # Below zero there is no modulation, and the prior pulls back.
    residuals = likelihood.residuals_of_spectra(INTERSTELLAR, 0.6, {PHI: -0.1})
    without = compare_modulated(INTERSTELLAR, target.measurement, ALL).pull
    np.testing.assert_allclose(residuals[:13], [-5.0, *without], rtol=1e-10)
    with pytest.raises(InputError, match="one of modulation of none C"):
        likelihood.of_spectra(INTERSTELLAR, 0.6, {"modulation of none O": 0.5})
    with pytest.raises(InputError, match="no target has a prior"):
        Likelihood([free()]).of_spectra(INTERSTELLAR, 0.6, {PHI: 0.5})


def test_gradient_by_a_nuisance_and_by_the_potential_of_the_model():
    likelihood = Likelihood([free(ModulationPrior(0.4, 0.1)), free(error=0.01)])

    @jax.jit
    @jax.value_and_grad
    def logarithm(numbers):
        return likelihood.of_spectra(INTERSTELLAR, numbers[0], {PHI: numbers[1]})

    start, scale = jnp.array([0.6, 0.55]), 1e-3
    value, gradient = logarithm(start)
    assert float(value) == pytest.approx(likelihood.of_spectra(INTERSTELLAR, 0.6, {PHI: 0.55}), rel=1e-10)
    for number in range(2):
        step = scale * np.eye(2)[number]
        differences = [float(logarithm(start + k * step)[0] - logarithm(start - k * step)[0]) for k in (1, 2)]
        # As above.
        expected = (8 * differences[0] - differences[1]) / (12 * scale)
        assert float(gradient[number]) == pytest.approx(expected, rel=1e-6)


def test_points_that_are_not_resolved_are_refused():
    carbon = Nuclide.parse("C12")
    marked = dataclasses.replace(INTERSTELLAR, unresolved=(Unresolved(carbon, 0.0, 20.0, "a test"),))
    with pytest.raises(SolveError, match="a test"):
        Likelihood([free()]).of_spectra(marked, 0.6)


def test_targets_are_checked():
    with pytest.raises(InputError, match="at least one measurement"):
        Likelihood([])
    with pytest.raises(InputError, match="12 outside of the window") as caught:
        Likelihood([dataclasses.replace(free(), window=Window(1e3))]).of_spectra(INTERSTELLAR, 0.6)
    assert caught.value.field == "targets"
    with pytest.raises(InputError, match="no other has"):
        Likelihood([free(ModulationPrior(0.4, 0.1))] * 2)


def test_measurements_are_values():
    data = measurement([1.0, 2.0], [0.1, 0.2], 0.01)
    same = measurement([1.0, 2.0], [0.1, 0.2], 0.01)
    assert data == same
    assert hash(data) == hash(same)
    assert data != measurement([1.0, 2.0], [0.1, 0.2], 0.02)
    assert data != "B/C"
