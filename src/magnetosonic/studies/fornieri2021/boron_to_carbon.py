"""B/C for several M_A of disk and halo, and for several heights of the disk: data, figures and text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from magnetosonic.outputs.figures.style import plain_ticks
from magnetosonic.studies.fornieri2021.panels import grid, label, shades
from magnetosonic.studies.fornieri2021.propagation import Combination
from magnetosonic.studies.fornieri2021.spectrum_curves import (
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

COMMON_MACHS = (0.3, 0.4, 0.45, 0.5, 0.6, 0.66, 0.8)
DIFFERENT_MACHS = ((0.4, 0.5), (0.5, 0.4), (0.5, 0.66), (0.66, 0.5), (0.66, 0.8), (0.8, 0.66))
"""M_A of disk and halo; the first is the combination of the authors' public run."""
HEIGHTS = (0.5, 0.75, 1.0, 1.5, 2.0)  # kpc
HEIGHT_MACHS = {"exact": (0.5, 0.66), "published": (0.4, 0.5)}
_RATIO_LIMITS = (0.01, 0.6)


def boron_to_carbon_curves(combinations: Sequence[Combination], progress: Progress) -> list[SpectrumCurve]:
    """B/C of several combinations.

    Args:
        combinations: what for.
        progress: called with what is being computed.

    Returns:
        The curves.
    """
    curves = []
    for combination in combinations:
        progress(f"{combination.numerics} numerics, M_A = {combination.machs}")
        prediction = combination.model().predict()
        curves.append(spectrum_curve(combination, "B/C", prediction.interstellar))
    return curves


def mach_curves(progress: Progress) -> list[SpectrumCurve]:
    """B/C with one M_A everywhere, and with different ones in disk and halo, both numerics."""
    machs = [*zip(COMMON_MACHS, COMMON_MACHS, strict=True), *DIFFERENT_MACHS]
    return boron_to_carbon_curves([Combination(name, *pair) for name in NUMERICS for pair in machs], progress)


def height_curves(progress: Progress) -> list[SpectrumCurve]:
    """B/C for several half heights of the disk, both numerics."""
    return boron_to_carbon_curves(
        [Combination(name, *HEIGHT_MACHS[name], height) for name in NUMERICS for height in HEIGHTS], progress
    )


def draw_machs(curves: Sequence[SpectrumCurve], title: str) -> Figure:
    """B/C with one M_A above, with different ones in disk and halo below; exact to the left, published to the right.

    Args:
        curves: of :func:`mach_curves`.
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
        curves: of :func:`height_curves`.
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


def describe_boron_to_carbon(curves: Sequence[SpectrumCurve], title: str) -> str:
    """What curves of B/C show.

    Args:
        curves: of :func:`mach_curves` or :func:`height_curves`.
        title: of the figure.

    Returns:
        Markdown.
    """
    return "\n".join([*propagation_heading(title), *_best_of_each(curves), "", *chi_square_table(curves), ""])


def _draw_ratios(axes: Axes, curves: Sequence[SpectrumCurve], name: Callable[[Combination], str]) -> None:
    for curve, colour in zip(curves, shades(len(curves)), strict=True):
        text = rf"{name(curve.combination)}: $\chi^2$ = {curve.comparison.chi_square:.3g}"
        axes.plot(RIGIDITY, curve.modulated, color=colour, label=text)
    draw_data(axes, "B/C")


def _legend_beside(row: np.ndarray, title: str) -> None:
    """One legend for the panels of a row, with chi^2 of each."""
    handles, names = row[0].get_legend_handles_labels()
    others = [axes.get_legend_handles_labels()[1] for axes in row[1:]]
    joined = [" | ".join([name, *(other[i].partition(r"= ")[2] for other in others)]) for i, name in enumerate(names)]
    joined = [text if "chi" in text else text.partition(" |")[0] for text in joined]
    row[-1].legend(handles, joined, title=title, loc="upper left", bbox_to_anchor=(1.01, 1.0), fontsize=9)


def _frame_ratios(panels: np.ndarray) -> None:
    for axes in panels[-1]:
        axes.set(xlabel="rigidity [GV]", xscale="log", xlim=LIMITS)
    for row in panels:
        row[0].set(ylabel="B/C", yscale="log", ylim=_RATIO_LIMITS)
        plain_ticks(row[0].yaxis, (1.0, 2.0, 5.0))


def _best_of_each(curves: Sequence[SpectrumCurve]) -> Iterator[str]:
    for numerics in NUMERICS:
        chosen = [curve for curve in curves if curve.combination.numerics == numerics]
        best = min(chosen, key=lambda curve: curve.comparison.chi_square)
        found = best.comparison
        yield (
            f"- {numerics}: of these, M_A = {best.combination.machs} with a disk of {best.combination.disk_height:g} "
            f"kpc agrees best above 200 GV: chi^2 = {found.chi_square:.1f} for {found.points} points."
        )
