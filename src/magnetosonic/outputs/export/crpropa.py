"""D of every zone as parameters of CRPropa's DiffusionSDE, decade by decade.

D_parallel = scale 6.1e24 m^2/s (rho/4 GV)^alpha with alpha from 0 to 2, D_perpendicular = epsilon D_parallel, v = c
(L. Merten et al. 2017, JCAP 06, 046; CRPropa 3, DiffusionSDE.cpp).
"""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np

from magnetosonic.outputs.export.exported_zones import ExportedZone
from magnetosonic.outputs.export.material import Material
from magnetosonic.outputs.export.power_laws import PowerLaw, power_law

UNIT_CM2_S, REFERENCE_GV = 6.1e28, 4.0
"""D of scale 1 at the reference rigidity: 6.1e24 m^2/s."""
_SLOPES = (0.0, 2.0)
COLUMNS = {
    "zone": "name of the zone",
    "rigidity_low_GV": "lower end of the range in which the law is fitted [GV]",
    "rigidity_high_GV": "upper end [GV]",
    "scale": "of DiffusionSDE: D over 6.1e24 m^2/s at 4 GV",
    "alpha": "slope of D in rigidity",
    "epsilon": "D across the field over D along it; empty where it is not known",
    "largest_deviation": "of the law from D, relative",
}


def write_crpropa(material: Material, folder: Path) -> list[str]:
    """Write ``diffusion.csv``: for every zone the law of the whole range, then those of every decade.

    Args:
        material: what to export.
        folder: where to.

    Returns:
        What is exact and what is not, in lines.
    """
    notes = []
    with (folder / "diffusion.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(
            material.comments("see docs/export.md", *(f"{name}: {meaning}" for name, meaning in COLUMNS.items()))
        )
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for zone in material.zones:
            laws = [(low, high, _law(zone, low, high)) for low, high in _ranges(zone)]
            epsilon = "" if zone.perpendicular_ratio is None else f"{zone.perpendicular_ratio:.8g}"
            for low, high, law in laws:
                scale = law.coefficient / UNIT_CM2_S
                row = (f"{low:.6g}", f"{high:.6g}", f"{scale:.8g}", f"{law.slope:.8g}", epsilon, f"{law.deviation:.3g}")
                writer.writerow((zone.name, *row))
            worst = max(law.deviation for _, _, law in laws[1:])
            notes.append(
                f"{zone.name}: one power law is off by {laws[0][2].deviation:.1%} over all rigidities, one for every "
                f"decade by at most {worst:.1%}"
            )
    return [*notes, "CRPropa takes v = c and one law in the whole Galaxy"]


def _ranges(zone: ExportedZone) -> list[tuple[float, float]]:
    """All rigidities, and every decade of them."""
    rigidity = zone.fitted[0]
    low, high = float(rigidity[0]), float(rigidity[-1])
    inner = 10.0 ** np.arange(np.ceil(np.log10(low)), np.floor(np.log10(high)) + 1.0)
    # Pieces of less than half a decade at the ends belong to the decade beside them.
    inside = inner[(inner > low * np.sqrt(10.0)) & (inner < high / np.sqrt(10.0))]
    edges = [low, *(float(edge) for edge in inside), high]
    return [(low, high), *pairwise(edges)]


def _law(zone: ExportedZone, low: float, high: float) -> PowerLaw:
    rigidity, coefficient = zone.fitted
    # With the points around the ends, so that the deviation holds for the whole range.
    first, last = np.searchsorted(rigidity, [low, high])
    inside = slice(max(int(first) - 1, 0), int(last) + 1)
    return power_law(rigidity[inside], coefficient[inside], REFERENCE_GV, _SLOPES)
