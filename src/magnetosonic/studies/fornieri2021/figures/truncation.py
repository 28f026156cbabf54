"""Truncation scales of the fast modes against the wave angle."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from magnetosonic.outputs.figures.style import COLOURS
from magnetosonic.studies.fornieri2021.figures.panels import grid, label
from magnetosonic.studies.fornieri2021.setup import DISK, HALO, NUMERICS, PaperZone
from magnetosonic.studies.fornieri2021.truncation import (
    ALFVEN_MACHS,
    ANGLE,
    TruncationCurve,
    resonant_wave_number,
)

_NUMERICS_LINES = dict(zip(NUMERICS, ("-", "--"), strict=True))
_GUIDES = ((1.0, "1 GV"), (1e3, "1 TV"))  # GV
_LOWEST, _HIGHEST = 0.3, 3e13  # X


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
