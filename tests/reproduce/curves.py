"""Curves that cost nothing, for what happens after the computation."""

import numpy as np

from magnetosonic.results.fornieri2021.diffusion import BOTH, Case, DiffusionCurve
from magnetosonic.results.fornieri2021.setup import NUMERICS, RIGIDITY, ZONES

MACHS = (0.5, 1.0)
LEVELS = {"exact": 6e28, "published": 2e28}


def invented_scan():
    """Power laws in rigidity, exact three times published.

    With published numerics and M_A = 0.5, the first ten rigidities are not confined and the next ten only partly.
    """
    curves = []
    for zone in ZONES:
        for numerics in NUMERICS:
            for mach in MACHS:
                confined = np.full(RIGIDITY.size, True)
                complete = confined.copy()
                if numerics == "published" and mach == 0.5:
                    confined[:10] = False
                    complete[:20] = False
                case = Case(zone, BOTH, numerics, mach, 100.0)
                coefficient = LEVELS[numerics] * (RIGIDITY / 10.0) ** 0.25 / mach**4
                curves.append(DiffusionCurve(case, coefficient, np.where(complete, 1.0, 0.5), confined, complete))
    return curves
