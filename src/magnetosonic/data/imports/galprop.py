"""The layout of GALPROP's database of measurements (``GCR_data``), in which the Cosmic-Ray Database exports as well.

A line is: reference, experiment, unit of the energy per nucleon, unit of the value, ``flux`` or ``ratio``, mean, lowest
and highest energy, value, errors towards lower and higher values, ``a`` for absolute or ``r`` for relative ones, three
Z.A of the numerator, a bar, three Z.A of the denominator or of the flux, and a comment. A = -1 stands for all isotopes,
0.0 for nothing; an error that is 0 is that of the other side (GCR_data.cc of GALPROP). Lines ``# key text`` may name
references.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from magnetosonic.data.imports.points import DataSet, Point, numbers, quantity_of
from magnetosonic.errors import InputError
from magnetosonic.species.nuclide import SYMBOLS

_COLUMNS = 18
_PAIR = re.compile(r"([+-]?\d{1,3})\.(-?\d{1,3})")
_GEV = {"MeV": 1e-3, "GeV": 1.0}
_SQUARE_METRES = {"cm2": 1e-4, "m2": 1.0}
_WHOLE = {
    **{1: {1, 2}, 2: {3, 4}, 3: {6, 7}, 4: {7, 9, 10}, 5: {10, 11}, 6: {12, 13}, 7: {14, 15}, 8: {16, 17, 18}},
    **{10: {20, 21, 22}, 12: {24, 25, 26}, 14: {28, 29, 30}},
}
"""Mass numbers that together are the element."""


def is_galprop(text: str) -> bool:
    """Whether a file has this layout."""
    return next((_split(line)[4:5] in (["flux"], ["ratio"]) and "|" in line for _, line in _lines(text)), False)


def read_galprop(text: str, name: str) -> list[DataSet]:
    """Data sets of this layout.

    Args:
        text: of the file.
        name: of the file, for messages.

    Returns:
        One data set for every reference, experiment and quantity.

    Raises:
        InputError: for a line that is not as it must be; it is named.
    """
    references = dict(re.findall(r"^#\s*(\S{3,6})\s{2,}(\S[^|]*)$", text, flags=re.MULTILINE))
    found: dict[tuple[str, ...], DataSet] = {}
    for number, line in _lines(text):
        words = _split(line)
        if len(words) < _COLUMNS or words[4] not in ("flux", "ratio") or words[11] not in ("a", "r"):
            allowed = "reference, experiment, two units, flux or ratio, six numbers, a or r, and 3 + 3 numbers Z.A"
            raise InputError(f"{name}: line {number}", line.strip()[:200], allowed)
        key = (*words[:2], words[4], *words[12:18])
        if key not in found:
            found[key] = _data_set(words, references, name, number)
        found[key].points.append(_point(words, name, number))
    return list(found.values())


def _lines(text: str) -> list[tuple[int, str]]:
    """Lines of points; those before a ruler of equal signs are a heading."""
    lines = text.splitlines()
    start = next((k for k, line in enumerate(lines, 1) if "====" in line and not line.startswith("#")), 0)
    return [
        (k, line) for k, line in enumerate(lines, 1) if k > start and line.strip() and not line.lstrip().startswith("#")
    ]


def _split(line: str) -> list[str]:
    return line.replace("|", " ").split()


def _data_set(words: Sequence[str], references: dict[str, str], name: str, number: int) -> DataSet:
    reference = " ".join(references.get(words[0], "").split())
    found = DataSet(
        experiment=words[1],
        abscissa="kinetic_energy_per_nucleon",
        publication=f"{reference} ({words[0]})" if reference else "",
        compiled_by="database of measurements in the layout of GALPROP",
        note="the file does not say which errors its errors are; taken as total",
    )
    above, below = (_sum(pairs, name, number) for pairs in (words[12:15], words[15:18]))
    if not below or (words[4] == "ratio") != bool(above):
        allowed = "Z.A of numerator and denominator of a ratio, or of a flux behind the bar, of nuclei from H to Ni"
        found.quantity, found.refusal = " ".join(words[12:18]), f"it is none of nuclei from H to Ni ({allowed})"
    else:
        found.quantity = quantity_of(f"{above}/{below}" if above else below)
    return found


def _sum(pairs: Sequence[str], name: str, number: int) -> str:
    """Name of what is summed; empty if that is nothing, or something that is no nucleus."""
    chosen: dict[int, set[int]] = {}
    for pair in pairs:
        match = _PAIR.fullmatch(pair)
        if match is None:
            raise InputError(f"{name}: line {number}", pair, "charge and mass number as Z.A, such as 6.12")
        charge, mass = int(match[1]), int(match[2])
        if (charge, mass) == (0, 0):
            continue
        if not 1 <= charge <= len(SYMBOLS) or mass == 0:
            return ""
        chosen.setdefault(charge, set()).add(mass)
    parts = []
    for charge, masses in chosen.items():
        symbol = SYMBOLS[charge - 1]
        whole = -1 in masses or masses == _WHOLE.get(charge)
        parts += [symbol] if whole else [f"{mass}{symbol}" for mass in sorted(masses)]
    return "+".join(parts)


def _point(words: Sequence[str], name: str, number: int) -> Point:
    mean, low, high, value, below, above = numbers(words[5:11], name, number)
    unit = _GEV.get(words[2])
    if unit is None:
        raise InputError(f"{name}: line {number}", words[2], f"{' or '.join(_GEV)} as the unit of energy")
    # Some entries give the bin alone.
    energy = (mean if mean > 0.0 else (max(low, 0.0) * max(high, 0.0)) ** 0.5) * unit
    scale = 1.0 if words[4] == "ratio" else _flux_unit(words[3], energy, name, number)
    relative = value if words[11] == "r" else 1.0
    below, above = below or above, above or below
    return Point(number, energy, value * scale, (below * relative * scale, above * relative * scale))


def _flux_unit(text: str, energy: float, name: str, number: int) -> float:
    """What makes a flux one per m^2 s sr GeV/n, of a unit such as 1/cm2/sr/MeV or, times the square of E, GeV/m2/sr."""
    parts = text.split("/")
    area = next((_SQUARE_METRES[part] for part in parts[1:] if part in _SQUARE_METRES), None)
    per = next((_GEV[part] for part in parts[1:] if part in _GEV), None)
    if area is not None and parts[0] == "1" and per is not None:
        return 1.0 / (area * per)
    if area is not None and parts[0] in _GEV and per is None and energy > 0.0:
        return _GEV[parts[0]] / (area * energy**2)
    raise InputError(f"{name}: line {number}", text, "such as 1/m2/sr/GeV, 1/cm2/sr/MeV, GeV/m2/sr or MeV/cm2/sr")
