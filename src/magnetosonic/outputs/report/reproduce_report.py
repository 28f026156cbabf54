"""The report of figures of the paper behind the theory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from magnetosonic.outputs.report.environment import versions
from magnetosonic.outputs.report.page import (
    Drawing,
    Files,
    KeyValues,
    Markdown,
    Page,
    Preformatted,
    References,
    Section,
    Text,
)
from magnetosonic.outputs.report.references import PAPER
from magnetosonic.outputs.report.run_report import HOW_TO_READ


class ReproducedFigure(NamedTuple):
    """A figure that was made again.

    Attributes:
        number: that it has in the paper.
        title: what it shows.
        figure: as it was drawn.
        text: what it shows in words, as Markdown.
        files: names of the files that were written beside the report for it.
    """

    number: int
    title: str
    figure: Figure
    text: str
    files: tuple[str, ...]


def reproduce_page(entries: Sequence[ReproducedFigure]) -> Page:
    """The report of ``magnetosonic reproduce``.

    Args:
        entries: the figures, in the order of the page.

    Returns:
        The page: a section for each figure, what to cite, and how to repeat it.
    """
    numbers = ",".join(str(entry.number) for entry in entries)
    return Page(
        "Fornieri et al. 2021, made again",
        f"{PAPER.text}; exact and published numerics side by side",
        (
            Section("How to read this report", (Text(HOW_TO_READ),)),
            *map(_section, entries),
            Section("Please cite", (References((("theory and figures", (PAPER,)),)),)),
            Section(
                "Repeat it",
                (
                    Preformatted(f"magnetosonic reproduce --figures {numbers} -o figures/fornieri2021"),
                    KeyValues(versions()),
                ),
            ),
        ),
    )


def _section(entry: ReproducedFigure) -> Section:
    title = f"Figure {entry.number}: {entry.title}"
    drawing = Drawing(f"figure{entry.number}", entry.figure, f"{title}.", captioned=False)
    return Section(title, (drawing, Files(entry.files), Markdown(entry.text)))
