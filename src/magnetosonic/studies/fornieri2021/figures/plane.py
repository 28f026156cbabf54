"""chi^2 of B/C over the plane of both M_A, exact and published numerics side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from magnetosonic.outputs.figures.style import COLOURS
from magnetosonic.studies.fornieri2021.figures.panels import grid
from magnetosonic.studies.fornieri2021.plane import FINE, MACHS, Plane

_LEVELS = np.geomspace(10.0, 1e5, 17)
_LABELLED = (30.0, 100.0, 300.0, 1e3, 1e4)


def draw_planes(planes: Sequence[Plane], title: str) -> Figure:
    """Maps of chi^2 with the best points; hatched where a zone does not confine at every rigidity of the data.

    Args:
        planes: of :func:`magnetosonic.studies.fornieri2021.plane.planes`.
        title: line above the figure.

    Returns:
        The figure, exact numerics to the left, published ones to the right.
    """
    figure, panels = grid(title, (12.0, 6.6), (1.0,), len(planes))
    for axes, plane in zip(panels[0], planes, strict=True):
        clipped = np.clip(plane.chi_square.T, _LEVELS[0], _LEVELS[-1])
        filled = axes.contourf(FINE, FINE, clipped, _LEVELS, norm=LogNorm(), cmap="viridis_r", extend="both")
        lines = axes.contour(FINE, FINE, plane.chi_square.T, _LABELLED, colors="white", linewidths=0.8)
        axes.clabel(lines, fmt="%g", fontsize=9)
        _hatch(axes, plane)
        axes.plot(FINE, FINE, color="0.3", linewidth=0.8, linestyle=":")
        for best, marker, text in ((plane.best, "*", "best"), (plane.best_common, "o", "best with one $M_A$")):
            where = f"{best.disk_mach:.2f}, {best.halo_mach:.2f}"
            name = rf"{text}: {where}, $\chi^2$ = {best.chi_square:.0f}"
            axes.plot(
                best.disk_mach,
                best.halo_mach,
                marker,
                color=COLOURS[1],
                markeredgecolor="white",
                markersize=12,
                clip_on=False,
                label=name,
            )
        axes.set(xlabel="$M_A$ of the disk")
        axes.set_title(plane.numerics, fontweight="bold")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13))
    panels[0, 0].set(ylabel="$M_A$ of the halo")
    bar = figure.colorbar(filled, ax=panels[0].tolist(), label=rf"$\chi^2$ of B/C, {planes[0].points} points")
    bar.set_ticks([10.0, 100.0, 1e3, 1e4, 1e5])
    return figure


def _hatch(axes: Axes, plane: Plane) -> None:
    loose = ~(plane.confined[0][None, :] & plane.confined[1][:, None])
    if loose.any():
        axes.contourf(MACHS, MACHS, loose.astype(float), [0.5, 1.5], colors="none", hatches=["///"])
