"""Names of curves from the legends of a figure.

A legend often names colours and kinds of line apart: "hydrogen" is blue, "interstellar" is dashed, and no entry is
both. A curve is then both names. Where this leaves a choice, it has no name rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

_GREYS = (0.2, 0.8)  # darkest and lightest grey that stands for any colour


class Look(NamedTuple):
    """How a curve is drawn.

    Attributes:
        colour: red, green and blue between 0 and 1.
        line: style of the line and marker; those of points with error bars are all alike.
    """

    colour: tuple[float, float, float]
    line: tuple[str, str]

    @property
    def grey(self) -> bool:
        """Whether the colour is one that stands for any."""
        return max(self.colour) == min(self.colour) and _GREYS[0] <= self.colour[0] <= _GREYS[1]


def curve_name(figure: Figure, axes: Axes, line: Line2D, bars: ErrorbarContainer | None) -> str:
    """Name of a curve.

    Args:
        figure: that it is drawn in.
        axes: its panel.
        line: the curve.
        bars: its error bars, if it has some.

    Returns:
        Its own label, or that of its look, followed by that of its kind of line; empty if there are none.
    """
    look = _look(bars or line)
    if look is None:
        return ""
    entries = _entries(figure, axes)
    own = str((bars or line).get_label())
    kinds = {text for text, entry in entries if entry.grey and entry.line == look.line and not look.grey}
    if own and not own.startswith("_"):
        name = own
    else:
        same = {text for text, entry in entries if entry == look}
        colour = {text for text, entry in entries if entry.colour == look.colour and not look.grey}
        name = _only(same) or _only(colour)
    return ", ".join(part for part in (name, _only(kinds)) if part)


def _only(names: set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else ""


def _entries(figure: Figure, axes: Axes) -> list[tuple[str, Look]]:
    """Entries of the legend of a panel, else of the figure, else of the only panel that has one."""
    if axes.get_legend() is not None:
        return list(_of_panel(axes))
    whole = [
        (text.get_text(), look)
        for legend in figure.legends
        for text, handle in zip(legend.get_texts(), legend.legend_handles, strict=True)
        if handle is not None and (look := _look(handle)) is not None
    ]
    with_legend = [other for other in figure.axes if other.get_legend() is not None]
    return list(_of_panel(with_legend[0])) if not whole and len(with_legend) == 1 else whole


def _of_panel(axes: Axes) -> Iterator[tuple[str, Look]]:
    for handle, text in zip(*axes.get_legend_handles_labels(), strict=True):
        look = _look(handle)
        if look is not None:
            yield text, look


def _look(handle: Artist | ErrorbarContainer) -> Look | None:
    if isinstance(handle, ErrorbarContainer):
        points = handle.lines[0]
        return None if points is None else Look(to_rgb(points.get_color()), ("errorbar", ""))
    if isinstance(handle, Line2D):
        return Look(to_rgb(handle.get_color()), (str(handle.get_linestyle()), str(handle.get_marker())))
    return None
