"""chi^2 over a grid of numbers."""

import math
import pickle

import numpy as np
import pytest
from astropy import units as u

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model
from magnetosonic.data import load_measurement
from magnetosonic.errors import InputError, SolveError
from magnetosonic.inference import Likelihood, Scan, Window, normalise, scan
from magnetosonic.model import Model
from tests.outputs.coarse_run import COARSE_GRID, coarse_config, three_nuclides

SLOPE, POTENTIAL = "diffusion.power_law.delta", "modulation.potential"
LIKELIHOOD = Likelihood([load_measurement("AMS-02", "B/C")], Window(20.0))


@pytest.fixture(scope="module")
def model():
    return build_model(coarse_config())


def sent(call, points):
    """What a pool of processes does: the call goes there and back."""
    copy = pickle.loads(pickle.dumps(call))
    return [copy(point) for point in pickle.loads(pickle.dumps(points))]


def test_every_point_is_the_likelihood_of_its_model(model):
    found = scan(model, {SLOPE: [0.4, 0.45], POTENTIAL: [600.0, 700.0] * u.MV}, LIKELIHOOD, spread=sent)
    assert found.chi_square.shape == (2, 2)
    np.testing.assert_allclose(found.values[POTENTIAL], [0.6, 0.7], rtol=1e-15)
    changed = model.with_values({SLOPE: 0.45, POTENTIAL: 0.7})
    assert found.chi_square[1, 1] == pytest.approx(LIKELIHOOD.chi_square(changed), rel=1e-12)
    assert len({*found.chi_square.ravel()}) == 4
    table = found.to_xarray()
    assert float(table.sel({SLOPE: 0.45, POTENTIAL: 0.7}, method="nearest")) == found.chi_square[1, 1]


def test_models_of_a_scan_may_be_normalised():
    wanted = build_model(load_config(three_nuclides(), (*COARSE_GRID, "normalization.fit=AMS-02")))
    found = scan(wanted, {SLOPE: [0.45]}, LIKELIHOOD, normalised=True)
    fitted = normalise(wanted.with_values({SLOPE: 0.45}))
    assert fitted.normalization.fitted
    assert found.chi_square[0] == pytest.approx(LIKELIHOOD.chi_square(fitted), rel=1e-12)
    assert found.chi_square[0] != scan(wanted, {SLOPE: [0.45]}, LIKELIHOOD).chi_square[0]


def test_the_best_of_a_scan_in_words():
    values = {SLOPE: np.array([0.4, 0.5]), POTENTIAL: np.array([0.5, 0.6, 0.7])}
    found = Scan(values, np.array([[4.0, 3.0, math.nan], [2.0, 7.0, 9.0]]))
    assert found.best == {SLOPE: 0.5, POTENTIAL: 0.5}
    assert [line.strip() for line in repr(found).splitlines()] == [
        "Scan of 6 models",
        f"{SLOPE}: 2 values, 0.4 to 0.5",
        f"{POTENTIAL}: 3 values, 0.5 to 0.7",
        f"smallest chi^2 2 at {SLOPE} = 0.5, {POTENTIAL} = 0.5",
    ]


def test_what_can_not_be_solved_is_no_number(model, monkeypatch):
    def predict(self):
        raise SolveError("a test")

    monkeypatch.setattr(Model, "predict", predict)
    found = scan(model, {f"{SLOPE}, {POTENTIAL}": [0.4]}, LIKELIHOOD)
    assert math.isnan(found.chi_square[0])


@pytest.mark.parametrize(
    "values", [{}, {SLOPE: []}, {"diffusion.nothing": [1.0]}, {SLOPE: ["0.4 GV"]}, {SLOPE: [99.0]}]
)
def test_bad_axes_are_refused(model, values):
    with pytest.raises(InputError):
        scan(model, values, LIKELIHOOD)
