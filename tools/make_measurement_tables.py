"""Write the package's tables of measurements from exports of databases and from tables of publications.

Usage::

    python tools/make_measurement_tables.py SOURCE_FOLDER [TARGET_FOLDER]

``SOURCE_FOLDER`` holds

- ``<experiment>_<quantity>_<abscissa>.txt``: exports of CRDB (Maurin et al. 2023, EPJC 83, 971) and of tables of
  publications in the same form: abscissa, value, statistical errors (low, high), systematic errors (low, high);
- ``p_flux_ATIC2009.txt``: export of the SSDC database, values times E^2.7;
- ``Voyager1_2012_Proton.dat``: CRDB; ``Voyager1_Helium.txt`` and ``apjaa2409t9_ascii.txt``: tables 8 and 9 of Cummings
  et al. 2016.

What is there twice, and what was chosen:

- Helium of Voyager 1: ``Voyager1_Helium.txt`` (Cummings et al. 2016) and not ``Voyager_He_2012.dat`` (Stone et al.
  2013), because it has 31 months of data instead of three, and systematic errors.
- Protons of DAMPE: ``DAMPE_H_kineticEnergy.txt`` (nine years, 2026) and not ``DAMPE_protons.txt`` (An et al. 2019, Sci.
  Adv. 5, eaax3793; 2.5 years), which it supersedes; its fluxes are some 5 % lower.

Antiprotons and all-particle spectra are left out, because the package does not compute them. Boron of DAMPE (Alemanno
et al. 2025, PRL 134, 191001) is left out, because ``DAMPE_B_kineticEnergyPerNucleon.txt`` is garbled: what it has in
the column of the values are upper edges of the bins, and the fluxes stand among the errors.

The header of an export names a publication, but was not taken for it where that cannot be true:

- AMS-02 B, C, O, F, Ne, Mg, Si: the exports have other bins than the tables of Phys. Rep. 894 (67 for B and O, 68 for
  C), of PRL 124, 211102 (66) and of PRL 126, 081102, smaller statistical errors and, at 2 GV, higher fluxes (O: 4 %).
  Their bins are those of the sulphur of 2011-05 to 2021-05, and CRDB lists ten-year sets of these elements. They are
  taken as published with the sulphur, PRL 130, 211002; that is an inference.
- AMS-02 Fe/O: the DOI of the header is that of Ne, Mg and Si, its bibcode the right one.
- TRACER Ne, Mg, Si: CRDB lists them under the flight of 2003 (Ave et al. 2008), as does the lack of systematic errors;
  the header names the publication of the flight of 2006.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from magnetosonic.data.measurement import ERROR_KINDS, Measurement, unit_of_value
from magnetosonic.data.modulation_potentials import modulation_potential
from magnetosonic.data.table import file_stem, format_table, parse_table
from magnetosonic.variables import VARIABLE_UNITS, Variable

COMMAND = "python tools/make_measurement_tables.py SOURCE_FOLDER"
CRDB = "CRDB, Maurin et al. 2023, Eur. Phys. J. C 83, 971, doi:10.1140/epjc/s10052-023-12092-8"
Names = tuple[str, str, Variable]
"""Experiment, quantity and abscissa."""
SUFFIXES: dict[str, Variable] = {
    "rigidity": "rigidity",
    "kineticEnergy": "kinetic_energy",
    "kineticEnergyPerNucleon": "kinetic_energy_per_nucleon",
    "totalEnergy": "total_energy",
}
PUBLICATIONS = {
    "physrep": ("Aguilar et al. (AMS Collaboration) 2021, Phys. Rep. 894, 1", "10.1016/j.physrep.2020.09.003"),
    "ams_bc": ("Aguilar et al. (AMS Collaboration) 2016, PRL 117, 231102", "10.1103/PhysRevLett.117.231102"),
    "ams_libeb": ("Aguilar et al. (AMS Collaboration) 2018, PRL 120, 021101", "10.1103/PhysRevLett.120.021101"),
    "ams_fe": ("Aguilar et al. (AMS Collaboration) 2021, PRL 126, 041104", "10.1103/PhysRevLett.126.041104"),
    "ams_f": ("Aguilar et al. (AMS Collaboration) 2021, PRL 126, 081102", "10.1103/PhysRevLett.126.081102"),
    "ams_naal": ("Aguilar et al. (AMS Collaboration) 2021, PRL 127, 021101", "10.1103/PhysRevLett.127.021101"),
    "ams_s": ("Aguilar et al. (AMS Collaboration) 2023, PRL 130, 211002", "10.1103/PhysRevLett.130.211002"),
    "ams_ten": ("Aguilar et al. (AMS Collaboration) 2023, PRL 130, 211002", "10.1103/PhysRevLett.130.211002"),
    "calet_o": ("Adriani et al. (CALET Collaboration) 2020, PRL 125, 251102", "10.1103/PhysRevLett.125.251102"),
    "calet_fe": ("Adriani et al. (CALET Collaboration) 2021, PRL 126, 241101", "10.1103/PhysRevLett.126.241101"),
    "calet_h": ("Adriani et al. (CALET Collaboration) 2022, PRL 129, 101102", "10.1103/PhysRevLett.129.101102"),
    "calet_b": ("Adriani et al. (CALET Collaboration) 2022, PRL 129, 251103", "10.1103/PhysRevLett.129.251103"),
    "calet_he": ("Adriani et al. (CALET Collaboration) 2023, PRL 130, 171002", "10.1103/PhysRevLett.130.171002"),
    "dampe_bc": ("Alemanno et al. (DAMPE Collaboration) 2022, Sci. Bull. 67, 2162", "10.1016/j.scib.2022.10.002"),
    "dampe": ("DAMPE Collaboration 2026, Nature 653, 52", "10.1038/s41586-026-10472-0"),
    "cream_1": ("Ahn et al. 2008, Astropart. Phys. 30, 133", "10.1016/j.astropartphys.2008.07.010"),
    "cream_2": ("Ahn et al. 2009, ApJ 707, 593", "10.1088/0004-637X/707/1/593"),
    "cream_3": ("Yoon et al. 2017, ApJ 839, 5", "10.3847/1538-4357/aa68e4"),
    "iss_cream": ("Choi et al. 2022, ApJ 940, 107", "10.3847/1538-4357/ac9d2c"),
    "tracer_2003": ("Ave et al. 2008, ApJ 678, 262", "10.1086/529424"),
    "tracer_2006": ("Obermeier et al. 2011, ApJ 742, 14", "10.1088/0004-637X/742/1/14"),
    "nucleon": ("Grebenyuk et al. 2019, Adv. Space Res. 64, 2546", "10.1016/j.asr.2019.10.004"),
    "pamela_hhe": ("Adriani et al. 2011, Science 332, 69", "10.1126/science.1199172"),
    "pamela_bc": ("Adriani et al. 2014, ApJ 791, 93", "10.1088/0004-637X/791/2/93"),
    "lhaaso": ("LHAASO Collaboration 2025, arXiv:2511.05013", "10.48550/arXiv.2511.05013"),
    "atic": ("Panov et al. 2009, Bull. Russ. Acad. Sci. Phys. 73, 564", "10.3103/S1062873809050098"),
    "stone": ("Stone et al. 2013, Science 341, 150", "10.1126/science.1236408"),
    "cummings": ("Cummings et al. 2016, ApJ 831, 18", "10.3847/0004-637X/831/1/18"),
}
EXPORTS = """
AMS-02 rigidity physrep 2011-05:2018-05 H He Li Be N B/C B/O Be/C Be/O C/O H/He He/O Li/C Li/O N/O
AMS-02 rigidity ams_s 2011-05:2021-05 S
AMS-02 rigidity ams_ten 2011-05:2021-05 B C O F Ne Mg Si
AMS-02 rigidity ams_libeb 2011-05:2016-05 Be/B Li/B
AMS-02 rigidity ams_f 2011-05:2019-10 F/Si
AMS-02 rigidity ams_fe 2011-05:2019-10 Fe Fe/O
AMS-02 rigidity ams_naal 2011-05:2019-10 Na Al
AMS-02 kineticEnergyPerNucleon ams_bc 2011-05:2016-05 B/C
CALET kineticEnergyPerNucleon calet_b 2015-10:2022-02 B C B/C
CALET kineticEnergyPerNucleon calet_o 2015-10:2019-10 O C/O
CALET kineticEnergyPerNucleon calet_fe 2016-01:2020-05 Fe
CALET kineticEnergy calet_h 2015-10:2021-12 H
CALET kineticEnergy calet_he 2015-10:2022-04 He
DAMPE kineticEnergyPerNucleon dampe_bc 2016-01:2021-12 B/C B/O
DAMPE kineticEnergy dampe ? H He C O Fe
CREAM kineticEnergyPerNucleon cream_1 2004-12:2005-01 B/C C/O N/O
CREAM kineticEnergyPerNucleon cream_2 2005-12:2006-01 C N O Ne Mg Si Fe
CREAM kineticEnergy cream_3 2004-12:2008-01 H
CREAM kineticEnergyPerNucleon cream_3 2004-12:2008-01 He
ISS-CREAM kineticEnergy iss_cream 2017-08:2019-02 H
TRACER kineticEnergyPerNucleon tracer_2006 2006-07:2006-07 B C O Fe B/C
TRACER kineticEnergyPerNucleon tracer_2003 2003-12:2003-12 Ne Mg Si
NUCLEON totalEnergy nucleon 2015-07:2017-06 H He C O
PAMELA rigidity pamela_hhe 2006-07:2008-12 H He
PAMELA rigidity pamela_bc 2006-07:2008-03 C B/C
PAMELA kineticEnergyPerNucleon pamela_bc 2006-07:2008-03 B/C
LHAASO_EPOS-LHC totalEnergy lhaaso ? H
LHAASO_QGSJET-II-04 totalEnergy lhaaso ? H
LHAASO_SIBYLL-2.3d totalEnergy lhaaso ? H
"""
"""Experiment as in the names of files, abscissa, publication, first and last month, quantities. The months are those of
the publications as CRDB lists them; ? where neither was found."""
NOTES = {
    "ams_ten": "ten-year flux; that it was published with that of sulphur is inferred from bins and period",
    "cream_3": "flights of 2004-2005 and 2007-2008 together",
    "dampe": "nine years of data; energies of the particle, not per nucleon",
    "nucleon": "method KLEM; energies of the particle, not per nucleon",
    "calet_he": "energies of the particle, not per nucleon",
    "lhaaso": "air showers; depends on the model of hadronic interactions that the name of the experiment holds",
}
POTENTIALS = {"dampe": "2016-01 to 2022-12"}
"""Months whose mean potential stands for that of a period that is not stated; data are from 2016 on."""
ELEMENTS = "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni"


class Points(NamedTuple):
    """Columns of a table, one entry a point, in its units."""

    abscissa: Float[np.ndarray, "point"]
    value: Float[np.ndarray, "point"]
    statistical_error_low: Float[np.ndarray, "point"]
    statistical_error_high: Float[np.ndarray, "point"]
    systematic_error_low: Float[np.ndarray, "point"]
    systematic_error_high: Float[np.ndarray, "point"]


def write(target: Path, names: Names, key: str, period: str, points: Points, compiled_by: str) -> None:
    """Write one table and read it again, which checks it.

    Args:
        target: the folder.
        names: experiment, quantity and abscissa.
        key: of the publication.
        period: first and last month with a colon between them, or a question mark.
        points: the columns.
        compiled_by: who compiled the numbers, empty for the publication itself.
    """
    experiment, quantity, abscissa = names
    period = "not stated" if period == "?" else period.replace(":", " to ")
    potential, origin = potential_of(experiment, key, period)
    rounded = Points(*(np.array([float(f"{number:.6g}") for number in column]) for column in points))
    measurement = Measurement(
        experiment,
        quantity,
        abscissa,
        VARIABLE_UNITS[abscissa],
        unit_of_value(quantity, abscissa),
        *PUBLICATIONS[key],
        *rounded,
        period=period,
        errors=ERROR_KINDS[0] if np.any(points.systematic_error_high) else "statistical",
        modulation_potential=potential,
        modulation_origin=origin,
        note=NOTES.get(key, ""),
    )
    extra = {"compiled by": compiled_by, "made by": COMMAND}
    text = format_table(measurement, {name: value for name, value in extra.items() if value})
    path = target / f"{file_stem(*names)}.csv"
    parse_table(text, path.name, "packaged")
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: {points.abscissa.size} points")


def potential_of(experiment: str, key: str, period: str) -> tuple[float, str]:
    """Modulation potential [GV] and its origin.

    Args:
        experiment: name of the experiment.
        key: of the publication.
        period: first and last month.

    Returns:
        Both.
    """
    if experiment == "Voyager 1":
        return 0.0, "none beyond the heliopause"
    if experiment.startswith("LHAASO"):
        return 0.0, "none: it changes fluxes above 100 TeV by less than 0.01 %"
    if key in POTENTIALS:
        potential, origin = modulation_potential(POTENTIALS[key])
        return potential, f"period not stated; of {POTENTIALS[key]}: {origin}"
    return modulation_potential(period)


def read_columns(path: Path, skip: int = 0) -> Float[np.ndarray, "column point"]:
    """Columns of a file of numbers, without comments and the first lines.

    Args:
        path: the file.
        skip: number of lines to skip.

    Returns:
        The columns.
    """
    return np.loadtxt(path, skiprows=skip, unpack=True)


def write_exports(source: Path, target: Path) -> None:
    """Write the tables of :data:`EXPORTS`.

    Args:
        source: folder of the exports.
        target: folder of the tables.
    """
    for line in EXPORTS.split("\n")[1:-1]:
        prefix, suffix, key, period, *quantities = line.split()
        # LHAASO_EPOS-LHC becomes LHAASO (EPOS-LHC).
        experiment = re.sub("_(.*)", r" (\1)", prefix)
        compiled_by = CRDB if not key.startswith(("dampe", "lhaaso")) or key == "dampe_bc" else ""
        for quantity in quantities:
            points = Points(*read_columns(source / f"{prefix}_{quantity.replace('/', '_')}_{suffix}.txt"))
            write(target, (experiment, quantity, SUFFIXES[suffix]), key, period, points, compiled_by)


def write_atic(source: Path, target: Path) -> None:
    """Write the protons of ATIC-2, whose export holds values times E^2.7 and statistical errors.

    Args:
        source: folder of the exports.
        target: folder of the tables.
    """
    energy, _, _, value, low, high = read_columns(source / "p_flux_ATIC2009.txt")
    scale, zero = energy**-2.7, np.zeros_like(energy)
    points = Points(energy, value * scale, low * scale, high * scale, zero, zero)
    names: Names = ("ATIC-2", "H", "kinetic_energy")
    write(target, names, "atic", "2002-12:2003-01", points, "SSDC cosmic-ray database, https://tools.ssdc.asi.it")


def write_voyager(source: Path, target: Path) -> None:
    """Write Voyager 1: protons of CRDB, and all heavier nuclei of Cummings et al. 2016.

    Table 9 has two blocks of columns: Z, edges of the bin [MeV/n], intensity [1/(m^2 s sr MeV/n)], total error,
    systematic error, counts, telescope. Where two telescopes overlap both stay, as independent measurements.

    Args:
        source: folder of the tables.
        target: folder of the tables to write.
    """
    energy, _, _, value, low, high, sys_low, sys_high, _, _ = read_columns(source / "Voyager1_2012_Proton.dat")
    points = Points(energy, value, low, high, sys_low, sys_high)
    names: Names = ("Voyager 1", "H", "kinetic_energy_per_nucleon")
    write(target, names, "stone", "2012-10:2012-12", points, CRDB)

    helium = read_columns(source / "Voyager1_Helium.txt", 5)
    rows = [(2, bottom, top, *rest) for bottom, top, _, *rest in helium[:6].T]
    blocks = read_columns(source / "apjaa2409t9_ascii.txt", 4).T.reshape(-1, 8)
    rows += [tuple(row[:6]) for row in blocks if row[0] > 0]
    for charge in sorted({int(row[0]) for row in rows}):
        table = np.array([row for row in rows if row[0] == charge], dtype=float)
        # Middles of the bins, as in the column E_plot of table 8.
        order = np.argsort(table[:, 1] + table[:, 2])
        _, bottom, top, intensity, total, systematic = table[order].T
        # The column sig is the total error: its square is that of sys plus intensity^2 over counts.
        statistical = np.sqrt(total**2 - systematic**2)
        points = Points(
            (bottom + top) / 2e3, *(1e3 * v for v in (intensity, statistical, statistical, systematic, systematic))
        )
        names = ("Voyager 1", ELEMENTS.split()[charge - 1], "kinetic_energy_per_nucleon")
        write(target, names, "cummings", "2012-12:2015-06", points, "")


def main(arguments: list[str]) -> None:
    """Write all tables.

    Args:
        arguments: of the command line.
    """
    if len(arguments) not in (1, 2):
        raise SystemExit(__doc__)
    source = Path(arguments[0])
    package = Path(__file__).resolve().parents[1] / "src/magnetosonic/data/tables"
    target = Path(arguments[1]) if len(arguments) == 2 else package
    for step in (write_exports, write_atic, write_voyager):
        step(source, target)


if __name__ == "__main__":
    main(sys.argv[1:])
