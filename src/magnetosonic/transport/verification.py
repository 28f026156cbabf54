"""What a solution must fulfil before anyone reads it, and what of it does not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.errors import SolveError
from magnetosonic.species.network import Network
from magnetosonic.transport.energy import OFFSETS
from magnetosonic.transport.solution import Solution

BALANCE_TOLERANCE = 1e-8
"""Largest imbalance of particles, relative to their production; rounding leaves about 1e-12."""


class Limits(NamedTuple):
    """What a solution may leave of the equation, and how far below zero a density may overshoot.

    Attributes:
        in_plane: negative density in the plane, relative to the nuclide's maximum at that energy.
        above: the same off the plane.
        residual: of the equation on all nodes, relative to what feeds the nuclide at that energy.
    """

    in_plane: float
    above: float
    residual: float


STABLE = Limits(in_plane=1e-3, above=0.02, residual=0.2)
"""Limits of nuclides that do not decay.

The polynomials in height overshoot a little above the gas where a nuclide stops too soon to get there: heavy nuclei at
10 MeV/n in a slowly diffusing Galaxy by 7e-3. The residual is largest where D has steps: 0.15 where a disk of M_A = 0.4
ceases to confine, with densities at the Sun that are off by 4e-3, a thirtieth of it, or less.
"""
UNSTABLE = Limits(in_plane=0.01, above=0.02, residual=0.3)
"""Limits of nuclides that decay, whose profile changes more with energy.

With reacceleration and wind 36Cl is 4e-3 below zero in the plane of the outermost Galaxy and leaves a residual of 0.07,
as does 10Be where D has steps.
"""
SHORT_LIVED = Limits(in_plane=0.1, above=0.1, residual=0.3)
"""Limits of nuclei that decay within a Myr (14C, 56Ni).

They move by less than a radial cell, and the bases are coarse for them (56Ni: 0.07 below zero, residual 0.2). Nothing
that is stable is made of them in numbers that matter.
"""
_SHORT_LIVED_RATE = 5.0  # 1/Myr
_ADVICE = (
    "more levels (transport.levels) help where D or the losses change steeply with energy, more energies "
    "(transport.energies_per_decade) below the threshold of a nuclide's production, a larger "
    "galaxy.grid.height_order where a diffusion length is shorter than the distance of the nodes in height"
)
SPREADING_SHARE = 0.1
"""Share of a nuclide's production by one that is not resolved from which on it is not resolved either.

Densities at the Sun are off by a thirtieth of the residual or less (see :data:`STABLE`): with a residual of 1 and this
share by 3e-3.
"""


LOCAL_RESIDUAL = 0.1
"""Residual in units of the local density from which on a density is not to be trusted.

Measured against a finer grid: 14C at 1 kpc leaves 0.15 and is 4 % off, 10Be at 3 kpc and 0.3 GeV/n leaves 1 and is 36 %
off, 10Be there at 1 GeV/n leaves 0.04 and is 0.3 % off.
"""


class Flaws(NamedTuple):
    """What of a solution can't be read.

    Attributes:
        where: true for nuclides and energies that fail.
        reasons: why, for every nuclide that fails anywhere, by its number in the network.
    """

    where: Bool[np.ndarray, "species energy"]
    reasons: dict[int, str]


def find_flaws(solution: Solution, network: Network) -> Flaws:
    """Find the nuclides and energies at which a solution is not physical.

    Args:
        solution: the solution.
        network: decay rates, which tell the limits; nuclides and energies, for the reasons.

    Returns:
        Where a density is not finite, negative beyond the overshoot of the polynomials, the equation is not fulfilled
        or particles are not conserved.
    """
    density, energy = np.asarray(solution.density), np.asarray(network.energy)
    limits = [limits_of(float(rate)) for rate in np.asarray(network.decay_rate)]
    residual = np.array([limit.residual for limit in limits])[:, None]
    density = density.reshape(*density.shape[:2], -1)
    finite = np.all(np.isfinite(density), axis=2)
    criteria = (
        (np.where(finite, 0.0, np.inf), "the density at {place} is not finite"),
        (
            _overshoot(np.where(finite[..., None], density, 0.0), np.ravel(solution.grid.in_plane), limits),
            "the density at {place} is negative; {advice}",
        ),
        (
            np.asarray(solution.imbalance) / BALANCE_TOLERANCE,
            "particles are not conserved: at {place} it is out of balance by {times:.2g} times of what is allowed",
        ),
        (
            np.asarray(solution.residual) / residual,
            "its equation is not fulfilled: at {place} the residual is {times:.2g} times of what is allowed; {advice}",
        ),
    )
    where = np.zeros(finite.shape, dtype=bool)
    reasons: dict[int, str] = {}
    for excess, text in criteria:
        bad = ~(excess <= 1.0)
        for number in np.flatnonzero(bad.any(axis=1)):
            worst = int(np.argmax(np.where(np.isnan(excess[number]), np.inf, excess[number])))
            words = {"place": f"{energy[worst]:.3g} GeV/n", "times": excess[number, worst], "advice": _ADVICE}
            reasons.setdefault(int(number), text.format(**words))
        where |= bad
    return Flaws(where, reasons)


def find_local_flaws(solution: Solution, here: Float[np.ndarray, "species energy"]) -> Flaws:
    """Find the densities at one place that are too small to be known.

    Nuclides that decay before they get far from the gas are known well there, and not where hardly any are.

    Args:
        solution: the solution, which passes :func:`find_flaws`.
        here: its densities at the place.

    Returns:
        Where the residual of the equation, relative to the largest density, is not small against the local one.
    """
    largest = np.asarray(solution.density).reshape(*here.shape, -1).max(axis=2)
    where = (largest > 0) & ~(np.asarray(solution.residual) * largest <= LOCAL_RESIDUAL * here)
    reason = "so few are there that the solution of the transport equation does not tell how many"
    return Flaws(where, dict.fromkeys(map(int, np.flatnonzero(where.any(axis=1))), reason))


def spread(flaws: Flaws, shares: Float[np.ndarray, "daughter parent energy"], network: Network) -> Flaws:
    """Add what is made of nuclides that are not resolved.

    Args:
        flaws: of the solution.
        shares: of :func:`magnetosonic.transport.solution.production_shares`.
        network: nuclides, parents before daughters.

    Returns:
        Flaws of the daughters too.
    """
    where, reasons = flaws.where.copy(), dict(flaws.reasons)
    for daughter in range(len(where)):
        parents = where & (np.nan_to_num(shares[daughter], nan=1.0) > SPREADING_SHARE)
        for parent in np.flatnonzero(parents.any(axis=1)):
            where[daughter] |= parents[parent]
            reasons.setdefault(daughter, f"it is made of {network.species[parent].name}, which is not resolved")
    return Flaws(where, reasons)


def verify(solution: Solution, network: Network) -> None:
    """Refuse a solution of which anything is not physical.

    Args:
        solution: the solution.
        network: as for :func:`find_flaws`.

    Raises:
        SolveError: with the first nuclide that fails.
    """
    refuse_flaws(find_flaws(solution, network), network)


def refuse_flaws(flaws: Flaws, network: Network) -> None:
    """Raise for the first nuclide that fails, if there is any.

    Args:
        flaws: of a solution.
        network: its nuclides.

    Raises:
        SolveError: with its name and the reason.
    """
    if flaws.reasons:
        number = min(flaws.reasons)
        raise SolveError(f"{network.species[number].name} is not resolved: {flaws.reasons[number]}")


def limits_of(decay_rate: float) -> Limits:
    """Limits of a nuclide.

    Args:
        decay_rate: its decay rate at rest, 0 if it is stable [1/Myr].

    Returns:
        The limits.
    """
    if decay_rate > _SHORT_LIVED_RATE:
        return SHORT_LIVED
    return UNSTABLE if decay_rate > 0 else STABLE


def _overshoot(
    density: Float[np.ndarray, "species energy node"], in_plane: Bool[np.ndarray, "node"], limits: list[Limits]
) -> Float[np.ndarray, "species energy"]:
    """How far below zero densities are, in units of what is allowed in the plane and above it."""
    largest = _largest_above(density.max(axis=2))
    scale = np.where(largest > 0, largest, 1.0)
    allowed = [np.where(in_plane, limit.in_plane, limit.above) for limit in limits]
    return np.max(-density / np.stack(allowed)[:, None], axis=2) / scale


def _largest_above(values: Float[np.ndarray, "species energy"]) -> Float[np.ndarray, "species energy"]:
    """Largest value at an energy and those above that its losses come from.

    Below the threshold of its production a nuclide comes from higher energies alone, and the differences of third order
    may overshoot there by a small part of what is above.
    """
    reach = max(OFFSETS)
    padded = np.pad(values, ((0, 0), (0, reach)))
    return np.max([padded[:, step : step + values.shape[1]] for step in range(reach + 1)], axis=0)
