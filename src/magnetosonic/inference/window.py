"""Which points of a measurement count, and why the others do not."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.data import Measurement
from magnetosonic.errors import InputError
from magnetosonic.observables.conversion import to_energy
from magnetosonic.species.isotopes import most_abundant_isotopes
from magnetosonic.species.kinematics import rigidity
from magnetosonic.units import Numbers, plain_number
from magnetosonic.words import span


@dataclass(frozen=True)
class Window:
    """Rigidities of the points that count.

    Attributes:
        lowest: a number in GV or a quantity; from 200 GV losses and solar modulation hardly matter (Fornieri et al.
            2021, MNRAS 502, 5821).
        highest: likewise.
    """

    lowest: Numbers = 200.0
    highest: Numbers = math.inf

    def __post_init__(self) -> None:
        """Convert and check the ends."""
        for name in ("lowest", "highest"):
            object.__setattr__(self, name, plain_number(getattr(self, name), "GV", name))
        if not self.lowest >= 0.0:
            raise InputError("lowest", self.lowest, "a rigidity in GV, 0 or more")
        if not self.highest > self.lowest:
            raise InputError("highest", self.highest, f"a rigidity in GV above lowest = {self.lowest:g}")

    def __str__(self) -> str:
        """In words."""
        upper = "upwards" if math.isinf(self.highest) else f"to {self.highest:g} GV"
        return f"{self.lowest:g} GV {upper}"


ABOVE_200_GV = Window()
"""Where losses and solar modulation hardly matter: the window of Fornieri et al. 2021 (MNRAS 502, 5821)."""


@dataclass(frozen=True, eq=False)
class Selection:
    """The points of a measurement that count.

    Attributes:
        counts: whether it does [point].
        rigidity: of every point, see :func:`representative_rigidity` [point] [GV].
        excluded: reasons for those that do not, with their number, in words.
        beyond_model: the one of these that is about points of the window at which the model is not known, or empty.
    """

    counts: Bool[np.ndarray, "point"]
    rigidity: Float[np.ndarray, "point"]
    excluded: tuple[str, ...]
    beyond_model: str

    def __repr__(self) -> str:
        """How many points, and why the others not."""
        chosen = f"{int(self.counts.sum())} of {self.counts.size} points, {span(self.rigidity[self.counts], 'GV')}"
        return "\n  ".join([f"Selection of {chosen}", *self.excluded])


def select_points(
    measurement: Measurement,
    window: Window,
    covered: tuple[float, float],
    resolved: Bool[np.ndarray, "point"] | None = None,
) -> Selection:
    """Choose the points of a measurement that a prediction is held against.

    Args:
        measurement: the data.
        window: rigidities that count.
        covered: lowest and highest abscissa at which the prediction is known, in the unit of the measurement's: it is
            never extrapolated.
        resolved: whether the prediction can be read at the points [point]; without it, everywhere.

    Returns:
        The choice, and the reasons for what was left out.
    """
    points = measurement.abscissa
    rho = representative_rigidity(measurement)
    # The ends of a table come out of a computation: a point on an end counts.
    known = (points >= covered[0] * (1 - 1e-12)) & (points <= covered[1] * (1 + 1e-12))
    inside = (rho >= window.lowest) & (rho <= window.highest)
    reasons, beyond = [], ""
    if (outside := int(np.sum(~inside))) > 0:
        reasons.append(f"{outside} outside of the window ({window})")
    if (unknown := int(np.sum(inside & ~known))) > 0:
        unit = measurement.abscissa_unit
        beyond = f"{unknown} outside of the model's range ({covered[0]:.4g} to {covered[1]:.4g} {unit})"
        reasons.append(beyond)
    good = np.ones(points.shape, dtype=bool) if resolved is None else resolved
    if (lost := int(np.sum(inside & known & ~good))) > 0:
        reasons.append(f"{lost} at energies that the transport equation could not resolve")
    return Selection(inside & known & good, rho, tuple(reasons), beyond)


def representative_rigidity(measurement: Measurement) -> Float[np.ndarray, "point"]:
    """Rigidity of the points of a measurement, for windows and correlations.

    Where the abscissa is an energy, it is that of the most abundant isotope of the quantity's last element.

    Args:
        measurement: the data.

    Returns:
        Rigidities [point] [GV].
    """
    if measurement.variable == "rigidity":
        return measurement.abscissa
    symbol = re.findall(r"[A-Z][a-z]?", measurement.quantity)[-1]
    nuclide = most_abundant_isotopes()[symbol]
    energy, _ = to_energy(measurement.variable, measurement.abscissa, nuclide)
    return np.asarray(rigidity(energy, nuclide))
