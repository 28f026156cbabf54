"""Where to find the publications that runs rest on, by journal, volume and page.

A DOI is given where a data table of this package states it or where the rule of the publisher tells it, else the code
of the Astrophysics Data System, which follows from year, journal, volume, page and first author.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from magnetosonic.outputs.report.page import Publication

PAPER = Publication(
    "Fornieri, Gaggero, Cerri, de la Torre Luque & Gabici 2021, MNRAS 502, 5821", "10.1093/mnras/stab355"
)
"""The publication whose theory this is."""

_IDENTIFIERS = {
    "A&A 308, L21": "1996A&A...308L..21S",
    "A&A 422, 545": "2004A&A...422..545Y",
    "A&A 422, L47": "2004A&A...422L..47S",
    "A&A 467, 611": "2007A&A...467..611F",
    "A&A 484, 17": "2008A&A...484...17P",
    "A&A 539, A88": "10.1051/0004-6361/201117927",
    "ApJ 154, 1011": "1968ApJ...154.1011G",
    "ApJ 208, 346": "1976ApJ...208..346G",
    "ApJ 324, 248": "1988ApJ...324..248B",
    "ApJ 431, 705": "1994ApJ...431..705S",
    "ApJ 492, 352": "1998ApJ...492..352S",
    "ApJ 497, 759": "1998ApJ...497..759F",
    "ApJ 504, 761": "1998ApJ...504..761C",
    "ApJ 509, 212": "1998ApJ...509..212S",
    "ApJ 565, 280": "2002ApJ...565..280M",
    "ApJ 750, 3": "10.1088/0004-637X/750/1/3",
    "ApJ 826, 166": "10.3847/0004-637X/826/2/166",
    "ApJS 51, 271": "1983ApJS...51..271L",
    "ApJS 144, 153": "2003ApJS..144..153W",
    "Chin. Phys. C 45, 030001": "10.1088/1674-1137/abddae",
    "EPJC 83, 971": "10.1140/epjc/s10052-023-12092-8",
    "J. Phys. G 9, 227": "1983JPhG....9..227T",
    "JCAP 07, 006": "10.1088/1475-7516/2018/07/006",
    "JGR 116, A02104": "10.1029/2010JA016105",
    "MNRAS 372, 777": "2006MNRAS.372..777L",
    "MNRAS 502, 5821": PAPER.identifier,
    "NIM B 155, 349": "10.1016/S0168-583X(99)00479-6",
    "Nature 354, 121": "10.1038/354121a0",
    "PASJ 55, 191": "2003PASJ...55..191N",
    "PASJ 58, 847": "2006PASJ...58..847N",
    "PRC 37, 1490": "10.1103/PhysRevC.37.1490",
    "PRC 98, 034611": "10.1103/PhysRevC.98.034611",
    "PRD 90, 123014": "10.1103/PhysRevD.90.123014",
    "PRD 99, 103023": "10.1103/PhysRevD.99.103023",
    "Rev. Mod. Phys. 73, 1031": "10.1103/RevModPhys.73.1031",
    "astro-ph/0207156": "10.48550/arXiv.astro-ph/0207156",
}


def publications(reference: str, known: Mapping[str, str] = MappingProxyType({})) -> tuple[Publication, ...]:
    """The publications that a text names.

    Args:
        reference: publications with semicolons between them, each ending in journal, volume and page.
        known: further publications and their DOIs, such as those of measurements.

    Returns:
        One for each part of the text, in its order; without an identifier where none is known.
    """
    table = {**_IDENTIFIERS, **known}
    found = []
    for part in map(str.strip, reference.split(";")):
        matches = (name for place, name in table.items() if f" {part}".endswith(f" {place}"))
        found.append(Publication(part, next(matches, "")))
    return tuple(found)
