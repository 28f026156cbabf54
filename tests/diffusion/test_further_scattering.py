"""Further waves lower D: by the sum of inverse coefficients where D is given, by the sum of the rates in the theory."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.diffusion.interface import Patch
from magnetosonic.diffusion.power_law import PowerLaw, PowerLawDiffusion
from magnetosonic.diffusion.table import TableDiffusion
from magnetosonic.diffusion.theory import TheoryDiffusion
from magnetosonic.scattering.confinement import diffusion_of_rates
from magnetosonic.scattering.diffusion import pitch_angle_rates
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

RIGIDITY = np.array([[2.0, 30.0, 400.0], [4.0, 60.0, 800.0]])  # two nuclides
VELOCITY = np.array([[0.7, 0.99, 1.0], [0.8, 0.999, 1.0]])
PATCHES = [Patch("disk", None, 0.1), Patch("halo", None, 0.8)]
LAW = PowerLaw(0.1, 4.0, 0.4, 1.0)
STRENGTH = np.array([4e5, 1e5])  # of the patches [1/Myr]


def given_models():
    """A power law, and the same as a table."""
    laws = {"disk": LAW, "halo": PowerLaw(0.3, 4.0, 0.5, 1.0)}
    at = np.geomspace(1.0, 1e3, 12)
    values = np.stack([np.asarray(law(at[None], np.ones((1, at.size))))[0] for law in laws.values()])
    return {"power law": PowerLawDiffusion(zone_power_law=laws), "table": TableDiffusion(at, values, True)}


GIVEN = given_models()


def isotropic(rigidity, mu):
    """f that falls with the rigidity and does not depend on mu [patch, rigidity, pitch]."""
    return STRENGTH[:, None, None] / rigidity[:, None] ** 0.5 + 0.0 * mu


def growing(rigidity, mu):
    """f larger along the field."""
    return isotropic(rigidity, mu) * (0.2 + mu**2)


@pytest.mark.parametrize("name", GIVEN)
def test_isotropic_scattering_adds_inverse_coefficients(name):
    model = GIVEN[name]
    alone = (SPEED_OF_LIGHT * VELOCITY) ** 2 / (6.0 * STRENGTH[:, None, None] / RIGIDITY**0.5)
    expected = 1.0 / (1.0 / np.asarray(model(PATCHES, RIGIDITY, VELOCITY)) + 1.0 / alone)
    np.testing.assert_allclose(model(PATCHES, RIGIDITY, VELOCITY, isotropic), expected, rtol=1e-13)


@pytest.mark.parametrize("name", GIVEN)
def test_the_integral_over_the_pitch_angle(name):
    model = GIVEN[name]
    # 1/f falls by six from mu = 0 to 1; independent quadrature.
    integral = quad(lambda mu: (1.0 - mu**2) / (0.2 + mu**2), 0.0, 1.0, epsrel=1e-13)[0]
    alone = 0.25 * (SPEED_OF_LIGHT * VELOCITY) ** 2 * integral / (STRENGTH[:, None, None] / RIGIDITY**0.5)
    expected = 1.0 / (1.0 / np.asarray(model(PATCHES, RIGIDITY, VELOCITY)) + 1.0 / alone)
    np.testing.assert_allclose(model(PATCHES, RIGIDITY, VELOCITY, growing), expected, rtol=1e-12)


@pytest.mark.parametrize("name", GIVEN)
def test_waves_that_vanish_change_nothing(name):
    model = GIVEN[name]
    without = model(PATCHES, RIGIDITY, VELOCITY)
    found = model(PATCHES, RIGIDITY, VELOCITY, lambda rigidity, mu: 0.0 * isotropic(rigidity, mu))
    np.testing.assert_allclose(found, without, rtol=1e-15)


@pytest.mark.parametrize("name", GIVEN)
def test_gradient_by_the_strength_of_given_models(name):
    model = GIVEN[name]

    @jax.jit
    def total(strength):
        return jnp.sum(jnp.log(model(PATCHES, RIGIDITY, VELOCITY, lambda r, mu: strength * growing(r, mu))))

    difference = (total(1.0 + 1e-5) - total(1.0 - 1e-5)) / 2e-5
    assert float(jax.grad(total)(1.0)) == pytest.approx(float(difference), rel=1e-8)


# The theory: rates add at each pitch angle.

TURBULENT = [
    Patch("disk", Turbulence(0.5, 0.1, 0.14, 0.01, 1.0, 1e6, viscous=True), 0.1),
    Patch("halo", Turbulence(0.7, 0.1, 0.14, 0.01, 1.0), 0.8),
]
TABLE = np.geomspace(1.0, 1e4, 60)  # a length that other tests compile too


def comparable(rigidity, mu):
    """As strong as the turbulence, whose D is about 1 kpc^2/Myr and v^2/6 is 1.6e4 kpc^2/Myr^2."""
    return 0.05 * growing(rigidity, mu)


@cache
def theory():
    return TheoryDiffusion(ScatteringSettings(modes=("fast",), resolution="fast"), True)


def test_rates_of_the_theory_add_at_every_pitch_angle():
    model = theory()
    found = model.table(TURBULENT, TABLE, comparable)
    without = np.asarray(model.table(TURBULENT, TABLE).coefficient)
    for number, patch in enumerate(TURBULENT):
        rates = pitch_angle_rates(patch.turbulence, model.settings, TABLE)
        further = comparable(TABLE, np.asarray(rates.angles.mu))[number]
        expected = diffusion_of_rates(rates, model.settings, patch.confinement_length, further).coefficient
        np.testing.assert_allclose(found.coefficient[number], expected, rtol=1e-12)
        assert np.all(np.asarray(found.coefficient[number]) < without[number])
    # From the table to the nuclides as without.
    at = model(TURBULENT, RIGIDITY, VELOCITY, comparable)
    assert at.shape == (2, *RIGIDITY.shape)
    assert np.all(at < np.asarray(model(TURBULENT, RIGIDITY, VELOCITY)))


def test_waves_that_vanish_leave_the_theory():
    model = theory()
    found = model.table(TURBULENT, TABLE, lambda rigidity, mu: 0.0 * isotropic(rigidity, mu))
    np.testing.assert_allclose(found.coefficient, model.table(TURBULENT, TABLE).coefficient, rtol=1e-12)


def test_gradient_by_the_strength_in_the_theory():
    model = theory()

    @jax.jit
    def total(strength):
        return jnp.sum(jnp.log(model.table(TURBULENT, TABLE, lambda r, mu: strength * comparable(r, mu)).coefficient))

    difference = (total(1.0 + 1e-4) - total(1.0 - 1e-4)) / 2e-4
    assert float(jax.grad(total)(1.0)) == pytest.approx(float(difference), rel=1e-7)
