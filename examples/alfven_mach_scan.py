"""Which Alfvénic Mach number, the same in halo and disk, meets the measured B/C above 200 GV best?

    python examples/alfven_mach_scan.py [M_A ...]

Prints chi^2 of B/C against AMS-02 from 200 GV upwards. Everything is compiled at the first value; each further one
costs about a second. The default preset holds the best value found in this way.
"""

import sys

import jax.numpy as jnp
import numpy as np

import magnetosonic as ms
from magnetosonic.data import chi_square, load_measurement

RIGIDITY = jnp.geomspace(3.0, 1e4, 60)  # GV


def boron_to_carbon(alfven_mach: float) -> np.ndarray:
    """B/C at the top of the atmosphere [rigidity]."""
    changes = [f"zones.{zone}.alfven_mach={alfven_mach}" for zone in ("disk", "halo")]
    return np.asarray(ms.load_model("converged", changes).predict().modulated.ratio("B/C", RIGIDITY))


def main() -> None:
    """Scan and print."""
    values = [float(value) for value in sys.argv[1:]] or [0.60, 0.62, 0.64, 0.65, 0.66, 0.67, 0.68, 0.70]
    measured = load_measurement("AMS-02", "B/C")
    print("  M_A    chi^2  points   B/C at 10, 100, 300, 1000 GV")
    for value in values:
        ratio = boron_to_carbon(value)
        fit = chi_square(measured, np.asarray(RIGIDITY), ratio)
        shown = np.interp(np.log([10, 100, 300, 1000]), np.log(RIGIDITY), ratio)
        print(f"{value:5.3f}  {fit.value:7.1f}  {fit.points:6d}   " + "  ".join(f"{x:.4f}" for x in shown), flush=True)


if __name__ == "__main__":
    main()
