"""Diffusion coefficients of the paper's zones against rigidity."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.constants import KPC2_MYR_IN_CM2_S, SPEED_OF_LIGHT
from magnetosonic.outputs.csv_text import csv_text
from magnetosonic.scattering import published
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.studies.fornieri2021.zones import RIGIDITY, PaperZone

BOTH, ALFVEN = ("fast", "alfven"), ("alfven",)
COLUMNS = {
    "zone": "disk or halo",
    "modes": "of the turbulence that scatter",
    "numerics": "exact or published",
    "alfven_mach": "M_A",
    "injection_scale_pc": "injection scale L [pc]",
    "confinement_length_kpc": "L' [kpc]; inf: the mean free path is not limited",
    "rigidity_GV": "rigidity [GV]",
    "D_cm2_s": "diffusion coefficient along the mean field [cm^2/s]",
    "mu_star": "largest cosine of the pitch angle at which scattering confines",
    "confined": "whether scattering confines at any pitch angle",
    "every_pitch_angle": "whether it does at all of them",
}
_ROUNDING = 1e-6  # of mu* = 1


@dataclass(frozen=True)
class Case:
    """What a diffusion coefficient is computed for.

    Attributes:
        zone: the zone.
        modes: those that scatter, of ``fast`` and ``alfven``.
        numerics: ``exact`` or ``published``.
        alfven_mach: M_A.
        injection_scale: L [pc].
        limited: whether the mean free path is limited, by L' in the exact and by a fixed length in the published
            numerics; if not, every pitch angle counts.
    """

    zone: PaperZone
    modes: tuple[str, ...]
    numerics: str
    alfven_mach: float
    injection_scale: float
    limited: bool = True

    @property
    def confinement_length(self) -> float:
        """L' [kpc], infinite if there is no limit."""
        return self.zone.confinement_length if self.limited else math.inf


@dataclass(frozen=True, eq=False)
class DiffusionCurve:
    """D of one case at the rigidities :data:`magnetosonic.studies.fornieri2021.zones.RIGIDITY`.

    Attributes:
        case: what it is computed for.
        coefficient: D; where nothing is confined that of ballistic escape, c L'/3 [rigidity] [cm^2/s].
        mu_star: largest pitch-angle cosine of confined particles, 0 where there is none [rigidity].
        confined: whether there is any [rigidity].
        complete: whether every pitch angle counts; in the published numerics some below mu* may not [rigidity].
    """

    case: Case
    coefficient: Float[np.ndarray, "rigidity"]
    mu_star: Float[np.ndarray, "rigidity"]
    confined: Bool[np.ndarray, "rigidity"]
    complete: Bool[np.ndarray, "rigidity"]


@lru_cache(maxsize=256)
def diffusion_curve(case: Case) -> DiffusionCurve:
    """D of one case.

    Args:
        case: what to compute.

    Returns:
        The curve; the same object for the same case, because several figures show it.
    """
    if case.numerics == "published" and not case.limited:
        # A limit that leaves no pitch angle out changes nothing, and these numerics are slow.
        limited = diffusion_curve(replace(case, limited=True))
        if limited.complete.all():
            return replace(limited, case=case)
    turbulence = case.zone.turbulence(case.alfven_mach, case.injection_scale)
    # The rule of the paper with both numerics, so that the curves differ in them alone.
    settings = ScatteringSettings(modes=case.modes, numerics=case.numerics, confinement="threshold")
    arguments = (turbulence, settings, RIGIDITY, case.confinement_length)
    if case.numerics == "published":
        # That of diffusion_coefficient, which does not say whether every pitch angle counts.
        values, mu_star, share = published.diffusion_and_share(*arguments)
        confined, complete = share > 0.0, share == 1.0
    else:
        found = diffusion_coefficient(*arguments)
        values, mu_star, confined = found.coefficient, found.mu_star, found.confined
        complete = mu_star > 1.0 - _ROUNDING
    coefficient = np.asarray(values) * KPC2_MYR_IN_CM2_S
    return DiffusionCurve(case, coefficient, *(np.asarray(part) for part in (mu_star, confined, complete)))


def ballistic_escape(zone: PaperZone) -> float:
    """D of particles that are not confined, c L'/3 [cm^2/s]."""
    return SPEED_OF_LIGHT * zone.confinement_length / 3.0 * KPC2_MYR_IN_CM2_S


def select(
    curves: Sequence[DiffusionCurve],
    zone: PaperZone,
    numerics: str,
    modes: tuple[str, ...] = BOTH,
    limited: bool = True,
) -> list[DiffusionCurve]:
    """The curves of one zone, numerics and choice of modes, one for each M_A in their order.

    Args:
        curves: of which to select.
        zone: the zone.
        numerics: ``exact`` or ``published``.
        modes: those that scatter.
        limited: whether the mean free path is limited.

    Returns:
        Some of the curves.
    """
    wanted = (zone, modes, numerics, limited)
    return [c for c in curves if (c.case.zone, c.case.modes, c.case.numerics, c.case.limited) == wanted]


def limited_partner(curves: Sequence[DiffusionCurve], curve: DiffusionCurve) -> DiffusionCurve:
    """The curve of the same case with the limit of the mean free path.

    Args:
        curves: those of the figure.
        curve: one without limit.

    Returns:
        One of the curves.
    """
    case = replace(curve.case, limited=True)
    return next(other for other in curves if other.case == case)


def diffusion_csv(curves: Sequence[DiffusionCurve]) -> str:
    """All curves, columns :data:`COLUMNS`.

    Args:
        curves: of a figure.

    Returns:
        CSV text; the confinement length is ``inf`` where the mean free path is not limited.
    """
    return csv_text(
        COLUMNS,
        (
            (
                case.zone.name,
                "+".join(case.modes),
                case.numerics,
                case.alfven_mach,
                case.injection_scale,
                case.confinement_length,
                *(rho, d, mu, bool(confined), bool(complete)),
            )
            for curve in curves
            for case in (curve.case,)
            for rho, d, mu, confined, complete in zip(
                RIGIDITY, curve.coefficient, curve.mu_star, curve.confined, curve.complete, strict=True
            )
        ),
    )
