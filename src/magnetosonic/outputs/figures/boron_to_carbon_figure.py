"""B/C against rigidity, with the data of AMS-02."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from magnetosonic.data import load_measurement
from magnetosonic.inference.window import ABOVE_200_GV
from magnetosonic.outputs.agreement import shown
from magnetosonic.outputs.figures.style import COLOURS, draw_points, frame_residuals, plain_ticks, stacked
from magnetosonic.outputs.run import Results

_LOWEST, _HIGHEST = 1.0, 1e4  # GV
_FROM = ABOVE_200_GV.lowest


def draw_boron_to_carbon(results: Results, title: str) -> Figure:
    """B/C at equal rigidity, interstellar and at the top of the atmosphere, and the data over the latter.

    Args:
        results: of a run whose network holds boron and carbon.
        title: line above the figure.

    Returns:
        The figure.
    """
    figure, axes, residuals = stacked(title)
    spectra = results.prediction
    low, high = spectra.modulated.covered("B/C")
    rigidity = np.geomspace(max(low, _LOWEST), min(high, _HIGHEST), 200)
    inside, outside = (s.readable("B/C", rigidity) for s in (spectra.modulated, spectra.interstellar))
    axes.plot(rigidity, inside, color=COLOURS[0], label="model, top of the atmosphere")
    axes.plot(rigidity, outside, color=COLOURS[0], linestyle="--", linewidth=1.2, label="model, interstellar")
    data = load_measurement("AMS-02", "B/C")
    errors = np.stack([data.error_low, data.error_high])
    draw_points(axes, data.abscissa, data.value, errors, label="AMS-02")
    covered = (data.abscissa >= low) & (data.abscissa <= high)
    model = spectra.modulated.readable("B/C", data.abscissa[covered])
    ratio = data.value[covered] / model
    draw_points(residuals, data.abscissa[covered], ratio, errors[:, covered] / model)
    for panel in (axes, residuals):
        panel.axvspan(_FROM, data.abscissa[-1], color="0.93", zorder=0, linewidth=0)
    if (found := shown(results.agreement).get("B/C")) is not None:
        note = rf"$\chi^2$ = {found.chi_square:.1f} for {found.points} points"
        axes.text(_FROM * 1.1, 0.98, note, transform=axes.get_xaxis_transform(), va="top", fontsize=10.5)
    axes.set(xscale="log", yscale="log", ylabel="B/C")
    axes.set_xlim(rigidity[0], max(rigidity[-1], data.abscissa[-1]))
    plain_ticks(axes.yaxis, (1.0, 2.0, 3.0, 5.0, 7.0))
    residuals.set(xlabel="rigidity [GV]")
    frame_residuals(residuals, [ratio])
    axes.legend(loc="lower left")
    return figure
