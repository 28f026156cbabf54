"""What the texts beside the figures have in common: Markdown, numbers with units."""

from __future__ import annotations

from collections.abc import Sequence


def heading(title: str, *lines: str) -> list[str]:
    """First lines of a figure's text.

    Args:
        title: of the figure.
        lines: what it is of.

    Returns:
        Lines of Markdown.
    """
    return [f"# {title}", "", *lines, ""]


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table.

    Args:
        columns: their heads.
        rows: cells, as many in each row as there are columns.

    Returns:
        Lines of Markdown.
    """
    lines = (columns, ("---",) * len(columns), *rows)
    return ["| " + " | ".join(line) + " |" for line in lines]


def number(value: float) -> str:
    """A number with three digits, and an exponent only if it is large or small."""
    return f"{value:.3g}" if 0.001 <= abs(value) < 1e3 else f"{value:.2e}"


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
