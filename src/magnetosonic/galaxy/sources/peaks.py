"""How wide the peaks of a distribution of sources are in radius."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float

_LEAST = 0.1  # of the highest rate: lower peaks hold too few sources to matter
FWHM_OF_SIGMA = float(2.0 * np.sqrt(2.0 * np.log(2.0)))
"""Full width at half maximum of a Gaussian, in standard deviations."""


def radial_peaks(
    radii: Float[np.ndarray, "radius"], rates: Float[np.ndarray, "radius"]
) -> Iterator[tuple[float, float]]:
    """Peaks of the sources of a table.

    Args:
        radii: increasing [kpc].
        rates: in any unit.

    Yields:
        Radius and full width at half maximum [kpc] of every peak that is at least a tenth of the highest. Sources end
        where the table ends, and go on beyond the axis as they are on this side of it.
    """
    padded = np.concatenate([[-1.0], rates, [-1.0]])
    peaks = (rates >= padded[:-2]) & (rates >= padded[2:]) & (rates >= _LEAST * rates.max())
    for peak in np.flatnonzero(peaks):
        outer = _half(radii[peak:], rates[peak:])
        inner = _half(radii[peak::-1], rates[peak::-1])
        beyond_axis = radii[0] == 0.0 and inner == 0.0
        yield float(radii[peak]), float(2.0 * outer if beyond_axis else outer - inner)


def _half(radii: Float[np.ndarray, "_"], rates: Float[np.ndarray, "_"]) -> float:
    """Where the rate has fallen to half of the first one, or the table ends."""
    below = np.flatnonzero(rates < 0.5 * rates[0])
    if below.size == 0:
        return float(radii[-1])
    last = int(below[0])
    share = (rates[last - 1] - 0.5 * rates[0]) / (rates[last - 1] - rates[last])
    return float(radii[last - 1] + share * (radii[last] - radii[last - 1]))
