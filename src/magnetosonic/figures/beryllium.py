"""The radioactive clock 10Be/9Be against kinetic energy per nucleon."""

from __future__ import annotations

from matplotlib.figure import Figure

from magnetosonic.figures.style import COLOURS, single
from magnetosonic.results.ratios import RatioTable

_LOWEST, _HIGHEST = 0.05, 1e3  # GeV/n


def draw_beryllium(table: RatioTable, title: str) -> Figure:
    """10Be/9Be at equal energy per nucleon, interstellar and at the top of the atmosphere.

    Args:
        table: ratios, 10Be/9Be among them.
        title: line above the figure.

    Returns:
        The figure.
    """
    figure, axes = single(title)
    row = table.names.index("10Be/9Be")
    axes.plot(table.energy, table.modulated[row], color=COLOURS[0], label="top of the atmosphere")
    axes.plot(table.energy, table.interstellar[row], color=COLOURS[0], linestyle="--", label="interstellar")
    axes.set(
        xscale="log",
        xlabel="kinetic energy per nucleon [GeV/n]",
        ylabel=r"$^{10}$Be/$^{9}$Be",
        xlim=(max(table.energy[0], _LOWEST), min(table.energy[-1], _HIGHEST)),
        ylim=(0, None),
    )
    axes.legend(loc="upper left")
    return figure
