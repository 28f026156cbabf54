"""Bessel functions against SciPy's and against integrals in closed form."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import special

from magnetosonic.numerics.bessel import j0_and_j1_over_z, squared, squared_derivative


@pytest.mark.parametrize("order", [1, 2, 7.3, 16])
def test_squares_are_themselves_up_to_the_onset(order):
    z = np.geomspace(1e-3, 0.4 * order + 2.5, 50)
    np.testing.assert_allclose(squared(order, z), special.jv(order, z) ** 2, rtol=1e-10)
    np.testing.assert_allclose(squared_derivative(order, z), special.jvp(order, z) ** 2, rtol=1e-10)


@pytest.mark.parametrize("order", [1, 2, 7.3, 16])
def test_squares_are_averages_far_beyond(order):
    far = np.array([600.0, 1e3, 9.9e3, 1.01e4, 1e6])
    # The next term of the asymptotic series of (J^2 + Y^2)/2 is (4 n^2 - 1)/(8 z^2), that of the derivatives its
    # like with opposite sign and 3 in place of 1 (Abramowitz and Stegun 1964, 9.2.28 and 9.2.30).
    tolerance = np.where(far < 1e4, 1e-4, 1.1 * (4 * order**2 + 3) / (8 * far**2))
    for function, term in ((squared, 4 * order**2 - 1), (squared_derivative, -(4 * order**2 - 3))):
        expected = (1.0 + np.where(far < 1e4, term / (8.0 * far**2), 0.0)) / (np.pi * far)
        assert (np.abs(function(order, far) / expected - 1.0) < tolerance).all()


@pytest.mark.parametrize("order", [1, 4, 11.7])
def test_the_change_to_the_average_keeps_integrals(order):
    # Int_0^inf J_n^2/z dz = 1/(2 n); beyond the grid J_n^2 averages to 1/(pi z).
    log_z = np.linspace(-12.0, 12.0, 24001)
    integrand = squared(order, np.exp(log_z))
    total = np.trapezoid(integrand, log_z) + 1.0 / (np.pi * np.exp(12.0))
    np.testing.assert_allclose(total, 0.5 / order, rtol=2e-4)


def test_fast_bessel_functions():
    z = jnp.concatenate([jnp.zeros(1), jnp.geomspace(1e-4, 1e4, 2001)])
    j0, j1_over_z = jax.jit(j0_and_j1_over_z)(z)
    # The accuracy that Abramowitz and Stegun state for these polynomials.
    np.testing.assert_allclose(j0, special.j0(z), atol=6e-8)
    np.testing.assert_allclose(j1_over_z * z, special.j1(z), atol=6e-8)
    assert j1_over_z[0] == 0.5
