"""Power laws closest to a table of D, for programs that take no table: none, one or two breaks, with their deviations.

Laws without a break and with a sharp one minimise the largest deviation in ln D exactly, as linear programs; the smooth
law of two breaks is a fit of least squares in ln D.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.optimize import least_squares, linprog

LARGEST_DEVIATION = 0.5
"""Relative deviation above which a law is no longer D, and is refused."""
NOTEWORTHY_DEVIATION = 0.1
"""Relative deviation above which a file warns of it."""
_SHARPEST, _SMOOTHEST = 0.03, 3.0  # of breaks, in ln(rigidity)
_STEEPEST = 10.0
# Of the breaks, as shares of the range in ln(rigidity).
_STARTS = ((0.2, 0.5), (0.2, 0.8), (0.5, 0.8), (0.35, 0.65), (0.05, 0.35), (0.65, 0.95))
_LARGEST_LOGARITHM = 650.0  # of 64-bit numbers it is 709

Table = Float[np.ndarray, "rigidity"]


@dataclass(frozen=True)
class PowerLaw:
    """D = coefficient (rigidity/reference)^slope.

    Attributes:
        coefficient: D at the reference [unit of the table].
        reference: [GV].
        slope: of ln D in ln(rigidity).
        deviation: largest |law/table - 1|.
    """

    coefficient: float
    reference: float
    slope: float
    deviation: float

    def __call__(self, rigidity: Table) -> Table:
        """D at rigidities [GV]."""
        return self.coefficient * (rigidity / self.reference) ** self.slope


@dataclass(frozen=True)
class BrokenPowerLaw:
    """D = coefficient (rigidity/break)^slope, with one slope below and another above the break.

    Attributes:
        coefficient: D at the break [unit of the table].
        break_rigidity: [GV].
        low: slope below the break.
        high: slope above it.
        deviation: largest |law/table - 1|.
    """

    coefficient: float
    break_rigidity: float
    low: float
    high: float
    deviation: float

    def __call__(self, rigidity: Table) -> Table:
        """D at rigidities [GV]."""
        ratio = rigidity / self.break_rigidity
        return self.coefficient * ratio ** np.where(ratio < 1.0, self.low, self.high)


@dataclass(frozen=True)
class TwiceBrokenPowerLaw:
    """A smooth law with two breaks, rho in GV.

    D = K0 rho^low [1 + (rho/R_l)^(1/s_l)]^((slope - low) s_l) [1 + (rho/R_h)^(1/s_h)]^((high - slope) s_h)

    Attributes:
        coefficient: K0 [unit of the table].
        low: slope below the first break.
        slope: between the breaks.
        high: above the second.
        low_break: R_l [GV].
        high_break: R_h [GV].
        low_smoothness: s_l, width of the break in ln(rigidity).
        high_smoothness: s_h.
        deviation: largest |law/table - 1|.
    """

    coefficient: float
    low: float
    slope: float
    high: float
    low_break: float
    high_break: float
    low_smoothness: float
    high_smoothness: float
    deviation: float

    def __call__(self, rigidity: Table) -> Table:
        """D at rigidities [GV]."""
        first = (1.0 + (rigidity / self.low_break) ** (1.0 / self.low_smoothness)) ** self.low_smoothness
        second = (1.0 + (rigidity / self.high_break) ** (1.0 / self.high_smoothness)) ** self.high_smoothness
        powers = rigidity**self.low * first ** (self.slope - self.low) * second ** (self.high - self.slope)
        return self.coefficient * powers


def power_law(
    rigidity: Table,
    coefficient: Table,
    reference: float = 1.0,
    slopes: tuple[float, float] = (-_STEEPEST, _STEEPEST),
) -> PowerLaw:
    """The power law with the smallest largest deviation.

    Args:
        rigidity: [rigidity] [GV].
        coefficient: D, in any unit [rigidity].
        reference: rigidity that the coefficient of the law holds for [GV].
        slopes: smallest and largest slope allowed.

    Returns:
        The law.
    """
    x = np.log(rigidity / reference)
    height, slope = _closest(np.stack([np.ones_like(x), x], axis=1), np.log(coefficient), [slopes])
    law = PowerLaw(float(np.exp(height)), reference, float(slope), 0.0)
    return PowerLaw(law.coefficient, reference, law.slope, deviation(law(rigidity), coefficient))


def broken_power_law(rigidity: Table, coefficient: Table) -> BrokenPowerLaw:
    """The power law with one sharp break, at a rigidity of the table, with the smallest largest deviation.

    Args:
        rigidity: [rigidity] [GV].
        coefficient: D, in any unit [rigidity].

    Returns:
        The law.
    """
    steepest = (-_STEEPEST, _STEEPEST)

    def at(place: int) -> BrokenPowerLaw:
        x = np.log(rigidity / rigidity[place])
        columns = np.stack([np.ones_like(x), np.minimum(x, 0.0), np.maximum(x, 0.0)], axis=1)
        height, low, high = _closest(columns, np.log(coefficient), [steepest, steepest])
        law = BrokenPowerLaw(float(np.exp(height)), float(rigidity[place]), float(low), float(high), 0.0)
        error = deviation(law(rigidity), coefficient)
        return BrokenPowerLaw(law.coefficient, law.break_rigidity, law.low, law.high, error)

    return min((at(place) for place in range(1, len(rigidity) - 1)), key=lambda law: law.deviation)


def twice_broken_power_law(rigidity: Table, coefficient: Table) -> TwiceBrokenPowerLaw:
    """The smooth power law with two breaks that fits best, of fits from several pairs of breaks.

    Args:
        rigidity: [rigidity] [GV].
        coefficient: D, in any unit [rigidity].

    Returns:
        The law.
    """
    x, y = np.log(rigidity), np.log(coefficient)
    span = x[-1] - x[0]
    slope, height = np.polyfit(x, y, 1)
    # So smooth that no power overflows where the formula is evaluated as it is written.
    sharp, smooth = np.log(max(_SHARPEST, span / _LARGEST_LOGARITHM)), np.log(_SMOOTHEST)
    lower = np.array([-np.inf, *[-_STEEPEST] * 3, x[0], 0.0, sharp, sharp])
    upper = np.array([np.inf, *[_STEEPEST] * 3, x[-1], 1.0, smooth, smooth])

    def fitted(first: float, second: float) -> TwiceBrokenPowerLaw:
        start = [height, slope, slope, slope, x[0] + first * span, (second - first) / (1.0 - first), 0.0, 0.0]
        found = least_squares(lambda p: _twice_broken(p, x) - y, start, bounds=(lower, upper), x_scale="jac").x
        numbers = [float(number) for number in found]
        breaks = found[4] + np.array([0.0, found[5]]) * (x[-1] - found[4])
        return TwiceBrokenPowerLaw(
            coefficient=float(np.exp(found[0])),
            low=numbers[1],
            slope=numbers[2],
            high=numbers[3],
            low_break=float(np.exp(breaks[0])),
            high_break=float(np.exp(breaks[1])),
            low_smoothness=float(np.exp(found[6])),
            high_smoothness=float(np.exp(found[7])),
            deviation=deviation(np.exp(_twice_broken(found, x)), coefficient),
        )

    return min((fitted(*start) for start in _STARTS), key=lambda law: law.deviation)


def deviation(law: Table, table: Table) -> float:
    """Largest relative deviation of a law from a table, of either sign.

    Args:
        law: D of the law [rigidity].
        table: D [rigidity].

    Returns:
        Largest |law/table - 1|.
    """
    return float(np.max(np.abs(law / table - 1.0)))


def _closest(
    columns: Float[np.ndarray, "point column"], values: Float[np.ndarray, "point"], bounds: list[tuple[float, float]]
) -> Float[np.ndarray, "column"]:
    """Coefficients that minimise max |columns coefficients - values|; the first is free, bounds are of the others."""
    ones = np.ones((len(values), 1))
    limits = np.block([[columns, -ones], [-columns, -ones]])
    cost = np.append(np.zeros(columns.shape[1]), 1.0)
    solved = linprog(cost, limits, np.append(values, -values), bounds=[(None, None), *bounds, (0.0, None)])
    return np.asarray(solved.x[:-1])


def _twice_broken(p: Float[np.ndarray, "8"], x: Float[np.ndarray, "point"]) -> Float[np.ndarray, "point"]:
    """Logarithm of the smooth law.

    Of ln K0, the slopes from low to high, ln R_l, the share of what lies above R_l that is below R_h, ln s_l, ln s_h.
    """
    first, second = p[4], p[4] + p[5] * (x[-1] - p[4])
    widths = np.exp(p[6:])
    bends = [width * np.logaddexp(0.0, (x - at) / width) for at, width in zip((first, second), widths, strict=True)]
    return np.asarray(p[0] + p[1] * x + (p[2] - p[1]) * bends[0] + (p[3] - p[2]) * bends[1])
