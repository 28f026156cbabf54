"""Which figures can be made, and from what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from matplotlib.figure import Figure

from magnetosonic.figures.fornieri2021.diffusion import draw_mach_scan, draw_modes
from magnetosonic.figures.fornieri2021.truncation import draw_truncation
from magnetosonic.figures.style import style
from magnetosonic.results.fornieri2021.diffusion import diffusion_csv, mach_scan, mode_comparison
from magnetosonic.results.fornieri2021.diffusion_text import describe_mach_scan, describe_modes
from magnetosonic.results.fornieri2021.truncation import describe_truncation, truncation_csv, truncation_curves

Data = TypeVar("Data")


@dataclass(frozen=True)
class PaperFigure(Generic[Data]):
    """One figure.

    Attributes:
        shows: what it shows, for its title.
        compute: makes its data.
        draw: draws them under a title.
        table: writes them as CSV.
        describe: says in Markdown, under a title, what they show.
    """

    shows: str
    compute: Callable[[], Data]
    draw: Callable[[Data, str], Figure]
    table: Callable[[Data], str]
    describe: Callable[[Data, str], str]


def _mach_scan_figure(injection_scale: float) -> PaperFigure[Any]:
    return PaperFigure(
        f"diffusion coefficients for several Alfvénic Mach numbers, L = {injection_scale:g} pc",
        partial(mach_scan, injection_scale),
        draw_mach_scan,
        diffusion_csv,
        describe_mach_scan,
    )


FIGURES: dict[int, PaperFigure[Any]] = {
    1: PaperFigure(
        "truncation scales of the fast modes, L = 100 pc",
        truncation_curves,
        draw_truncation,
        truncation_csv,
        describe_truncation,
    ),
    2: PaperFigure(
        "diffusion coefficients with and without fast modes, L = 100 pc",
        mode_comparison,
        draw_modes,
        diffusion_csv,
        describe_modes,
    ),
    3: _mach_scan_figure(100.0),
    4: _mach_scan_figure(10.0),
}
"""The figures by their number."""
ENDINGS = ("png", "csv", "md")
"""Endings of the files of each figure."""
FILE_NAMES = frozenset(f"figure{number}.{ending}" for number in FIGURES for ending in ENDINGS)
"""Everything that :func:`write_figure` writes."""


def write_figure(number: int, folder: Path) -> None:
    """Compute a figure, and write it, its data and its text.

    Args:
        number: of the figure, one of :data:`FIGURES`.
        folder: an existing folder; ``figure<number>`` with the endings ``png``, ``csv`` and ``md`` appears in it.
    """
    figure = FIGURES[number]
    title = f"Figure {number}: {figure.shows}"
    data = figure.compute()
    stem = folder / f"figure{number}"
    with style():
        figure.draw(data, title).savefig(stem.with_suffix(".png"))
    stem.with_suffix(".csv").write_text(figure.table(data), encoding="utf-8")
    stem.with_suffix(".md").write_text(figure.describe(data, title), encoding="utf-8")
