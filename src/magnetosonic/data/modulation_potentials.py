"""Force-field potential of the time in which a measurement was made.

The packaged monthly series is that of Usoskin et al. 2011 (J. Geophys. Res. 116, A02104), from neutron monitors. A
potential belongs to an interstellar spectrum, in that series to the one of Burger et al. 2000 (J. Geophys. Res. 105,
27447); other spectra shift all potentials by up to some 0.1 GV. :data:`SCALE_SHIFT` ties the scale to the potential of
the shipped configurations, so that those of all periods and experiments belong together; a fit should let it free.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import numpy as np

from magnetosonic.errors import InputError

SCALE_SHIFT = 0.07
"""What is added to the series [GV]: with it the mean of 2011-05 to 2018-05, 0.53 GV, becomes the 0.6 GV with which the
shipped configurations modulate spectra for AMS-02."""
PERIOD = "first and last month such as 2011-05 to 2018-05"
"""Form of a period, for messages."""
_PERIOD = re.compile(r"(\d{4})-(0[1-9]|1[0-2]) to (\d{4})-(0[1-9]|1[0-2])")


def months_of_period(period: str, field: str = "period") -> tuple[int, int]:
    """First and last month of a period, counted from the year 0.

    Args:
        period: for example ``2011-05 to 2018-05``.
        field: name of the input, for the message.

    Returns:
        The two months.

    Raises:
        InputError: if the text is something else, or the last month precedes the first.
    """
    match = _PERIOD.fullmatch(period)
    first, last = (int(match[1]) * 12 + int(match[2]) - 1, int(match[3]) * 12 + int(match[4]) - 1) if match else (1, 0)
    if last < first:
        raise InputError(field, period, PERIOD)
    return first, last


def modulation_potential(period: str, field: str = "period") -> tuple[float, str]:
    """Mean force-field potential of a period at the Earth.

    Args:
        period: first and last month, for example ``2011-05 to 2018-05``, within the packaged series.
        field: name of the input, for the message.

    Returns:
        The mean of the months plus :data:`SCALE_SHIFT`, to two decimals [GV], and its origin in words.

    Raises:
        InputError: if the text is no period, or the series does not cover it.
    """
    first, last = months_of_period(period, field)
    start, potentials = _series()
    if first < start or last >= start + potentials.size:
        end = start + potentials.size - 1
        raise InputError(field, period, f"between {_month(start)} and {_month(end)}, which the packaged series covers")
    mean = float(np.mean(potentials[first - start : last - start + 1]))
    origin = (
        f"mean {mean:.3f} GV of the monthly series of Usoskin et al. 2011, doi:10.1029/2010JA016105, "
        f"plus {SCALE_SHIFT:g} GV, which makes it 0.6 GV for 2011-05 to 2018-05"
    )
    return round(mean + SCALE_SHIFT, 2), origin


def _month(count: int) -> str:
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


@cache
def _series() -> tuple[int, np.ndarray]:
    """First month, counted from the year 0, and potentials of all months [GV]."""
    text = (files("magnetosonic.data") / "modulation_potentials.csv").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if not line.startswith("#")][1:]
    table = np.loadtxt(rows, delimiter=",")
    return int(table[0, 0]) * 12, table[:, 1:].ravel() / 1000.0
