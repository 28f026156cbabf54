"""Error of the spectra at the Sun against the resolution of the grid, with the real gas and sources.

    python benchmarks/grid_convergence.py [PRESET]

Every line is a grid up to 100 TeV/n; the numbers are the largest relative difference from the finest one at 161
energies between 1 GeV/n and 10 TeV/n, most of which belong to no grid. The grids begin at three energies, a third of a
step apart, of which the largest difference counts: cross sections have kinks, which a grid may hit or miss.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from magnetosonic.api import load_model

QUANTITIES = ("H", "He", "C", "O", "B", "B/C", "10Be/9Be")
LOWEST = 10**-0.5  # GeV/n
FINEST = (201, 10, 48, 24)
GRIDS = (
    ("fast", (41, 6, 12, 10)),
    ("default", (81, 7, 24, 14)),
    ("cells of default, else finest", (81, 10, 48, 24)),
    ("order of default, else finest", (201, 7, 48, 24)),
    ("energies of default, else finest", (201, 10, 24, 24)),
    ("levels of default, else finest", (201, 10, 48, 14)),
)


POINTS = np.geomspace(1.0, 1e4, 161)
SHIFTS = (0.0, 1 / 3, 2 / 3)  # of a step of the energies


def quantities(preset: str, grid: tuple[int, int, int, int], shift: float = 0.0) -> dict[str, np.ndarray]:
    """Quantities at :data:`POINTS`, with energies that begin a part of their step above :data:`LOWEST`."""
    cells, order, per_decade, levels = grid
    lowest = LOWEST * 10 ** (shift / per_decade)
    spectra = (
        load_model(
            preset,
            [
                f"galaxy.grid.radial_cells={cells}",
                f"galaxy.grid.height_order={order}",
                f"transport.energies_per_decade={per_decade}",
                f"transport.levels={levels}",
                f'transport.energy_min="{lowest} GeV/n"',
                f'transport.energy_max="{lowest * 10**5.5} GeV/n"',
            ],
        )
        .predict()
        .interstellar
    )
    return {name: np.asarray(spectra.value(name, POINTS, "kinetic_energy_per_nucleon")) for name in QUANTITIES}


def main() -> None:
    """Print the table."""
    preset = sys.argv[1] if len(sys.argv) > 1 else "fornieri2021"
    reference = quantities(preset, FINEST)
    print(f"{preset}: largest difference from cells, order, energies a decade and levels {FINEST}")
    print(f"{'grid':34s}{'':18s}" + "".join(f"{name:>10s}" for name in QUANTITIES) + "   time [s]")
    for label, grid in GRIDS:
        start = time.perf_counter()
        found = [quantities(preset, grid, shift) for shift in SHIFTS]
        errors = [max(np.max(np.abs(one[name] / reference[name] - 1)) for one in found) for name in QUANTITIES]
        line = "".join(f"{error:10.1e}" for error in errors)
        print(f"{label:34s}{grid!s:18s}{line} {time.perf_counter() - start:10.1f}", flush=True)


if __name__ == "__main__":
    main()
