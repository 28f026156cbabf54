"""Write the package's tables of measurements from files of the cosmic-ray database.

Usage::

    python tools/make_measurement_tables.py SOURCE_FOLDER [TARGET_FOLDER]

``SOURCE_FOLDER`` holds ``AMS-02_<quantity>_rigidity.txt`` as exported from CRDB (Maurin et al. 2023, EPJC 83, 971):
rigidity, value, statistical errors (low, high), systematic errors (low, high).
"""

from __future__ import annotations

import sys
from pathlib import Path

COMMAND = "python tools/make_measurement_tables.py SOURCE_FOLDER"
RATIOS = ("B/C", "B/O", "Be/B", "C/O", "N/O")
FLUXES = ("H", "He", "B", "C", "N", "O")
COLUMNS = "rigidity_GV,value,statistical_error_low,statistical_error_high,systematic_error_low,systematic_error_high"


def write_measurement(source: Path, target: Path, quantity: str, unit: str):
    """Write one quantity of AMS-02 against rigidity."""
    stem = quantity.replace("/", "_")
    lines = (source / f"AMS-02_{stem}_rigidity.txt").read_text().splitlines()
    rows = [[float(word) for word in line.split()] for line in lines if line.strip() and line[0] != "#"]
    header = {
        "experiment": "AMS-02",
        "quantity": quantity,
        "abscissa": "rigidity",
        "abscissa unit": "GV",
        "unit": unit,
        "publication": "Aguilar et al. (AMS Collaboration) 2021, Phys. Rep. 894, 1",
        "doi": "10.1016/j.physrep.2020.09.003",
        "compiled by": "CRDB, Maurin et al. 2023, Eur. Phys. J. C 83, 971, doi:10.1140/epjc/s10052-023-12092-8",
        "made by": COMMAND,
    }
    text = [f"# {key}: {value}" for key, value in header.items()]
    text.append(COLUMNS)
    text += [",".join(f"{number:.6g}" for number in row) for row in rows]
    path = target / f"ams02_{stem.lower()}.csv"
    path.write_text("\n".join(text) + "\n")
    print(f"{path.name}: {len(rows)} points")


def main(arguments: list[str]):
    """Write all tables."""
    if len(arguments) not in (1, 2):
        raise SystemExit(__doc__)
    source = Path(arguments[0])
    package = Path(__file__).resolve().parents[1] / "src/magnetosonic/data/tables"
    target = Path(arguments[1]) if len(arguments) == 2 else package
    for quantity in FLUXES:
        write_measurement(source, target, quantity, "1/(m^2 s sr GV)")
    for quantity in RATIOS:
        write_measurement(source, target, quantity, "1")


if __name__ == "__main__":
    main(sys.argv[1:])
