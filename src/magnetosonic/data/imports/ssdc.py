"""ASCII files of the Cosmic-Ray Database of the Space Science Data Center (https://tools.ssdc.asi.it/CosmicRays).

Comments hold ``GraphTitle`` (particle, experiment and reference; dates), ``XLabel``, ``YLabel``, ``Columns``; a curve
has six numbers a line: abscissa with both errors, value with both errors. Values may be multiplied by a power of the
energy.
"""

from __future__ import annotations

import re

from magnetosonic.data.imports.points import DataSet, Point, numbers
from magnetosonic.errors import InputError
from magnetosonic.variables import VARIABLE_UNITS, Variable

COMPILED_BY = "SSDC cosmic-ray database, https://tools.ssdc.asi.it/CosmicRays"
_COLUMNS = 6
_KEY = re.compile(r"#\s*(GraphTitle|XLabel|YLabel)\s*:\s*(.*?)\s*$")
_TITLE = re.compile(r"(?P<particle>\S+)\s+(?P<experiment>.+?)(?:\s+(?P<journal>\S+)\s+\((?P<year>\d{4})\))?$")
_DATES = re.compile(r"(\d{4})-(\d{2})-\d{2}")
_POWER = re.compile(r"#times\s*[ER]\w*\^\{([0-7](?:\.[0-9]{1,6})?)\}")
_PROTONS = ("p", "proton", "protons", "h")
_NAMES: dict[Variable, str] = {"rigidity": "rigidity", "kinetic_energy": "kinetic", "total_energy": "total"}


def is_ssdc(text: str) -> bool:
    """Whether a file has this layout."""
    return any(match[1] == "GraphTitle" for match in map(_KEY.match, text.splitlines()) if match)


def read_ssdc(text: str, name: str) -> list[DataSet]:
    """Data sets of this layout.

    Args:
        text: of the file.
        name: of the file, for messages.

    Returns:
        One data set for every title.

    Raises:
        InputError: for a line that is not as it must be; it is named.
    """
    found: list[DataSet] = []
    power = 0.0
    for number, line in enumerate(text.splitlines(), 1):
        if (match := _KEY.match(line)) is not None:
            key, value = match.groups()
            if key == "GraphTitle":
                found.append(_titled(value, name, number))
                power = 0.0
            elif found and key == "XLabel":
                found[-1].abscissa = _abscissa(value, name, number)
            elif found:
                power = _ordinate(value, found[-1], name, number)
        elif line.strip() and not line.lstrip().startswith("#"):
            values = numbers(line.split(), name, number)
            if not found or len(values) != _COLUMNS:
                allowed = f"{_COLUMNS} numbers below the line '# GraphTitle: ...': X, its errors, Y, its errors"
                raise InputError(f"{name}: line {number}", line.strip()[:200], allowed)
            scale = values[0] ** -power if values[0] > 0.0 else 1.0
            value, low, high = (scale * each for each in values[3:])
            found[-1].points.append(Point(number, values[0], value, (low, high)))
    return found


def _titled(title: str, name: str, number: int) -> DataSet:
    match = _TITLE.match(title.split(";")[0].strip())
    if match is None:
        allowed = "particle, experiment and reference, such as 'p ATIC-2 BRASP (2009); 2002-12-29,2003-01-18'"
        raise InputError(f"{name}: line {number}", title, allowed)
    months = [f"{year}-{month}" for year, month in _DATES.findall(title)]
    found = DataSet(
        experiment=match["experiment"],
        period=f"{min(months)} to {max(months)}" if months else "",
        publication=f"{match['journal']} {match['year']}" if match["journal"] else "",
        compiled_by=COMPILED_BY,
        note="the file does not say which errors its errors are; taken as total",
    )
    particle = match["particle"]
    found.name_quantity("H" if particle.lower() in _PROTONS else particle)
    return found


def _abscissa(label: str, name: str, number: int) -> Variable:
    """Of a label such as ``kinetic energy (GeV)`` or ``rigidity (GV)``."""
    match = re.fullmatch(r"(.*?)\s*\(([^()]*)\)", label)
    words, unit = (match[1].lower(), match[2].strip()) if match else ("", "")
    if unit == VARIABLE_UNITS["kinetic_energy_per_nucleon"] and "kinetic" in words:
        return "kinetic_energy_per_nucleon"
    for abscissa, word in _NAMES.items():
        if word in words and unit == VARIABLE_UNITS[abscissa]:
            return abscissa
    allowed = "rigidity (GV), kinetic energy (GeV), kinetic energy per nucleon (GeV/n) or total energy (GeV)"
    raise InputError(f"{name}: line {number}", label, allowed)


def _ordinate(label: str, found: DataSet, name: str, number: int) -> float:
    """Power of the energy by which the values are multiplied."""
    match = _POWER.search(label)
    if "/" in found.quantity or found.abscissa is None:
        if match is None:
            return 0.0
    elif re.search(rf"\(m\^\{{2\}} s sr {re.escape(VARIABLE_UNITS[found.abscissa])}\)\^\{{-1\}}", label):
        return float(match[1]) if match else 0.0
    unit = "that of a ratio" if found.abscissa is None else f"(m^{{2}} s sr {VARIABLE_UNITS[found.abscissa]})^{{-1}}"
    raise InputError(f"{name}: line {number}", label, f"a label with the unit {unit}, below that of the abscissa")
