"""Loss rates against values worked out from the published formulas with an independent program."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import ATOMIC_MASS_UNIT, MYR_IN_S
from magnetosonic.errors import InputError
from magnetosonic.losses.coulomb import coulomb_loss
from magnetosonic.losses.ionisation import BETHE_RATE, ionisation_loss
from magnetosonic.losses.rates import LossSettings, loss_rates
from magnetosonic.species.nuclide import Nuclide

from ..species.particles import ANTIPROTON, ELECTRON

# Kinetic energy [MeV/n]; ionisation of p, 12C, 56Fe for n_H = 1 cm^-3 and 0.11 He per H (one electron counted);
# Coulomb of p, 12C, 56Fe for n_e = 0.033 cm^-3, T_e = 1e4 K; all in eV/s for the whole nucleus, M = A amu.
# Printed to four digits, with 2 pi r_e^2 c m_e c^2 = 7.6434e-9 eV cm^3/s.
WORKED = [
    (10.0, 8.115e-7, 2.922e-5, 5.487e-4, 1.239e-7, 4.462e-6, 8.378e-5),
    (100.0, 3.610e-7, 1.300e-5, 2.441e-4, 4.460e-8, 1.605e-6, 3.015e-5),
    (1000.0, 2.176e-7, 7.835e-6, 1.471e-4, 2.305e-8, 8.297e-7, 1.558e-5),
    (10000.0, 2.508e-7, 9.033e-6, 1.696e-4, 2.127e-8, 7.658e-7, 1.438e-5),
]
CHARGE, MASS_NUMBER = jnp.array([1.0, 6.0, 26.0]), jnp.array([1.0, 12.0, 56.0])
TO_EV_PER_S = 1e9 / MYR_IN_S * MASS_NUMBER


def nucleus(energy_mev):
    gamma = 1 + energy_mev * 1e-3 / ATOMIC_MASS_UNIT
    return CHARGE, MASS_NUMBER, MASS_NUMBER * ATOMIC_MASS_UNIT, jnp.full(3, gamma)


def test_constant():
    assert pytest.approx(7.6434e-9, rel=1e-4) == BETHE_RATE * 1e9 / MYR_IN_S


@pytest.mark.parametrize("row", WORKED)
def test_ionisation(row):
    loss = ionisation_loss(*nucleus(row[0]), 0.11, False) * TO_EV_PER_S
    np.testing.assert_allclose(loss, row[1:4], rtol=1e-3)  # four digits printed


@pytest.mark.parametrize("row", WORKED)
def test_coulomb(row):
    first, second = coulomb_loss(*nucleus(row[0]))
    loss = 0.033 * (first - second * np.log(0.033)) * TO_EV_PER_S
    np.testing.assert_allclose(loss, row[4:], rtol=1e-3)  # four digits printed


def test_both_electrons_of_helium_raise_the_ionisation_loss_by_nine_per_cent():
    one = ionisation_loss(*nucleus(1000.0), 0.11, False)
    both = ionisation_loss(*nucleus(1000.0), 0.11, helium_electrons=True)
    np.testing.assert_allclose(both / one, 1.094, atol=0.003)  # 0.11 B_He/(B_H + 0.11 B_He) with B_He/B_H = 0.94


def test_rates_of_species_and_their_derivative_by_the_helium_fraction():
    """Of 12C and 56Fe as worked out; those of antiprotons are those of protons."""
    species = Nuclide(6, 12), Nuclide(26, 56)
    gamma = jnp.full((2, 1), 1 + 1.0 / ATOMIC_MASS_UNIT)

    def ionisation(helium):
        return loss_rates(species, gamma, helium, LossSettings(True, False))[0].rate[:, 0]

    np.testing.assert_allclose(ionisation(0.11) * TO_EV_PER_S[1:], WORKED[2][2:4], rtol=1e-3)
    slope = jax.jacfwd(ionisation)(0.11)
    np.testing.assert_allclose(slope, (ionisation(0.21) - ionisation(0.01)) / 0.2, rtol=1e-11)  # linear in it
    protons, antiprotons = (
        loss_rates((kind,), gamma[:1], 0.11, LossSettings(True, True)) for kind in (Nuclide(1, 1), ANTIPROTON)
    )
    for one, other in zip(protons, antiprotons, strict=True):
        assert one.medium == other.medium
        np.testing.assert_array_equal(one.rate, other.rate)


def test_electrons_do_not_get_the_losses_of_ions():
    gamma = jnp.full((1, 1), 2.0)
    assert loss_rates((ELECTRON,), gamma, 0.1, LossSettings(False, False)) == ()
    with pytest.raises(InputError, match=r"losses.*electron"):
        loss_rates((ELECTRON,), gamma, 0.1, LossSettings(True, False))
