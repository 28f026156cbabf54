"""Curves that cost nothing, for what happens after the computation."""

import numpy as np

from magnetosonic.data import load_measurement
from magnetosonic.inference.comparison import Comparison
from magnetosonic.studies.fornieri2021 import boron_to_carbon, fluxes, spectrum_curves
from magnetosonic.studies.fornieri2021.authors_run import TOLERANCES, Difference
from magnetosonic.studies.fornieri2021.diffusion_curves import BOTH, Case, DiffusionCurve
from magnetosonic.studies.fornieri2021.mach_plane import FINE, BestPair, OtherData, Plane
from magnetosonic.studies.fornieri2021.mach_plane import MACHS as PLANE_MACHS
from magnetosonic.studies.fornieri2021.propagation import Combination
from magnetosonic.studies.fornieri2021.zones import NUMERICS, RIGIDITY, ZONES

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


def invented_spectrum(combination, quantity="B/C", factor=1.0, pull=1.0):
    """A power law through the first point of AMS-02 above 200 GV, times a factor; every point is off by one pull."""
    data = load_measurement("AMS-02", quantity)
    counts = data.abscissa >= 200.0
    k = int(np.argmax(counts))
    slope = 0.35 if "/" in quantity else 2.7
    values = factor * data.value[k] * (spectrum_curves.RIGIDITY / data.abscissa[k]) ** -slope
    pulls = np.full(counts.sum(), float(pull))
    outcome = Comparison(data, counts, ("some outside of the window",), data.value[counts], pulls, 0.6)
    return spectrum_curves.SpectrumCurve(combination, quantity, 1.1 * values, values, outcome, (0.75, 1.0))


def invented_machs():
    """Curves of figure 5, whose pulls grow from one to the next: the first of each numerics agrees best."""
    machs = [
        *zip(boron_to_carbon.COMMON_MACHS, boron_to_carbon.COMMON_MACHS, strict=True),
        *boron_to_carbon.DIFFERENT_MACHS,
    ]
    return [
        invented_spectrum(Combination(numerics, *pair), factor=1.0 + 0.1 * k, pull=1.0 + k + offset)
        for offset, numerics in enumerate(NUMERICS)
        for k, pair in enumerate(machs)
    ]


def invented_heights():
    return [
        invented_spectrum(Combination(numerics, *boron_to_carbon.HEIGHT_MACHS[numerics], height), factor=height**0.1)
        for numerics in NUMERICS
        for height in boron_to_carbon.HEIGHTS
    ]


def invented_fluxes():
    return [
        invented_spectrum(Combination(numerics, disk, halo, slope=slope), quantity, factor=1.0 + 0.1 * k, pull=k)
        for numerics in NUMERICS
        for k, (disk, halo, slope) in enumerate(fluxes.CHOSEN[numerics])
        for quantity in (*fluxes.FLUXES, "B/C")
    ]


def invented_planes():
    """A bowl, whose bottom is on the diagonal for one numerics; the disk of the other does not confine below 0.4."""
    disk, halo = FINE[:, None], FINE[None, :]
    found = []
    for numerics, bottom, loose in (("exact", (0.6, 0.6), 0.0), ("published", (0.5, 0.7), 0.4)):
        chi_square = 12.0 + 4e3 * ((disk - bottom[0]) ** 2 + (halo - bottom[1]) ** 2)
        confined = np.stack([loose < PLANE_MACHS, np.full(PLANE_MACHS.size, True)])
        thin = OtherData(("halo",), (0.106, 0.206), (0.49, 0.56), 35.0, 2)
        both = OtherData((), (0.095, 0.206), (0.25, 0.35), 1.3, 2)
        best, common = BestPair(*bottom, 12.5, thin), BestPair(0.6, 0.6, 92.5, both)
        found.append(Plane(numerics, chi_square, 12, confined, best, common))
    return tuple(found)


def invented_differences():
    """Ours above the authors' by half of what is expected, carbon by twice as much."""
    energy = np.geomspace(1.0, 5e4, 12)
    found = []
    for name, tolerance in TOLERANCES.items():
        ours = energy**-0.4 * (1 + (2.0 if name == "C" else 0.5) * tolerance)
        found.append(Difference(name, energy, energy**-0.4, ours, tolerance))
    return found
