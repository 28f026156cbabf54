"""Reading of the reference tables of this folder; each file says in its head how its numbers were obtained."""

from __future__ import annotations

import csv
from pathlib import Path

from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.turbulence.medium import Turbulence


def rows(name: str) -> list[dict[str, str]]:
    lines = (Path(__file__).parent / f"reference_{name}.csv").read_text().splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def zone(alfven_mach, scale_pc, beta, viscous, x_c=1e6, speed_km_s=10.0) -> Turbulence:
    return Turbulence(
        alfven_mach=alfven_mach,
        injection_scale=scale_pc / 1e3,
        plasma_beta=beta,
        alfven_speed=speed_km_s * KM_S_IN_KPC_MYR,
        magnetic_field=1.0,
        viscous_scale=x_c,
        viscous=viscous,
    )


def zone_of_row(row: dict[str, str]) -> Turbulence:
    return zone(
        float(row["alfven_mach"]),
        float(row["injection_scale_pc"]),
        float(row["plasma_beta"]),
        bool(row["x_c"]),
        float(row["x_c"] or 1e6),
        float(row["alfven_speed_km_s"]),
    )
