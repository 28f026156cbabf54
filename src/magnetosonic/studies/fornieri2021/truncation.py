"""Truncation scales of the fast modes against the wave angle: data, figure and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from magnetosonic.constants import LARMOR_RADIUS_1GV_1UG
from magnetosonic.outputs.csv_text import csv_text
from magnetosonic.outputs.figures.style import COLOURS
from magnetosonic.scattering import published
from magnetosonic.studies.fornieri2021.panels import grid, label
from magnetosonic.studies.fornieri2021.text import number, table
from magnetosonic.studies.fornieri2021.zones import DISK, HALO, NUMERICS, PaperZone, zone_heading
from magnetosonic.turbulence.damping import truncation_scale

INJECTION_SCALE = 100.0  # pc
ALFVEN_MACHS = (0.1, 0.5, 1.0, 2.0)
ANGLE: Float[np.ndarray, "angle"] = np.linspace(0.25, 89.75, 359)
"""Wave angles alpha [deg]; at 0 and 90 deg nothing damps, and X is that of the dissipation scale."""
COLUMNS = {
    "zone": "disk or halo",
    "damping": "mechanisms that damp the fast modes",
    "numerics": "exact or published",
    "alfven_mach": "M_A",
    "injection_scale_pc": "injection scale L [pc]",
    "alpha_deg": "angle between wave vector and mean field [deg]",
    "X": "k_max L, the wave number at which the cascade is cut times L; below 1 there are no waves",
}

_LAWS = (
    (HALO, HALO.dampings),
    *((DISK, (damping,)) for damping in DISK.dampings),
    (DISK, DISK.dampings),
)
_SHOWN_ANGLES = (5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 80.0)  # deg
_SPAN_ANGLES = (10.0, 60.0)  # deg
_SHOWN_RIGIDITIES = (1.0, 1e3)  # GV
_NUMERICS_LINES = dict(zip(NUMERICS, ("-", "--"), strict=True))
_GUIDES = ((1.0, "1 GV"), (1e3, "1 TV"))  # GV
_LOWEST, _HIGHEST = 0.3, 3e13  # X


@dataclass(frozen=True, eq=False)
class TruncationCurve:
    """X of one zone, damping, M_A and numerics.

    Attributes:
        zone: the zone.
        dampings: those that act; of two the one with the lower X.
        numerics: ``exact`` or ``published``.
        alfven_mach: M_A.
        scale: X = k_max L at the angles :data:`ANGLE` [angle]; below 1 there are no waves.
    """

    zone: PaperZone
    dampings: tuple[str, ...]
    numerics: str
    alfven_mach: float
    scale: Float[np.ndarray, "angle"]


def truncation_curves() -> list[TruncationCurve]:
    """X of the halo and the disk, in the disk also of each damping alone, for all M_A and both numerics.

    The published numerics take X at sin(90 deg * xi) in place of xi = cos(alpha).
    """
    return [
        TruncationCurve(zone, dampings, numerics, mach, _scale(zone, dampings, numerics, mach))
        for zone, dampings in _LAWS
        for numerics in NUMERICS
        for mach in ALFVEN_MACHS
    ]


def _scale(zone: PaperZone, dampings: tuple[str, ...], numerics: str, mach: float) -> Float[np.ndarray, "angle"]:
    turbulence = zone.turbulence(mach, INJECTION_SCALE, dampings)
    cosine = np.cos(np.radians(ANGLE))
    if numerics == "published":
        return published.truncation_scale(turbulence, cosine)
    return np.asarray(truncation_scale(turbulence, jnp.asarray(cosine)))


def resonant_wave_number(rigidity: float) -> float:
    """L/r_L, about the X that gyroresonance needs.

    Args:
        rigidity: [GV], in 1 uG.

    Returns:
        L over the Larmor radius.
    """
    return INJECTION_SCALE / 1e3 / (LARMOR_RADIUS_1GV_1UG * rigidity)


def truncation_csv(curves: list[TruncationCurve]) -> str:
    """All curves, columns :data:`COLUMNS`.

    Args:
        curves: of :func:`truncation_curves`.

    Returns:
        CSV text.
    """
    return csv_text(
        COLUMNS,
        (
            (curve.zone.name, "+".join(curve.dampings), curve.numerics, curve.alfven_mach, INJECTION_SCALE, angle, x)
            for curve in curves
            for angle, x in zip(ANGLE, curve.scale, strict=True)
        ),
    )


def draw_truncation(curves: Sequence[TruncationCurve], title: str) -> Figure:
    """X(alpha) of the halo, and of the disk for each damping alone and for that which acts first.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.truncation.truncation_curves`.
        title: line above the figure.

    Returns:
        The figure; colours are M_A, solid lines exact and dashed lines published numerics.
    """
    figure, panels = grid(title, (14.0, 5.6), (1.0,), 3)
    halo, alone, lowest = panels[0]
    _draw(halo, curves, HALO, (HALO.dampings,))
    label(halo, "halo: collisionless damping", (0.97, 0.96))
    _draw(alone, curves, DISK, tuple((damping,) for damping in DISK.dampings))
    label(alone, "disk: each damping alone", (0.97, 0.96))
    _draw(lowest, curves, DISK, (DISK.dampings,))
    label(lowest, "disk: whichever acts first", (0.97, 0.96))
    for axes in panels[0]:
        axes.set(xlabel=r"wave angle $\alpha$ [deg]", yscale="log", xlim=(0.0, 90.0), ylim=(_LOWEST, _HIGHEST))
        axes.set_xticks(range(0, 91, 15))
        axes.axhspan(_LOWEST, 1.0, color="0.9", zorder=0, linewidth=0)
        axes.text(2.0, 0.5, "no fast modes", va="center", fontsize=10, color="0.35")
        for rigidity, _ in _GUIDES:
            axes.axhline(resonant_wave_number(rigidity), color="0.5", linewidth=0.9, linestyle=":", zorder=0)
    for rigidity, name in _GUIDES:
        lowest.text(91.5, resonant_wave_number(rigidity), rf"$L/r_L$, {name}", va="center", fontsize=10.5, color="0.3")
    halo.set_ylabel(r"truncation scale $X = k_{\max} L$")
    _legends(halo, alone, lowest)
    return figure


def _draw(axes: Axes, curves: Sequence[TruncationCurve], zone: PaperZone, laws: tuple[tuple[str, ...], ...]) -> None:
    for curve in curves:
        if curve.zone is not zone or curve.dampings not in laws:
            continue
        colour = COLOURS[ALFVEN_MACHS.index(curve.alfven_mach)]
        if curve.dampings == ("viscous",):
            # The same for all M_A.
            if curve.alfven_mach != ALFVEN_MACHS[0]:
                continue
            colour = "black"
        axes.plot(ANGLE, curve.scale, color=colour, linestyle=_NUMERICS_LINES[curve.numerics])


def _legends(machs: Axes, dampings: Axes, numerics: Axes) -> None:
    for mach, colour in zip(ALFVEN_MACHS, COLOURS, strict=False):
        machs.plot([], [], color=colour, label=rf"$M_A$ = {mach:g}")
    for name, line in _NUMERICS_LINES.items():
        numerics.plot([], [], color="0.3", linestyle=line, label=name)
    dampings.plot([], [], color="black", label=r"viscous, any $M_A$")
    dampings.plot([], [], color=COLOURS[0], label="collisionless, colours\nas to the left")
    for axes in (machs, dampings, numerics):
        axes.legend(loc="upper right", bbox_to_anchor=(1.0, 0.93))


def describe_truncation(curves: list[TruncationCurve], title: str) -> str:
    """What the curves show, with numbers.

    Args:
        curves: of :func:`truncation_curves`.
        title: of the figure.

    Returns:
        Markdown.
    """
    halo, disk = (
        [curve for curve in curves if curve.zone is zone and curve.dampings == zone.dampings] for zone in (HALO, DISK)
    )
    lines = [
        *zone_heading(title),
        f"Fast modes exist for 1 <= kL <= X, with L = {INJECTION_SCALE:g} pc; alpha is the angle between wave vector",
        "and field. The published numerics take X of the cosine sin(90 deg * xi) in place of xi = cos(alpha), which",
        "lies closer to the field direction at every alpha.",
        "",
        "## X published over X exact",
        "",
        *_spans(halo, disk),
        "",
        *_ratios(halo, disk),
        "",
        "## Angles up to which waves are short enough for gyroresonance, X >= L/r_L [deg]",
        "",
        *_reach(halo + disk),
        "",
        *_viscous_share(curves),
    ]
    return "\n".join(lines) + "\n"


def _pairs(curves: list[TruncationCurve]) -> list[tuple[TruncationCurve, TruncationCurve]]:
    """Exact and published curve of every M_A."""
    exact, other = ([curve for curve in curves if curve.numerics == numerics] for numerics in NUMERICS)
    return list(zip(exact, other, strict=True))


def _spans(*zones: list[TruncationCurve]) -> Iterator[str]:
    """Range of the ratios at a few angles."""
    for curves in zones:
        for angle in _SPAN_ANGLES:
            i = int(np.argmin(np.abs(ANGLE - angle)))
            ratios = [float(other.scale[i] / exact.scale[i]) for exact, other in _pairs(curves)]
            span = f"{number(min(ratios))} to {number(max(ratios))}"
            yield f"- {curves[0].zone.name}, {angle:g} deg: the published X is {span} times the exact one."


def _ratios(*zones: list[TruncationCurve]) -> list[str]:
    columns = ["zone", "M_A", *(f"{angle:g} deg" for angle in _SHOWN_ANGLES)]
    at = [int(np.argmin(np.abs(ANGLE - angle))) for angle in _SHOWN_ANGLES]
    rows = [
        [exact.zone.name, f"{exact.alfven_mach:g}", *(number(float(other.scale[i] / exact.scale[i])) for i in at)]
        for curves in zones
        for exact, other in _pairs(curves)
    ]
    return table(columns, rows)


def _reach(curves: list[TruncationCurve]) -> list[str]:
    """Up to which angle from the field direction X exceeds L/r_L."""
    columns = ["zone", "M_A"]
    for rigidity in _SHOWN_RIGIDITIES:
        columns += [f"{rigidity:g} GV (L/r_L = {number(resonant_wave_number(rigidity))}), {n}" for n in NUMERICS]
    rows = []
    for zone in (HALO, DISK):
        for pair in _pairs([curve for curve in curves if curve.zone is zone]):
            angles = (largest_angle(curve, resonant_wave_number(rho)) for rho in _SHOWN_RIGIDITIES for curve in pair)
            rows.append([zone.name, f"{pair[0].alfven_mach:g}", *(f"{angle:.3g}" for angle in angles)])
    return table(columns, rows)


def largest_angle(curve: TruncationCurve, level: float) -> float:
    """Angle up to which X exceeds a level everywhere from the field direction on.

    Args:
        curve: X.
        level: of X.

    Returns:
        The angle [deg], interpolated; that of the grid's end if X never falls below the level, 0 if it always is.
    """
    below = np.flatnonzero(curve.scale < level)
    if below.size == 0:
        return float(ANGLE[-1])
    if below[0] == 0:
        return 0.0
    i = below[0]
    logarithm = np.log(curve.scale[i - 1 : i + 1] / level)
    share = logarithm[0] / (logarithm[0] - logarithm[1])
    return float(ANGLE[i - 1] + share * (ANGLE[i] - ANGLE[i - 1]))


def _viscous_share(curves: list[TruncationCurve]) -> list[str]:
    """Where viscosity is the damping that acts in the disk."""
    lines = ["Viscosity truncates the cascade of the disk before collisionless damping does, exact numerics:"]
    alone = [curve for curve in curves if curve.zone is DISK and curve.numerics == "exact"]
    for mach in ALFVEN_MACHS:
        x = {curve.dampings: curve.scale for curve in alone if curve.alfven_mach == mach}
        acts = ANGLE[x["viscous",] < x["collisionless",]]
        where = "nowhere"
        if acts.size:
            # The regions near 0 and 90 deg are separate; what lies between them is collisionless.
            low, high = acts[acts < 45.0], acts[acts >= 45.0]
            parts = [
                f"below {low.max():.3g} deg" if low.size else "",
                f"above {high.min():.3g} deg" if high.size else "",
            ]
            where = " and ".join(part for part in parts if part)
        lines.append(f"- M_A = {mach:g}: {where}")
    return lines
