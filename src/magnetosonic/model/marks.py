"""From what a solution does not resolve to marks of the spectra made of it."""

from __future__ import annotations

import numpy as np

from magnetosonic.observables.unresolved import Unresolved
from magnetosonic.species.network import Network
from magnetosonic.transport.verification import Flaws


def marked(flaws: Flaws, network: Network) -> tuple[Unresolved, ...]:
    """Flaws as marks of spectra.

    Args:
        flaws: of a solution.
        network: its nuclides and energies.

    Returns:
        One mark for every nuclide that fails, from the energy below the lowest to that above the highest one concerned:
        spectra are interpolated in between.
    """
    energy = np.asarray(network.energy)
    marks = []
    for number, reason in sorted(flaws.reasons.items()):
        failed = np.flatnonzero(flaws.where[number])
        low, high = max(failed[0] - 1, 0), min(failed[-1] + 1, energy.size - 1)
        marks.append(Unresolved(network.species[number], float(energy[low]), float(energy[high]), reason))
    return tuple(marks)
