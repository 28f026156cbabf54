"""Spectra of hydrogen, carbon and boron against rigidity, with the data of AMS-02."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from magnetosonic.data import load_measurement
from magnetosonic.inference.modulation import potential_of
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.outputs.figures.style import COLOURS, draw_points, frame_residuals, stacked
from magnetosonic.outputs.run import Results

_ELEMENTS = {"H": ("hydrogen", "o"), "C": ("carbon", "s"), "B": ("boron", "^")}
_SLOPE = 2.7  # the fluxes are multiplied by rigidity to this power, which makes them nearly flat
_LOWEST, _HIGHEST = 1.0, 1e4  # GV


def draw_spectra(results: Results, title: str) -> Figure:
    """Fluxes times ρ^2.7, interstellar and at the top of the atmosphere, and the data over the latter.

    Args:
        results: of a run.
        title: line above the figure.

    Returns:
        The figure.
    """
    figure, axes, residuals = stacked(title)
    shown = {name: look for name, look in _ELEMENTS.items() if results.prediction.modulated.holds(name)}
    ratios = []
    interstellar, potential = results.prediction.interstellar, float(results.model.modulation_potential)
    for colour, (name, (element, marker)) in zip(COLOURS, shown.items(), strict=False):
        # Each element was measured in a period of its own.
        modulated = modulate(interstellar, potential_of(load_measurement("AMS-02", name), potential))
        _draw_model(axes, interstellar, modulated, name, colour, element)
        ratios.append(_draw_data(axes, residuals, modulated, name, colour, marker))
    axes.plot([], [], color="0.4", label="top of the atmosphere")
    axes.plot([], [], color="0.4", linestyle="--", linewidth=1.2, label="interstellar")
    axes.errorbar([], [], [], fmt="o", color="0.4", markersize=3.5, label="AMS-02")
    unit = r"GV$^{1.7}$ m$^{-2}$ s$^{-1}$ sr$^{-1}$"
    axes.set(xscale="log", yscale="log", ylabel=rf"flux $\times\,\rho^{{2.7}}$ [{unit}]", xlim=(_LOWEST, _HIGHEST))
    residuals.set(xlabel=r"rigidity $\rho$ [GV]")
    frame_residuals(residuals, ratios)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high * 8)  # room for the legend
    axes.legend(loc="upper center", ncols=2)
    return figure


def _draw_model(axes: Axes, interstellar: Spectra, modulated: Spectra, name: str, colour: str, label: str) -> None:
    low, high = modulated.covered(name)
    rigidity = np.geomspace(max(low, _LOWEST), min(high, _HIGHEST), 200)
    inside, outside = (spectra.readable(name, rigidity) * rigidity**_SLOPE for spectra in (modulated, interstellar))
    axes.plot(rigidity, inside, color=colour, label=label)
    axes.plot(rigidity, outside, color=colour, linestyle="--", linewidth=1.2)


def _draw_data(
    axes: Axes, residuals: Axes, modulated: Spectra, name: str, colour: str, marker: str
) -> Float[np.ndarray, "point"]:
    """Draw the data, and return their ratio to the model where both are known."""
    data = load_measurement("AMS-02", name)
    scale = data.abscissa**_SLOPE
    errors = np.stack([data.error_low, data.error_high])
    draw_points(axes, data.abscissa, data.value * scale, errors * scale, marker, colour)
    low, high = modulated.covered(name)
    covered = (data.abscissa >= low) & (data.abscissa <= high)
    model = modulated.readable(name, data.abscissa[covered])
    ratio = data.value[covered] / model
    draw_points(residuals, data.abscissa[covered], ratio, errors[:, covered] / model, marker, colour)
    return np.asarray(ratio)
