"""The radioactive clock 10Be/9Be against kinetic energy per nucleon, with the measurements at hand."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from magnetosonic.data import available_measurements, load_measurement
from magnetosonic.outputs.figures.style import COLOURS, draw_points, single
from magnetosonic.table import Table

RATIO = "10Be/9Be"
_AGAINST = "kinetic_energy_per_nucleon"
_LOWEST, _HIGHEST = 0.05, 1e3  # GeV/n
_MARKERS = "osD^v<>pP*"


def draw_beryllium(table: Table, title: str) -> Figure:
    """10Be/9Be at equal energy per nucleon, interstellar and at the top of the atmosphere, and the data.

    The curve at the top of the atmosphere has the potential of the configuration; the data have those of their periods,
    which ``agreement.csv`` lists.

    Args:
        table: of :func:`magnetosonic.outputs.ratio_table.ratio_table`, with 10Be/9Be.
        title: line above the figure.

    Returns:
        The figure.
    """
    figure, axes = single(title)
    row, energy = list(table["ratio"]).index(RATIO), table["energy"]
    axes.plot(energy, table["ratio_TOA"][row], color=COLOURS[0], label="model, top of the atmosphere")
    axes.plot(energy, table["ratio_LIS"][row], color=COLOURS[0], linestyle="--", label="model, interstellar")
    lowest = _draw_data(axes, max(energy[0], _LOWEST))
    axes.set(
        xscale="log",
        xlabel="kinetic energy per nucleon [GeV/n]",
        ylabel=r"$^{10}$Be/$^{9}$Be",
        xlim=(lowest, min(energy[-1], _HIGHEST)),
        ylim=(0, None),
    )
    axes.legend(loc="upper left")
    return figure


def _draw_data(axes: Axes, lowest: float) -> float:
    """Draw all measurements, also outside of the model's range; lowest energy to be shown [GeV/n]."""
    known = [key for key in available_measurements() if key.quantity == RATIO and key.variable == _AGAINST]
    for number, key in enumerate(known):
        data = load_measurement(*key[:3])
        errors, marker = np.stack([data.error_low, data.error_high]), _MARKERS[number % len(_MARKERS)]
        draw_points(axes, data.abscissa, data.value, errors, marker, label=data.experiment)
        lowest = min(lowest, data.abscissa[0] / 1.3)
    return float(lowest)
