"""B/C and fluxes for several combinations of M_A and disk heights, held against data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from functools import partial

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.data import load_measurement
from magnetosonic.inference.abundances import AbundanceTarget, fit_abundances
from magnetosonic.inference.likelihood import Comparison, compare
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.outputs.csv_text import csv_text
from magnetosonic.studies.fornieri2021.propagation import (
    SLOPE_ABOVE_BREAK,
    Combination,
    full_road,
    table_rigidity,
)
from magnetosonic.studies.fornieri2021.setup import NUMERICS

COMMON_MACHS = (0.3, 0.4, 0.45, 0.5, 0.6, 0.66, 0.8)
DIFFERENT_MACHS = ((0.4, 0.5), (0.5, 0.4), (0.5, 0.66), (0.66, 0.5), (0.66, 0.8), (0.8, 0.66))
"""M_A of disk and halo; the first is the combination of the authors' public run."""
HEIGHTS = (0.5, 0.75, 1.0, 1.5, 2.0)  # kpc
HEIGHT_MACHS = {"exact": (0.5, 0.66), "published": (0.4, 0.5)}
CHOSEN = {
    "exact": ((0.66, 0.66, SLOPE_ABOVE_BREAK), (0.66, 0.66, 2.63), (0.5, 0.66, SLOPE_ABOVE_BREAK)),
    "published": ((0.45, 0.45, SLOPE_ABOVE_BREAK), (0.45, 0.45, 2.44), (0.4, 0.5, SLOPE_ABOVE_BREAK)),
}
"""M_A of disk and halo and injection slopes above 200 GV whose fluxes are shown; the second slope of each numerics is
the one with which the fluxes of AMS-02 agree best: ``python examples/fit_injection_slope.py`` finds it, to 0.01."""
FLUXES = ("H", "C", "B")
MEASURED: dict[str, tuple[str, ...]] = {
    "B/C": ("AMS-02", "PAMELA"),
    "H": ("AMS-02", "PAMELA", "ATIC-2"),
    "C": ("AMS-02", "PAMELA"),
    "B": ("AMS-02",),
}
"""Experiments that are shown, by quantity; the first is the one of chi^2."""
RIGIDITY: Float[np.ndarray, "rigidity"] = np.geomspace(2.0, 1e5, 95)  # GV
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
_FITTED = AbundanceTarget(elements=("H", "He", "C", "N", "O", "Ne", "Mg", "Si"))


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


Progress = Callable[[str], None]


def boron_to_carbon_curves(combinations: Sequence[Combination], progress: Progress) -> list[SpectrumCurve]:
    """B/C of several combinations.

    Args:
        combinations: what for.
        progress: called with what is being computed.

    Returns:
        The curves.
    """
    curves = []
    for combination in combinations:
        progress(f"{combination.numerics} numerics, M_A = {combination.machs}")
        prediction = full_road().predict(combination)
        curves.append(_curve(combination, "B/C", prediction.interstellar))
    return curves


def mach_curves(progress: Progress) -> list[SpectrumCurve]:
    """B/C with one M_A everywhere, and with different ones in disk and halo, both numerics."""
    machs = [*zip(COMMON_MACHS, COMMON_MACHS, strict=True), *DIFFERENT_MACHS]
    return boron_to_carbon_curves([Combination(name, *pair) for name in NUMERICS for pair in machs], progress)


def height_curves(progress: Progress) -> list[SpectrumCurve]:
    """B/C for several half heights of the disk, both numerics."""
    return boron_to_carbon_curves(
        [Combination(name, *HEIGHT_MACHS[name], height) for name in NUMERICS for height in HEIGHTS], progress
    )


def flux_curves(progress: Progress) -> list[SpectrumCurve]:
    """Fluxes and B/C of the chosen combinations, abundances fitted to AMS-02 above 200 GV, both numerics."""
    road, curves = full_road(), []
    for numerics in NUMERICS:
        for disk, halo, slope in CHOSEN[numerics]:
            combination = Combination(numerics, disk, halo, slope=slope)
            progress(f"{numerics} numerics, M_A = {combination.machs}, slope {slope:g}: abundances")
            fit = fit_abundances(road.model, _FITTED, partial(road.predict, combination))
            prediction = road.predict(combination, fit.model)
            curves += [_curve(combination, quantity, prediction.interstellar) for quantity in (*FLUXES, "B/C")]
    return curves


def _curve(combination: Combination, quantity: str, interstellar: Spectra) -> SpectrumCurve:
    points, data = jnp.asarray(RIGIDITY), load_measurement(MEASURED[quantity][0], quantity)
    modulated = modulate(interstellar, data.modulation_potential)
    window = (table_rigidity() >= RIGIDITY[0]) & (table_rigidity() <= RIGIDITY[-1])
    confined = [float(np.mean(zone.confined[window])) for zone in combination.zones()]
    return SpectrumCurve(
        combination,
        quantity,
        np.asarray(interstellar.value(quantity, points)),
        np.asarray(modulated.value(quantity, points)),
        compare(modulated, data),
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
