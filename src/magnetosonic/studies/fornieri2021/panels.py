"""What the figures with several panels have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from magnetosonic.studies.fornieri2021.zones import RIGIDITY

DIFFUSION_LABEL, RIGIDITY_LABEL = r"$D$ [cm$^2$ s$^{-1}$]", "rigidity [GV]"
MARKED = "x"
"""Marker of rigidities at which nothing is confined."""


def grid(
    title: str, size: tuple[float, float], heights: Sequence[float], columns: int, share_rows: bool = True
) -> tuple[Figure, np.ndarray]:
    """A figure with panels in rows and columns, which share the axes of their column and row.

    Args:
        title: line above the figure.
        size: width and height [inch].
        heights: relative heights of the rows.
        columns: their number.
        share_rows: whether the panels of a row share their ordinate.

    Returns:
        The figure and its panels [row, column].
    """
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    sharey: Literal["row", "none"] = "row" if share_rows else "none"
    panels = figure.subplots(len(heights), columns, sharex=True, sharey=sharey, height_ratios=heights, squeeze=False)
    figure.suptitle(title, x=0.01, ha="left", fontsize=13)
    return figure, panels


def shades(count: int) -> list[str]:
    """Colours from dark to light that all readers can tell apart and order.

    Args:
        count: how many.

    Returns:
        The colours; the light end of the scale, which is hard to see on white, is left out.
    """
    scale = mpl.colormaps["plasma"]
    return [mpl.colors.to_hex(scale(share)) for share in np.linspace(0.0, 0.88, count)]


def label(axes: Axes, text: str, position: tuple[float, float] = (0.03, 0.96)) -> None:
    """Name a panel in one of its upper corners.

    Args:
        axes: the panel.
        text: its name.
        position: of the text in units of the panel; to the left of the middle its left edge, else its right one.
    """
    side = "left" if position[0] < 0.5 else "right"
    axes.text(*position, text, transform=axes.transAxes, va="top", ha=side, fontsize=12, fontweight="bold")


def mark(axes: Axes, values: np.ndarray, where: np.ndarray, colour: str, start: int, step: int) -> None:
    """Crosses at some of the points, others for every curve, so that those of equal D can be told apart.

    Args:
        axes: the panel.
        values: D at the rigidities of the curves [rigidity].
        where: at which of them [rigidity].
        colour: of the crosses.
        start: the first rigidity that may have one.
        step: from one to the next that may.
    """
    chosen = np.zeros_like(where)
    chosen[start % step :: step] = True
    chosen &= where
    axes.plot(RIGIDITY[chosen], values[chosen], MARKED, color=colour, markersize=6, markeredgewidth=1.5)
