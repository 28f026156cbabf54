"""Modulation, elements and ratios against hand-worked values."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import ATOMIC_MASS_UNIT, PROTON_MASS
from magnetosonic.errors import InputError
from magnetosonic.observables.modulation import force_field, modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.kinematics import particles
from magnetosonic.species.nuclide import Nuclide

ENERGY = np.geomspace(0.1, 1e4, 81)
NUCLIDES = tuple(Nuclide.parse(name) for name in ("C12", "B11", "B10", "H1"))


def power_law(slope):
    return jnp.broadcast_to(ENERGY**-slope, (4, 81))


def test_force_field_of_a_power_law():
    """J(T) = (T + Phi)^-2 T (T + 2m)/[(T + Phi)(T + Phi + 2m)], worked for protons and carbon at 1 GeV/n."""
    potential = 0.6
    flux = force_field(ENERGY, power_law(2.0), particles(NUCLIDES), potential)
    at = int(jnp.argmin(jnp.abs(ENERGY - 1.0)))
    t = float(ENERGY[at])
    for row, shift, mass in ((3, 0.6, PROTON_MASS), (0, 0.3, ATOMIC_MASS_UNIT)):
        expected = (t + shift) ** -2 * t * (t + 2 * mass) / ((t + shift) * (t + shift + 2 * mass))
        assert float(flux[row, at]) == pytest.approx(expected, rel=1e-10)  # the spline is exact for a power law


def test_modulated_spectra():
    """The same through :func:`modulate`: Phi is Z/A of the potential for each nuclide, here 5/11 of 0.5 GV."""
    found = modulate(spectra(), 0.5)
    assert found.species == NUCLIDES
    t, m, shift = float(ENERGY[20]), ATOMIC_MASS_UNIT, 5 / 11 * 0.5
    expected = 0.2 * (t + shift) ** -2.7 * t * (t + 2 * m) / ((t + shift) * (t + shift + 2 * m))
    assert float(found.flux[1, 20]) == pytest.approx(expected, rel=1e-10)
    # d J/d Phi of a power law, 5/11 of it for the potential.
    slope = jax.grad(lambda potential: modulate(spectra(), potential).flux[1, 20])(0.5)
    by_hand = -expected * (2.7 / (t + shift) + 1 / (t + shift) + 1 / (t + shift + 2 * m)) * 5 / 11
    assert float(slope) == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize("potential", [-0.1, float("nan")])
def test_negative_potentials_are_refused(potential):
    with pytest.raises(InputError, match="modulation potential"):
        modulate(spectra(), potential)


def test_no_modulation_without_potential():
    flux = power_law(2.7)
    np.testing.assert_allclose(force_field(ENERGY, flux, particles(NUCLIDES), 0.0), flux, rtol=1e-10)


def spectra():
    weight = jnp.array([1.0, 0.2, 0.1, 1000.0])[:, None]
    return Spectra(NUCLIDES, ENERGY, weight * power_law(2.7))


def test_elements_are_sums_of_isotopes():
    np.testing.assert_allclose(spectra().ratio("B/C"), 0.3, rtol=1e-12)
    np.testing.assert_allclose(spectra().ratio("10B/B11"), 0.5, rtol=1e-12)
    np.testing.assert_allclose(spectra().ratio("B+C/H"), 1.3e-3, rtol=1e-12)


def test_ratio_at_equal_rigidity():
    """At high energy T = Z rho/A, so that a flux T^-s per nucleon is (Z/A)^(1-s) rho^-s per rigidity."""
    found = float(spectra().ratio("B/C", jnp.array([5000.0]))[0])
    per = {"B11": 0.2 * (5 / 11) ** -1.7, "B10": 0.1 * 0.5**-1.7, "C12": 0.5**-1.7}
    assert found == pytest.approx((per["B11"] + per["B10"]) / per["C12"], rel=2e-4)  # rest mass over 5 TeV


@pytest.mark.parametrize(("name", "part"), [("Xx/C", "Xx"), ("B", "B"), ("B/C/O", "B/C/O"), ("B12/C", "B12")])
def test_unknown_quantities_are_refused(name, part):
    with pytest.raises(InputError, match=part):
        spectra().ratio(name)


def test_what_spectra_hold():
    """Of C12, B11, B10 and H1, boron with fluxes that vanish."""
    flux = np.ones((4, 81))
    flux[1:3] = 0.0
    found = Spectra(NUCLIDES, ENERGY, flux)
    assert [found.holds(name) for name in ("C", "B", "B/C", "(H+C)/C12", "O", "C/B")] == [
        True, False, True, True, False, False,
    ]  # fmt: skip
    with pytest.raises(InputError):
        found.holds("B/C/O")
