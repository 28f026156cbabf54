"""What the figures with several panels have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

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
