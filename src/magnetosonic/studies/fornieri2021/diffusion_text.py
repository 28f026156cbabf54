"""What the figures of diffusion coefficients show, in words, with numbers of the curves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.studies.fornieri2021.diffusion import (
    ALFVEN,
    BOTH,
    Case,
    DiffusionCurve,
    ballistic_escape,
    limited_partner,
    select,
)
from magnetosonic.studies.fornieri2021.setup import NUMERICS, RIGIDITY, ZONES, PaperZone, heading, number, table

Pair = tuple[DiffusionCurve, DiffusionCurve]
"""Two curves that differ in one respect: exact and published numerics, or all modes and Alfvén modes alone."""

_SHOWN = (1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6)  # GV
_SLOPE_RANGES = ((10.0, 1e3), (1e4, 1e6))  # GV
_EXAMPLE = 10.0  # GV
_FALL = 0.5  # of D from one rigidity to the next, below which it is said to fall
_LIMITS = (
    "A pitch angle is one of confined particles if (1 - mu^2) c/D_mumu < L'; in the published numerics, if",
    "(1 - mu^2) c/(2 D_mumu) < 5.1 kpc in the halo and 0.9 kpc in the disk. Where there is none, D is that of",
    "ballistic escape, c L'/3; where there are some, only they count, which lowers D.",
)


def describe_mach_scan(curves: Sequence[DiffusionCurve], title: str) -> str:
    """What the curves of several M_A show.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.diffusion.mach_scan`.
        title: of the figure.

    Returns:
        Markdown.
    """
    lines = [
        *heading(title),
        f"Fast and Alfvén modes, L = {curves[0].case.injection_scale:g} pc.",
        *_LIMITS,
        "",
        "## What is seen",
        "",
        *_spans(curves),
        *_extremes(curves),
        "- The published numerics let more short waves through (figure 1) and have a prefactor of 1/8 instead of 1/4",
        "  in the disk.",
        "",
        "## D exact over D published",
        "",
        "An asterisk: in one of them only some pitch angles count. No value: in one of them nothing is confined.",
        "",
        *_ratios(curves),
        "",
        "## Slope d ln D/d ln rigidity, where every pitch angle counts",
        "",
        *_slopes(curves),
        "",
        "## Confinement",
        "",
        *_confinement(curves),
    ]
    return "\n".join(lines) + "\n"


def describe_modes(curves: Sequence[DiffusionCurve], title: str) -> str:
    """What the curves with and without fast modes show.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.diffusion.mode_comparison`.
        title: of the figure.

    Returns:
        Markdown.
    """
    free = [curve for curve in curves if not curve.case.limited]
    lines = [
        *heading(title),
        f"L = {curves[0].case.injection_scale:g} pc. The lines are D without a limit of the mean free path, because",
        "with it D of Alfvén modes alone would be that of ballistic escape over wide ranges of rigidity. Crosses are",
        "where nothing is confined if there is the limit; the CSV file holds D with and without it.",
        *_LIMITS,
        "",
        "## What is seen",
        "",
        *_excess_range(free),
        "",
        "## D of Alfvén modes alone over D of fast and Alfvén modes",
        "",
        *_excess(free),
        "",
        "## Rigidities at which Alfvén modes alone confine",
        "",
        *_confined_by_alfven(curves, free),
        "",
        "## D exact over D published, without a limit of the mean free path",
        "",
        *_mode_ratios(free),
    ]
    return "\n".join(lines) + "\n"


def rigidity_text(rigidity: float) -> str:
    """A rigidity with its customary unit.

    Args:
        rigidity: [GV].

    Returns:
        Such as ``1 TV``.
    """
    for factor, unit in ((1e6, "PV"), (1e3, "TV")):
        if rigidity > 0.999 * factor:
            return f"{rigidity / factor:.3g} {unit}"
    return f"{rigidity:.3g} GV"


def modes_text(modes: Sequence[str]) -> str:
    """Names of modes as they are written in English."""
    return " + ".join(mode.replace("alfven", "Alfvén") for mode in modes)


def _at(rigidity: float) -> int:
    return int(np.argmin(np.abs(np.log(RIGIDITY / rigidity))))


def _shown(first: Sequence[str]) -> list[str]:
    return [*first, *map(rigidity_text, _SHOWN)]


def _mach(case: Case) -> str:
    return f"M_A = {case.alfven_mach:g}"


def _pairs(
    curves: Sequence[DiffusionCurve], zone: PaperZone, modes: tuple[str, ...] = BOTH, limited: bool = True
) -> list[Pair]:
    """Exact and published curve of every M_A."""
    exact, published = (select(curves, zone, numerics, modes, limited) for numerics in NUMERICS)
    return list(zip(exact, published, strict=True))


def _spans(curves: Sequence[DiffusionCurve]) -> Iterator[str]:
    """How D depends on M_A at one rigidity."""
    i = _at(_EXAMPLE)
    for zone in ZONES:
        pairs = [pair for pair in _pairs(curves, zone) if pair[0].complete[i] and pair[1].complete[i]]
        if len(pairs) < 2:
            continue
        first, last = pairs[0], pairs[-1]
        values = (
            f"{low.coefficient[i]:.2e} to {high.coefficient[i]:.2e} cm^2/s ({low.case.numerics})"
            for low, high in zip(first, last, strict=True)
        )
        machs = f"from {_mach(first[0].case)} to {last[0].case.alfven_mach:g}"
        yield f"- {zone.name}: at {rigidity_text(_EXAMPLE)}, {machs}, D goes from {', from '.join(values)}."


def _extremes(curves: Sequence[DiffusionCurve]) -> Iterator[str]:
    """Smallest and largest ratio of every zone."""
    for zone in ZONES:
        found = [
            (exact.coefficient[i] / published.coefficient[i], _mach(exact.case), RIGIDITY[i])
            for exact, published in _pairs(curves, zone)
            for i in np.flatnonzero(exact.complete & published.complete)
        ]
        if found:
            low, high = (f"{ratio:.3g} ({mach}, {rigidity_text(rho)})" for ratio, mach, rho in (min(found), max(found)))
            yield f"- {zone.name}: where every pitch angle counts, exact over published is between {low} and {high}."


def _ratio(pair: Pair, i: int) -> str:
    exact, published = pair
    if not (exact.confined[i] and published.confined[i]):
        return "-"
    mark = "" if exact.complete[i] and published.complete[i] else "*"
    return f"{number(float(exact.coefficient[i] / published.coefficient[i]))}{mark}"


def _ratios(curves: Sequence[DiffusionCurve]) -> list[str]:
    rows = [
        [zone.name, f"{pair[0].case.alfven_mach:g}", *(_ratio(pair, _at(rho)) for rho in _SHOWN)]
        for zone in ZONES
        for pair in _pairs(curves, zone)
    ]
    return table(_shown(("zone", "M_A")), rows)


def _slopes(curves: Sequence[DiffusionCurve]) -> list[str]:
    columns = ["zone", "M_A"]
    for low, high in _SLOPE_RANGES:
        columns += [f"{rigidity_text(low)} to {rigidity_text(high)}, {numerics}" for numerics in NUMERICS]
    rows = [
        [
            zone.name,
            f"{pair[0].case.alfven_mach:g}",
            *(_slope(curve, low, high) for low, high in _SLOPE_RANGES for curve in pair),
        ]
        for zone in ZONES
        for pair in _pairs(curves, zone)
    ]
    return table(columns, rows)


def _slope(curve: DiffusionCurve, low: float, high: float) -> str:
    first, last = _at(low), _at(high)
    if not curve.complete[first : last + 1].all():
        return "-"
    rise = np.log(curve.coefficient[last] / curve.coefficient[first])
    return f"{rise / np.log(RIGIDITY[last] / RIGIDITY[first]):.2f}"


def _confinement(curves: Sequence[DiffusionCurve]) -> Iterator[str]:
    for zone in ZONES:
        for numerics in NUMERICS:
            chosen = select(curves, zone, numerics)
            yield f"- {zone.name}, {numerics}:"
            everywhere = [f"{curve.case.alfven_mach:g}" for curve in chosen if curve.complete.all()]
            if everywhere:
                yield f"  - M_A = {', '.join(everywhere)}: every pitch angle at every rigidity"
            for curve in chosen:
                parts = list(_shortcomings(curve))
                if parts:
                    yield f"  - {_mach(curve.case)}: {'; '.join(parts)}"


def _shortcomings(curve: DiffusionCurve) -> Iterator[str]:
    partly = curve.confined & ~curve.complete
    if partly.any():
        yield f"some pitch angles only {_stretches(partly)}"
    if not curve.confined.all():
        yield f"none {_stretches(~curve.confined)}"
    rigidity, coefficient = RIGIDITY[curve.confined], curve.coefficient[curve.confined]
    change = coefficient[1:] / coefficient[:-1]
    for i in np.flatnonzero(change < _FALL):
        between = f"from {rigidity_text(rigidity[i])} to {rigidity_text(rigidity[i + 1])}"
        yield f"D falls by a factor of {1.0 / change[i]:.3g} {between}"


def _stretches(where: Bool[np.ndarray, "rigidity"]) -> str:
    """First and last rigidity of every stretch in which a condition holds."""
    if where.all() or not where.any():
        return "at any rigidity" if where.any() else "nowhere"
    edges = np.diff(np.concatenate([[False], where, [False]]).astype(int))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    parts = (
        f"at {rigidity_text(RIGIDITY[i])}"
        if i == j
        else f"from {rigidity_text(RIGIDITY[i])} to {rigidity_text(RIGIDITY[j])}"
        for i, j in zip(starts, ends, strict=True)
    )
    return ", ".join(parts)


def _excesses(free: Sequence[DiffusionCurve]) -> Iterator[tuple[Case, Float[np.ndarray, "rigidity"]]]:
    """D of Alfvén modes alone over D of all modes."""
    for zone in ZONES:
        for numerics in NUMERICS:
            both, alone = (select(free, zone, numerics, modes, limited=False) for modes in (BOTH, ALFVEN))
            for all_modes, one in zip(both, alone, strict=True):
                yield all_modes.case, one.coefficient / all_modes.coefficient


def _excess_range(free: Sequence[DiffusionCurve]) -> Iterator[str]:
    for rho in (_EXAMPLE, _SHOWN[-1]):
        values = [float(excess[_at(rho)]) for _, excess in _excesses(free)]
        span = f"{number(min(values))} to {number(max(values))}"
        yield f"- At {rigidity_text(rho)} D of Alfvén modes alone is {span} times that of fast and Alfvén modes."


def _excess(free: Sequence[DiffusionCurve]) -> list[str]:
    rows = [
        [
            case.zone.name,
            case.numerics,
            f"{case.alfven_mach:g}",
            *(number(float(excess[_at(rho)])) for rho in _SHOWN),
        ]
        for case, excess in _excesses(free)
    ]
    return table(_shown(("zone", "numerics", "M_A")), rows)


def _confined_by_alfven(curves: Sequence[DiffusionCurve], free: Sequence[DiffusionCurve]) -> Iterator[str]:
    for zone in ZONES:
        yield f"- {zone.name}, where ballistic escape is D = {ballistic_escape(zone):.2e} cm^2/s:"
        for numerics in NUMERICS:
            for curve in select(free, zone, numerics, ALFVEN, limited=False):
                confined = limited_partner(curves, curve).confined
                yield f"  - {numerics}, {_mach(curve.case)}: {_stretches(confined)}"


def _mode_ratios(free: Sequence[DiffusionCurve]) -> list[str]:
    rows = [
        [zone.name, modes_text(modes), f"{pair[0].case.alfven_mach:g}", *(_ratio(pair, _at(rho)) for rho in _SHOWN)]
        for zone in ZONES
        for modes in (BOTH, ALFVEN)
        for pair in _pairs(free, zone, modes, limited=False)
    ]
    return table(_shown(("zone", "modes", "M_A")), rows)
