"""What a report consists of, without any thought of how it looks."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from matplotlib.figure import Figure

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBER = re.compile(
    r"[-−+<>]?\d[\d.,]*(e[-+]?\d+|×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*( ± [\d.]+| \(\+[\d.]+ −[\d.]+\))?[*%]?|[-–]?"
)
NONE = "–"
"""Cell of a table for which there is no value."""


@dataclass(frozen=True)
class Text:
    """Paragraphs.

    Attributes:
        paragraphs: each of them plain text.
    """

    kind: ClassVar[str] = "text"
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class KeyValues:
    """A list of names and what they stand for.

    Attributes:
        pairs: name and value, both plain text.
    """

    kind: ClassVar[str] = "key_values"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TextTable:
    """A table of text.

    Attributes:
        columns: heads of the columns.
        rows: cells, as many in each row as there are columns.
        title: line above it, may be empty.
        folded: whether only the title is seen until the reader asks for more.
    """

    kind: ClassVar[str] = "table"
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    folded: bool = False

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Whether a column holds numbers only."""
        return tuple(numeric_cells([row[j] for row in self.rows]) for j in range(len(self.columns)))


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure.

    Attributes:
        name: short, of letters, digits, ``-`` and ``_``; other than that of any other figure of the page.
        figure: of Matplotlib.
        caption: what it shows; also what is read aloud to those who do not see it.
        captioned: whether the caption is printed; not where a heading says the same.
    """

    kind: ClassVar[str] = "drawing"
    name: str
    figure: Figure
    caption: str
    captioned: bool = True


@dataclass(frozen=True, eq=False)
class Gallery:
    """Figures beside each other where the page is wide enough.

    Attributes:
        drawings: what each says in one line, plain text that may be empty, and the figure.
    """

    kind: ClassVar[str] = "gallery"
    drawings: tuple[tuple[str, Drawing], ...]


@dataclass(frozen=True)
class Preformatted:
    """Text that is kept as it is, with a button that copies it.

    Attributes:
        text: of any number of lines.
        title: line above it, may be empty.
    """

    kind: ClassVar[str] = "preformatted"
    text: str
    title: str = ""


@dataclass(frozen=True)
class Publication:
    """What can be cited.

    Attributes:
        text: authors, year, journal, volume and page.
        identifier: a DOI, a code of the Astrophysics Data System, or empty.
    """

    text: str
    identifier: str = ""

    @property
    def label(self) -> str:
        """Kind of identifier and identifier; empty if there is none."""
        return f"doi:{self.identifier}" if self._is_doi else f"ADS {self.identifier}" if self.identifier else ""

    @property
    def address(self) -> str:
        """Where it is found on the network."""
        base = "https://doi.org/" if self._is_doi else "https://ui.adsabs.harvard.edu/abs/"
        return base + quote(self.identifier)

    @property
    def _is_doi(self) -> bool:
        return self.identifier.startswith("10.")


@dataclass(frozen=True)
class References:
    """What to cite.

    Attributes:
        entries: subjects and their publications.
    """

    kind: ClassVar[str] = "references"
    entries: tuple[tuple[str, tuple[Publication, ...]], ...]


@dataclass(frozen=True)
class Files:
    """Files that lie beside the report.

    Attributes:
        names: relative to its folder.
    """

    kind: ClassVar[str] = "files"
    names: tuple[str, ...]


@dataclass(frozen=True)
class Markdown:
    """Text of headings, paragraphs, lists and pipe tables; all other marks of Markdown are plain characters.

    Attributes:
        text: its source. A heading of the first level is left out: the section has a title.
    """

    kind: ClassVar[str] = "markdown"
    text: str


Block = Text | KeyValues | TextTable | Drawing | Gallery | Preformatted | References | Files | Markdown


@dataclass(frozen=True, eq=False)
class Section:
    """A part of a page that stands in its index.

    Attributes:
        title: its heading.
        blocks: what it consists of.
    """

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, eq=False)
class Page:
    """A report.

    Attributes:
        title: of the page.
        subtitle: one line below it.
        sections: from the top to the bottom.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]


def numeric_cells(cells: Sequence[str]) -> bool:
    """Whether the cells of a column are all numbers, or empty, and at least one is a number.

    Args:
        cells: their texts, such as ``1.2``, ``3e-4``, ``2.94×10²⁹``, ``0.31 ± 0.01`` or ``–``.

    Returns:
        True if so.
    """
    return all(_NUMBER.fullmatch(cell) for cell in cells) and any(cell.strip("-–") for cell in cells)


def scientific(value: float, digits: int = 4) -> str:
    """A number as it is printed.

    Args:
        value: the number.
        digits: significant digits.

    Returns:
        Such as ``0.01230`` or ``2.943×10²⁹``; a dash for what is not finite.
    """
    if not math.isfinite(value):
        return NONE
    mantissa, _, exponent = f"{value:#.{digits}g}".partition("e")
    mantissa = mantissa.removesuffix(".").replace("-", "−")
    return f"{mantissa}×10{superscript(str(int(exponent)))}" if exponent else mantissa


def short(value: float) -> str:
    """A number such as a rigidity in the head of a row, without superfluous digits.

    Args:
        value: positive and finite.

    Returns:
        Such as ``1``, ``31.62`` or ``10⁵``.
    """
    mantissa, _, exponent = f"{value:.4g}".partition("e")
    if not exponent:
        return mantissa
    power = f"10{superscript(str(int(exponent)))}"
    return power if mantissa == "1" else f"{mantissa}×{power}"


def superscript(number: str) -> str:
    """A whole number as an exponent.

    Args:
        number: its digits, and possibly a minus sign.

    Returns:
        The same in the superscripts of Unicode, such as ``⁻²``.
    """
    return number.translate(_SUPERSCRIPTS)
