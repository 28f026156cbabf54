"""chi^2 against numbers worked by hand and against inverses of covariances."""

import math

import numpy as np
import pytest

from magnetosonic.data import load_measurement
from magnetosonic.errors import InputError
from magnetosonic.inference.comparison import compare, compare_modulated, predicted
from magnetosonic.inference.error_model import ErrorModel
from magnetosonic.inference.modulation import potential_of
from magnetosonic.inference.window import Window, select_points
from magnetosonic.observables.modulation import modulate
from tests.inference.mock_data import measurement, power_laws

ALL, EVERYTHING = (0.0, math.inf), Window(0.0)
RIGIDITY = np.array([100.0, 200.0, 400.0, 800.0])
STATISTICAL = (np.array([0.1, 0.2, 0.3, 0.2]), np.array([0.2, 0.1, 0.2, 0.3]))
SYSTEMATIC = (np.array([0.4, 0.3, 0.2, 0.5]), np.array([0.3, 0.5, 0.4, 0.1]))
MODEL = np.array([1.5, 1.4, 3.3, 4.4])
ABOVE = np.array([True, False, True, True])


@pytest.fixture
def data():
    return measurement(RIGIDITY, [1.0, 2.0, 3.0, 4.0], STATISTICAL, SYSTEMATIC)


def whitened(errors, data, window=EVERYTHING, model=MODEL):
    return np.asarray(errors.whitened(data, select_points(data, window, ALL), model))


def covariance(length, side=ABOVE):
    """By the formula, one element at a time."""
    statistical, systematic = (np.where(side, high, low) for low, high in (STATISTICAL, SYSTEMATIC))
    matrix = np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            matrix[i, j] = systematic[i] * systematic[j]
            if i != j and length == 0.0:
                matrix[i, j] = 0.0
            elif i != j:
                matrix[i, j] *= math.exp(-0.5 * (math.log10(RIGIDITY[i] / RIGIDITY[j]) / length) ** 2)
        matrix[i, i] += statistical[i] ** 2
    return matrix


def test_chi_square_by_hand():
    # B/C = 10 (rho/100 GV)^-1 at 200, 400 and 800 GV: 5, 2.5, 1.25. Errors low and high 0.5 and 1: pulls 3, -1, -5.5.
    data = measurement(RIGIDITY, [1.0, 2.0, 3.0, 4.0], (0.3, 0.6), (0.4, 0.8))
    np.testing.assert_allclose(data.error_low, 0.5, rtol=1e-15)
    np.testing.assert_allclose(data.error_high, 1.0, rtol=1e-15)
    window = Window(200.0)
    pull = whitened(ErrorModel(), data, window, np.array([5.0, 2.5, 1.25]))
    np.testing.assert_allclose(pull, [3.0, -1.0, -5.5], rtol=1e-14)
    # The same through spectra: nuclei with A = 2Z have one and the same rigidity at equal energies per nucleon, so that
    # a ratio of two power laws of that rigidity is one too.
    spectra = power_laws({"B10": (1.0, 3.0), "C12": (1.0, 3.0)})
    energy = np.asarray(spectra.energy)
    rho = 2 * np.sqrt(energy * (energy + 2 * 0.93149410242))
    spectra = type(spectra)(spectra.species, spectra.energy, spectra.flux.at[0].multiply(10.0 * (rho / 100.0) ** -1))
    found = compare_modulated(spectra, data, window, modulation_potential=0.4)
    # rho^-1 is a power law of the energy but for the rest energy: the spline errs by 1e-8 above 100 GeV/n.
    np.testing.assert_allclose(found.model, [5.0, 2.5, 1.25], rtol=1e-7)
    assert found.chi_square == pytest.approx(9 + 1 + 30.25, rel=1e-6)
    assert found.points == 3
    assert found.excluded == ("1 outside of the window (200 GV upwards)",)
    assert found.modulation_potential == 0.4


def test_chi_square_of_the_data_themselves_is_zero():
    data = load_measurement()
    assert np.all(whitened(ErrorModel(), data, model=data.value) == 0.0)
    assert np.all(whitened(ErrorModel(0.1), data, model=data.value) == 0.0)


@pytest.mark.parametrize("length", [0.0, 0.1, 0.3, 2.0])
def test_squares_add_up_to_the_form_of_the_inverse_covariance(data, length):
    residual = MODEL - data.value
    expected = residual @ np.linalg.inv(covariance(length)) @ residual
    pull = whitened(ErrorModel(length), data)
    assert float(np.sum(pull**2)) == pytest.approx(expected, rel=1e-12)
    weights = np.asarray(ErrorModel(length).weights(data, select_points(data, Window(0.0), ALL), MODEL))
    np.testing.assert_allclose(weights @ covariance(length) @ weights.T, np.eye(4), atol=1e-13)
    np.testing.assert_array_equal(np.triu(weights, 1), 0.0)


def test_the_side_of_the_model_counts(data):
    residual = np.array([0.5, -0.6, 0.3, 0.4])
    # Upper errors but for the second point: squares 0.04 + 0.09, 0.04 + 0.09, 0.04 + 0.16, 0.09 + 0.01.
    np.testing.assert_allclose(whitened(ErrorModel(), data), residual / np.sqrt([0.13, 0.13, 0.20, 0.10]), rtol=1e-13)
    other = 2 * data.value - MODEL
    expected = residual @ np.linalg.inv(covariance(0.3, ~ABOVE)) @ residual
    assert np.sum(whitened(ErrorModel(0.3), data, model=other) ** 2) == pytest.approx(expected, rel=1e-12)


def test_a_short_length_is_independence(data):
    # The neighbours are 0.3 decades apart: exp(-450) of correlation is left at 0.01.
    np.testing.assert_allclose(whitened(ErrorModel(0.01), data), whitened(ErrorModel(), data), rtol=1e-13)


def test_a_long_length_is_one_common_error(data):
    # C = diag(stat^2) + s s^T, by Sherman and Morrison chi^2 = sum u^2 - (sum u t)^2/(1 + sum t^2) with u = r/stat,
    # t = s/stat.
    statistical, systematic = (np.where(ABOVE, high, low) for low, high in (STATISTICAL, SYSTEMATIC))
    u, t = (MODEL - data.value) / statistical, systematic / statistical
    expected = np.sum(u**2) - np.sum(u * t) ** 2 / (1 + np.sum(t**2))
    # What is left of the distances, (0.9/1e4)^2/2 = 4e-9, is magnified by sys^2/stat^2 = 9.
    assert np.sum(whitened(ErrorModel(1e4), data) ** 2) == pytest.approx(expected, rel=1e-6)


def test_correlation_of_the_chosen_points_alone(data):
    window = Window(150.0, 500.0)
    part = covariance(0.3)[1:3, 1:3]
    residual = (MODEL - data.value)[1:3]
    expected = residual @ np.linalg.inv(part) @ residual
    assert np.sum(whitened(ErrorModel(0.3), data, window, MODEL[1:3]) ** 2) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("length", [-0.1, math.nan, math.inf])
def test_bad_lengths_are_refused(length):
    with pytest.raises(InputError) as caught:
        ErrorModel(length)
    assert caught.value.field == "correlation_length"


def test_nothing_is_compared_with_an_extrapolation():
    spectra = power_laws({"B11": (1.0, 3.0), "C12": (10.0, 2.7)})
    # Up to 1e4 GeV/n: rigidities up to 2e4 GV of carbon, to 2.2e4 GV of boron; both are known up to the former.
    data = measurement([100.0, 1e3, 1.9e4, 2.1e4, 3e4], np.full(5, 0.1), 0.01)
    found = compare_modulated(spectra, data)
    np.testing.assert_array_equal(found.counts, [False, True, True, False, False])
    assert found.excluded[0].startswith("1 outside of the window")
    assert found.excluded[1].startswith("2 outside of the model's range")
    assert found.model.shape == found.pull.shape == (2,)
    np.testing.assert_allclose(found.pull, (found.model - 0.1) / 0.01, rtol=1e-13)
    nothing = compare_modulated(spectra, data, Window(2.5e4))
    assert (nothing.points, nothing.chi_square) == (0, 0.0)
    assert nothing.model.shape == nothing.pull.shape == (0,)


def test_unknown_quantities_are_refused():
    with pytest.raises(InputError, match="B11, C12"):
        compare_modulated(
            power_laws({"B11": (1.0, 3.0), "C12": (10.0, 2.7)}), measurement([300.0], [1.0], 1.0, quantity="O")
        )


def test_predictions_do_not_depend_on_the_number_of_points():
    spectra = power_laws({"B11": (1.0, 3.0), "C12": (10.0, 2.7)})
    data = measurement(np.geomspace(20.0, 1e4, 130), np.ones(130), 1.0)
    many, few = (predicted(spectra, data, select_points(data, Window(low), ALL)) for low in (0.0, 5e3))
    assert many.shape == (130,)
    assert few.shape == (np.sum(data.abscissa >= 5e3),)
    np.testing.assert_allclose(many[-few.size :], few, rtol=1e-13)
    np.testing.assert_allclose(many, spectra.ratio("B/C", data.abscissa), rtol=1e-13)


def test_a_covariance_without_inverse_is_refused():
    # Some points of this flux have no statistical error at the digits published.
    data = load_measurement("AMS-02", "H")
    assert (data.statistical_error_low == 0.0).any()
    assert np.isfinite(whitened(ErrorModel(0.1), data, model=data.value)).all()
    with pytest.raises(InputError, match="AMS-02 H without statistical errors") as caught:
        whitened(ErrorModel(10.0), data, model=data.value)
    assert caught.value.field == "correlation_length"


def test_predictions_are_modulated_as_in_the_period():
    interstellar = power_laws({"B11": (1.0, 3.0), "C12": (10.0, 2.7)})
    data = measurement(np.geomspace(5.0, 100.0, 6), np.full(6, 0.1), 0.01, potential=0.45)
    # The period's own potential is 0.15 GV below that of the reference, 0.6 GV.
    assert potential_of(data, 0.7) == pytest.approx(0.55, rel=1e-12)
    found = compare(interstellar, data, EVERYTHING, potential=0.7)
    expected = compare_modulated(modulate(interstellar, 0.55), data, EVERYTHING)
    np.testing.assert_allclose(found.model, expected.model, rtol=1e-12)
    assert found.modulation_potential == pytest.approx(0.55, rel=1e-12)
    with pytest.raises(InputError, match="for interstellar spectra"):
        compare(interstellar, data)
    # Whoever carries no potential is not modulated.
    outside = measurement(RIGIDITY, np.ones(4), 1.0)
    expected = compare_modulated(interstellar, outside, EVERYTHING).model
    np.testing.assert_allclose(compare(interstellar, outside, EVERYTHING, potential=0.7).model, expected, rtol=1e-14)
