"""Mock measurements, and spectra that are power laws."""

import jax.numpy as jnp
import numpy as np

from magnetosonic.data import Measurement
from magnetosonic.data.measurement import unit_of_value
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.variables import VARIABLE_UNITS

ENERGY = np.geomspace(1.0, 1e4, 33)  # GeV/n


def measurement(
    abscissa,
    value,
    statistical=0.0,
    systematic=0.0,
    quantity="B/C",
    variable="rigidity",
    potential=0.0,
):
    """Points of an experiment that there is not; an error is a number, an array, or a pair of these: low and high."""
    abscissa, value = np.array(abscissa, dtype=float), np.array(value, dtype=float)

    def both(error):
        pair = error if isinstance(error, tuple) else (error, error)
        return [np.broadcast_to(np.asarray(side, dtype=float), value.shape).copy() for side in pair]

    return Measurement(
        "none",
        quantity,
        variable,
        VARIABLE_UNITS[variable],
        unit_of_value(quantity, variable),
        "",
        "",
        abscissa,
        value,
        *both(statistical),
        *both(systematic),
        modulation_potential=potential,
    )


def power_laws(laws, energy=ENERGY):
    """Spectra that are power laws: by nuclide, flux at 100 GeV/n and slope."""
    nuclides = tuple(Nuclide.parse(name) for name in laws)
    flux = [level * (energy / 100.0) ** -slope for level, slope in laws.values()]
    return Spectra(nuclides, jnp.asarray(energy), jnp.stack([jnp.asarray(row) for row in flux]))


def observed(spectra, abscissa, quantity, relative_error, **more):
    """A measurement that returns the values of spectra, with errors of a share of them."""
    value = np.asarray(spectra.value(quantity, np.asarray(abscissa), more.get("variable", "rigidity")))
    return measurement(abscissa, value, relative_error * value, quantity=quantity, **more)
