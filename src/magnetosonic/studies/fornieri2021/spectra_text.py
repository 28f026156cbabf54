"""What the figures of propagated spectra show, in words, with numbers of the curves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version

import numpy as np

from magnetosonic.studies.fornieri2021.plane import MACHS, Best, Plane
from magnetosonic.studies.fornieri2021.propagation import HALO_HEIGHT, SLOPE_ABOVE_BREAK, SLOPE_BREAK
from magnetosonic.studies.fornieri2021.setup import NUMERICS, PAPER, number, table
from magnetosonic.studies.fornieri2021.spectra import RIGIDITY, SpectrumCurve

_SHOWN = (20.0, 200.0, 1e3, 1e4)  # GV


def describe_boron_to_carbon(curves: Sequence[SpectrumCurve], title: str) -> str:
    """What curves of B/C show.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.spectra.mach_curves` or
            :func:`magnetosonic.studies.fornieri2021.spectra.height_curves`.
        title: of the figure.

    Returns:
        Markdown.
    """
    return "\n".join([*_heading(title), *_best_of_each(curves), "", *_chi_square_table(curves), ""])


def describe_fluxes(curves: Sequence[SpectrumCurve], title: str) -> str:
    """What curves of H, C and B show.

    Args:
        curves: of :func:`magnetosonic.studies.fornieri2021.spectra.flux_curves`.
        title: of the figure.

    Returns:
        Markdown.
    """
    lines = [
        *_heading(title),
        "Abundances of the elements injected are fitted to AMS-02 from 200 GV upwards; B follows from them. The slope",
        "of the injection above 200 GV is that of the paper, and the one with which the fluxes agree best.",
        "",
        *_chi_square_table(curves),
        "",
    ]
    return "\n".join(lines)


def describe_planes(planes: Sequence[Plane], title: str) -> str:
    """What chi^2 over the plane of both M_A shows.

    Args:
        planes: of :func:`magnetosonic.studies.fornieri2021.plane.planes`.
        title: of the figure.

    Returns:
        Markdown.
    """
    columns = ["numerics", "best M_A disk", "best M_A halo", "chi^2", "best common M_A", "chi^2", "points"]
    rows = [
        [
            plane.numerics,
            f"{plane.best.disk_mach:.3f}",
            f"{plane.best.halo_mach:.3f}",
            f"{plane.best.chi_square:.1f}",
            f"{plane.best_common.disk_mach:.3f}",
            f"{plane.best_common.chi_square:.1f}",
            str(plane.points),
        ]
        for plane in planes
    ]
    lines = [
        *_heading(title),
        f"B/C is computed at {MACHS.size} x {MACHS.size} pairs of M_A and interpolated between them; chi^2 of the best",
        "points is that of solutions there. Errors of the points are taken as independent.",
        "",
        *table(columns, rows),
        "",
        *(line for plane in planes for line in _in_words(plane)),
        "",
    ]
    return "\n".join(lines)


def _in_words(plane: Plane) -> Iterator[str]:
    freedom = plane.points - 2
    found = plane.best.chi_square
    verdict = "describes" if found < 2 * freedom else "does not describe"
    yield (
        f"- {plane.numerics}: no pair of M_A between {MACHS[0]:g} and {MACHS[-1]:g} does better than "
        f"{_pair(plane.best)}, which {verdict} the data: chi^2 = {found:.1f} for {freedom} degrees of freedom."
    )
    yield from _of_other_data("there", plane.best)
    yield from _of_other_data(f"with one M_A = {plane.best_common.disk_mach:.3f}", plane.best_common)


def _of_other_data(where: str, best: Best) -> Iterator[str]:
    """Data below 200 GV, which the points were not chosen by."""
    found = best.elsewhere
    for zone in found.loose:
        yield f"  - {where}, the {zone} does not confine at every rigidity of the points: it lets particles escape"
    predicted, measured = found.boron_to_carbon
    values = " and ".join(f"{value:.2f}" for value in found.beryllium)
    yield (
        f"  - {where}, B/C at 30 GV is {predicted:.3f}, AMS-02 has {measured:.3f}; 10Be/9Be at the energies of ISOMAX "
        f"is {values}: chi^2 = {found.chi_square:.1f} for {found.points} points"
    )


def _pair(best: Best) -> str:
    return f"{best.disk_mach:.3f} in the disk and {best.halo_mach:.3f} in the halo"


def _heading(title: str) -> list[str]:
    return [
        f"# {title}",
        "",
        f"Set-up of the public propagation run behind {PAPER} (doi:10.5281/zenodo.4461732): two zones, halo up to",
        f"{HALO_HEIGHT:g} kpc, L = 100 pc, beta = 0.14, v_A = 10 km/s, B = 1 uG, one injection slope above "
        f"{SLOPE_BREAK:g} GV, {SLOPE_ABOVE_BREAK:g} where nothing else is said;",
        f"computed by magnetosonic {version('magnetosonic')}. chi^2 is that of AMS-02 from 200 GV upwards.",
        "",
    ]


def _best_of_each(curves: Sequence[SpectrumCurve]) -> Iterator[str]:
    for numerics in NUMERICS:
        chosen = [curve for curve in curves if curve.combination.numerics == numerics]
        best = min(chosen, key=lambda curve: curve.comparison.chi_square)
        found = best.comparison
        yield (
            f"- {numerics}: of these, M_A = {best.combination.machs} with a disk of {best.combination.disk_height:g} "
            f"kpc agrees best above 200 GV: chi^2 = {found.chi_square:.1f} for {found.points} points."
        )


def _chi_square_table(curves: Sequence[SpectrumCurve]) -> list[str]:
    quantities = list(dict.fromkeys(curve.quantity for curve in curves))
    first = quantities[-1]
    columns = ["numerics", "M_A disk", "M_A halo", "disk [kpc]", "slope"]
    columns += [
        f"chi^2 {q} ({next(c for c in curves if c.quantity == q).comparison.points} points)" for q in quantities
    ]
    columns += [f"{first} at {rigidity:g} GV" for rigidity in _SHOWN]
    columns += ["confined, disk and halo"]
    rows = []
    for case in dict.fromkeys(curve.combination for curve in curves):
        own = {curve.quantity: curve for curve in curves if curve.combination == case}
        values = np.interp(np.log(_SHOWN), np.log(RIGIDITY), np.log(own[first].modulated))
        rows.append(
            [
                case.numerics,
                f"{case.disk_mach:g}",
                f"{case.halo_mach:g}",
                f"{case.disk_height:g}",
                f"{case.slope:g}",
                *(f"{own[quantity].comparison.chi_square:.1f}" for quantity in quantities),
                *(number(float(np.exp(value))) for value in values),
                " and ".join(f"{share:.0%}" for share in own[first].confined),
            ]
        )
    remark = "The last column: share of the rigidities from 2 GV to 100 TV at which a zone confines particles at all."
    return [*table(columns, rows), "", remark]
