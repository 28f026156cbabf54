"""Agreement of a run with data as tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from magnetosonic.inference.abundances import AbundanceFit
from magnetosonic.inference.comparison import Comparison
from magnetosonic.outputs.agreement import shown
from magnetosonic.outputs.report.page import KeyValues, TextTable, scientific, short
from magnetosonic.outputs.verdict import in_words
from magnetosonic.variables import Variable

_NOT_COMPARED = "not compared: the network or its energies do not cover the data"

_ABSCISSAE: dict[Variable, str] = {
    "rigidity": "rigidity",
    "kinetic_energy": "energy",
    "kinetic_energy_per_nucleon": "energy/nucleon",
    "total_energy": "total energy",
}


def headline(agreement: tuple[Comparison, ...], quantities: Sequence[str]) -> list[tuple[str, str]]:
    """The most important comparisons, in one line each.

    Args:
        agreement: the comparisons of a run.
        quantities: of AMS-02.

    Returns:
        Pairs of quantity and outcome.
    """
    found = shown(agreement)
    return [
        (
            f"{name}, AMS-02",
            f"χ² = {found[name].chi_square:.1f} for {found[name].points} points, {in_words(found[name])}",
        )
        if name in found
        else (f"{name}, AMS-02", _NOT_COMPARED)
        for name in quantities
    ]


def compared_table(agreement: Sequence[Comparison], title: str = "", *, folded: bool = False) -> TextTable:
    """χ² of every measurement of which points count.

    Args:
        agreement: comparisons of a run.
        title: line above the table.
        folded: whether only the title is seen until the reader asks for more.

    Returns:
        A row for each measurement.
    """
    rows = [
        (
            *_names(entry),
            f"{entry.modulation_potential:.2f}",
            f"{entry.points}",
            _plain(entry.chi_square, 1),
            _plain(entry.chi_square / entry.points, 2),
            _plain(float(entry.pull[np.argmax(np.abs(entry.pull))]), 2),
            "; ".join(entry.excluded),
        )
        for entry in agreement
        if entry.points
    ]
    columns = (
        "experiment",
        "quantity",
        "against",
        "φ [GV]",
        "points",
        "χ²",
        "χ² per point",
        "largest pull",
        "left out",
    )
    return TextTable(columns, tuple(rows), title, folded)


def left_out_table(agreement: Sequence[Comparison]) -> TextTable | None:
    """The measurements of which no point counts.

    Args:
        agreement: the comparisons of a run.

    Returns:
        A row for each of them, with the reason; none if there are none.
    """
    rows = tuple((*_names(entry), "; ".join(entry.excluded)) for entry in agreement if not entry.points)
    title = f"{len(rows)} measurements of which no point counts"
    return TextTable(("experiment", "quantity", "against", "reason"), rows, title, folded=True) if rows else None


def points_table(agreement: tuple[Comparison, ...], quantity: str) -> TextTable | None:
    """The points of one comparison with AMS-02.

    Args:
        agreement: the comparisons of a run.
        quantity: such as ``B/C``.

    Returns:
        Model, data and pull of every point that counts; none if there are none.
    """
    entry = shown(agreement).get(quantity)
    if entry is None:
        return None
    data = entry.measurement
    rows = [
        (short(float(data.abscissa[j])), scientific(float(model)), _measured(entry, j), _plain(float(pull), 2))
        for j, model, pull in zip(np.flatnonzero(entry.counts).tolist(), entry.model, entry.pull, strict=True)
    ]
    columns = (f"{_ABSCISSAE[data.variable]} [{data.abscissa_unit}]", "model", data.experiment, "pull")
    return TextTable(columns, tuple(rows), f"{quantity} at the top of the atmosphere; pull = (model − data)/error")


def abundance_list(fit: AbundanceFit) -> KeyValues:
    """What a fit of the abundances found.

    Args:
        fit: its outcome.

    Returns:
        χ², the factors, and which elements were left out, with the reasons.
    """
    pairs = [
        ("abundances fitted to AMS-02", f"χ² = {fit.chi_square:.1f} for {fit.points} points"),
        ("factors on the flux that each injection makes", ", ".join(f"{e} {f:.3g}" for e, f in fit.factors.items())),
    ]
    pairs += [(f"{element} in proportion to hydrogen", reason) for element, reason in sorted(fit.left_out.items())]
    return KeyValues(tuple(pairs))


def _names(entry: Comparison) -> tuple[str, str, str]:
    return entry.measurement.experiment, entry.measurement.quantity, _ABSCISSAE[entry.measurement.variable]


def _measured(entry: Comparison, point: int) -> str:
    """A value with its total error, to two digits of the error."""
    data = entry.measurement
    value, low, high = (float(numbers[point]) for numbers in (data.value, data.error_low, data.error_high))
    digits = max(0, 1 - int(np.floor(np.log10(max(low, high)))))
    if round(low, digits) == round(high, digits):
        return f"{value:.{digits}f} ± {high:.{digits}f}"
    return f"{value:.{digits}f} (+{high:.{digits}f} −{low:.{digits}f})"


def _plain(value: float, digits: int) -> str:
    """A number with so many digits after the point, or with an exponent if it is large."""
    return scientific(value, 3) if abs(value) >= 1e5 else f"{value:.{digits}f}".replace("-", "−")
