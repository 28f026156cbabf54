"""Diffusion coefficient of every zone against rigidity."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from magnetosonic.figures.style import COLOURS, single
from magnetosonic.results import DiffusionTable

_LINES = ("-", "--", "-.", ":")


def draw_diffusion(table: DiffusionTable, title: str) -> Figure:
    """D(ρ) of all zones for v = c; thin and grey where scattering does not confine.

    Args:
        table: the diffusion coefficients.
        title: line above the figure.

    Returns:
        The figure.
    """
    figure, axes = single(title)
    for i, zone in enumerate(table.zones):
        confined = table.confined[i]
        line = _LINES[i % len(_LINES)]
        axes.plot(
            table.rigidity,
            np.where(confined, table.coefficient[i], np.nan),
            color=COLOURS[i % len(COLOURS)],
            linestyle=line,
            label=zone,
        )
        if not confined.all():
            escape = np.where(confined, np.nan, table.coefficient[i])
            axes.plot(table.rigidity, escape, "x", color="0.5", markersize=4, label=f"{zone}, not confined")
    axes.set(xscale="log", yscale="log", xlabel="rigidity [GV]", ylabel=r"diffusion coefficient $D$ [cm$^2$ s$^{-1}$]")
    axes.set_xlim(table.rigidity[0], table.rigidity[-1])
    axes.legend(title="zone")
    return figure
