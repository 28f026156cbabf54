"""Error of the spectra at the Sun against the resolution of the grid, with the real gas and sources.

    python benchmarks/grid_convergence.py [PRESET]

Every line is a grid from 0.3 GeV/n to 100 TeV/n; the numbers are the largest relative difference from the finest one
between 1 GeV/n and 10 TeV/n.
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


def quantities(preset: str, grid: tuple[int, int, int, int]) -> dict[str, np.ndarray]:
    """Quantities at fixed energies that every grid of energies contains (four a decade)."""
    cells, order, per_decade, levels = grid
    prediction = load_model(
        preset,
        [
            f"galaxy.grid.radial_cells={cells}",
            f"galaxy.grid.height_order={order}",
            f"transport.energies_per_decade={per_decade}",
            f"transport.levels={levels}",
            f'transport.energy_min="{LOWEST} GeV/n"',
            'transport.energy_max="1e5 GeV/n"',
        ],
    ).predict()
    step = per_decade // 4
    start = per_decade // 2  # from the lowest energy to 1 GeV/n
    window = slice(start, start + 4 * per_decade + 1, step)
    source = prediction.interstellar
    assert np.allclose(np.asarray(source.energy)[window], np.geomspace(1.0, 1e4, 17))
    return {
        name: np.asarray(source.ratio(name) if "/" in name else source.per_energy(name))[window] for name in QUANTITIES
    }


def main() -> None:
    """Print the table."""
    preset = sys.argv[1] if len(sys.argv) > 1 else "fornieri2021"
    reference = quantities(preset, FINEST)
    print(f"{preset}: largest difference from cells, order, energies a decade and levels {FINEST}")
    print(f"{'grid':34s}{'':18s}" + "".join(f"{name:>10s}" for name in QUANTITIES) + "   time [s]")
    for label, grid in GRIDS:
        start = time.perf_counter()
        found = quantities(preset, grid)
        errors = [np.max(np.abs(found[name] / reference[name] - 1)) for name in QUANTITIES]
        line = "".join(f"{error:10.1e}" for error in errors)
        print(f"{label:34s}{grid!s:18s}{line} {time.perf_counter() - start:10.1f}", flush=True)


if __name__ == "__main__":
    main()
