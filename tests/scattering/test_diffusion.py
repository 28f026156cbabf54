"""Spatial diffusion coefficients: references, confinement, gradients, bad input."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import KPC2_MYR_IN_CM2_S, SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.numerics.interpolation import (
    even_chebyshev_coefficients,
    even_chebyshev_nodes,
    even_chebyshev_sum,
)
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.rates import scattering_rates
from magnetosonic.scattering.settings import ScatteringSettings

from .reference import rows, zone, zone_of_row

EXACT = ScatteringSettings()
# The same number of rigidities everywhere, so that one compilation serves most tests.
RIGIDITY = np.array([0.3, 10.0, 1e3, 1e4])
FIELDS = ("alfven_mach", "injection_scale", "plasma_beta", "alfven_speed", "magnetic_field", "viscous_scale")


def test_reference():
    cases = {}
    for row in rows("diffusion_exact"):
        cases.setdefault(row["case"], []).append(row)
    for case in cases.values():
        rigidity = np.array([float(row["rigidity_GV_at_1uG"]) for row in case])
        # So high a zone that every pitch angle is confined.
        found = diffusion_coefficient(zone_of_row(case[0]), EXACT, rigidity, 1e9)
        expected = [float(row["D_parallel_cm2_s"]) for row in case]
        np.testing.assert_array_equal(found.mu_star, 1.0)
        np.testing.assert_allclose(found.coefficient * KPC2_MYR_IN_CM2_S, expected, rtol=4e-5)


def test_confinement():
    turbulence = zone(0.4, 100.0, 0.1, True)
    found = diffusion_coefficient(turbulence, EXACT, RIGIDITY, 0.9)
    assert found.confined.all()
    assert found.mu_star[1] == 1.0
    assert 0.0 < found.mu_star[0] < 1.0
    # At mu* the mean free path of eq. 7 of Fornieri et al. 2021 equals L'.
    mu = np.asarray(found.mu_star)[:1]
    rates = scattering_rates(turbulence, EXACT, RIGIDITY[:1], mu)
    rate = sum(np.asarray(one)[0, 0] for one in rates.values())
    np.testing.assert_allclose(SPEED_OF_LIGHT * (1 - mu[0] ** 2) / rate, 0.9 / 5, rtol=1e-5)


def test_ballistic_escape():
    found = diffusion_coefficient(zone(0.1, 100.0, 0.1, False), EXACT, RIGIDITY, 1e-3)
    assert not found.confined.any()
    np.testing.assert_array_equal(found.mu_star, 0.0)
    np.testing.assert_allclose(found.coefficient, SPEED_OF_LIGHT * 1e-3 / 15.0, rtol=1e-14)


def test_pitch_interpolation_converges():
    # ln(d/(1-mu^2)) is interpolated from few pitch angles; all of them are computed at once.
    sizes = (8, 16, 32)
    check = np.linspace(0.01, 0.99, 33)
    pitch = np.concatenate([*(even_chebyshev_nodes(size) for size in sizes), check])
    rates = scattering_rates(zone(0.3, 100.0, 0.1, False), EXACT, RIGIDITY[:1], pitch)
    smooth = jnp.log(sum(rates.values())[0] / (1 - pitch**2))
    errors, start = [], 0
    for size in sizes:
        series = even_chebyshev_coefficients(smooth[start : start + size])
        errors.append(float(jnp.abs(even_chebyshev_sum(series, jnp.asarray(check)) - smooth[-check.size :]).max()))
        start += size
    # Sixteen pitch angles reach the floor, which is the error of the rates themselves.
    assert errors[1] < 0.1 * errors[0]
    assert errors[2] < 3e-5


@pytest.mark.parametrize(
    ("turbulence", "half_height"),
    [(zone(0.5, 100.0, 0.14, False), 6.0), (zone(0.4, 100.0, 0.1, True), 0.9)],
    ids=["halo", "disk"],
)
def test_gradient(turbulence, half_height):
    def log_diffusion(turbulence):
        return jnp.log(diffusion_coefficient(turbulence, EXACT, RIGIDITY, half_height).coefficient)

    jacobian = jax.jit(jax.jacrev(log_diffusion))(turbulence)
    for field in FIELDS:
        value = getattr(turbulence, field)

        def moved(share, field=field, value=value):
            return np.asarray(log_diffusion(eqx.tree_at(lambda t: getattr(t, field), turbulence, value * (1 + share))))

        # Fourth order; the step balances its error against rounding.
        h = 1e-4
        difference = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h)
        # Logarithmic derivatives are of order one, so that this is 1e-5 of D per relative change of the field.
        np.testing.assert_allclose(getattr(jacobian, field) * value, difference, rtol=0, atol=1e-5)


def test_zones_can_be_mapped():
    zones = [zone(mach, 100.0, 0.1, False) for mach in (0.4, 1.0)]
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *zones)
    mapped = jax.vmap(lambda t: diffusion_coefficient(t, EXACT, RIGIDITY, 6.0).coefficient)(stacked)
    for one, together in zip(zones, mapped, strict=True):
        np.testing.assert_allclose(diffusion_coefficient(one, EXACT, RIGIDITY, 6.0).coefficient, together, rtol=1e-10)


@pytest.mark.parametrize("half_height", [0.0, -1.0, float("nan")])
@pytest.mark.parametrize("numerics", ["exact", "published"])
def test_bad_half_height(half_height, numerics):
    with pytest.raises(InputError) as error:
        diffusion_coefficient(
            zone(0.5, 100.0, 0.1, False), ScatteringSettings(numerics=numerics), np.array([1.0]), half_height
        )
    assert error.value.field == "half_height"


def test_bad_rigidity():
    with pytest.raises(InputError, match="rigidity"):
        diffusion_coefficient(zone(0.5, 100.0, 0.1, False), EXACT, np.array([1.0, 0.0]), 1.0)
