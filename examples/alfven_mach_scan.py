"""Which Alfvénic Mach number, the same in halo and disk, meets the measured B/C above 200 GV best?

    python examples/alfven_mach_scan.py [M_A ...]

Prints chi^2 of B/C against AMS-02 from 200 GV upwards. Everything is compiled at the first value; each further one
costs about a second. The default preset holds the best value found in this way.
"""

import sys

import numpy as np

import magnetosonic as ms

BOTH = "zones.disk.alfven_mach,zones.halo.alfven_mach"
SHOWN = np.array([10.0, 100.0, 300.0, 1000.0])  # GV


def main() -> None:
    """Scan and print."""
    values = [float(value) for value in sys.argv[1:]] or [0.60, 0.62, 0.64, 0.65, 0.66, 0.67, 0.68, 0.70]
    model, measured = ms.load_model("converged"), ms.measurement("AMS-02", "B/C")
    print("  M_A    chi^2  points   B/C at 10, 100, 300, 1000 GV")
    for value in values:
        prediction = model.with_values({BOTH: value}).predict()
        fit, shown = ms.compare(prediction, measured), prediction.ratio("B/C", SHOWN)
        numbers = "  ".join(f"{x:.4f}" for x in shown)
        print(f"{value:5.3f}  {fit.chi_square:7.1f}  {fit.points:6d}   {numbers}", flush=True)


if __name__ == "__main__":
    main()
