"""Command that makes figures of the paper behind the theory again."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from magnetosonic.cli.console import StepDisplay, say
from magnetosonic.cli.options import Overwrite
from magnetosonic.errors import InputError
from magnetosonic.outputs.report import REPORT_NAME
from magnetosonic.text import printable

_PART = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3}))?")


def reproduce(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder to write; must not exist.", show_default=False)
    ],
    figures: Annotated[
        str, typer.Option("--figures", metavar="LIST", help="Numbers of the figures, such as 1-4, 2 or 5,7.")
    ] = "1-9",
    overwrite: Overwrite = False,
) -> None:
    """Make figures of Fornieri et al. 2021 (MNRAS 502, 5821), exact and published numerics side by side.

    1: truncation scales of the fast modes; 2: D with and without fast modes;
    3 and 4: D for several Alfvénic Mach numbers, L = 100 pc and 10 pc;
    5: B/C for several Alfvénic Mach numbers; 6: B/C against the height of the disk;
    7: fluxes of H, C and B; and, beyond the paper, 8: chi^2 of B/C over the plane
    of the Mach numbers of disk and halo; 9: the authors' public run made again.
    Writes of each figure figureN.png, its data figureN.csv, and figureN.md,
    which says where exact and published numerics differ, and by how much; and
    report.html, one page with all of it.
    The folder appears only when all of them are complete.

    Example: magnetosonic reproduce -o figures/fornieri2021
    """
    # Only here, because Matplotlib takes a second to load.
    from magnetosonic.outputs.files import result_folder
    from magnetosonic.outputs.report.html import write_report
    from magnetosonic.outputs.report.reproduce_report import ReproducedFigure, reproduce_page
    from magnetosonic.studies.fornieri2021.registry import FIGURES, file_names, write_figure

    numbers, entries = figure_numbers(figures, FIGURES), []
    with (
        result_folder(output, overwrite, "--output", say) as folder,
        StepDisplay(len(numbers)) as display,
    ):
        for number in numbers:
            display(f"figure {number}")
            figure, text = write_figure(number, folder, display.note)
            entries.append(ReproducedFigure(number, FIGURES[number].shows, figure, text, file_names(number)))
        write_report(reproduce_page(entries), folder / REPORT_NAME)
    console = Console(highlight=False, soft_wrap=True)
    for number in numbers:
        console.print(f"figure {number}: {FIGURES[number].shows}", markup=False)
    console.print(printable(f"written to {output}; open {output / REPORT_NAME}"), markup=False)


def figure_numbers(text: str, known: Collection[int]) -> list[int]:
    """Numbers of a list such as ``1-3,5``.

    Args:
        text: numbers and ranges of numbers with commas between them.
        known: numbers that there are.

    Returns:
        The numbers, each once, in ascending order.

    Raises:
        InputError: for anything else, or a number that is not known.
    """
    numbers = ", ".join(map(str, sorted(known)))
    allowed = f"of the figures {numbers}, with commas between them or as ascending ranges, such as 1-4 or 1,3"
    chosen: set[int] = set()
    for part in (part.strip() for part in text.split(",")):
        match = _PART.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        found = set(range(first, last + 1))
        if not found or not found <= set(known):
            raise InputError("--figures", part, allowed)
        chosen |= found
    return sorted(chosen)
