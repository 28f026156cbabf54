"""How well a prediction agrees with AMS-02."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.data import ChiSquare, Measurement, chi_square, load_measurement
from magnetosonic.observables.spectra import Spectra
from magnetosonic.results.ratios import holds

COMPARED = ("B/C", "H", "B", "C")
"""Quantities that every run compares with AMS-02.

Like those of all elements, the flux of hydrogen is that of all particles of its charge: protons and deuterons at equal
rigidity, which AMS-02 does not separate either in what it publishes as the proton flux.
"""
WINDOW = 200.0
"""Lowest rigidity of the points that enter chi^2 [GV]: above, losses and solar modulation hardly matter."""
_COMPILED_LENGTH = 200


@dataclass(frozen=True, eq=False)
class Agreement:
    """Comparison of one quantity with a measurement, at equal rigidity.

    Attributes:
        measurement: the data.
        chi_square: from :data:`WINDOW` upwards.
    """

    measurement: Measurement
    chi_square: ChiSquare


def predicted(spectra: Spectra, name: str, rigidity: Float[np.ndarray, "rigidity"]) -> Float[np.ndarray, "rigidity"]:
    """A flux per rigidity or a ratio at equal rigidity.

    Args:
        spectra: the spectra.
        name: such as ``C`` or ``B/C``.
        rigidity: rigidities, in the range of :meth:`magnetosonic.observables.spectra.Spectra.covered` [GV].

    Returns:
        Flux [1/(GV m^2 s sr)] or ratio [rigidity].

    Raises:
        InputError: if the spectra do not hold what the name stands for.
    """
    # Filled up to one length, because JAX compiles anew for each.
    filled = np.full(max(_COMPILED_LENGTH, rigidity.size), rigidity[-1])
    filled[: rigidity.size] = rigidity
    return np.asarray(spectra.value(name, jnp.asarray(filled)))[: rigidity.size]


def compare(modulated: Spectra) -> tuple[Agreement, ...]:
    """Compare spectra with AMS-02.

    Args:
        modulated: spectra at the top of the atmosphere.

    Returns:
        One comparison for each quantity of :data:`COMPARED` whose nuclides are there and whose energies cover all
        points of the window; a prediction is never extrapolated for it.
    """
    found = []
    for name in COMPARED:
        measurement = load_measurement("AMS-02", name)
        points = measurement.abscissa[measurement.abscissa >= WINDOW]
        if not holds(modulated, name):
            continue
        low, high = modulated.covered(name)
        if low <= points[0] and points[-1] <= high:
            model = predicted(modulated, name, points)
            found.append(Agreement(measurement, chi_square(measurement, points, model, WINDOW)))
    return tuple(found)
