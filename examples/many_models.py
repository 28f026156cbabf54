"""chi^2 of B/C above 200 GV for many pairs of M_A in disk and halo, on several cores.

    python examples/many_models.py [PROCESSES]

Processes are spawned, not forked: JAX has threads, which a forked process lacks. The model and the likelihood are sent
to them. Prints chi^2 of B/C against AMS-02.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import magnetosonic as ms

MACHS = (0.6, 0.65, 0.7, 0.75)
DISK, HALO = "zones.disk.alfven_mach", "zones.halo.alfven_mach"


def pairs(model: ms.Model, machs: tuple[float, ...], spread=map):
    """chi^2 of all pairs."""
    likelihood = ms.Likelihood([ms.measurement("AMS-02", "B/C")])
    return ms.scan(model, {DISK: machs, HALO: machs}, likelihood, spread=spread)


def main() -> None:
    """Scan and print."""
    processes = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        found = pairs(ms.load_model("converged"), MACHS, pool.map)
    print("M_A of disk, halo   chi^2")
    for disk, row in zip(MACHS, found.chi_square, strict=True):
        for halo, chi_square in zip(MACHS, row, strict=True):
            print(f"{disk:11.2f} {halo:5.2f}  {chi_square:8.1f}")
    print(found)


if __name__ == "__main__":
    main()
