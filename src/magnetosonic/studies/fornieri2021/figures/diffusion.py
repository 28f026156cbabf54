"""Diffusion coefficients against rigidity, exact and published numerics side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from magnetosonic.outputs.figures.style import COLOURS, plain_ticks
from magnetosonic.studies.fornieri2021.diffusion import (
    ALFVEN,
    BOTH,
    DiffusionCurve,
    ballistic_escape,
    limited_partner,
    select,
)
from magnetosonic.studies.fornieri2021.diffusion_text import modes_text
from magnetosonic.studies.fornieri2021.figures.panels import MARKED, grid, label, shades
from magnetosonic.studies.fornieri2021.setup import NUMERICS, RIGIDITY, ZONES

_DIFFUSION = r"$D$ [cm$^2$ s$^{-1}$]"
_RIGIDITY = "rigidity [GV]"
_SCAN_LIMITS = (5e25, 3e32)  # cm^2/s
_RATIO_LIMITS = (0.8, 50.0)
_MODE_LIMITS = (1e26, 1e44)  # cm^2/s
_MODE_LINES: tuple[tuple[tuple[str, ...], Literal["-", "--"], str], ...] = ((BOTH, "-", ""), (ALFVEN, "--", " alone"))


def draw_mach_scan(curves: Sequence[DiffusionCurve], title: str) -> Figure:
    """D of several M_A: halo to the left, disk to the right, exact above, published in the middle, the ratio below.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.diffusion.mach_scan`.
        title: line above the figure.

    Returns:
        The figure. Dotted lines are where only some pitch angles count, crosses where nothing is confined.
    """
    figure, panels = grid(title, (11.0, 12.0), (3.0, 3.0, 1.7), len(ZONES))
    machs = [curve.case.alfven_mach for curve in select(curves, ZONES[0], NUMERICS[0])]
    colours = shades(len(machs))
    for j, zone in enumerate(ZONES):
        found = [select(curves, zone, numerics) for numerics in NUMERICS]
        for axes, numerics, chosen in zip(panels[:, j], NUMERICS, found, strict=False):
            for k, (curve, colour) in enumerate(zip(chosen, colours, strict=True)):
                _draw_curve(axes, curve, colour)
                _mark(axes, curve.coefficient, ~curve.confined, colour, 2 * k + 1, len(machs))
            label(axes, f"{zone.name}, {numerics}")
        for exact, published, colour in zip(*found, colours, strict=True):
            _draw_ratio(panels[2, j], exact, published, colour)
        label(panels[2, j], f"{zone.name}, every pitch angle counts", (0.97, 0.93))
        panels[2, j].set(xlabel=_RIGIDITY)
    for row in panels[:2]:
        row[0].set(ylabel=_DIFFUSION, yscale="log", ylim=_SCAN_LIMITS)
    _frame(panels[2, 0])
    lines = [Line2D([], [], color=c, label=rf"$M_A$ = {mach:g}") for mach, c in zip(machs, colours, strict=True)]
    figure.legend(handles=[*lines, *_meanings()], loc="outside right center")
    return figure


def draw_modes(curves: Sequence[DiffusionCurve], title: str) -> Figure:
    """D with fast and Alfvén modes and with Alfvén modes alone, without a limit of the mean free path.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.diffusion.mode_comparison`.
        title: line above the figure.

    Returns:
        The figure: halo to the left, disk to the right, exact above, published below. Crosses are where nothing is
        confined if the mean free path is limited.
    """
    figure, panels = grid(title, (11.0, 9.4), (1.0, 1.0), len(ZONES))
    machs = [curve.case.alfven_mach for curve in select(curves, ZONES[0], NUMERICS[0])]
    for j, zone in enumerate(ZONES):
        for axes, numerics in zip(panels[:, j], NUMERICS, strict=True):
            for modes, line, _ in _MODE_LINES:
                for curve, colour in zip(select(curves, zone, numerics, modes, False), COLOURS, strict=False):
                    axes.plot(RIGIDITY, curve.coefficient, color=colour, linestyle=line)
                    _mark(axes, curve.coefficient, ~limited_partner(curves, curve).confined, colour, 1, 3)
            level = ballistic_escape(zone)
            axes.axhline(level, color="0.6", linewidth=0.9, linestyle=":", zorder=0)
            axes.text(1.2, level * 1.5, r"ballistic escape, $c L'/3$", va="bottom", fontsize=10, color="0.35")
            label(axes, f"{zone.name}, {numerics}", (0.97, 0.96))
        panels[-1, j].set(xlabel=_RIGIDITY)
    for row in panels:
        row[0].set(ylabel=rf"{_DIFFUSION}, mean free path not limited", yscale="log", ylim=_MODE_LIMITS)
    panels[0, 0].set(xscale="log", xlim=(RIGIDITY[0], RIGIDITY[-1]))
    handles = [Line2D([], [], color=c, label=rf"$M_A$ = {mach:g}") for mach, c in zip(machs, COLOURS, strict=False)]
    handles += [
        Line2D([], [], color="0.4", linestyle=line, label=modes_text(modes) + more) for modes, line, more in _MODE_LINES
    ]
    handles.append(Line2D([], [], color="0.4", linestyle="", marker=MARKED, label="not confined\nwith the limit"))
    figure.legend(handles=handles, loc="outside right center")
    return figure


def _draw_curve(axes: Axes, curve: DiffusionCurve, colour: str) -> None:
    axes.plot(RIGIDITY, np.where(curve.complete, curve.coefficient, np.nan), color=colour)
    # One point beyond on either side, so that the lines meet.
    partly = curve.confined & ~curve.complete
    joined = partly | (_neighbour(partly) & curve.confined)
    axes.plot(RIGIDITY, np.where(joined, curve.coefficient, np.nan), color=colour, linestyle=":")
    alone = curve.confined & ~_neighbour(curve.confined)
    axes.plot(RIGIDITY[alone], curve.coefficient[alone], ".", color=colour, markersize=4)


def _draw_ratio(axes: Axes, exact: DiffusionCurve, published: DiffusionCurve, colour: str) -> None:
    ratio = exact.coefficient / published.coefficient
    complete = exact.complete & published.complete
    axes.plot(RIGIDITY, np.where(complete, ratio, np.nan), color=colour)


def _neighbour(where: np.ndarray) -> np.ndarray:
    """Whether a condition holds at the point before or after."""
    before = np.concatenate([where[1:], [False]])
    after = np.concatenate([[False], where[:-1]])
    return before | after


def _mark(axes: Axes, values: np.ndarray, where: np.ndarray, colour: str, start: int, step: int) -> None:
    """Crosses at some of the points, others for every curve, so that those of equal D can be told apart."""
    chosen = np.zeros_like(where)
    chosen[start % step :: step] = True
    chosen &= where
    axes.plot(RIGIDITY[chosen], values[chosen], MARKED, color=colour, markersize=6, markeredgewidth=1.5)


def _frame(axes: Axes) -> None:
    axes.set(
        ylabel=r"$D$ exact / $D$ published",
        xscale="log",
        yscale="log",
        ylim=_RATIO_LIMITS,
        xlim=(RIGIDITY[0], RIGIDITY[-1]),
    )
    plain_ticks(axes.yaxis, (1.0, 2.0, 5.0))


def _meanings() -> list[Line2D]:
    return [
        Line2D([], [], color="0.4", linestyle=":", label="some pitch\nangles only"),
        Line2D([], [], color="0.4", linestyle="", marker=MARKED, label="not confined:\nballistic escape"),
    ]
