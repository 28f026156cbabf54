"""The authors' public propagation run and ours, with their differences."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from magnetosonic.outputs.figures.style import COLOURS, DATA_COLOUR
from magnetosonic.studies.fornieri2021.authors_run import FLUXES, Difference
from magnetosonic.studies.fornieri2021.figures.panels import grid, label

_SLOPE = 2.7


def draw_authors_run(differences: Sequence[Difference], title: str) -> Figure:
    """Fluxes to the left and ratios to the right, differences below.

    Args:
        differences: of :func:`magnetosonic.studies.fornieri2021.authors_run.authors_run`.
        title: line above the figure.

    Returns:
        The figure: lines are this package, points the authors.
    """
    figure, panels = grid(title, (11.0, 8.4), (2.0, 1.0), 2, share_rows=False)
    for column, fluxes in enumerate((True, False)):
        shown = [entry for entry in differences if (entry.quantity in FLUXES) == fluxes]
        for entry, colour in zip(shown, COLOURS, strict=False):
            scale = entry.energy**_SLOPE if fluxes else 1.0
            if "shape" not in entry.quantity:
                panels[0, column].plot(entry.energy, entry.ours * scale, color=colour, label=entry.quantity)
                panels[0, column].plot(entry.energy, entry.authors * scale, "o", color=colour, markersize=4)
            line = ":" if "shape" in entry.quantity else "-"
            panels[1, column].plot(entry.energy, 100 * entry.relative, line, color=colour, label=entry.quantity)
        panels[1, column].axhline(0.0, color=DATA_COLOUR, linewidth=0.8)
        panels[1, column].legend(ncols=3, fontsize=9, loc="upper right")
        panels[1, column].set(xlabel="kinetic energy [GeV/n]", xscale="log")
        panels[0, column].legend(loc="lower left")
        panels[0, column].set(yscale="log")
        label(panels[0, column], "fluxes" if fluxes else "ratios", (0.97, 0.97))
    panels[0, 0].set(ylabel=r"flux $\times\,T^{2.7}$ [(GeV/n)$^{1.7}$ m$^{-2}$ s$^{-1}$ sr$^{-1}$]")
    panels[1, 0].set(ylabel="difference [%]", ylim=(-9.0, 9.0))
    panels[0, 1].set(ylabel="ratio")
    panels[1, 1].set(ylim=(-9.0, 14.0))
    return figure
