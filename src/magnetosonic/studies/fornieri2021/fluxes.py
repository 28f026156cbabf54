"""Fluxes of hydrogen, carbon and boron with abundances that fit best: data, figure and text."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from magnetosonic.data import load_measurement
from magnetosonic.inference.abundances import AbundanceTarget, fit_abundances
from magnetosonic.model import Model
from magnetosonic.outputs.figures.style import COLOURS, plain_ticks
from magnetosonic.studies.fornieri2021.panels import grid, label
from magnetosonic.studies.fornieri2021.propagation import SLOPE_ABOVE_BREAK, Combination
from magnetosonic.studies.fornieri2021.spectrum_curves import (
    DRAWN_SLOPE,
    LIMITS,
    RIGIDITY,
    Progress,
    SpectrumCurve,
    chi_square_table,
    draw_data,
    propagation_heading,
    spectrum_curve,
)
from magnetosonic.studies.fornieri2021.zones import NUMERICS

CHOSEN = {
    "exact": ((0.66, 0.66, SLOPE_ABOVE_BREAK), (0.66, 0.66, 2.63), (0.5, 0.66, SLOPE_ABOVE_BREAK)),
    "published": ((0.45, 0.45, SLOPE_ABOVE_BREAK), (0.45, 0.45, 2.44), (0.4, 0.5, SLOPE_ABOVE_BREAK)),
}
"""M_A of disk and halo and injection slopes above 200 GV whose fluxes are shown; the second slope of each numerics is
the one with which the fluxes of AMS-02 agree best: ``python examples/fit_injection_slope.py`` finds it, to 0.01."""
FLUXES = ("H", "C", "B")
_NAMES = {"H": "hydrogen", "C": "carbon", "B": "boron"}
_FITTED = AbundanceTarget(elements=("H", "He", "C", "N", "O", "Ne", "Mg", "Si"))


def flux_curves(progress: Progress) -> list[SpectrumCurve]:
    """Fluxes and B/C of the chosen combinations, abundances fitted to AMS-02 above 200 GV, both numerics."""
    curves = []
    for numerics in NUMERICS:
        for disk, halo, slope in CHOSEN[numerics]:
            combination = Combination(numerics, disk, halo, slope=slope)
            progress(f"{numerics} numerics, M_A = {combination.machs}, slope {slope:g}: abundances")
            # By solutions of doubled abundances: the parts of one solution share its basis, and differ by 1e-8.
            prediction = fit_abundances(combination.model(), _FITTED, Model.predict).model.predict()
            curves += [spectrum_curve(combination, quantity, prediction.interstellar) for quantity in (*FLUXES, "B/C")]
    return curves


def draw_fluxes(curves: Sequence[SpectrumCurve], title: str) -> Figure:
    """Fluxes of hydrogen, carbon and boron, exact to the left, published to the right.

    Args:
        curves: of :func:`flux_curves`.
        title: line above the figure.

    Returns:
        The figure.
    """
    figure, panels = grid(title, (11.0, 12.0), (1.0,) * len(FLUXES), len(NUMERICS))
    for row, element in zip(panels, FLUXES, strict=True):
        for axes, numerics in zip(row, NUMERICS, strict=True):
            chosen = [c for c in curves if (c.combination.numerics, c.quantity) == (numerics, element)]
            for curve, colour in zip(chosen, COLOURS, strict=False):
                case = curve.combination
                text = rf"$M_A$ = {case.machs}, slope {case.slope:g}: $\chi^2$ = {curve.comparison.chi_square:.0f}"
                axes.plot(RIGIDITY, curve.modulated * RIGIDITY**DRAWN_SLOPE, color=colour, label=text)
            draw_data(axes, element)
            label(axes, f"{_NAMES[element]}, {numerics}")
            axes.legend(loc="lower right", fontsize=9)
        row[0].set(yscale="log", ylabel=r"flux $\times\,\rho^{2.7}$ [GV$^{1.7}$ m$^{-2}$ s$^{-1}$ sr$^{-1}$]")
        _frame_fluxes(row[0], [curve for curve in curves if curve.quantity == element])
    for axes in panels[-1]:
        axes.set(xlabel=r"rigidity $\rho$ [GV]", xscale="log", xlim=(LIMITS[0], 1e5))
    return figure


def describe_fluxes(curves: Sequence[SpectrumCurve], title: str) -> str:
    """What curves of H, C and B show.

    Args:
        curves: of :func:`flux_curves`.
        title: of the figure.

    Returns:
        Markdown.
    """
    lines = [
        *propagation_heading(title),
        "Abundances of the elements injected are fitted to AMS-02 from 200 GV upwards; B follows from them. The slope",
        "of the injection above 200 GV is that of the paper, and the one with which the fluxes agree best.",
        "",
        *chi_square_table(curves),
        "",
    ]
    return "\n".join(lines)


def _frame_fluxes(axes: Axes, curves: Sequence[SpectrumCurve]) -> None:
    """Show a decade and a half around the data."""
    data = load_measurement("AMS-02", curves[0].quantity)
    high = (data.value * data.abscissa**DRAWN_SLOPE)[data.abscissa > 10.0]
    axes.set_ylim(high.min() / 20.0, high.max() * 6.0)  # room for the legend
    plain_ticks(axes.yaxis, (1.0,) if high.max() > 100 else (1.0, 3.0))
