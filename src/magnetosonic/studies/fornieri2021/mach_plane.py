"""chi^2 of B/C over the plane of both M_A, for both numerics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from magnetosonic.data import Measurement, load_measurement
from magnetosonic.inference import Window, compare_modulated
from magnetosonic.inference.plane_scan import independent_chi_square, predicted_points, scan_plane
from magnetosonic.inference.window import ABOVE_200_GV
from magnetosonic.model.propagation import Propagation
from magnetosonic.outputs.csv_text import csv_text
from magnetosonic.outputs.figures.style import COLOURS
from magnetosonic.studies.fornieri2021.panels import grid
from magnetosonic.studies.fornieri2021.propagation import WINDOW_ENERGIES, Combination, table_rigidity, transport_model
from magnetosonic.studies.fornieri2021.spectrum_curves import propagation_heading
from magnetosonic.studies.fornieri2021.text import table
from magnetosonic.studies.fornieri2021.zones import NUMERICS
from magnetosonic.transport.coefficients import kinematics

MACHS: Float[np.ndarray, "mach"] = np.array(
    [
        *(0.1, 0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9, 1.0),
        *(1.2, 1.4, 1.5, 1.6, 1.8, 2.0),
    ]
)
"""M_A of disk and of halo at which B/C is computed, over the range of the paper and closer around the best."""
FINE: Float[np.ndarray, "fine"] = np.linspace(0.1, 2.0, 381)
"""M_A at which it is interpolated."""
COLUMNS = {
    "numerics": "exact or published",
    "alfven_mach_disk": "M_A of the disk",
    "alfven_mach_halo": "M_A of the halo",
    "chi_square": "of B/C at equal rigidity against AMS-02 above 200 GV",
    "points": "number of points in chi_square",
}
_WRITTEN = 4
_LOW_RIGIDITY = 30.0  # GV
_LEVELS = np.geomspace(10.0, 1e5, 17)
_LABELLED = (30.0, 100.0, 300.0, 1e3, 1e4)


@dataclass(frozen=True)
class OtherData:
    """What the solution of a best point says of data that it was not chosen by.

    Attributes:
        unconfined: names of the zones that do not confine at every rigidity of the points, so that D is that of
            ballistic escape.
        boron_to_carbon: B/C at 30 GV, and as AMS-02 measures it.
        beryllium: 10Be/9Be at the energies of ISOMAX [energy].
        chi_square: of 10Be/9Be of ISOMAX.
        points: their number.
    """

    unconfined: tuple[str, ...]
    boron_to_carbon: tuple[float, float]
    beryllium: tuple[float, ...]
    chi_square: float
    points: int


@dataclass(frozen=True)
class BestPair:
    """A best point.

    Attributes:
        disk_mach: M_A of the disk.
        halo_mach: M_A of the halo.
        chi_square: there.
        other_data: what its solution says of other data.
    """

    disk_mach: float
    halo_mach: float
    chi_square: float
    other_data: OtherData


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane of one numerics.

    Attributes:
        numerics: ``exact`` or ``published``.
        chi_square: at every M_A of disk and halo of :data:`FINE`, from B/C interpolated between :data:`MACHS` [disk,
            halo].
        points: number of measured points.
        confined: whether the disk and the halo confine at every rigidity of the points, at every M_A of
            :data:`MACHS` [zone, mach].
        best: anywhere in the plane, with chi^2 of a solution there.
        best_common: with one M_A in both zones, likewise.
    """

    numerics: str
    chi_square: Float[np.ndarray, "fine fine"]
    points: int
    confined: Bool[np.ndarray, "zone mach"]
    best: BestPair
    best_common: BestPair


def planes(progress: Callable[[str], None]) -> tuple[Plane, Plane]:
    """chi^2 of B/C of AMS-02 from 200 GV upwards for both numerics.

    Args:
        progress: called with what is being computed.

    Returns:
        The planes of :data:`magnetosonic.studies.fornieri2021.zones.NUMERICS`.

    Raises:
        SolveError: if B/C is not finite somewhere.
    """
    found = [plane(numerics, progress) for numerics in NUMERICS]
    return found[0], found[1]


def plane(numerics: str, progress: Callable[[str], None]) -> Plane:
    """The plane of one numerics.

    Args:
        numerics: ``exact`` or ``published``.
        progress: called with what is being computed.

    Returns:
        The plane, with its best points solved.
    """
    model, measured = transport_model(*WINDOW_ENERGIES), load_measurement("AMS-02", "B/C")
    network = model.network()
    motion = kinematics(network)

    def problem(disk: float, halo: float) -> Propagation:
        diffusion = Combination(numerics, disk, halo).diffusion()
        return model.propagation(network, diffusion((), motion.rigidity, motion.velocity))

    def told(row: int) -> None:
        progress(f"{numerics} numerics, M_A of the disk {row} of {MACHS.size}")

    axes = {f"zones.{zone}.alfven_mach": MACHS for zone in ("disk", "halo")}
    scan = scan_plane(model, axes, measured, problem=problem, progress=told)
    chi_square = scan.interpolated(FINE, FINE)
    disk, halo = np.unravel_index(np.argmin(chi_square), chi_square.shape)
    common = int(np.argmin(np.diagonal(chi_square)))

    def solved(disk: int, halo: int) -> BestPair:
        machs = float(FINE[disk]), float(FINE[halo])
        there = predicted_points(problem(*machs), measured, scan.counts)
        outcome = float(independent_chi_square(there, measured, scan.counts))
        return BestPair(*machs, outcome, _other_data(Combination(numerics, *machs), measured))

    confined = np.array([_confining(Combination(numerics, mach, mach), measured) for mach in MACHS]).T
    best = solved(int(disk), int(halo)), solved(common, common)
    return Plane(numerics, chi_square, scan.points, confined, *best)


def _confining(combination: Combination, measured: Measurement) -> tuple[bool, bool]:
    """Whether disk and halo confine at every rigidity of the points."""
    window = table_rigidity() >= ABOVE_200_GV.lowest
    window &= table_rigidity() <= measured.abscissa[-1]
    disk, halo = (bool(zone.confined[window].all()) for zone in combination.zones())
    return disk, halo


def _other_data(combination: Combination, measured: Measurement) -> OtherData:
    """B/C at 30 GV and 10Be/9Be, of a solution over all energies."""
    modulated = combination.model().predict().modulated
    isomax = load_measurement("ISOMAX", "10Be/9Be")
    found = compare_modulated(modulated, isomax, Window(0.0))
    confining = zip(("disk", "halo"), _confining(combination, measured), strict=True)
    low = float(modulated.ratio("B/C", np.array([_LOW_RIGIDITY]))[0])
    data = float(np.exp(np.interp(np.log(_LOW_RIGIDITY), np.log(measured.abscissa), np.log(measured.value))))
    return OtherData(
        tuple(name for name, confines in confining if not confines),
        (low, data),
        tuple(float(value) for value in found.model),
        found.chi_square,
        found.points,
    )


def planes_csv(found: Sequence[Plane]) -> str:
    """The planes at every fourth M_A of :data:`FINE`.

    Args:
        found: the planes.

    Returns:
        CSV text, columns :data:`COLUMNS`.
    """
    return csv_text(
        COLUMNS,
        (
            (plane.numerics, float(FINE[i]), float(FINE[j]), float(plane.chi_square[i, j]), plane.points)
            for plane in found
            for i in range(0, FINE.size, _WRITTEN)
            for j in range(0, FINE.size, _WRITTEN)
        ),
    )


def draw_planes(planes: Sequence[Plane], title: str) -> Figure:
    """Maps of chi^2 with the best points; hatched where a zone does not confine at every rigidity of the data.

    Args:
        planes: of :func:`magnetosonic.studies.fornieri2021.mach_plane.planes`.
        title: line above the figure.

    Returns:
        The figure, exact numerics to the left, published ones to the right.
    """
    figure, panels = grid(title, (12.0, 6.6), (1.0,), len(planes))
    for axes, plane in zip(panels[0], planes, strict=True):
        clipped = np.clip(plane.chi_square.T, _LEVELS[0], _LEVELS[-1])
        filled = axes.contourf(FINE, FINE, clipped, _LEVELS, norm=LogNorm(), cmap="viridis_r", extend="both")
        lines = axes.contour(FINE, FINE, plane.chi_square.T, _LABELLED, colors="white", linewidths=0.8)
        axes.clabel(lines, fmt="%g", fontsize=9)
        _hatch(axes, plane)
        axes.plot(FINE, FINE, color="0.3", linewidth=0.8, linestyle=":")
        for best, marker, text in ((plane.best, "*", "best"), (plane.best_common, "o", "best with one $M_A$")):
            where = f"{best.disk_mach:.2f}, {best.halo_mach:.2f}"
            name = rf"{text}: {where}, $\chi^2$ = {best.chi_square:.0f}"
            axes.plot(
                best.disk_mach,
                best.halo_mach,
                marker,
                color=COLOURS[1],
                markeredgecolor="white",
                markersize=12,
                clip_on=False,
                label=name,
            )
        axes.set(xlabel="$M_A$ of the disk")
        axes.set_title(plane.numerics, fontweight="bold")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13))
    panels[0, 0].set(ylabel="$M_A$ of the halo")
    bar = figure.colorbar(filled, ax=panels[0].tolist(), label=rf"$\chi^2$ of B/C, {planes[0].points} points")
    bar.set_ticks([10.0, 100.0, 1e3, 1e4, 1e5])
    return figure


def _hatch(axes: Axes, plane: Plane) -> None:
    loose = ~(plane.confined[0][None, :] & plane.confined[1][:, None])
    if loose.any():
        axes.contourf(MACHS, MACHS, loose.astype(float), [0.5, 1.5], colors="none", hatches=["///"])


def describe_planes(planes: Sequence[Plane], title: str) -> str:
    """What chi^2 over the plane of both M_A shows.

    Args:
        planes: of :func:`magnetosonic.studies.fornieri2021.mach_plane.planes`.
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
        *propagation_heading(title),
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
    yield from _other_data_in_words("there", plane.best)
    yield from _other_data_in_words(f"with one M_A = {plane.best_common.disk_mach:.3f}", plane.best_common)


def _other_data_in_words(where: str, best: BestPair) -> Iterator[str]:
    """Data below 200 GV, which the points were not chosen by."""
    found = best.other_data
    for zone in found.unconfined:
        yield f"  - {where}, the {zone} does not confine at every rigidity of the points: it lets particles escape"
    predicted, measured = found.boron_to_carbon
    values = " and ".join(f"{value:.2f}" for value in found.beryllium)
    yield (
        f"  - {where}, B/C at 30 GV is {predicted:.3f}, AMS-02 has {measured:.3f}; 10Be/9Be at the energies of ISOMAX "
        f"is {values}: chi^2 = {found.chi_square:.1f} for {found.points} points"
    )


def _pair(best: BestPair) -> str:
    return f"{best.disk_mach:.3f} in the disk and {best.halo_mach:.3f} in the halo"
