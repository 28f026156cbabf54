"""Write the package's tables of 10Be/9Be and 3He/4He, whose numbers stand here with their origin.

Usage::

    python tools/make_isotope_tables.py [TARGET_FOLDER]

Collections in which the numbers were found: the database of measurements that comes with GALPROP (A. Strong,
``GCR_data_1.dat``, entries ``Ya01`` and ``Hs04``), the data of the program CRAMS (C. Evoli), and DataPlots
(github.com/zmj119168/DataPlots), which also has the periods.

- ACE-CRIS: Yanasak et al. 2001, table 2, at measured energies (the table has interstellar ones as well), total errors;
  geometric means of the bins; in GALPROP and DataPlots.
- ISOMAX: Hams et al. 2004, section 8; geometric means of the bins. GALPROP and DataPlots have the sums in quadrature of
  statistical and systematic errors, the latter to seven digits: 0.05307542^2 = 0.036^2 + 0.039^2 and 0.1168118^2 =
  0.109^2 + 0.042^2.
- AMS-02 3He/4He against rigidity: Aguilar et al. 2019, average over 2011-05 to 2017-11, geometric means of the bins; in
  CRAMS and DataPlots. CRAMS has statistical and total errors; the systematic ones are the difference in quadrature,
  which gives two or three digits for every point. Above 4 GV a power law fitted to these numbers has the slope -0.296;
  the abstract of the publication gives -0.294 +- 0.004.
- The same against kinetic energy per nucleon: in DataPlots alone, total errors; within 6e-4 the ratios are those of the
  fluxes of both isotopes, which stand there too.

Left out, because their numbers were not at hand: 10Be/9Be of SMILI, Ulysses, Voyager 1 and 2, 3He/4He of PAMELA, IMAX,
BESS and SMILI. Numbers of 10Be/9Be circulate under the name of PAMELA whose publication could not be established; those
of AMS-02 are preliminary. All of CRDB comes with ``magnetosonic data update --quantity 10Be/9Be`` or ``magnetosonic
data import``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from magnetosonic.data.measurement import Measurement, unit_of_value
from magnetosonic.data.modulation_potentials import modulation_potential
from magnetosonic.data.table import file_stem, format_table, parse_table
from magnetosonic.variables import VARIABLE_UNITS, Variable

GALPROP = "A. Strong, database of measurements that comes with GALPROP (GCR_data)"
CRAMS = "C. Evoli, data that come with the program CRAMS"
DATA_PLOTS = "DataPlots, github.com/zmj119168/DataPlots"


class Source(NamedTuple):
    """One table.

    Attributes:
        experiment: its name.
        quantity: a ratio.
        abscissa: what it is measured against.
        period: first and last month.
        publication: reference and digital object identifier.
        compiled_by: by way of whom.
        errors: kind of the errors.
        rows: edges of the bin in the unit of the abscissa, value, total or statistical error, systematic error.
    """

    experiment: str
    quantity: str
    abscissa: Variable
    period: str
    publication: tuple[str, str]
    compiled_by: str
    errors: str
    rows: tuple[tuple[float, float, float, float, float], ...]


SOURCES = (
    Source(
        "ACE-CRIS",
        "10Be/9Be",
        "kinetic_energy_per_nucleon",
        "1997-08 to 1999-04",
        ("Yanasak et al. 2001, ApJ 563, 768", "10.1086/323842"),
        GALPROP,
        "total",
        (
            (0.070, 0.095, 0.123, 0.013, 0.0),
            (0.095, 0.120, 0.115, 0.013, 0.0),
            (0.120, 0.145, 0.122, 0.016, 0.0),
        ),
    ),
    Source(
        "ISOMAX",
        "10Be/9Be",
        "kinetic_energy_per_nucleon",
        "1998-08 to 1998-08",
        ("Hams et al. 2004, ApJ 611, 892", "10.1086/422384"),
        GALPROP,
        "statistical and systematic",
        (
            (0.257, 1.031, 0.195, 0.036, 0.039),
            (1.131, 2.030, 0.317, 0.109, 0.042),
        ),
    ),
    Source(
        "AMS-02",
        "3He/4He",
        "rigidity",
        "2011-05 to 2017-11",
        ("Aguilar et al. (AMS Collaboration) 2019, PRL 123, 181102", "10.1103/PhysRevLett.123.181102"),
        CRAMS,
        "statistical and systematic",
        (
            (2.15, 2.40, 0.1668, 0.0005, 0.0065),
            (2.40, 2.67, 0.1609, 0.0010, 0.0061),
            (2.67, 2.97, 0.1594, 0.0010, 0.0059),
            (2.97, 3.29, 0.1565, 0.0009, 0.0085),
            (3.29, 3.64, 0.1526, 0.0009, 0.0042),
            (3.64, 4.02, 0.1501, 0.0009, 0.0041),
            (4.02, 4.43, 0.1458, 0.0008, 0.0040),
            (4.43, 4.88, 0.1425, 0.0008, 0.0039),
            (4.88, 5.37, 0.1349, 0.0007, 0.0037),
            (5.37, 5.90, 0.1330, 0.0007, 0.0037),
            (5.90, 6.47, 0.1291, 0.0007, 0.0036),
            (6.47, 7.09, 0.1271, 0.0008, 0.0035),
            (7.09, 7.76, 0.1232, 0.0003, 0.0032),
            (7.76, 8.48, 0.1204, 0.0003, 0.0031),
            (8.48, 9.26, 0.1170, 0.0003, 0.0031),
            (9.26, 10.1, 0.1145, 0.0003, 0.0030),
            (10.1, 11.0, 0.1108, 0.0003, 0.0029),
            (11.0, 12.0, 0.1081, 0.0003, 0.0028),
            (12.0, 13.0, 0.1059, 0.0004, 0.0029),
            (13.0, 14.1, 0.1023, 0.0004, 0.0045),
            (14.1, 15.3, 0.09689, 0.00037, 0.00562),
        ),
    ),
    Source(
        "AMS-02",
        "3He/4He",
        "kinetic_energy_per_nucleon",
        "2011-05 to 2017-11",
        ("Aguilar et al. (AMS Collaboration) 2019, PRL 123, 181102", "10.1103/PhysRevLett.123.181102"),
        DATA_PLOTS,
        "total",
        (
            (0.5292, 0.5292, 0.1563, 0.00982, 0.0),
            (0.594, 0.594, 0.16, 0.00703, 0.0),
            (0.6688, 0.6688, 0.161, 0.00713, 0.0),
            (0.7489, 0.7489, 0.1635, 0.00722, 0.0),
            (0.8385, 0.8385, 0.1656, 0.00742, 0.0),
            (0.9434, 0.9434, 0.1683, 0.00468, 0.0),
            (1.058, 1.058, 0.1724, 0.00475, 0.0),
            (1.188, 1.188, 0.177, 0.00495, 0.0),
            (1.333, 1.333, 0.1798, 0.00495, 0.0),
            (1.493, 1.493, 0.1821, 0.00524, 0.0),
            (1.677, 1.677, 0.1833, 0.00522, 0.0),
            (1.887, 1.887, 0.1878, 0.00532, 0.0),
            (2.117, 2.117, 0.1889, 0.00532, 0.0),
            (2.371, 2.371, 0.1884, 0.00532, 0.0),
            (2.66, 2.66, 0.1813, 0.0051, 0.0),
            (2.985, 2.985, 0.1806, 0.00806, 0.0),
            (3.349, 3.349, 0.1762, 0.00453, 0.0),
            (3.759, 3.759, 0.1754, 0.00453, 0.0),
            (4.218, 4.218, 0.1771, 0.00462, 0.0),
            (4.732, 4.732, 0.1732, 0.00452, 0.0),
            (5.306, 5.306, 0.171, 0.00442, 0.0),
            (5.955, 5.955, 0.168, 0.00442, 0.0),
            (6.684, 6.684, 0.1646, 0.00463, 0.0),
            (7.498, 7.498, 0.1595, 0.00542, 0.0),
            (8.411, 8.411, 0.1542, 0.00841, 0.0),
            (9.439, 9.439, 0.1468, 0.00921, 0.0),
        ),
    ),
)


def table(source: Source) -> str:
    """Text of a table.

    Args:
        source: of it.

    Returns:
        The text.
    """
    bottom, top, value, error, systematic = np.array(source.rows).T
    abscissa = np.array([float(f"{number:.5g}") for number in np.sqrt(bottom * top)])
    potential, origin = modulation_potential(source.period)
    measurement = Measurement(
        source.experiment,
        source.quantity,
        source.abscissa,
        VARIABLE_UNITS[source.abscissa],
        unit_of_value(source.quantity, source.abscissa),
        *source.publication,
        abscissa,
        value,
        error,
        error,
        systematic,
        systematic,
        period=source.period,
        errors=source.errors,
        modulation_potential=potential,
        modulation_origin=origin,
    )
    return format_table(
        measurement, {"compiled by": source.compiled_by, "made by": "python tools/make_isotope_tables.py"}
    )


def main(arguments: list[str]) -> None:
    """Write all tables and read them again, which checks them.

    Args:
        arguments: of the command line.
    """
    if len(arguments) > 1:
        raise SystemExit(__doc__)
    package = Path(__file__).resolve().parents[1] / "src/magnetosonic/data/tables"
    target = Path(arguments[0]) if arguments else package
    for source in SOURCES:
        text, name = table(source), f"{file_stem(source.experiment, source.quantity, source.abscissa)}.csv"
        parse_table(text, name, "packaged")
        (target / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(source.rows)} points")


if __name__ == "__main__":
    main(sys.argv[1:])
