"""What the texts on diffusion coefficients have in common: pairs of curves, their ratio, stretches of rigidity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool

from magnetosonic.studies.fornieri2021.diffusion_curves import BOTH, Case, DiffusionCurve, select
from magnetosonic.studies.fornieri2021.text import number, rigidity_text
from magnetosonic.studies.fornieri2021.zones import NUMERICS, RIGIDITY, PaperZone

Pair = tuple[DiffusionCurve, DiffusionCurve]
"""Two curves that differ in their numerics: exact and published."""

SHOWN = (1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6)
"""Rigidities of the columns of tables [GV]."""
EXAMPLE = 10.0
"""Rigidity of single numbers [GV]."""
LIMITS = (
    "A pitch angle is one of confined particles if (1 - mu^2) c/D_mumu < L'; in the published numerics, if",
    "(1 - mu^2) c/(2 D_mumu) < 5.1 kpc in the halo and 0.9 kpc in the disk. Where there is none, D is that of",
    "ballistic escape, c L'/3; where there are some, only they count, which lowers D.",
)
"""Which pitch angles count."""


def modes_text(modes: Sequence[str]) -> str:
    """Names of modes as they are written in English."""
    return " + ".join(mode.replace("alfven", "Alfvén") for mode in modes)


def nearest(rigidity: float) -> int:
    """Number of the rigidity of the curves that is nearest to one [GV]."""
    return int(np.argmin(np.abs(np.log(RIGIDITY / rigidity))))


def shown_columns(first: Sequence[str]) -> list[str]:
    """Heads of a table with a column for each of :data:`SHOWN`, behind others."""
    return [*first, *map(rigidity_text, SHOWN)]


def mach_text(case: Case) -> str:
    """M_A of a case in words."""
    return f"M_A = {case.alfven_mach:g}"


def pairs(
    curves: Sequence[DiffusionCurve], zone: PaperZone, modes: tuple[str, ...] = BOTH, limited: bool = True
) -> list[Pair]:
    """Exact and published curve of every M_A, for the choice of a zone and modes."""
    exact, published = (select(curves, zone, numerics, modes, limited) for numerics in NUMERICS)
    return list(zip(exact, published, strict=True))


def ratio_text(pair: Pair, i: int) -> str:
    """D exact over D published at a rigidity; a dash where one of them confines nothing."""
    exact, published = pair
    if not (exact.confined[i] and published.confined[i]):
        return "-"
    mark = "" if exact.complete[i] and published.complete[i] else "*"
    return f"{number(float(exact.coefficient[i] / published.coefficient[i]))}{mark}"


def stretches(where: Bool[np.ndarray, "rigidity"]) -> str:
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
