"""Slopes against hand-worked derivatives."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import ATOMIC_MASS_UNIT
from magnetosonic.errors import InputError
from magnetosonic.observables.spectra import Spectra
from magnetosonic.observables.spectral_index import spectral_index
from magnetosonic.species.nuclide import Nuclide

ENERGY = np.geomspace(0.1, 1e4, 101)  # 20 to a decade
NUCLIDES = tuple(Nuclide.parse(name) for name in ("C12", "B11", "B10"))
WEIGHTS = np.array([1.0, 0.2, 0.1])[:, None]
U = ATOMIC_MASS_UNIT


def spectra(shape):
    return Spectra(NUCLIDES, ENERGY, WEIGHTS * shape)


def power_law_index(variable, x):
    """-d ln J/d ln x of C12 for T^-2.7 dT/dx: x (2.7 T'/T - T''/T')."""
    if variable == "total_energy":
        return 2.7 * x / (x - 12 * U)
    if variable != "rigidity":
        return 2.7
    momentum = x / 2
    total = math.hypot(momentum, U)
    beta = momentum / total  # dT/dp, and d beta/dp = (1 - beta^2)/total
    return 2.7 * momentum * beta / (total - U) - momentum * (1 - beta**2) / total / beta


@pytest.mark.parametrize("variable", ["rigidity", "kinetic_energy", "kinetic_energy_per_nucleon", "total_energy"])
def test_power_law(variable):
    points = np.array([15.0, 200.0, 5000.0])
    exact = [power_law_index(variable, x) for x in points]
    np.testing.assert_allclose(spectral_index(spectra(ENERGY**-2.7), "C", points, variable), exact, rtol=1e-9)


def test_index_of_a_sum_is_the_mean_weighted_with_the_fluxes():
    both = spectra(jnp.stack([ENERGY**-2.7, ENERGY**-2.7, 5 * ENERGY**-3.2]))
    points, variable = np.array([2.0, 100.0]), "kinetic_energy_per_nucleon"
    flat, steep = 0.2 * points**-2.7, 0.5 * points**-3.2
    expected = (2.7 * flat + 3.2 * steep) / (flat + steep)
    np.testing.assert_allclose(spectral_index(both, "B", points, variable), expected, rtol=1e-9)
    ratio = spectral_index(both, "10B/11B", points, variable)
    np.testing.assert_allclose(ratio, 0.5, rtol=1e-9)


def smooth_break_error(energies):
    """Largest error for T^-2.7 (1 + (T/300)^2)^0.1, whose index falls from 2.7 to 2.5, between 3 GeV and 3 TeV."""
    table = jnp.geomspace(0.1, 1e4, energies)
    flux = table**-2.7 * (1 + (table / 300) ** 2) ** 0.1
    carbon = Spectra(NUCLIDES[:1], table, flux[None])
    points = np.geomspace(3.0, 3e3, 200)
    exact = 2.7 - 0.2 * (points / 300) ** 2 / (1 + (points / 300) ** 2)
    return float(np.max(np.abs(spectral_index(carbon, "C", points, "kinetic_energy_per_nucleon") - exact)))


def test_smooth_break_is_met_at_third_order():
    coarse, fine = smooth_break_error(51), smooth_break_error(101)
    assert fine < 1e-4
    assert coarse / fine > 2**3 * 0.8


def test_sharp_break():
    """The spline oscillates near a kink; its error falls by 3.7 (2 + sqrt 3) from node to node."""
    flux = jnp.where(ENERGY < 31.0, ENERGY**-2.7, 31.0**-0.3 * ENERGY**-2.4)
    points = np.array([3.0, 300.0])  # twenty nodes from the break
    found = spectral_index(spectra(flux), "C", points, "kinetic_energy_per_nucleon")
    np.testing.assert_allclose(found, [2.7, 2.4], rtol=1e-10)


def test_index_differentiates_with_respect_to_the_flux():
    """Steepening the flux by d steepens the index by d."""

    @jax.jit
    def index(steeper):
        return spectral_index(spectra(ENERGY ** -(2.7 + steeper)), "C", np.array([50.0]), "kinetic_energy")[0]

    assert float(jax.grad(index)(0.0)) == pytest.approx(1.0, rel=1e-9)


def test_points_outside_are_refused():
    with pytest.raises(InputError, match=r"rigidity = 0\.1 "):
        spectral_index(spectra(ENERGY**-2.7), "C", np.array([50.0, 0.1]))
