"""Propagated spectra held against data: what the figures of B/C and of fluxes have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from importlib.metadata import version

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes

from magnetosonic.data import load_measurement
from magnetosonic.inference.comparison import Comparison, compare_modulated
from magnetosonic.inference.window import ABOVE_200_GV, representative_rigidity
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.outputs.csv_text import csv_text
from magnetosonic.outputs.figures.style import DATA_COLOUR, draw_points
from magnetosonic.species.kinematics import energy_per_rigidity
from magnetosonic.species.nuclide import PROTON
from magnetosonic.studies.fornieri2021.propagation import (
    HALO_HEIGHT,
    SLOPE_ABOVE_BREAK,
    SLOPE_BREAK,
    Combination,
    table_rigidity,
)
from magnetosonic.studies.fornieri2021.text import heading, number, table
from magnetosonic.studies.fornieri2021.zones import PAPER

MEASURED: dict[str, tuple[str, ...]] = {
    "B/C": ("AMS-02", "PAMELA"),
    "H": ("AMS-02", "PAMELA", "ATIC-2"),
    "C": ("AMS-02", "PAMELA"),
    "B": ("AMS-02",),
}
"""Experiments that are shown, by quantity; the first is the one of chi^2."""
RIGIDITY: Float[np.ndarray, "rigidity"] = np.geomspace(2.0, 1e5, 95)
"""Rigidities of all curves [GV]."""
LIMITS = (2.0, 2e4)
"""Rigidities that are drawn [GV]."""
DRAWN_SLOPE = 2.7
"""Fluxes are drawn times the rigidity to this power."""
COLUMNS = {
    "quantity": "flux of an element, or a ratio at equal rigidity",
    "numerics": "exact or published",
    "alfven_mach_disk": "M_A of the disk",
    "alfven_mach_halo": "M_A of the halo",
    "disk_half_height_kpc": "half height of the disk [kpc]",
    "slope_above_200_GV": "of the injected spectra",
    "rigidity_GV": "rigidity [GV]",
    "interstellar": "outside of the heliosphere: flux at equal rigidity [1/(GV m^2 s sr)], or ratio",
    "top_of_atmosphere": "the same after solar modulation",
}
_SHOWN = (20.0, 200.0, 1e3, 1e4)  # GV
_MARKERS = ("o", "^", "s")

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class SpectrumCurve:
    """One quantity of one combination, at the rigidities :data:`RIGIDITY`.

    Attributes:
        combination: M_A, disk height and numerics.
        quantity: ``B/C`` or an element.
        interstellar: outside of the heliosphere [rigidity]; fluxes in 1/(GV m^2 s sr).
        modulated: at the top of the atmosphere, as at the time of AMS-02, in the unit of the former [rigidity].
        comparison: with AMS-02 from 200 GV upwards.
        confined: share of these rigidities at which disk and halo confine.
    """

    combination: Combination
    quantity: str
    interstellar: Float[np.ndarray, "rigidity"]
    modulated: Float[np.ndarray, "rigidity"]
    comparison: Comparison
    confined: tuple[float, float]


def spectrum_curve(combination: Combination, quantity: str, interstellar: Spectra) -> SpectrumCurve:
    """One quantity of a solution, held against data.

    Args:
        combination: what was propagated.
        quantity: ``B/C`` or an element.
        interstellar: its spectra.

    Returns:
        The curve.
    """
    points, data = jnp.asarray(RIGIDITY), load_measurement(MEASURED[quantity][0], quantity)
    modulated = modulate(interstellar, data.modulation_potential)
    window = (table_rigidity() >= RIGIDITY[0]) & (table_rigidity() <= RIGIDITY[-1])
    confined = [float(np.mean(zone.confined[window])) for zone in combination.zones()]
    return SpectrumCurve(
        combination,
        quantity,
        np.asarray(interstellar.value(quantity, points)),
        np.asarray(modulated.value(quantity, points)),
        compare_modulated(modulated, data),
        (confined[0], confined[1]),
    )


def spectra_csv(curves: Sequence[SpectrumCurve]) -> str:
    """All curves, columns :data:`COLUMNS`; fluxes in 1/(GV m^2 s sr).

    Args:
        curves: of a figure.

    Returns:
        CSV text.
    """
    return csv_text(
        COLUMNS,
        (
            (curve.quantity, *astuple(curve.combination), *map(float, row))
            for curve in curves
            for row in zip(RIGIDITY, curve.interstellar, curve.modulated, strict=True)
        ),
    )


def draw_data(axes: Axes, quantity: str) -> None:
    """Draw data against rigidity; a flux of hydrogen against kinetic energy is converted.

    Args:
        axes: the panel.
        quantity: ``B/C`` or an element, whose flux is drawn times the rigidity to the power :data:`DRAWN_SLOPE`.
    """
    for experiment, marker in zip(MEASURED[quantity], _MARKERS, strict=False):
        data = load_measurement(experiment, quantity)
        rigidity = representative_rigidity(data)
        scale = 1.0 if "/" in quantity else rigidity**DRAWN_SLOPE
        if data.variable == "kinetic_energy":  # protons: dT/d(rho) = v/c
            scale = scale * np.asarray(energy_per_rigidity(data.abscissa, PROTON))
        errors = np.stack([data.error_low, data.error_high]) * scale
        shown = rigidity >= LIMITS[0]
        colour = DATA_COLOUR if experiment == "AMS-02" else "0.55"
        draw_points(axes, rigidity[shown], (data.value * scale)[shown], errors[:, shown], marker, colour, experiment)
    axes.axvspan(ABOVE_200_GV.lowest, load_measurement("AMS-02", quantity).abscissa[-1], color="0.93", zorder=0)


def propagation_heading(title: str) -> list[str]:
    """First lines of the text of a figure of propagated spectra: what it shows, and the set-up.

    Args:
        title: of the figure.

    Returns:
        Lines of Markdown.
    """
    return heading(
        title,
        f"Set-up of the public propagation run behind {PAPER} (doi:10.5281/zenodo.4461732): two zones, halo up to",
        f"{HALO_HEIGHT:g} kpc, L = 100 pc, beta = 0.14, v_A = 10 km/s, B = 1 uG, one injection slope above "
        f"{SLOPE_BREAK:g} GV, {SLOPE_ABOVE_BREAK:g} where nothing else is said;",
        f"computed by magnetosonic {version('magnetosonic')}. chi^2 is that of AMS-02 from 200 GV upwards.",
    )


def chi_square_table(curves: Sequence[SpectrumCurve]) -> list[str]:
    """chi^2 of all curves, their values at a few rigidities, and where the zones confine.

    Args:
        curves: of a figure.

    Returns:
        Lines of Markdown.
    """
    quantities = list(dict.fromkeys(curve.quantity for curve in curves))
    first = quantities[-1]
    columns = ["numerics", "M_A disk", "M_A halo", "disk [kpc]", "slope"]
    columns += [
        f"chi^2 {q} ({next(c for c in curves if c.quantity == q).comparison.points} points)" for q in quantities
    ]
    columns += [f"{first} at {rigidity:g} GV" for rigidity in _SHOWN]
    columns += ["confined, disk and halo"]
    rows = []
    for case in dict.fromkeys(curve.combination for curve in curves):
        own = {curve.quantity: curve for curve in curves if curve.combination == case}
        values = np.interp(np.log(_SHOWN), np.log(RIGIDITY), np.log(own[first].modulated))
        rows.append(
            [
                case.numerics,
                f"{case.disk_mach:g}",
                f"{case.halo_mach:g}",
                f"{case.disk_height:g}",
                f"{case.slope:g}",
                *(f"{own[quantity].comparison.chi_square:.1f}" for quantity in quantities),
                *(number(float(np.exp(value))) for value in values),
                " and ".join(f"{share:.0%}" for share in own[first].confined),
            ]
        )
    remark = "The last column: share of the rigidities from 2 GV to 100 TV at which a zone confines particles at all."
    return [*table(columns, rows), "", remark]
