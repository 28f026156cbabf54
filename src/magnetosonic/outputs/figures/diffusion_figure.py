"""Diffusion coefficient of every zone against rigidity."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from magnetosonic.outputs.figures.style import COLOURS, single, stacked
from magnetosonic.table import Table

_MARGIN = 1.2  # on both sides of the rigidities
_LINES = ("-", "--", "-.", ":")


def draw_diffusion(table: Table, title: str) -> Figure:
    """D(ρ) of all zones for v = c, and μ* below it where D follows from the turbulence.

    Crosses mark rigidities at which scattering does not confine and escape sets D.

    Args:
        table: of :func:`magnetosonic.model.diffusion_table.diffusion_table`.
        title: line above the figure.

    Returns:
        The figure.
    """
    if np.isnan(table["mu_star"]).all():
        figure, axes = single(title)
        axes.set_xlabel("rigidity [GV]")
    else:
        figure, axes, pitch = stacked(title)
        pitch.set(xlabel="rigidity [GV]", ylabel=r"$\mu_*$", ylim=(-0.05, 1.05))
        for i in range(table["zone"].size):
            _draw(pitch, table, i, table["mu_star"][i])
    for i, zone in enumerate(table["zone"]):
        _draw(axes, table, i, table["D"][i])
        axes.plot([], [], color=_colour(i), linestyle=_line(i), label=zone)
    if not table["confined"].all():
        axes.plot([], [], "x", color="0.4", markersize=5, label="not confined")
    axes.set(xscale="log", yscale="log", ylabel=r"diffusion coefficient $D$ [cm$^2$ s$^{-1}$]")
    axes.set_xlim(table["rigidity"].min() / _MARGIN, table["rigidity"].max() * _MARGIN)
    axes.legend(loc="upper left")
    return figure


def _draw(axes: Axes, table: Table, zone: int, values: np.ndarray) -> None:
    confined, rigidity = table["confined"][zone], table["rigidity"]
    axes.plot(rigidity, np.where(confined, values, np.nan), color=_colour(zone), linestyle=_line(zone))
    axes.plot(rigidity[~confined], values[~confined], "x", color=_colour(zone), markersize=5)


def _colour(zone: int) -> str:
    return COLOURS[zone % len(COLOURS)]


def _line(zone: int) -> str:
    return _LINES[zone % len(_LINES)]
