"""The common look of all figures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import matplotlib as mpl
import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from magnetosonic.model import Model
from magnetosonic.outputs.inputs import span

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Colours that all readers can tell apart (Okabe & Ito 2008, jfly.uni-koeln.de/color)."""
DATA_COLOUR = "#222222"

_WIDTH = 7.2  # inch, as are the margins, which hold the labels of all figures of a run, "2 x 10^30" among them
_LEFT, _RIGHT, _BOTTOM, _TOP = 1.2, 0.22, 0.62, 0.34

_SETTINGS: dict[Any, Any] = {
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


def _panels(height: float, ratios: Sequence[int]) -> tuple[Figure, list[Axes]]:
    """Panels over each other that share their abscissa, with fixed margins [inch].

    Solving for the margins, as Matplotlib can, takes as long as drawing, and again for each format.
    """
    figure = Figure(figsize=(_WIDTH, height))
    FigureCanvasAgg(figure)
    panels = figure.subplots(len(ratios), 1, sharex=True, height_ratios=ratios, squeeze=False)
    figure.subplots_adjust(
        left=_LEFT / _WIDTH,
        right=1.0 - _RIGHT / _WIDTH,
        bottom=_BOTTOM / height,
        top=1.0 - _TOP / height,
        hspace=0.06,
    )
    return figure, list(panels[:, 0])


def single(title: str) -> tuple[Figure, Axes]:
    """A figure with one panel.

    Args:
        title: line above it.

    Returns:
        The figure and its panel.
    """
    figure, panels = _panels(5.4, (1,))
    axes = panels[0]
    axes.set_title(title, loc="left")
    return figure, axes


def stacked(title: str) -> tuple[Figure, Axes, Axes]:
    """A figure with a small panel below the main one.

    Args:
        title: line above it.

    Returns:
        The figure, the upper and the lower panel, which share their abscissa.
    """
    figure, (upper, lower) = _panels(6.6, (3, 1))
    upper.set_title(title, loc="left")
    return figure, upper, lower


def frame_residuals(axes: Axes, ratios: Sequence[Float[np.ndarray, "_"]]) -> None:
    """Make a panel show data over model: logarithmic, centred on 1, with room for all points up to a factor of 4.

    Args:
        axes: the panel.
        ratios: what is drawn in it.
    """
    extent = max((float(np.max(np.abs(np.log(values)))) for values in ratios if values.size), default=0.0)
    limit = float(np.exp(np.clip(1.15 * extent, np.log(1.25), np.log(4.0))))
    axes.axhline(1.0, color="0.5", linewidth=1.0, zorder=0)
    axes.set(yscale="log", ylim=(1.0 / limit, limit), ylabel="data / model")
    plain_ticks(axes.yaxis, (1.0, 2.0, 5.0) if limit > 1.8 else (0.7, 0.8, 0.9, 1.0, 1.2, 1.4))


def draw_points(
    axes: Axes,
    abscissa: Float[np.ndarray, "point"],
    value: Float[np.ndarray, "point"],
    errors: Float[np.ndarray, "2 point"],
    marker: str = "o",
    colour: str = DATA_COLOUR,
    label: str | None = None,
) -> None:
    """Draw measured points.

    Args:
        axes: the panel.
        abscissa: [point].
        value: [point].
        errors: towards lower and higher values [2, point].
        marker: of the points.
        colour: of points and error bars.
        label: for the legend.
    """
    axes.errorbar(abscissa, value, errors, fmt=marker, color=colour, markersize=3.5, elinewidth=1.0, label=label)


def plain_ticks(axis: Axis, multiples: Sequence[float]) -> None:
    """Label a logarithmic axis with decimal numbers.

    Args:
        axis: the axis.
        multiples: of every power of ten that are labelled, for example 1, 2, 5.
    """
    axis.set_major_locator(LogLocator(subs=tuple(multiples)))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())


def describe(model: Model, name: str) -> str:
    """One line that tells what was computed.

    Args:
        model: the model.
        name: of the preset or configuration file.

    Returns:
        For example ``converged: $M_A$ = 0.66 (disk), 0.5 to 0.7 (halo)``, for a halo in which it depends on the radius.
    """
    label = name.replace("$", r"\$")
    if not model.from_turbulence:
        return f"{label}: diffusion coefficient given"
    zones = {zone.name: [each.alfven_mach for each in zone.turbulence_at_radii] for zone in model.zones}
    numbers = [f"{span(machs, digits=3)} ({name})" for name, machs in zones.items() if machs]
    return f"{label}: $M_A$ = {', '.join(numbers)}"
