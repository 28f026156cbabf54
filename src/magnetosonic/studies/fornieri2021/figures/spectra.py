"""B/C and fluxes for several M_A and disk heights, exact and published numerics side by side, with data."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from magnetosonic.data import load_measurement
from magnetosonic.inference.window import ABOVE_200_GV, representative_rigidity
from magnetosonic.outputs.figures.style import COLOURS, DATA_COLOUR, draw_points, plain_ticks
from magnetosonic.species.kinematics import energy_per_rigidity
from magnetosonic.species.nuclide import PROTON
from magnetosonic.studies.fornieri2021.figures.panels import grid, label, shades
from magnetosonic.studies.fornieri2021.propagation import Combination
from magnetosonic.studies.fornieri2021.setup import NUMERICS
from magnetosonic.studies.fornieri2021.spectra import FLUXES, MEASURED, RIGIDITY, SpectrumCurve

_LIMITS = (2.0, 2e4)  # GV
_RATIO_LIMITS = (0.01, 0.6)
_SLOPE = 2.7
_MARKERS = ("o", "^", "s")
_NAMES = {"H": "hydrogen", "C": "carbon", "B": "boron"}


def draw_machs(curves: Sequence[SpectrumCurve], title: str) -> Figure:
    """B/C with one M_A above, with different ones in disk and halo below; exact to the left, published to the right.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.spectra.mach_curves`.
        title: line above the figure.

    Returns:
        The figure.
    """
    figure, panels = grid(title, (13.5, 9.4), (1.0, 1.0), len(NUMERICS))
    for row, common, text in ((0, True, "one $M_A$"), (1, False, "disk and halo")):
        for axes, numerics in zip(panels[row], NUMERICS, strict=True):
            chosen = [curve for curve in curves if curve.combination.numerics == numerics]
            chosen = [c for c in chosen if (c.combination.disk_mach == c.combination.halo_mach) == common]
            _draw_ratios(axes, chosen, lambda case: case.machs)
            label(axes, f"{text}, {numerics}")
        _legend_beside(panels[row], f"{text}: " + r"$\chi^2$ " + " | ".join(NUMERICS))
    _frame_ratios(panels)
    return figure


def draw_heights(curves: Sequence[SpectrumCurve], title: str) -> Figure:
    """B/C for several half heights of the disk, exact to the left, published to the right.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.spectra.height_curves`.
        title: line above the figure.

    Returns:
        The figure.
    """
    figure, panels = grid(title, (11.0, 5.6), (1.0,), len(NUMERICS))
    for axes, numerics in zip(panels[0], NUMERICS, strict=True):
        chosen = [curve for curve in curves if curve.combination.numerics == numerics]
        _draw_ratios(axes, chosen, lambda case: f"{case.disk_height:g} kpc")
        axes.legend(loc="lower left", fontsize=9)
        label(axes, f"$M_A$ = {chosen[0].combination.machs}, {numerics}")
    _frame_ratios(panels)
    return figure


def draw_fluxes(curves: Sequence[SpectrumCurve], title: str) -> Figure:
    """Fluxes of hydrogen, carbon and boron, exact to the left, published to the right.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.spectra.flux_curves`.
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
                axes.plot(RIGIDITY, curve.modulated * RIGIDITY**_SLOPE, color=colour, label=text)
            _draw_data(axes, element)
            label(axes, f"{_NAMES[element]}, {numerics}")
            axes.legend(loc="lower right", fontsize=9)
        row[0].set(yscale="log", ylabel=r"flux $\times\,\rho^{2.7}$ [GV$^{1.7}$ m$^{-2}$ s$^{-1}$ sr$^{-1}$]")
        _frame_fluxes(row[0], [curve for curve in curves if curve.quantity == element])
    for axes in panels[-1]:
        axes.set(xlabel=r"rigidity $\rho$ [GV]", xscale="log", xlim=(_LIMITS[0], 1e5))
    return figure


def _draw_ratios(axes: Axes, curves: Sequence[SpectrumCurve], name: Callable[[Combination], str]) -> None:
    for curve, colour in zip(curves, shades(len(curves)), strict=True):
        text = rf"{name(curve.combination)}: $\chi^2$ = {curve.comparison.chi_square:.3g}"
        axes.plot(RIGIDITY, curve.modulated, color=colour, label=text)
    _draw_data(axes, "B/C")


def _legend_beside(row: np.ndarray, title: str) -> None:
    """One legend for the panels of a row, with chi^2 of each."""
    handles, names = row[0].get_legend_handles_labels()
    others = [axes.get_legend_handles_labels()[1] for axes in row[1:]]
    joined = [" | ".join([name, *(other[i].partition(r"= ")[2] for other in others)]) for i, name in enumerate(names)]
    joined = [text if "chi" in text else text.partition(" |")[0] for text in joined]
    row[-1].legend(handles, joined, title=title, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=9)


def _draw_data(axes: Axes, quantity: str) -> None:
    """Data against rigidity; a flux of hydrogen against kinetic energy is converted."""
    for experiment, marker in zip(MEASURED[quantity], _MARKERS, strict=False):
        data = load_measurement(experiment, quantity)
        rigidity = representative_rigidity(data)
        scale = 1.0 if "/" in quantity else rigidity**_SLOPE
        if data.abscissa_name == "kinetic_energy":  # protons: dT/d(rho) = v/c
            scale = scale * np.asarray(energy_per_rigidity(data.abscissa, PROTON))
        errors = np.stack([data.error_low, data.error_high]) * scale
        shown = rigidity >= _LIMITS[0]
        colour = DATA_COLOUR if experiment == "AMS-02" else "0.55"
        draw_points(axes, rigidity[shown], (data.value * scale)[shown], errors[:, shown], marker, colour, experiment)
    axes.axvspan(ABOVE_200_GV.lowest, load_measurement("AMS-02", quantity).abscissa[-1], color="0.93", zorder=0)


def _frame_ratios(panels: np.ndarray) -> None:
    for axes in panels[-1]:
        axes.set(xlabel="rigidity [GV]", xscale="log", xlim=_LIMITS)
    for row in panels:
        row[0].set(ylabel="B/C", yscale="log", ylim=_RATIO_LIMITS)
        plain_ticks(row[0].yaxis, (1.0, 2.0, 5.0))


def _frame_fluxes(axes: Axes, curves: Sequence[SpectrumCurve]) -> None:
    """Show a decade and a half around the data."""
    data = load_measurement("AMS-02", curves[0].quantity)
    high = (data.value * data.abscissa**_SLOPE)[data.abscissa > 10.0]
    axes.set_ylim(high.min() / 20.0, high.max() * 6.0)  # room for the legend
    plain_ticks(axes.yaxis, (1.0,) if high.max() > 100 else (1.0, 3.0))
