"""Where the panels lie, which values they show, and the names of their curves."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from magnetosonic.outputs.report.panels import panels, plain
from tests.outputs.report.pages import decades


def test_panel_of_hand_worked_place():
    (panel,) = panels(decades())
    # 4 inches are 288 pt; the panel is the half in the middle.
    assert panel.box == [72.0, 72.0, 144.0, 144.0]
    assert (panel.x.name, panel.x.scale, panel.x.start, panel.x.end) == ("rigidity [GV]", "log", 1.0, 100.0)
    assert (panel.y.name, panel.y.scale, panel.y.start, panel.y.end) == ("B/C", "log", 0.01, 100.0)


def test_points_that_are_seen_and_their_errors():
    model, data = panels(decades())[0].curves
    # The point at 1000 GV lies outside, that at 50 GV has no value.
    assert (model.name, model.colour, model.x, model.y, model.low) == ("model", "#0072b2", [1.0, 10.0], [1.0, 0.1], [])
    assert (data.name, data.x, data.y) == ("data", [10.0, 50.0], [10.0, 20.0])
    assert (data.low, data.high) == ([9.0, 16.0], [13.0, 24.0])


def test_long_curves_are_thinned_between_their_ends():
    figure = Figure()
    figure.subplots().plot(np.arange(10_001.0), np.arange(10_001.0))
    (curve,) = panels(figure)[0].curves
    assert len(curve.x) == 400
    assert (curve.x[0], curve.x[-1]) == (0.0, 10_000.0)


def test_shared_axes_lend_their_labels_within_row_and_column():
    figure = Figure()
    grid = figure.subplots(2, 2, sharex=True, sharey="row")
    grid[0, 0].set_ylabel("D")
    grid[1, 0].set_ylabel("ratio")
    grid[1, 0].set_xlabel("left")
    grid[1, 1].set_xlabel("right")
    names = [(panel.x.name, panel.y.name) for panel in panels(figure)]
    assert names == [("left", "D"), ("right", "D"), ("left", "ratio"), ("right", "ratio")]


def test_inverted_axes_and_scales_that_cannot_be_read():
    figure = Figure()
    first, second = figure.subplots(1, 2)
    first.set_xlim(5.0, 1.0)
    second.set_yscale("symlog")
    (panel,) = panels(figure)
    assert (panel.x.start, panel.x.end) == (5.0, 1.0)


def test_scale_of_colours_is_no_panel():
    figure = Figure()
    axes = figure.subplots()
    figure.colorbar(axes.imshow([[1.0, 2.0]]))
    assert len(panels(figure)) == 1


def names(figure, axes):
    return [curve.name for curve in panels(figure)[figure.axes.index(axes)].curves]


def test_colour_and_kind_of_line_are_named_apart():
    figure = Figure()
    axes = figure.subplots()
    for colour, text in (("C0", "hydrogen"), ("C1", "$^{10}$Be")):
        axes.plot([1, 2], [1, 2], color=colour, label=text)
        axes.plot([1, 2], [1, 2], color=colour, linestyle="--")
        axes.errorbar([1, 2], [1, 2], [1, 1], color=colour, fmt="s")
    axes.plot([], [], color="0.4", linestyle="--", label="interstellar")
    axes.errorbar([], [], [], color="0.4", fmt="o", label="AMS-02")
    axes.legend()
    assert names(figure, axes) == [
        "hydrogen",
        "hydrogen, interstellar",
        "hydrogen, AMS-02",
        "¹⁰Be",
        "¹⁰Be, interstellar",
        "¹⁰Be, AMS-02",
    ]


def test_legend_of_the_figure_or_of_the_only_other_panel():
    figure = Figure()
    upper, lower = figure.subplots(2)
    upper.plot([1, 2], [1, 2], color="C0", label="disk")
    lower.plot([1, 2], [1, 2], color="C0")
    upper.legend()
    assert names(figure, lower) == ["disk"]
    upper.get_legend().remove()
    figure.legend(handles=[Line2D([], [], color="C0", label="M_A = 1")])
    assert names(figure, lower) == ["M_A = 1"]


def test_no_name_rather_than_a_wrong_one():
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2], [1, 2], color="C0", linestyle=":")
    axes.plot([1, 2], [1, 2], color="C1")
    axes.plot([], [], color="C0", label="one")
    axes.plot([], [], color="C0", linestyle="--", label="other")
    # Black is a colour of its own and no stand-in for others.
    axes.plot([], [], color="black", label="viscous")
    axes.legend()
    assert names(figure, axes) == ["", ""]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (r"diffusion coefficient $D$ [cm$^2$ s$^{-1}$]", "diffusion coefficient D [cm² s⁻¹]"),
        (r"flux $\times\,\rho^{2.7}$", "flux × ρ^2.7"),
        (r"$\mu_*$", "μ*"),
        (r"$X = k_{\max} L$", "X = k_max L"),
        (r"$\Delta\mathrm{M}_A$" + "\nline", "ΔM_A line"),
    ],
)
def test_labels_without_typesetting(label, text):
    assert plain(label) == text
