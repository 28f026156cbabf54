"""Error of D against the number of nodes of every quadrature of the scattering theory, one at a time.

    python benchmarks/scattering_convergence.py [--slow]

Each number is varied while the others are those of the resolution ``fine``; the error is the largest over 60 rigidities
from 0.1 GV to 100 TV, relative to the finest of all. The last table is that of the three resolutions themselves. With
``--slow`` the slow modes scatter as well.
"""

from __future__ import annotations

import argparse

import jax
import numpy as np
from rich.console import Console
from rich.table import Table

from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.resolution import RESOLUTIONS
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

RIGIDITY = np.geomspace(0.1, 1e5, 60)  # GV
CONFINEMENT_LENGTH = 1e3  # kpc, so that all pitch angles are counted
NUMBERS = {
    "pitch": (8, 12, 16, 20, 28, 40),
    "pitch_quadrature": (16, 24, 32, 64),
    "resonance": (3, 4, 5, 7, 10, 16),
    "obliquity": (2, 3, 4, 5, 7, 10),
    "size": (32, 48, 64, 96, 128, 192),
    "perpendicular": (2, 3, 4, 6, 10),
}


def zone(alfven_mach: float, viscous: bool, plasma_beta: float = 0.14, injection_scale: float = 0.1) -> Turbulence:
    """A zone with v_A = 10 km/s, B = 1 uG, x_c = 1e6."""
    numbers = (alfven_mach, injection_scale, plasma_beta, 10.0 * KM_S_IN_KPC_MYR, 1.0, 1e6)
    return Turbulence(*numbers, viscous=viscous)  # type: ignore[arg-type]


ZONES = {
    "halo, M_A 0.5": zone(0.5, False),
    "disk, M_A 0.4": zone(0.4, True),
    "halo, M_A 0.1": zone(0.1, False),
    "halo, M_A 2, 10 pc": zone(2.0, False, 0.1, 0.01),
    "halo, M_A 0.8, beta 2": zone(0.8, False, 2.0),
    "halo, M_A 0.5, beta 0.001": zone(0.5, False, 1e-3),
}


def coefficients(resolution: str, modes: tuple[str, ...]) -> list[np.ndarray]:
    """D of all zones."""
    settings = ScatteringSettings(modes=modes, resolution=resolution)
    results = [diffusion_coefficient(one, settings, RIGIDITY, CONFINEMENT_LENGTH) for one in ZONES.values()]
    return [np.asarray(result.coefficient) for result in results]


def errors(resolution: str, modes: tuple[str, ...], best: list[np.ndarray]) -> list[str]:
    """Largest relative deviation in each zone, as text."""
    found = coefficients(resolution, modes)
    return [f"{np.abs(one / other - 1.0).max():.1e}" for one, other in zip(found, best, strict=True)]


def main() -> None:
    """Print one table for each number of nodes, and one for the resolutions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slow", action="store_true", help="with slow modes")
    modes = ("fast", "alfven", "slow") if parser.parse_args().slow else ("fast", "alfven")
    console = Console(width=140)
    fine = RESOLUTIONS["fine"]
    RESOLUTIONS["finest"] = fine._replace(pitch=56, resonance=24, obliquity=14, size=256, perpendicular=14)
    best = coefficients("finest", modes)
    for name, values in NUMBERS.items():
        if name == "perpendicular" and "slow" not in modes:
            continue
        table = Table(title=f"{name} nodes", title_justify="left")
        for heading in ("nodes", *ZONES):
            table.add_column(heading, justify="right")
        for value in values:
            RESOLUTIONS["varied"] = fine._replace(**{name: value})
            jax.clear_caches()
            table.add_row(str(value), *errors("varied", modes, best))
        console.print(table)
    table = Table(title="resolution", title_justify="left")
    for heading in ("resolution", *ZONES):
        table.add_column(heading, justify="right")
    for name in ("fast", "default", "fine"):
        table.add_row(name, *errors(name, modes, best))
    console.print(table)


if __name__ == "__main__":
    main()
