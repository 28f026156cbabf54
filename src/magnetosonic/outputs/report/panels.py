"""Where the panels of a drawn figure lie, which values their axes show, and the data of their curves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_hex
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from magnetosonic.outputs.report.legend import curve_name
from magnetosonic.outputs.report.page import superscript

_MOST_POINTS = 400
_READABLE = ("linear", "log")
_SIGNS = {r"\,": " ", "_*": "*", "$": "", "{": "", "}": "", "\n": " "}


@dataclass(frozen=True)
class AxisRange:
    """What one axis of a panel shows.

    Attributes:
        name: its label as plain text, with the unit in brackets.
        scale: ``linear`` or ``log``.
        start: value at the left or lower end.
        end: value at the right or upper end.
    """

    name: str
    scale: str
    start: float
    end: float


@dataclass(frozen=True)
class Curve:
    """Points that are drawn in a panel.

    Attributes:
        name: from the legend; empty if it does not tell.
        colour: such as ``#0072b2``.
        x: abscissae.
        y: ordinates.
        low: lower ends of the error bars; empty if there are none.
        high: upper ends of the error bars; empty if there are none.
    """

    name: str
    colour: str
    x: list[float]
    y: list[float]
    low: list[float]
    high: list[float]


@dataclass(frozen=True)
class Panel:
    """A panel of a figure.

    Attributes:
        box: left, top, width and height [pt], from the upper left corner of the figure.
        x: horizontal axis.
        y: vertical axis.
        curves: what is drawn in it, as far as it is seen.
    """

    box: list[float]
    x: AxisRange
    y: AxisRange
    curves: list[Curve]


def panels(figure: Figure) -> list[Panel]:
    """The panels of a figure whose axes are linear or logarithmic.

    Args:
        figure: as it was drawn last; drawing it again at another resolution may shift the panels.

    Returns:
        The panels, without the scales of colours.
    """
    width, height = 72.0 * figure.get_size_inches()
    found = []
    for axes in figure.axes:
        readable = axes.get_xscale() in _READABLE and axes.get_yscale() in _READABLE
        if axes.get_label() == "<colorbar>" or not readable or not axes.get_visible():
            continue
        place = axes.get_position()
        box = (place.x0 * width, (1.0 - place.y1) * height, place.width * width, place.height * height)
        x = _axis(axes.xaxis, [other.get_xlabel() for other in _sharing(axes, "x")])
        y = _axis(axes.yaxis, [other.get_ylabel() for other in _sharing(axes, "y")])
        found.append(Panel(_short(np.array(box)), x, y, list(_curves(figure, axes))))
    return found


def plain(text: str) -> str:
    """A label without mathematical typesetting.

    Args:
        text: with parts such as ``$M_A$`` or ``$10^{29}$``.

    Returns:
        Text that can be shown anywhere; Greek letters are those of Unicode.
    """

    def greek(match: re.Match[str]) -> str:
        if match[1] == "times":
            return "×"
        case = "CAPITAL" if match[1][0].isupper() else "SMALL"
        try:
            return unicodedata.lookup(f"GREEK {case} LETTER {match[1].upper()}")
        except KeyError:
            return match[1]

    text = re.sub(r"\\(?:mathrm|rm|mathit|text)\b ?", "", text)
    text = re.sub(r"\^(\d(?!\.)|\{-?\d+\})", lambda match: superscript(match[1].strip("{}")), text)
    text = re.sub(r"\\([A-Za-z]+)", greek, text)
    for sign, replacement in _SIGNS.items():
        text = text.replace(sign, replacement)
    return " ".join(text.split())


def _sharing(axes: Axes, direction: str) -> list[Axes]:
    """The panel itself, and those with the same axis in its column or row."""
    shared = axes.get_shared_x_axes() if direction == "x" else axes.get_shared_y_axes()
    others = [other for other in shared.get_siblings(axes) if other is not axes and _aligned(axes, other, direction)]
    return [axes, *others]


def _aligned(axes: Axes, other: Axes, direction: str) -> bool:
    """Whether two panels that share an axis stand in one column (x) or row (y)."""
    one, two = axes.get_position(), other.get_position()
    return abs(float(one.x0 - two.x0 if direction == "x" else one.y0 - two.y0)) < 0.02


def _axis(axis: Axis, labels: list[str]) -> AxisRange:
    start, end = axis.get_view_interval()
    name = next((text for text in labels if text), "")
    return AxisRange(plain(name), axis.get_scale(), float(start), float(end))


def _curves(figure: Figure, axes: Axes) -> Iterator[Curve]:
    bars = {c.lines[0]: c for c in axes.containers if isinstance(c, ErrorbarContainer) and c.lines[0] is not None}
    for line in axes.get_lines():
        # Lines across the whole panel are in other coordinates: guides without data of their own.
        if line.get_transform() is not axes.transData or not line.get_visible():
            continue
        x, y = (np.asarray(values, dtype=float) for values in line.get_data(orig=False))
        errors = _errors(bars.get(line), y.size)
        shown = np.isfinite(x) & np.isfinite(y) & _inside(x, axes.get_xlim()) & _inside(y, axes.get_ylim())
        chosen = np.flatnonzero(shown)
        if chosen.size == 0:
            continue
        chosen = chosen[np.unique(np.linspace(0, chosen.size - 1, min(chosen.size, _MOST_POINTS)).round().astype(int))]
        low, high = (_short(side[chosen]) if side.size else [] for side in errors)
        name = plain(curve_name(figure, axes, line, bars.get(line)))
        yield Curve(name, _colour(line), _short(x[chosen]), _short(y[chosen]), low, high)


def _errors(
    container: ErrorbarContainer | None, points: int
) -> tuple[Float[np.ndarray, "point"], Float[np.ndarray, "point"]]:
    """Ends of the vertical error bars; empty if there is not one for each point."""
    if container is not None and container.has_yerr:
        segments = container.lines[2][-1].get_segments()
        if points and len(segments) == points and all(len(segment) == 2 for segment in segments):
            ends = np.array(segments)[:, :, 1]
            return ends.min(axis=1), ends.max(axis=1)
    return np.empty(0), np.empty(0)


def _inside(values: Float[np.ndarray, "point"], limits: tuple[float, float]) -> np.ndarray:
    return (values >= min(limits)) & (values <= max(limits))


def _colour(line: Line2D) -> str:
    return to_hex(line.get_color())


def _short(values: Float[np.ndarray, "_"]) -> list[float]:
    return [float(f"{value:.6g}") for value in values]
