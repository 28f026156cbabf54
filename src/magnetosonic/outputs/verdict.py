"""In words, how a prediction differs from a measurement."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from magnetosonic.inference.comparison import Comparison
from magnetosonic.words import counted

_ACCOUNTS = 0.4
"""Share of chi^2 that a shift or a tilt takes away if it is named."""
_SCATTER = 2.0  # standard deviations of chi^2
_FEW = 3  # a line goes through any two points: of fewer than three the shift alone is told


def verdict(comparison: Comparison) -> str:
    """What a comparison says, in one line.

    Args:
        comparison: of a prediction with a measurement.

    Returns:
        Such as ``chi^2 44 for 12 points, too flat``.
    """
    if not comparison.points:
        return "no point to compare with"
    points = counted(comparison.points, "point")
    return f"chi^2 {comparison.chi_square:.3g} for {points}, {in_words(comparison)}"


def in_words(comparison: Comparison) -> str:
    """The words of :func:`difference` for a comparison."""
    data, counts = comparison.measurement, comparison.counts
    return difference(comparison.pull, data.abscissa[counts], data.value[counts])


def difference(
    pull: Float[np.ndarray, "point"], abscissa: Float[np.ndarray, "point"], value: Float[np.ndarray, "point"]
) -> str:
    """Whether pulls are those of a model that agrees, and otherwise what is most wrong with it.

    The pulls are fitted by least squares as ``a + b (ln x - <ln x>)``. The two terms are orthogonal, so each takes its
    own part off chi^2, and the larger one is named if it takes a good part. chi^2 of ``n`` points has the mean ``n``
    and the variance ``2 n``: it agrees up to two standard deviations above its mean.

    Args:
        pull: (model - data)/error of points with independent errors [point].
        abscissa: where they were measured, positive [point].
        value: what was measured, positive where its slope is to be told [point].

    Returns:
        ``agrees``, ``too high``, ``too low``, ``too flat``, ``too steep`` or ``differs in shape``; empty if there is no
        point. Data that fall and a model that falls more slowly are ``too flat``, and so are data that rise and a model
        that rises more slowly.
    """
    count = pull.size
    if not count:
        return ""
    total = float(np.sum(pull**2))
    if total <= count + _SCATTER * np.sqrt(2.0 * count):
        return "agrees"
    shift = float(np.mean(pull))
    log = np.log(abscissa) - np.mean(np.log(abscissa))
    spread = float(np.sum(log**2))
    tilt = float(np.sum(log * pull)) / spread if spread > 0.0 else 0.0
    by_shift, by_tilt = count * shift**2, tilt**2 * spread
    if count < _FEW or by_shift >= by_tilt:
        return _named(by_shift, total, "too high" if shift > 0.0 else "too low")
    rises = float(np.sum(log * value)) > 0.0
    return _named(by_tilt, total, "too steep" if (tilt > 0.0) == rises else "too flat")


def _named(part: float, total: float, words: str) -> str:
    return words if part >= _ACCOUNTS * total else "differs in shape"
