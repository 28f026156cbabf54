"""B/C above 200 GV for many pairs of M_A in disk and halo, on several cores.

    python examples/many_models.py [PROCESSES]

Processes are spawned, not forked: JAX has threads, which a forked process lacks. Prints chi^2 of B/C against AMS-02.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context

import magnetosonic as ms
from magnetosonic.data import load_measurement
from magnetosonic.inference import compare

MACHS = (0.6, 0.65, 0.7, 0.75)


def chi_square(machs: tuple[float, float]) -> float:
    """Of one pair: what a process is asked for, and all that it sends back."""
    disk, halo = machs
    changes = (f"zones.disk.alfven_mach={disk}", f"zones.halo.alfven_mach={halo}")
    modulated = ms.load_model("converged", changes).predict().modulated
    return compare(modulated, load_measurement("AMS-02", "B/C")).chi_square


def main() -> None:
    """Scan and print."""
    processes = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    pairs = list(product(MACHS, MACHS))
    print("M_A of disk, halo   chi^2")
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for (disk, halo), found in zip(pairs, pool.map(chi_square, pairs), strict=True):
            print(f"{disk:11.2f} {halo:5.2f}  {found:8.1f}", flush=True)


if __name__ == "__main__":
    main()
