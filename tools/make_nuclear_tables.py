"""Write the package's tables of nuclides and cross sections from the published figures.

Usage::

    python tools/make_nuclear_tables.py SOURCE_FOLDER [TARGET_FOLDER]

``SOURCE_FOLDER`` holds ``evoli2019_cumulative.dat``, ``sigProdGALPROP17_OPT12.txt`` and
``sigProdWebber03+Coste12.txt`` (spallation on hydrogen) and ``xsecs_total_CROSEC_0.1_100_1.1.txt`` (total
inelastic on hydrogen). The energies of the tables are chosen here: as few as a greedy search finds such that
interpolation linear in ln(energy) returns every value of the source to ``TOLERANCE``, relative to the larger
of the value and ``FLOOR`` of its channel's maximum. A uniform grid would smear the steps that the
parametrisations have at their thresholds.

Of the two larger sets of spallation, which are cumulative over short-lived nuclides already, every channel
keeps energies of its own. Left out are: nuclides beyond nickel; channels nowhere above ``SMALLEST``; secondary
protons, which the package makes otherwise, and deuterium from two protons, which does not go straight ahead;
and the exchange of a charge without loss of a nucleon, where the formula of Webber et al. 2003 is not made to
hold and exceeds 400 mb near 0.7 GeV/n.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

TOLERANCE = 4e-3
FLOOR = 0.02
SMALLEST = 1e-3
"""Least cross section that a channel must reach somewhere [mb]."""
COMMAND = "python tools/make_nuclear_tables.py SOURCE_FOLDER"
SYMBOLS = "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni".split()  # noqa: SIM905

NUBASE = "Kondev et al. 2021 (NUBASE2020)"
# Fully stripped nuclei that decay: half-life [Myr], daughter, mode, origin of the half-life. Where the neutral
# atom also captures electrons, the half-life is the atom's over the fraction of its decays that stays open.
UNSTABLE = {
    "Be10": (1.387, "B10", "beta-", "Chmeleff et al. 2010 and Korschinek et al. 2010"),
    "C14": (5.70e-3, "N14", "beta-", NUBASE),
    "Al26": (0.717 / 0.8173, "Mg26", "beta+", f"{NUBASE}: 0.717 Myr, beta+ 81.73%: Basunia & Hurst 2016"),
    "Cl36": (0.3013 / 0.981, "Ar36", "beta-", f"{NUBASE}: 0.3013 Myr, beta- 98.1%"),
    "K40": (1.248e3 / 0.8928, "Ca40", "beta-", f"{NUBASE}: 1248 Myr, beta- 89.28%"),
    "Mn54": (0.63, "Fe54", "beta-", "Wuosmaa et al. 1998"),
    "Ni56": (0.051, "Fe56", "beta+ twice, by way of Co56", "Lund Fisker et al. 1999"),
    "Fe60": (2.62, "Ni60", "beta- twice, by way of Co60", NUBASE),
}
# Their atoms decay by electron capture only (or so nearly that no decay of the bare nucleus has been seen), so
# that the fully stripped nuclei live for ever.
ELECTRON_CAPTURE = "Be7 Ar37 Ca41 Ti44 V49 Cr48 Cr51 Mn53 Fe55 Co57 Ni59".split()  # noqa: SIM905
# Ca48, V50 and Cr50 are counted as stable: their half-lives are far above the age of the Universe.
STABLE = """
H1 H2 He3 He4 Li6 Li7 Be9 B10 B11 C12 C13 N14 N15 O16 O17 O18 F19 Ne20 Ne21 Ne22 Na23 Mg24 Mg25 Mg26 Al27
Si28 Si29 Si30 P31 S32 S33 S34 S36 Cl35 Cl37 Ar36 Ar38 Ar40 K39 K41 Ca40 Ca42 Ca43 Ca44 Ca46 Ca48 Sc45
Ti46 Ti47 Ti48 Ti49 Ti50 V50 V51 Cr50 Cr52 Cr53 Cr54 Mn55 Fe54 Fe56 Fe57 Fe58 Co59 Ni58 Ni60 Ni61 Ni62 Ni64
""".split()  # noqa: SIM905

# Most abundant isotope of every element in the solar system: Lodders 2003, table 6.
MOST_ABUNDANT = """
H1 He4 Li7 Be9 B11 C12 N14 O16 F19 Ne20 Na23 Mg24 Al27 Si28 P31 S32 Cl35 Ar36 K39 Ca40 Sc45 Ti48 V51 Cr52 Mn55 Fe56
Co59 Ni58
""".split()  # noqa: SIM905


def split_name(name: str) -> tuple[int, int]:
    """Charge and mass number of a name such as ``C12``."""
    symbol = name.rstrip("0123456789")
    return SYMBOLS.index(symbol) + 1, int(name[len(symbol) :])


def join_name(charge: int, mass_number: int) -> str:
    """Name such as ``C12`` of a charge and a mass number."""
    return f"{SYMBOLS[charge - 1]}{mass_number}"


def read_spallation(path: Path) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Energies [GeV/n] and cross sections [mb] by channel; the lines are parent, daughter, MeV/n, mb."""
    columns = [line.split()[:4] for line in path.read_text().splitlines()[1:] if line.strip()]
    channels: dict[str, list[tuple[float, float]]] = {}
    for parent, daughter, energy, value in columns:
        # A nuclide is written as charge.mass, the mass with two digits.
        names = [join_name(int(text.split(".")[0]), int(text.split(".")[1])) for text in (parent, daughter)]
        channels.setdefault("->".join(names), []).append((float(energy) * 1e-3, float(value)))
    energy = np.array([point[0] for point in next(iter(channels.values()))])
    for name, points in channels.items():
        if not np.array_equal(energy, [point[0] for point in points]):
            raise SystemExit(f"{path}: channel {name} has energies of its own")
    return energy, {name: np.array([point[1] for point in points]) for name, points in channels.items()}


def read_inelastic(path: Path) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Energies [GeV/n] (from 0.1 in steps of a factor 1.1) and cross sections [mb] by nuclide."""
    rows = [line.split() for line in path.read_text().splitlines() if line.strip()]
    values = {join_name(int(row[0]), int(row[1])): np.array(row[2:], dtype=float) for row in rows}
    points = len(next(iter(values.values())))
    return 0.1 * 1.1 ** np.arange(points), values


def read_grid_spallation(path: Path) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Energies [GeV/n] (from 0.1 in steps of a factor 1.1) and cross sections [mb] by channel to be kept.

    The lines are charge and mass number of daughter and parent, then the cross sections.
    """
    channels = {}
    for line in path.read_text().splitlines():
        if not line.strip():
            continue
        charge, mass_number, parent_charge, parent_mass = (int(field) for field in line.split()[:4])
        values = np.array(line.split()[4:], dtype=float)
        inside = parent_charge <= len(SYMBOLS) and 2 <= mass_number < parent_mass
        if inside and values.max() >= SMALLEST:
            channels[f"{join_name(parent_charge, parent_mass)}->{join_name(charge, mass_number)}"] = values
    return 0.1 * 1.1 ** np.arange(values.size), channels


def choose_knots(energy: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Indices of the energies to keep; the worst is added until all values [row, energy] are returned."""
    x = np.log(energy)
    scale = np.maximum(values, FLOOR * values.max(axis=1, keepdims=True))
    knots = [0, energy.size - 1]
    while True:
        interpolated = np.array([np.interp(x, x[knots], row[knots]) for row in values])
        error = (np.abs(interpolated - values) / scale).max(axis=0)
        if error.max() < TOLERANCE:
            return np.array(knots)
        knots = sorted([*knots, int(error.argmax())])


def write_cross_sections(path: Path, header: list[str], energy: np.ndarray, columns: dict[str, np.ndarray]):
    """Write one row an energy, one column a channel or nuclide."""
    values = np.array(list(columns.values()))
    knots = choose_knots(energy, values)
    lines = [f"# {line}" for line in header]
    lines += [
        "# Cross sections in mb on hydrogen; energies are kinetic energies per nucleon in GeV/n.",
        f"# Interpolation linear in ln(energy) returns the original to {TOLERANCE:g}, relative to the larger",
        f"# of the value and {FLOOR:g} of the column's maximum.",
        f"# Made by: {COMMAND}",
        ",".join(["energy_GeV_n", *columns]),
    ]
    lines += [",".join([f"{energy[k]:.5g}", *(f"{value:.4g}" for value in values[:, k])]) for k in knots]
    path.write_text("\n".join(lines) + "\n")
    print(f"{path.name}: {len(knots)} energies of {energy.size}, {len(columns)} columns")


def write_channels(path: Path, header: list[str], energy: np.ndarray, channels: dict[str, np.ndarray]):
    """Write one row a channel, one column an energy; a field is empty where interpolation returns the value."""
    lines = [f"# {line}" for line in header]
    lines += [
        "# Cross sections in mb on hydrogen; energies are kinetic energies per nucleon in GeV/n.",
        "# Interpolation linear in ln(energy) between the fields that are not empty, constant beyond them, returns",
        f"# the original to {TOLERANCE:g}, relative to the larger of the value and {FLOOR:g} of the row's maximum.",
        f"# Made by: {COMMAND}",
        ",".join(["channel", *(f"{value:.6g}" for value in energy)]),
    ]
    for name, values in channels.items():
        knots = choose_knots(energy, values[None])
        # A constant end needs no knot: beyond the outermost ones the cross section is constant.
        while len(knots) > 1 and f"{values[knots[-1]]:.4g}" == f"{values[knots[-2]]:.4g}":
            knots = knots[:-1]
        fields = [f"{value:.4g}" if index in knots else "" for index, value in enumerate(values)]
        lines.append(",".join([name, *fields]).rstrip(","))
    path.write_text("\n".join(lines) + "\n")
    print(f"{path.name}: {len(channels)} channels, {path.stat().st_size / 1000:.0f} kB")


def write_nuclides(path: Path):
    """Write the table of nuclides and of the half-lives of their bare nuclei."""
    rows = {name: ("inf", "", "stable", NUBASE) for name in STABLE}
    rows |= {name: ("inf", "", "electron capture only", NUBASE) for name in ELECTRON_CAPTURE}
    rows |= {name: (f"{row[0]:.4g}", row[1], row[2], row[3]) for name, row in UNSTABLE.items()}
    lines = [
        "# Nuclides from hydrogen to nickel and the half-lives of their fully stripped nuclei.",
        "# Half-lives, not mean lives, at rest, in Myr; inf: does not decay.",
        "# NUBASE2020: Kondev et al. 2021, Chin. Phys. C 45, 030001, doi:10.1088/1674-1137/abddae",
        "# Be10: Chmeleff et al. 2010, NIM B 268, 192, doi:10.1016/j.nimb.2009.09.012;",
        "#   Korschinek et al. 2010, NIM B 268, 187, doi:10.1016/j.nimb.2009.09.020",
        "# Al26: half-life of the atom over its beta+ fraction; Basunia & Hurst 2016, Nucl. Data Sheets 134,",
        "#   1, doi:10.1016/j.nds.2016.04.001. Cl36, K40: half-life of the atom over its beta- fraction.",
        "# Mn54: Wuosmaa et al. 1998, Phys. Rev. Lett. 80, 2085, doi:10.1103/PhysRevLett.80.2085",
        "# Ni56: Lund Fisker et al. 1999, Eur. Phys. J. A 5, 229",
        "# Most abundant isotope of its element in the solar system: Lodders 2003, Astrophys. J. 591, 1220, table 6,",
        "#   doi:10.1086/375492",
        f"# Made by: {COMMAND}",
        "nuclide;charge;mass_number;most_abundant;half_life_bare_Myr;daughter;mode;reference",
    ]
    for name in sorted(rows, key=split_name):
        charge, mass_number = split_name(name)
        most_abundant = "yes" if name in MOST_ABUNDANT else "no"
        lines.append(";".join([name, str(charge), str(mass_number), most_abundant, *rows[name]]))
    path.write_text("\n".join(lines) + "\n")
    print(f"{path.name}: {len(rows)} nuclides")


def write_grid_spallation(source: Path, target: Path):
    """Write the spallation tables of GALPROP, Webber et al. 2003 and Coste et al. 2012."""
    cumulative = "Spallation on hydrogen, parent->daughter, cumulative over short-lived intermediate nuclides."
    galprop = [
        cumulative,
        "Set OPT12: Génolini, Maurin, Moskalenko & Unger 2018, Phys. Rev. C 98, 034611,",
        "doi:10.1103/PhysRevC.98.034611, from the cross sections of GALPROP (Moskalenko & Mashnik 2003, Proc. 28th",
        "Int. Cosmic Ray Conf. 4, 1969).",
    ]
    webber = [
        cumulative,
        "Webber, Soutoul, Kish & Rockstroh 2003, Astrophys. J. Suppl. 144, 153, bibcode:2003ApJS..144..153W.",
        "There is no production of lithium.",
    ]
    coste = [
        "Spallation on hydrogen into deuterium and helium-3 (cumulative over hydrogen-3), parent->daughter.",
        "Coste, Derome, Maurin & Putze 2012, Astron. Astrophys. 539, A88, doi:10.1051/0004-6361/201117927",
    ]
    write_channels(
        target / "spallation_galprop_opt12.csv", galprop, *read_grid_spallation(source / "sigProdGALPROP17_OPT12.txt")
    )
    energy, channels = read_grid_spallation(source / "sigProdWebber03+Coste12.txt")
    light = {name: values for name, values in channels.items() if name.endswith(("->H2", "->He3"))}
    rest = {name: values for name, values in channels.items() if name not in light}
    write_channels(target / "spallation_webber2003.csv", webber, energy, rest)
    write_channels(target / "spallation_coste2012.csv", coste, energy, light)


def main(arguments: list[str]):
    """Write all tables."""
    if len(arguments) not in (1, 2):
        raise SystemExit(__doc__)
    source = Path(arguments[0])
    package = Path(__file__).resolve().parents[1] / "src/magnetosonic/species/tables"
    target = Path(arguments[1]) if len(arguments) == 2 else package
    write_nuclides(target / "nuclides.csv")
    write_cross_sections(
        target / "spallation_hydrogen.csv",
        [
            "Spallation on hydrogen, parent->daughter, cumulative over short-lived intermediate nuclides.",
            "Evoli, Aloisio & Blasi 2019, Phys. Rev. D 99, 103023, doi:10.1103/PhysRevD.99.103023; fits to",
            "data of Evoli et al. 2018, JCAP 07, 006, doi:10.1088/1475-7516/2018/07/006",
        ],
        *read_spallation(source / "evoli2019_cumulative.dat"),
    )
    write_grid_spallation(source, target)
    write_cross_sections(
        target / "inelastic_hydrogen.csv",
        [
            "Total inelastic cross sections of nuclei on hydrogen, program CROSEC:",
            "Barashenkov & Polanski 1994, Electronic guide for nuclear cross-sections, JINR report E2-94-417",
        ],
        *read_inelastic(source / "xsecs_total_CROSEC_0.1_100_1.1.txt"),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
