"""Diffusion coefficients with fast and Alfvén modes and with Alfvén modes alone: data, figure and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from magnetosonic.outputs.figures.style import COLOURS
from magnetosonic.studies.fornieri2021.diffusion_curves import (
    ALFVEN,
    BOTH,
    Case,
    DiffusionCurve,
    ballistic_escape,
    diffusion_curve,
    limited_partner,
    select,
)
from magnetosonic.studies.fornieri2021.diffusion_words import (
    EXAMPLE,
    LIMITS,
    SHOWN,
    mach_text,
    modes_text,
    nearest,
    pairs,
    ratio_text,
    shown_columns,
    stretches,
)
from magnetosonic.studies.fornieri2021.panels import DIFFUSION_LABEL, MARKED, RIGIDITY_LABEL, grid, label, mark
from magnetosonic.studies.fornieri2021.text import number, rigidity_text, table
from magnetosonic.studies.fornieri2021.zones import NUMERICS, RIGIDITY, ZONES, zone_heading

MODE_ALFVEN_MACHS = (0.5, 1.0, 2.0)
MODE_INJECTION_SCALE = 100.0  # pc
_MODE_LIMITS = (1e26, 1e44)  # cm^2/s
_MODE_LINES: tuple[tuple[tuple[str, ...], Literal["-", "--"], str], ...] = ((BOTH, "-", ""), (ALFVEN, "--", " alone"))


def mode_comparison(alfven_machs: Sequence[float] = MODE_ALFVEN_MACHS) -> list[DiffusionCurve]:
    """D of both zones with fast and Alfvén modes and with Alfvén modes alone, both numerics.

    Alfvén modes alone confine at few rigidities, so that D would be that of ballistic escape at all others. Every case
    is therefore computed twice, without a limit of the mean free path and with that of the zone.

    Args:
        alfven_machs: the M_A.

    Returns:
        The curves.
    """
    return [
        diffusion_curve(Case(zone, modes, numerics, mach, MODE_INJECTION_SCALE, limited))
        for zone in ZONES
        for modes in (BOTH, ALFVEN)
        for numerics in NUMERICS
        for mach in alfven_machs
        for limited in (False, True)
    ]


def draw_modes(curves: Sequence[DiffusionCurve], title: str) -> Figure:
    """D with fast and Alfvén modes and with Alfvén modes alone, without a limit of the mean free path.

    Args:
        curves: of :func:`mode_comparison`.
        title: line above the figure.

    Returns:
        The figure: halo to the left, disk to the right, exact above, published below. Crosses are where nothing is
        confined if the mean free path is limited.
    """
    figure, panels = grid(title, (11.0, 9.4), (1.0, 1.0), len(ZONES))
    machs = [curve.case.alfven_mach for curve in select(curves, ZONES[0], NUMERICS[0])]
    for j, zone in enumerate(ZONES):
        for axes, numerics in zip(panels[:, j], NUMERICS, strict=True):
            for modes, line, _ in _MODE_LINES:
                for curve, colour in zip(select(curves, zone, numerics, modes, False), COLOURS, strict=False):
                    axes.plot(RIGIDITY, curve.coefficient, color=colour, linestyle=line)
                    mark(axes, curve.coefficient, ~limited_partner(curves, curve).confined, colour, 1, 3)
            level = ballistic_escape(zone)
            axes.axhline(level, color="0.6", linewidth=0.9, linestyle=":", zorder=0)
            axes.text(1.2, level * 1.5, r"ballistic escape, $c L'/3$", va="bottom", fontsize=10, color="0.35")
            label(axes, f"{zone.name}, {numerics}", (0.97, 0.96))
        panels[-1, j].set(xlabel=RIGIDITY_LABEL)
    for row in panels:
        row[0].set(ylabel=rf"{DIFFUSION_LABEL}, mean free path not limited", yscale="log", ylim=_MODE_LIMITS)
    panels[0, 0].set(xscale="log", xlim=(RIGIDITY[0], RIGIDITY[-1]))
    handles = [Line2D([], [], color=c, label=rf"$M_A$ = {mach:g}") for mach, c in zip(machs, COLOURS, strict=False)]
    handles += [
        Line2D([], [], color="0.4", linestyle=line, label=modes_text(modes) + more) for modes, line, more in _MODE_LINES
    ]
    handles.append(Line2D([], [], color="0.4", linestyle="", marker=MARKED, label="not confined\nwith the limit"))
    figure.legend(handles=handles, loc="outside right center")
    return figure


def describe_modes(curves: Sequence[DiffusionCurve], title: str) -> str:
    """What the curves with and without fast modes show.

    Args:
        curves: of :func:`mode_comparison`.
        title: of the figure.

    Returns:
        Markdown.
    """
    free = [curve for curve in curves if not curve.case.limited]
    lines = [
        *zone_heading(title),
        f"L = {curves[0].case.injection_scale:g} pc. The lines are D without a limit of the mean free path, because",
        "with it D of Alfvén modes alone would be that of ballistic escape over wide ranges of rigidity. Crosses are",
        "where nothing is confined if there is the limit; the CSV file holds D with and without it.",
        *LIMITS,
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


def _excesses(free: Sequence[DiffusionCurve]) -> Iterator[tuple[Case, Float[np.ndarray, "rigidity"]]]:
    """D of Alfvén modes alone over D of all modes."""
    for zone in ZONES:
        for numerics in NUMERICS:
            both, alone = (select(free, zone, numerics, modes, limited=False) for modes in (BOTH, ALFVEN))
            for all_modes, one in zip(both, alone, strict=True):
                yield all_modes.case, one.coefficient / all_modes.coefficient


def _excess_range(free: Sequence[DiffusionCurve]) -> Iterator[str]:
    for rho in (EXAMPLE, SHOWN[-1]):
        values = [float(excess[nearest(rho)]) for _, excess in _excesses(free)]
        span = f"{number(min(values))} to {number(max(values))}"
        yield f"- At {rigidity_text(rho)} D of Alfvén modes alone is {span} times that of fast and Alfvén modes."


def _excess(free: Sequence[DiffusionCurve]) -> list[str]:
    rows = [
        [
            case.zone.name,
            case.numerics,
            f"{case.alfven_mach:g}",
            *(number(float(excess[nearest(rho)])) for rho in SHOWN),
        ]
        for case, excess in _excesses(free)
    ]
    return table(shown_columns(("zone", "numerics", "M_A")), rows)


def _confined_by_alfven(curves: Sequence[DiffusionCurve], free: Sequence[DiffusionCurve]) -> Iterator[str]:
    for zone in ZONES:
        yield f"- {zone.name}, where ballistic escape is D = {ballistic_escape(zone):.2e} cm^2/s:"
        for numerics in NUMERICS:
            for curve in select(free, zone, numerics, ALFVEN, limited=False):
                confined = limited_partner(curves, curve).confined
                yield f"  - {numerics}, {mach_text(curve.case)}: {stretches(confined)}"


def _mode_ratios(free: Sequence[DiffusionCurve]) -> list[str]:
    rows = [
        [
            zone.name,
            modes_text(modes),
            f"{pair[0].case.alfven_mach:g}",
            *(ratio_text(pair, nearest(rho)) for rho in SHOWN),
        ]
        for zone in ZONES
        for modes in (BOTH, ALFVEN)
        for pair in pairs(free, zone, modes, limited=False)
    ]
    return table(shown_columns(("zone", "modes", "M_A")), rows)
