"""The common look of all figures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from magnetosonic.model import Model

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Colours that all readers can tell apart (Okabe & Ito 2008, jfly.uni-koeln.de/color)."""
DATA_COLOUR = "#222222"

_SETTINGS = {
    "font.size": 12,
    "axes.labelsize": 13,
    "axes.titlesize": 12,
    "legend.fontsize": 10.5,
    "legend.frameon": False,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "xtick.minor.visible": True,
    "ytick.minor.visible": True,
    "axes.grid": False,
    "lines.linewidth": 1.8,
    "savefig.dpi": 160,
}


def style() -> AbstractContextManager[None]:
    """Settings under which figures are drawn and saved, without any effect on those of the caller."""
    return mpl.rc_context(_SETTINGS)


def single(title: str) -> tuple[Figure, Axes]:
    """A figure with one panel.

    Args:
        title: line above it.

    Returns:
        The figure and its panel.
    """
    figure = Figure(figsize=(7.2, 5.4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.set_title(title, loc="left")
    return figure, axes


def with_residuals(title: str) -> tuple[Figure, Axes, Axes]:
    """A figure with a panel for data over model below the main one.

    Args:
        title: line above it.

    Returns:
        The figure, the upper and the lower panel, which share their abscissa.
    """
    figure = Figure(figsize=(7.2, 6.6), layout="constrained")
    FigureCanvasAgg(figure)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    upper.set_title(title, loc="left")
    lower.axhline(1.0, color="0.5", linewidth=1.0)
    lower.set_ylabel("data / model")
    return figure, upper, lower


def describe(model: Model, name: str) -> str:
    """One line that tells what was computed.

    Args:
        model: the model.
        name: of the preset or configuration file.

    Returns:
        For example ``converged: $M_A$ = 0.75 (disk), 0.75 (halo)``.
    """
    if model.given_diffusion is not None:
        return f"{name}: diffusion coefficient given"
    numbers: Sequence[str] = [
        f"{float(zone.turbulence.alfven_mach):.3g} ({zone.name})" for zone in model.zones if zone.turbulence is not None
    ]
    return f"{name}: $M_A$ = {', '.join(numbers)}"
