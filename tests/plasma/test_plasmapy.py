"""Plasma numbers against PlasmaPy, where it has the same quantity."""

import importlib

import numpy as np
import pytest
import requests
from astropy import constants as codata
from astropy import units as u

from magnetosonic.constants import KM_S_IN_KPC_MYR, KPC_IN_CM
from magnetosonic.plasma.debye import debye_length
from magnetosonic.plasma.medium import alfven_speed, plasma_beta
from magnetosonic.plasma.viscosity import coulomb_logarithm, longitudinal_viscosity

# Fully ionised hydrogen of hot, warm and cold gas: density [cm^-3], temperature [K], field [uG].
MEDIA = [(1e-3, 1e6, 6.0), (0.1, 8000.0, 1.0), (30.0, 100.0, 6.0)]
# The same constants of CODATA, in Gaussian units here and in SI there, where mu_0 is measured: 1e-10.
CONSTANTS = 1e-9


@pytest.fixture(scope="module")
def formulary():
    def no_connection(*arguments, **keywords):
        raise requests.exceptions.ConnectionError("the tests run without network")

    # PlasmaPy contacts GitHub when it is imported, for data that are not used here.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests, "get", no_connection)
        return importlib.import_module("plasmapy.formulary")


@pytest.mark.parametrize(("density", "temperature", "field"), MEDIA)
def test_debye_length(formulary, density, temperature, field):
    expected = formulary.Debye_length(temperature * u.K, density * u.cm**-3).to_value(u.cm)
    np.testing.assert_allclose(debye_length(density, temperature) * KPC_IN_CM, expected, rtol=CONSTANTS)


@pytest.mark.parametrize(("density", "temperature", "field"), MEDIA)
def test_alfven_speed(formulary, density, temperature, field):
    # Of a number density PlasmaPy counts the mass of the electrons as well, 0.05 % of it.
    mass_density = density * u.cm**-3 * codata.m_p
    expected = formulary.Alfven_speed((field * u.uG).to(u.T), mass_density).to_value(u.km / u.s)
    np.testing.assert_allclose(alfven_speed(field, density, 1.0) / KM_S_IN_KPC_MYR, expected, rtol=CONSTANTS)


@pytest.mark.parametrize(("density", "temperature", "field"), MEDIA)
def test_plasma_beta(formulary, density, temperature, field):
    # PlasmaPy takes the density of all particles: here electrons and protons.
    expected = formulary.beta(temperature * u.K, 2.0 * density * u.cm**-3, (field * u.uG).to(u.T)).value
    np.testing.assert_allclose(plasma_beta(field, density, temperature, 1.0), expected, rtol=CONSTANTS)


@pytest.mark.parametrize(("density", "temperature"), [(0.1, 8000.0), (30.0, 100.0), (1.0, 1e5)])
def test_coulomb_logarithm(formulary, density, temperature):
    # For the impact parameter of 90 degrees, e^2/(mu v^2), PlasmaPy sets mu v^2 = 2 k T, Spitzer 3 k T: ln 1.5. Hotter
    # than 1e5 K the formulas for diffraction differ.
    classical = formulary.Coulomb_logarithm(temperature * u.K, density * u.cm**-3, ("e-", "p+"))
    expected = classical + np.log(1.5)
    np.testing.assert_allclose(coulomb_logarithm(density, temperature), expected, rtol=CONSTANTS)


@pytest.mark.parametrize(("density", "temperature", "field"), MEDIA)
def test_viscosity(formulary, density, temperature, field):
    logarithm = float(coulomb_logarithm(density, temperature))
    transport = formulary.ClassicalTransport(
        T_e=temperature * u.K,
        n_e=density * u.cm**-3,
        T_i=temperature * u.K,
        n_i=density * u.cm**-3,
        ion="p+",
        coulomb_log_ei=logarithm,
        coulomb_log_ii=logarithm,
    )
    expected = transport.ion_viscosity[0].to_value(u.g / u.cm / u.s)
    # 0.96 n k T tau_i of Braginskii is 5975 (37/ln Lambda) T_8^(5/2); the formula's 6e3 is that with one digit.
    np.testing.assert_allclose(longitudinal_viscosity(density, temperature), expected, rtol=5e-3)
