"""The figures: panels, axes with units, legends, crosses."""

import numpy as np
import pytest

from magnetosonic.outputs.figures.style import style
from magnetosonic.studies.fornieri2021.diffusion_curves import ALFVEN, BOTH, Case, DiffusionCurve, diffusion_csv
from magnetosonic.studies.fornieri2021.mach_scan import draw_mach_scan
from magnetosonic.studies.fornieri2021.mode_comparison import draw_modes
from magnetosonic.studies.fornieri2021.registry import FIGURES
from magnetosonic.studies.fornieri2021.truncation import ALFVEN_MACHS, draw_truncation, truncation_curves
from magnetosonic.studies.fornieri2021.zones import NUMERICS, RIGIDITY, ZONES
from tests.studies.fornieri2021.invented_curves import invented_scan


def crosses(axes):
    return [line for line in axes.lines if line.get_marker() == "x" and len(line.get_xdata())]


def names(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_registry_is_complete():
    assert sorted(FIGURES) == list(range(1, 10))
    assert len({figure.shows for figure in FIGURES.values()}) == len(FIGURES)


def test_truncation_figure():
    with style():
        figure = draw_truncation(truncation_curves(), "title")
        figure.draw_without_rendering()
    halo, alone, lowest = figure.axes
    assert "[deg]" in halo.get_xlabel()
    assert "X" in halo.get_ylabel()
    assert halo.get_yscale() == "log"
    assert [text.get_text() for text in lowest.get_legend().get_texts()] == list(NUMERICS)
    assert len(halo.get_legend().get_texts()) == len(ALFVEN_MACHS)
    drawn = [sum(len(line.get_xdata()) > 2 for line in axes.lines) for axes in (halo, alone, lowest)]
    assert drawn == [8, 10, 8]  # viscous damping is drawn once for each numerics


def test_scan_figure_marks_what_is_not_confined():
    with style():
        figure = draw_mach_scan(invented_scan(), "title")
        figure.draw_without_rendering()
    panels = figure.axes
    assert len(panels) == 6
    assert "cm$^2$ s$^{-1}$" in panels[0].get_ylabel()
    assert [axes.get_xlabel() for axes in panels[4:]] == ["rigidity [GV]"] * 2
    assert names(figure)[:2] == ["$M_A$ = 0.5", "$M_A$ = 1"]
    assert any("not confined" in name for name in names(figure))
    assert crosses(panels[0]) == []
    marked = np.concatenate([line.get_xdata() for line in crosses(panels[2])])
    assert marked.size > 0
    assert marked.max() < 10.0
    dotted = [line for line in panels[2].lines if line.get_linestyle() == ":" and np.isfinite(line.get_ydata()).any()]
    assert len(dotted) == 1
    # One point of the solid line belongs to the dotted one, so that they meet.
    shown = RIGIDITY[np.isfinite(dotted[0].get_ydata())]
    np.testing.assert_array_equal(shown, RIGIDITY[10:21])
    ratio = next(line for line in panels[4].lines if len(line.get_xdata()) == RIGIDITY.size)
    shown = np.asarray(ratio.get_ydata())
    np.testing.assert_allclose(shown[20:], 3.0, rtol=1e-12)
    assert np.isnan(shown[:20]).all()


@pytest.fixture
def invented_modes():
    every = np.full(RIGIDITY.size, True)
    return [
        DiffusionCurve(
            Case(zone, modes, numerics, 1.0, 100.0, limited),
            np.full(RIGIDITY.size, 1e29 if modes == BOTH else 1e35),
            np.where(every, 1.0, 0.0),
            every if modes == BOTH or not limited else ~every,
            every if modes == BOTH or not limited else ~every,
        )
        for zone in ZONES
        for modes in (BOTH, ALFVEN)
        for numerics in NUMERICS
        for limited in (False, True)
    ]


def test_mode_figure_marks_what_the_limit_would_release(invented_modes):
    with style():
        figure = draw_modes(invented_modes, "title")
        figure.draw_without_rendering()
    assert len(figure.axes) == 4
    for axes in figure.axes:
        assert [set(line.get_ydata()) for line in crosses(axes)] == [{1e35}]
    assert "fast + Alfvén" in names(figure)
    assert "Alfvén alone" in names(figure)


def test_missing_limit_is_written_as_infinite(invented_modes):
    lines = [line for line in diffusion_csv(invented_modes[:1]).splitlines() if line[0] != "#"]
    assert lines[1] == "halo,fast+alfven,exact,1,100,inf,1,1e+29,1,true,true"
