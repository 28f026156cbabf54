"""Diffusion coefficients for several Alfvénic Mach numbers: data, figure and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Bool
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from magnetosonic.outputs.figures.style import plain_ticks
from magnetosonic.studies.fornieri2021.diffusion_curves import BOTH, Case, DiffusionCurve, diffusion_curve, select
from magnetosonic.studies.fornieri2021.diffusion_words import (
    EXAMPLE,
    LIMITS,
    SHOWN,
    mach_text,
    nearest,
    pairs,
    ratio_text,
    shown_columns,
    stretches,
)
from magnetosonic.studies.fornieri2021.panels import DIFFUSION_LABEL, MARKED, RIGIDITY_LABEL, grid, label, mark, shades
from magnetosonic.studies.fornieri2021.text import rigidity_text, table
from magnetosonic.studies.fornieri2021.zones import ALFVEN_MACHS, NUMERICS, RIGIDITY, ZONES, zone_heading

_SCAN_LIMITS = (5e25, 3e32)  # cm^2/s
_RATIO_LIMITS = (0.8, 50.0)
_SLOPE_RANGES = ((10.0, 1e3), (1e4, 1e6))  # GV
_FALL = 0.5  # of D from one rigidity to the next, below which it is said to fall


def mach_scan(injection_scale: float, alfven_machs: Sequence[float] = ALFVEN_MACHS) -> list[DiffusionCurve]:
    """D of both zones with fast and Alfvén modes, for several M_A and both numerics.

    Args:
        injection_scale: L [pc].
        alfven_machs: the M_A.

    Returns:
        The curves.
    """
    return [
        diffusion_curve(Case(zone, BOTH, numerics, mach, injection_scale))
        for zone in ZONES
        for numerics in NUMERICS
        for mach in alfven_machs
    ]


def draw_mach_scan(curves: Sequence[DiffusionCurve], title: str) -> Figure:
    """D of several M_A: halo to the left, disk to the right, exact above, published in the middle, the ratio below.

    Args:
        curves: of :func:`mach_scan`.
        title: line above the figure.

    Returns:
        The figure. Dotted lines are where only some pitch angles count, crosses where nothing is confined.
    """
    figure, panels = grid(title, (11.0, 12.0), (3.0, 3.0, 1.7), len(ZONES))
    machs = [curve.case.alfven_mach for curve in select(curves, ZONES[0], NUMERICS[0])]
    colours = shades(len(machs))
    for j, zone in enumerate(ZONES):
        found = [select(curves, zone, numerics) for numerics in NUMERICS]
        for axes, numerics, chosen in zip(panels[:, j], NUMERICS, found, strict=False):
            for k, (curve, colour) in enumerate(zip(chosen, colours, strict=True)):
                _draw_curve(axes, curve, colour)
                mark(axes, curve.coefficient, ~curve.confined, colour, 2 * k + 1, len(machs))
            label(axes, f"{zone.name}, {numerics}")
        for exact, published, colour in zip(*found, colours, strict=True):
            _draw_ratio(panels[2, j], exact, published, colour)
        label(panels[2, j], f"{zone.name}, every pitch angle counts", (0.97, 0.93))
        panels[2, j].set(xlabel=RIGIDITY_LABEL)
    for row in panels[:2]:
        row[0].set(ylabel=DIFFUSION_LABEL, yscale="log", ylim=_SCAN_LIMITS)
    _frame(panels[2, 0])
    lines = [Line2D([], [], color=c, label=rf"$M_A$ = {mach:g}") for mach, c in zip(machs, colours, strict=True)]
    figure.legend(handles=[*lines, *_meanings()], loc="outside right center")
    return figure


def describe_mach_scan(curves: Sequence[DiffusionCurve], title: str) -> str:
    """What the curves of several M_A show.

    Args:
        curves: of :func:`mach_scan`.
        title: of the figure.

    Returns:
        Markdown.
    """
    lines = [
        *zone_heading(title),
        f"Fast and Alfvén modes, L = {curves[0].case.injection_scale:g} pc.",
        *LIMITS,
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


def _draw_curve(axes: Axes, curve: DiffusionCurve, colour: str) -> None:
    axes.plot(RIGIDITY, np.where(curve.complete, curve.coefficient, np.nan), color=colour)
    # One point beyond on either side, so that the lines meet.
    partly = curve.confined & ~curve.complete
    joined = partly | (_neighbour(partly) & curve.confined)
    axes.plot(RIGIDITY, np.where(joined, curve.coefficient, np.nan), color=colour, linestyle=":")
    alone = curve.confined & ~_neighbour(curve.confined)
    axes.plot(RIGIDITY[alone], curve.coefficient[alone], ".", color=colour, markersize=4)


def _draw_ratio(axes: Axes, exact: DiffusionCurve, published: DiffusionCurve, colour: str) -> None:
    ratio = exact.coefficient / published.coefficient
    complete = exact.complete & published.complete
    axes.plot(RIGIDITY, np.where(complete, ratio, np.nan), color=colour)


def _neighbour(where: Bool[np.ndarray, "rigidity"]) -> Bool[np.ndarray, "rigidity"]:
    """Whether a condition holds at the point before or after."""
    before = np.concatenate([where[1:], [False]])
    after = np.concatenate([[False], where[:-1]])
    return np.asarray(before | after)


def _frame(axes: Axes) -> None:
    axes.set(
        ylabel=r"$D$ exact / $D$ published",
        xscale="log",
        yscale="log",
        ylim=_RATIO_LIMITS,
        xlim=(RIGIDITY[0], RIGIDITY[-1]),
    )
    plain_ticks(axes.yaxis, (1.0, 2.0, 5.0))


def _meanings() -> list[Line2D]:
    return [
        Line2D([], [], color="0.4", linestyle=":", label="some pitch\nangles only"),
        Line2D([], [], color="0.4", linestyle="", marker=MARKED, label="not confined:\nballistic escape"),
    ]


def _spans(curves: Sequence[DiffusionCurve]) -> Iterator[str]:
    """How D depends on M_A at one rigidity."""
    i = nearest(EXAMPLE)
    for zone in ZONES:
        complete = [pair for pair in pairs(curves, zone) if pair[0].complete[i] and pair[1].complete[i]]
        if len(complete) < 2:
            continue
        first, last = complete[0], complete[-1]
        values = (
            f"{low.coefficient[i]:.2e} to {high.coefficient[i]:.2e} cm^2/s ({low.case.numerics})"
            for low, high in zip(first, last, strict=True)
        )
        machs = f"from {mach_text(first[0].case)} to {last[0].case.alfven_mach:g}"
        yield f"- {zone.name}: at {rigidity_text(EXAMPLE)}, {machs}, D goes from {', from '.join(values)}."


def _extremes(curves: Sequence[DiffusionCurve]) -> Iterator[str]:
    """Smallest and largest ratio of every zone."""
    for zone in ZONES:
        found = [
            (exact.coefficient[i] / published.coefficient[i], mach_text(exact.case), RIGIDITY[i])
            for exact, published in pairs(curves, zone)
            for i in np.flatnonzero(exact.complete & published.complete)
        ]
        if found:
            low, high = (f"{ratio:.3g} ({mach}, {rigidity_text(rho)})" for ratio, mach, rho in (min(found), max(found)))
            yield f"- {zone.name}: where every pitch angle counts, exact over published is between {low} and {high}."


def _ratios(curves: Sequence[DiffusionCurve]) -> list[str]:
    rows = [
        [zone.name, f"{pair[0].case.alfven_mach:g}", *(ratio_text(pair, nearest(rho)) for rho in SHOWN)]
        for zone in ZONES
        for pair in pairs(curves, zone)
    ]
    return table(shown_columns(("zone", "M_A")), rows)


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
        for pair in pairs(curves, zone)
    ]
    return table(columns, rows)


def _slope(curve: DiffusionCurve, low: float, high: float) -> str:
    first, last = nearest(low), nearest(high)
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
                    yield f"  - {mach_text(curve.case)}: {'; '.join(parts)}"


def _shortcomings(curve: DiffusionCurve) -> Iterator[str]:
    partly = curve.confined & ~curve.complete
    if partly.any():
        yield f"some pitch angles only {stretches(partly)}"
    if not curve.confined.all():
        yield f"none {stretches(~curve.confined)}"
    rigidity, coefficient = RIGIDITY[curve.confined], curve.coefficient[curve.confined]
    change = coefficient[1:] / coefficient[:-1]
    for i in np.flatnonzero(change < _FALL):
        between = f"from {rigidity_text(rigidity[i])} to {rigidity_text(rigidity[i + 1])}"
        yield f"D falls by a factor of {1.0 / change[i]:.3g} {between}"
