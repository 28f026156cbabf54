import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.errors import InputError
from magnetosonic.species import (
    PROTON,
    Nuclide,
    energy_per_rigidity,
    kinetic_energy,
    lorentz_factor,
    momentum_per_nucleon,
    particles,
    rigidity,
    velocity,
)

from .particles import ANTIPROTON, ELECTRON

BE10, C12 = Nuclide(4, 10), Nuclide(6, 12)


@pytest.mark.parametrize(
    ("name", "charge", "mass_number"),
    [("H1", 1, 1), ("He4", 2, 4), ("Be10", 4, 10), ("C12", 6, 12), ("Fe56", 26, 56), ("Ni58", 28, 58)],
)
def test_name_and_parse_are_inverse(name, charge, mass_number):
    nuclide = Nuclide.parse(name)
    assert nuclide == Nuclide(charge, mass_number)
    assert nuclide.name == str(nuclide) == name


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("", "nuclide"),
        ("12C", "nuclide"),
        ("c12", "nuclide"),
        ("C", "nuclide"),
        ("C012", "nuclide"),
        ("C12 ", "nuclide"),
        ("Xx12", "nuclide"),
        ("Cu63", "nuclide"),
        ("C5", "nuclide.mass_number"),
        ("C19", "nuclide.mass_number"),
    ],
)
def test_bad_names_are_refused(name, field):
    with pytest.raises(InputError) as caught:
        Nuclide.parse(name)
    assert caught.value.field == field


@pytest.mark.parametrize(("charge", "mass_number"), [(0, 1), (29, 63), (-1, 1)])
def test_charges_outside_of_the_table_of_elements_are_refused(charge, mass_number):
    with pytest.raises(InputError, match=r"nuclide\.charge"):
        Nuclide(charge, mass_number)


def test_carbon_at_one_gev_per_nucleon_by_hand():
    # m = 0.9314941 GeV: p = sqrt(1 * (1 + 1.8629882)) = 1.6920367, gamma = 1 + 1/m, beta = p / 1.9314941.
    # Seven digits were carried by hand.
    assert float(momentum_per_nucleon(1.0, C12)) == pytest.approx(1.6920367, rel=1e-7)
    assert float(lorentz_factor(1.0, C12)) == pytest.approx(2.0735443, rel=1e-7)
    assert float(velocity(1.0, C12)) == pytest.approx(0.8760248, rel=1e-7)
    assert float(rigidity(1.0, C12)) == pytest.approx(3.3840734, rel=1e-7)


def test_protons_have_the_mass_of_the_proton():
    # m_p = 0.93827209 GeV: p = sqrt(1 + 1.87654418)
    assert float(rigidity(1.0, PROTON)) == pytest.approx(1.6960378, rel=1e-7)


def test_rigidity_and_kinetic_energy_are_inverse():
    energy = jnp.geomspace(1e-6, 1e6, 49)[None, :]
    several = particles((PROTON, Nuclide(2, 3), Nuclide(26, 56), ELECTRON))
    back = kinetic_energy(rigidity(energy, several), several)
    np.testing.assert_allclose(back, np.broadcast_to(energy, (4, 49)), rtol=1e-14)


def test_derivative_of_energy_by_rigidity_is_that_of_automatic_differentiation():
    values = jnp.geomspace(1e-2, 1e5, 15)
    automatic = jax.vmap(jax.grad(lambda value: kinetic_energy(value, BE10)))(values)
    formula = energy_per_rigidity(kinetic_energy(values, BE10), BE10)
    np.testing.assert_allclose(formula, automatic, rtol=1e-13)


def test_particles_of_negative_charge_and_other_mass():
    """Antiprotons move as protons; an electron of 1 GeV has p = √(1 + 2 m_e) [GeV], worked out by hand."""
    for function in (momentum_per_nucleon, velocity, rigidity):
        assert function(1.0, ANTIPROTON) == function(1.0, PROTON)
    assert float(rigidity(1.0, ELECTRON)) == pytest.approx(1.00051087, rel=1e-8)
    assert float(lorentz_factor(1.0, ELECTRON)) == pytest.approx(1.0 + 1.0 / 0.00051099895, rel=1e-8)
    assert float(energy_per_rigidity(1.0, ELECTRON)) > 0.0


def test_species_are_ordered_and_hashable():
    """Nuclides by charge, then mass number, as keys of dictionaries in trees of arrays must be."""
    some = [Nuclide.parse("C14"), ELECTRON, Nuclide.parse("C12"), PROTON, Nuclide.parse("B11"), ANTIPROTON]
    assert [str(one) for one in sorted(some)] == ["antiproton", "electron", "H1", "B11", "C12", "C14"]
    assert PROTON <= PROTON < Nuclide(1, 2)
    assert len({*some, *some}) == 6
    assert jax.tree.map(lambda value: 2 * value, {ELECTRON: 1.0, PROTON: 2.0})[PROTON] == 4.0
    assert (ELECTRON.symbol, Nuclide(6, 14).symbol) == ("electron", "C")
