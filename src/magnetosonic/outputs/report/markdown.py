"""Turns the Markdown of our own texts into HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from magnetosonic.outputs.report.page import numeric_cells

# Nothing inline: the texts are full of M_A, x_c and 3*, which are no emphasis.
_PARSER = MarkdownIt("zero", {"html": False}).enable(["heading", "list", "table"])
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5"}
"""The page has a title and every section a heading."""


def markdown_html(text: str) -> Markup:
    """HTML of headings, paragraphs, lists and pipe tables; everything else is plain text and escaped.

    Args:
        text: Markdown. A heading of the first level in its first line is left out.

    Returns:
        HTML, headings two levels down, numbers in tables aligned to the right, tables in boxes of their own.
    """
    first, _, rest = text.lstrip().partition("\n")
    tokens = _PARSER.parse(rest if first.startswith("# ") else text)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    _align(tokens)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return Markup(
        html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    )


def _align(tokens: Sequence[Token]) -> None:
    for table in _tables(tokens):
        rows = [row for row in _rows(table) if row]
        for column in zip(*rows, strict=True):
            if numeric_cells([content for _, content in column[1:]]):
                for cell, _ in column:
                    cell.attrSet("class", "number")


def _tables(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for i, token in enumerate(tokens):
        if token.type == "table_open":
            start = i
        elif token.type == "table_close":
            yield tokens[start:i]


def _rows(table: Sequence[Token]) -> Iterator[list[tuple[Token, str]]]:
    """Cells of every row: the token that opens it, and its text."""
    row: list[tuple[Token, str]] = []
    for cell, inside in pairwise(table):
        if cell.type == "tr_open":
            row = []
        elif cell.type in ("th_open", "td_open"):
            row.append((cell, inside.content))
        if inside.type == "tr_close":
            yield row
