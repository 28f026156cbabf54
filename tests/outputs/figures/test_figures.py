"""Figures: what they show, with units, and that drawing leaves no trace."""

import jax.numpy as jnp
import matplotlib as mpl
import numpy as np
import pytest

from magnetosonic.data import load_measurement
from magnetosonic.outputs.figures import draw_all, save_figures
from magnetosonic.outputs.figures.diffusion_figure import draw_diffusion
from magnetosonic.outputs.figures.style import describe, style
from magnetosonic.table import LabelledArray, Table, labels
from tests.outputs.coarse_run import coarse_results


@pytest.fixture(scope="module")
def figures():
    return draw_all(coarse_results(), "small")


def test_all_figures_have_title_units_and_legend(figures):
    assert set(figures) == {"diffusion", "boron_to_carbon", "spectra", "beryllium"}
    for figure in figures.values():
        upper, lower = figure.axes[0], figure.axes[-1]
        assert upper.get_title(loc="left").startswith("small: ")
        assert upper.get_legend() is not None
        assert "[G" in lower.get_xlabel()
    assert "cm$^2$ s$^{-1}$" in figures["diffusion"].axes[0].get_ylabel()
    assert "sr$^{-1}$" in figures["spectra"].axes[0].get_ylabel()


def test_residuals_are_data_over_model(figures):
    residuals = figures["boron_to_carbon"].axes[1]
    points = next(line for line in residuals.lines if len(line.get_xdata()) > 2)
    data = load_measurement("AMS-02", "B/C")
    spectra = coarse_results().prediction.modulated
    shown = np.asarray(points.get_xdata())
    expected = data.value[np.isin(data.abscissa, shown)] / np.asarray(spectra.ratio("B/C", jnp.asarray(shown)))
    np.testing.assert_allclose(points.get_ydata(), expected, rtol=1e-12)
    # The lowest energy of this model is 1 GeV/n; no point below is compared with an extrapolation.
    assert shown.min() > 3.4


def test_beryllium_shows_the_data_even_below_the_model(figures):
    axes = figures["beryllium"].axes[0]
    drawn = {container.get_label(): container.lines[0].get_xydata() for container in axes.containers}
    assert set(drawn) == {"ACE-CRIS", "ISOMAX"}
    for experiment, points in drawn.items():
        data = load_measurement(experiment, "10Be/9Be")
        np.testing.assert_array_equal(points, np.stack([data.abscissa, data.value], axis=1))
        # The lowest energy of this model is 1 GeV/n.
        assert axes.get_xlim()[0] < data.abscissa[0] < 1.0


def test_saving_writes_png_and_changes_no_settings(tmp_path):
    before = dict(mpl.rcParams)
    paths = save_figures(draw_all(coarse_results(), "small"), tmp_path / "figures")
    assert sorted(path.name for path in paths) == sorted(path.name for path in (tmp_path / "figures").iterdir())
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)
    assert dict(mpl.rcParams) == before


def test_rigidities_without_confinement_are_marked():
    dims = ("zone", "rigidity")
    variables = {
        "D": LabelledArray(dims, np.array([[1e28, 2e28, 3e28], [2e28, 4e28, 6e28]]), "cm^2/s", ""),
        "mu_star": LabelledArray(dims, np.array([[1.0, 0.5, 0.0], [1.0, 1.0, 1.0]]), "1", ""),
        "confined": LabelledArray(dims, np.array([[True, True, False], [True, True, True]]), "1", ""),
    }
    axis = {
        "zone": labels("zone", ("disk", "halo"), ""),
        "rigidity": LabelledArray(("rigidity",), np.array([1.0, 10.0, 100.0]), "GV", ""),
    }
    table = Table(variables, axis)
    with style():
        figure = draw_diffusion(table, "title")
    upper, lower = figure.axes
    assert [text.get_text() for text in upper.get_legend().get_texts()] == ["disk", "halo", "not confined"]
    assert "mu" in lower.get_ylabel()
    crosses = [line for line in upper.lines if line.get_marker() == "x" and len(line.get_xdata())]
    assert [list(line.get_xdata()) for line in crosses] == [[100.0]]


def test_title_survives_odd_names():
    assert describe(coarse_results().model, "a$b") == r"a\$b: diffusion coefficient given"
