"""The plane of two numbers: predictions of every pair, chi^2, interpolation."""

import numpy as np
import pytest

import magnetosonic as ms
from magnetosonic.data import load_measurement
from magnetosonic.errors import InputError, SolveError
from magnetosonic.inference import Window, compare_modulated, plane_scan
from magnetosonic.inference.plane_scan import PlaneScan, independent_chi_square, scan_plane
from tests.inference.mock_data import measurement
from tests.outputs.coarse_run import COARSE_GRID, three_nuclides

BC = load_measurement("AMS-02", "B/C")
COUNTS = BC.abscissa >= 200.0
RIGIDITY, VALUE = BC.abscissa[COUNTS], BC.value[COUNTS]
SLOPE, THICKNESS = "diffusion.power_law.delta", "zones.halo.half_height"


@pytest.fixture(scope="module")
def model():
    return ms.load_model(three_nuclides(), COARSE_GRID)


def test_every_pair_is_the_prediction_of_its_model(model):
    found = scan_plane(model, {SLOPE: [0.4, 0.5], THICKNESS: [3.0, 4.0]}, BC)
    assert found.addresses == (SLOPE, THICKNESS)
    assert found.points == 12
    for i, slope in enumerate(found.first):
        for j, height in enumerate(found.second):
            changes = [f"{SLOPE}={slope}", f"galaxy.halo_half_height={height} kpc", f"{THICKNESS}={height} kpc"]
            modulated = ms.load_model(three_nuclides(), [*COARSE_GRID, *changes]).predict().modulated
            np.testing.assert_allclose(found.prediction[i, j], modulated.ratio("B/C", RIGIDITY), rtol=1e-10)
            assert found.chi_square[i, j] == pytest.approx(compare_modulated(modulated, BC).chi_square, rel=1e-9)


def level(x, y):
    """A ratio whose logarithm is linear in both numbers: the data themselves at 0.45, 0.7."""
    tilt = 0.5 * (x - 0.45) - 0.3 * (y - 0.7)
    return VALUE * np.exp(0.8 * (x - 0.45) + 1.2 * (y - 0.7) + tilt * np.log(RIGIDITY / RIGIDITY[0]))


def test_interpolation_is_exact_for_what_it_can_represent():
    nodes, between = np.array([0.1, 0.3, 0.5, 0.9]), np.array([0.1, 0.2, 0.45, 0.7, 0.9])
    found = PlaneScan(("a", "b"), nodes, nodes, BC, COUNTS, np.array([[level(x, y) for y in nodes] for x in nodes]))
    chi_square = found.interpolated(between, between)
    for i, x in enumerate(between):
        for j, y in enumerate(between):
            residual = level(x, y) - VALUE
            error = np.where(residual > 0, BC.error_high[COUNTS], BC.error_low[COUNTS])
            # Rounding, magnified by residuals of up to a hundred errors.
            assert chi_square[i, j] == pytest.approx(np.sum((residual / error) ** 2), rel=1e-10, abs=1e-18)
    assert np.unravel_index(np.argmin(chi_square), chi_square.shape) == (2, 3)


def test_chi_square_takes_the_error_on_the_side_of_the_model():
    data = measurement([100.0, 300.0, 600.0], [9.0, 1.0, 1.0], (0.1, 0.2))
    found = independent_chi_square(np.array([[1.4, 0.9], [1.0, 1.2]]), data, data.abscissa > 200.0)
    # (0.4/0.2)^2 + (0.1/0.1)^2 and (0.2/0.2)^2.
    np.testing.assert_allclose(found, [5.0, 1.0], rtol=1e-12)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, -0.1])
def test_what_is_not_finite_is_refused(model, monkeypatch, bad):
    asked = []

    def predicted(problem, *others):
        asked.append(problem)
        return np.where(np.arange(12) == 4, bad if len(asked) == 3 else 0.1, 0.1)

    monkeypatch.setattr(plane_scan, "predicted_points", predicted)
    known = model.propagation()
    with pytest.raises(SolveError, match=rf"B/C is not finite for {SLOPE} = 0\.5, {THICKNESS} = 3"):
        scan_plane(model, {SLOPE: [0.4, 0.5], THICKNESS: [3.0, 4.0]}, BC, problem=lambda x, y: known)


@pytest.mark.parametrize(
    "axes", [{SLOPE: [0.4, 0.5]}, {SLOPE: [0.5, 0.4], THICKNESS: [3.0, 4.0]}, {SLOPE: [0.5], THICKNESS: [3.0, 4.0]}]
)
def test_bad_axes_are_refused(model, axes):
    with pytest.raises(InputError, match="axes"):
        scan_plane(model, axes, BC)


def test_points_that_the_model_does_not_cover_are_refused(model):
    with pytest.raises(InputError, match="points that count"):
        scan_plane(model, {SLOPE: [0.4, 0.5], THICKNESS: [3.0, 4.0]}, BC, Window(3e4))
