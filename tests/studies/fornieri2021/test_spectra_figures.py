"""The figures of propagated spectra: panels, lines, data, legends; a warning would be an error."""

import numpy as np
import pytest

from magnetosonic.data import load_measurement
from magnetosonic.outputs.figures.style import style
from magnetosonic.studies.fornieri2021.authors_run import draw_authors_run
from magnetosonic.studies.fornieri2021.boron_to_carbon import (
    COMMON_MACHS,
    DIFFERENT_MACHS,
    HEIGHTS,
    draw_heights,
    draw_machs,
)
from magnetosonic.studies.fornieri2021.fluxes import CHOSEN, FLUXES, draw_fluxes
from magnetosonic.studies.fornieri2021.mach_plane import draw_planes
from magnetosonic.studies.fornieri2021.spectrum_curves import RIGIDITY
from tests.studies.fornieri2021.invented_curves import (
    invented_differences,
    invented_fluxes,
    invented_heights,
    invented_machs,
    invented_planes,
)


def drawn(function, data):
    with style():
        figure = function(data, "title")
        figure.draw_without_rendering()
    assert figure.get_suptitle() == "title"
    return figure


def models(axes):
    return [np.asarray(line.get_ydata()) for line in axes.lines if len(line.get_xdata()) == RIGIDITY.size]


def legends(figure):
    return [text.get_text() for axes in figure.axes if axes.get_legend() for text in axes.get_legend().get_texts()]


def points(axes, size):
    """Points of the container of a measurement of so many points."""
    return next(box.lines[0].get_xydata() for box in axes.containers if len(box.lines[0].get_xdata()) == size)


def test_machs():
    curves = invented_machs()
    figure = drawn(draw_machs, curves)
    assert len(figure.axes) == 4
    one, other = len(COMMON_MACHS), len(DIFFERENT_MACHS)
    assert [len(models(axes)) for axes in figure.axes] == [one, one, other, other]
    np.testing.assert_array_equal(models(figure.axes[0])[0], curves[0].modulated)
    np.testing.assert_array_equal(models(figure.axes[3])[-1], curves[-1].modulated)
    assert figure.axes[0].get_ylabel() == "B/C"
    assert [axes.get_xlabel() for axes in figure.axes[2:]] == ["rigidity [GV]"] * 2
    assert {axes.get_yscale() for axes in figure.axes} == {"log"}
    names = legends(figure)
    assert any(name.startswith("0.3: ") and "12" in name for name in names)
    assert any(name.startswith("0.4 (disk), 0.5 (halo): ") for name in names)
    assert "AMS-02" in names
    assert "PAMELA" in names


def test_data_of_ratios_are_those_measured():
    figure = drawn(draw_machs, invented_machs())
    data = load_measurement("AMS-02", "B/C")
    shown = data.abscissa >= 2.0
    expected = np.stack([data.abscissa[shown], data.value[shown]], axis=1)
    for axes in figure.axes:
        np.testing.assert_array_equal(points(axes, shown.sum()), expected)


def test_heights():
    figure = drawn(draw_heights, invented_heights())
    assert [len(models(axes)) for axes in figure.axes] == [len(HEIGHTS)] * 2
    names = legends(figure)
    for height in HEIGHTS:
        assert sum(name.startswith(f"{height:g} kpc: ") for name in names) >= 1


def test_fluxes():
    curves = invented_fluxes()
    figure = drawn(draw_fluxes, curves)
    assert len(figure.axes) == 2 * len(FLUXES)
    assert [len(models(axes)) for axes in figure.axes] == [len(CHOSEN[n]) for n in ("exact", "published")] * 3
    # Invented hydrogen falls as the data are scaled.
    first = models(figure.axes[0])[0]
    np.testing.assert_allclose(first, first[0], rtol=1e-12)
    for row, element in enumerate(FLUXES):
        data = load_measurement("AMS-02", element)
        shown = data.abscissa >= 2.0
        found = points(figure.axes[2 * row], shown.sum())
        np.testing.assert_allclose(found[:, 1], (data.value * data.abscissa**2.7)[shown], rtol=1e-12)
    assert "GV$^{1.7}$" in figure.axes[0].get_ylabel()


def test_energies_of_protons_are_drawn_as_rigidities():
    figure = drawn(draw_fluxes, invented_fluxes())
    data = load_measurement("ATIC-2", "H")
    # dJ/d(rho) = dJ/dT v/c with v/c = rho/(T + m).
    mass = 0.93827208816
    rigidity = np.sqrt(data.abscissa * (data.abscissa + 2 * mass))
    found = points(figure.axes[0], data.abscissa.size)
    np.testing.assert_allclose(found[:, 0], rigidity, rtol=1e-8)
    expected = data.value * rigidity**2.7 * rigidity / (data.abscissa + mass)
    np.testing.assert_allclose(found[:, 1], expected, rtol=1e-8)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_planes(share):
    planes = invented_planes()
    for plane in planes:
        plane.chi_square[:] = plane.chi_square * (1.0 - share) + 12.0 * share
    figure = drawn(draw_planes, planes)
    exact, published, bar = figure.axes
    assert [axes.get_title() for axes in (exact, published)] == ["exact", "published"]
    assert "12 points" in bar.get_ylabel()
    assert exact.get_xlabel() == "$M_A$ of the disk"
    assert exact.get_ylabel() == "$M_A$ of the halo"
    stars = [next(line for line in axes.lines if line.get_marker() == "*") for axes in (exact, published)]
    assert [line.get_xydata().tolist() for line in stars] == [[[0.6, 0.6]], [[0.5, 0.7]]]
    names = legends(figure)
    assert r"best: 0.50, 0.70, $\chi^2$ = 12" in names
    assert r"best with one $M_A$: 0.60, 0.60, $\chi^2$ = 92" in names
    # What does not confine is hatched, where there is any.
    hatched = [any(getattr(item, "hatches", [None])[0] for item in axes.collections) for axes in (exact, published)]
    assert hatched == [False, True]


def test_authors_run():
    differences = invented_differences()
    figure = drawn(draw_authors_run, differences)
    fluxes, ratios, below, right = figure.axes
    by_name = {entry.quantity: entry for entry in differences}
    assert {text.get_text() for text in fluxes.get_legend().get_texts()} == {"H1", "He4", "C", "O"}
    everything = {text.get_text() for axes in (below, right) for text in axes.get_legend().get_texts()}
    assert everything == set(by_name)
    shape = next(line for line in right.lines if line.get_label() == "B/C in shape")
    assert shape.get_linestyle() == ":"
    carbon = next(line for line in below.lines if line.get_label() == "C")
    np.testing.assert_allclose(carbon.get_ydata(), 100 * by_name["C"].relative, rtol=1e-12)
    assert "%" in below.get_ylabel()
    # All of it is within the frame.
    for axes in (below, right):
        low, high = axes.get_ylim()
        values = np.concatenate([np.asarray(line.get_ydata(), dtype=float) for line in axes.lines])
        assert low < values.min() <= values.max() < high or axes is below
    assert ratios.get_yscale() == "log"
