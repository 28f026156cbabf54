"""Exact scattering rates against an independent quadrature, and their limits."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.errors import InputError
from magnetosonic.scattering import nodes
from magnetosonic.scattering.integrals import scattering_tables
from magnetosonic.scattering.rates import dimensionless_rates, scattering_rates
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.undamped import viscous_inverse

from .reference import rows, zone, zone_of_row

ALL = ScatteringSettings(modes=("fast", "alfven", "slow"))
DEFAULT = ScatteringSettings()
PITCH = np.array([0.02, 0.2, 0.5, 0.8, 0.95])


def dimensionless(turbulence, settings, rigidity, mu):
    to_d = float(turbulence.injection_scale) / SPEED_OF_LIGHT
    rates = scattering_rates(turbulence, settings, np.asarray(rigidity), np.asarray(mu))
    return {key: np.asarray(rate) * to_d for key, rate in rates.items()}


@pytest.fixture(scope="module")
def compared():
    """Computed and reference d of every row, by mode and interaction, with the total of all modes."""
    cases = {}
    for row in rows("rates"):
        cases.setdefault(row["case"], []).append(row)
    computed, reference, total = {}, {}, []
    for case in cases.values():
        rigidity = sorted({float(row["rigidity_GV_at_1uG"]) for row in case})
        d = dimensionless(zone_of_row(case[0]), ALL, rigidity, PITCH)
        for key, value in d.items():
            computed.setdefault(key, []).append(value.ravel())
            reference.setdefault(key, []).append([float(row["_".join(key)]) for row in case])
        total.append(sum(np.array(reference[key][-1]) for key in d))
    join = {key: (np.concatenate(computed[key]), np.concatenate(reference[key])) for key in computed}
    return join, np.concatenate(total)


@pytest.mark.parametrize(
    ("key", "least_share", "tolerance"),
    [
        (("fast", "ttd"), 0.0, 6e-5),
        (("fast", "gyro"), 0.0, 1e-4),
        # The reference's own error grows where the mode is negligible: it does not resolve the oscillation of J_n.
        (("alfven", "gyro"), 1e-6, 2e-4),
        (("slow", "gyro"), 1e-5, 1e-3),
    ],
)
def test_reference(compared, key, least_share, tolerance):
    join, total = compared
    computed, reference = join[key]
    counted = reference > least_share * total
    assert counted.sum() >= 20
    np.testing.assert_allclose(computed[counted], reference[counted], rtol=tolerance)


def test_slow_transit_time_damping(compared):
    # The reference misses part of the resonance at xi = v_A/(v mu), which matters for mu > 0.5.
    computed, reference = compared[0]["slow", "ttd"]
    counted = np.tile(PITCH <= 0.5, computed.size // PITCH.size)
    np.testing.assert_allclose(computed[counted], reference[counted], rtol=3e-3)


# Trapezoids in ln x_par and ln x_perp with 3001 points each, M_A, mu, d.
@pytest.mark.parametrize(
    ("alfven_mach", "mu", "d"),
    [(0.4, 0.95, 9.383856859515668e-07), (0.4, 0.8, 4.329610347733117e-4), (1.0, 0.95, 1.6506711380304846e-05)],
)
def test_slow_transit_resonance(alfven_mach, mu, d):
    rates = dimensionless(zone(alfven_mach, 100.0, 0.1, False), ScatteringSettings(modes=("slow",)), [1.0], [mu])
    np.testing.assert_allclose(rates["slow", "ttd"][0, 0], d, rtol=2e-5)


# 200 Gauss points in tau; x_perp with 20001 logarithmic points up to z = 1, 400001 linear ones up to 3000.
@pytest.mark.parametrize(
    ("alfven_mach", "rigidity", "mu", "d"),
    [
        (0.4, 1e3, 0.02, 1.247643380283399e-10),
        (0.4, 1e3, 0.5, 5.197470280823282e-10),
        (1.0, 1.0, 0.02, 4.426886768300053e-10),
        (0.4, 30.0, 0.2, 9.46617315524352e-13),
    ],
)
def test_alfven_at_low_rigidity(alfven_mach, rigidity, mu, d):
    rates = dimensionless(zone(alfven_mach, 100.0, 0.1, False), ScatteringSettings(modes=("alfven",)), [rigidity], [mu])
    np.testing.assert_allclose(rates["alfven", "gyro"][0, 0], d, rtol=1e-4)


@pytest.mark.parametrize("viscous", [False, True])
def test_even_positive_and_proportional_to_sine_squared(viscous):
    turbulence = zone(0.4, 100.0, 0.1, viscous)
    d = dimensionless(turbulence, DEFAULT, [1.0, 1e3, 1e5], [-0.5, 0.5, 0.9999, 0.99995])
    total = sum(d.values())
    assert all((value >= 0).all() for value in d.values())
    np.testing.assert_array_equal(total[:, 0], total[:, 1])
    # Alfvén modes approach their limit only at pitch angles smaller than these.
    near = (d["fast", "ttd"] + d["fast", "gyro"])[:, 2:] / (1 - np.array([0.9999, 0.99995]) ** 2)
    np.testing.assert_allclose(near[:, 0], near[:, 1], rtol=2e-4)


def test_regimes_agree_at_mach_one():
    below, above = (
        dimensionless(zone(mach, 100.0, 0.1, True), ALL, [10.0, 1e5], [0.3]) for mach in (1 - 1e-9, 1 + 1e-9)
    )
    for key, value in below.items():
        np.testing.assert_allclose(value, above[key], rtol=1e-7)


def test_quadrature_converges(monkeypatch):
    turbulence = zone(1.0, 100.0, 0.14, True)
    arguments = (turbulence, DEFAULT, jnp.array([30.0, 1e4]), jnp.array([0.02, 0.5, 0.9]))
    tables = scattering_tables(DEFAULT.modes, 1)

    def compute(order):
        monkeypatch.setattr(nodes.resonance_nodes, "__defaults__", (order,))
        monkeypatch.setattr(nodes, "_OBLIQUITY_ORDER", order // 2)
        # A new function, so that the patched numbers are compiled anew.
        rates = eqx.filter_jit(lambda: dimensionless_rates(tables, viscous_inverse(), *arguments))()
        return np.stack([np.asarray(rate) for rate in rates.values()])

    best = compute(40)
    errors = [np.abs(compute(order) / best - 1).max() for order in (6, 10, 20)]
    assert errors[1] < 0.5 * errors[0]
    assert errors[2] < 0.3 * errors[1]
    assert errors[2] < 3e-5


def test_harmonics_add_to_the_fast_gyroresonance():
    turbulence = zone(1.0, 100.0, 0.1, False)
    one, two, four = (
        dimensionless(turbulence, ScatteringSettings(modes=("fast",), max_harmonic=n), [10.0, 1e5], [0.2])[
            "fast", "gyro"
        ][:, 0]
        for n in (1, 2, 4)
    )
    assert (two > one).all()
    assert (four > two).all()
    # Higher harmonics need shorter waves along the field: about 1 % at 10 GV and more at 100 TV.
    assert 0.001 < four[0] / one[0] - 1 < 0.05
    assert 0.05 < four[1] / one[1] - 1 < 0.3


def test_wider_resonance_changes_the_resonance_function_alone():
    turbulence = zone(0.5, 100.0, 0.1, False)
    narrow = dimensionless(turbulence, DEFAULT, [10.0], [0.1])["fast", "ttd"][0, 0]
    wide = dimensionless(turbulence, ScatteringSettings(broadening="gaussian-2"), [10.0], [0.1])["fast", "ttd"][0, 0]
    # T = exp(-mu^2/A) away from the resonance, and R_n carries 1/sqrt(width).
    sine2 = 1 - 0.1**2
    expected = np.exp(0.01 / (sine2 * 0.5) - 0.01 / sine2) / np.sqrt(2)
    np.testing.assert_allclose(wide / narrow, expected, rtol=1e-3)


@pytest.mark.parametrize(
    ("rigidity", "mu", "field"),
    [
        ([0.0], [0.5], "rigidity"),
        ([-1.0], [0.5], "rigidity"),
        ([np.nan], [0.5], "rigidity"),
        ([np.inf], [0.5], "rigidity"),
        ([1.0], [1.0], "mu"),
        ([1.0], [-1.0], "mu"),
        ([1.0], [np.nan], "mu"),
    ],
)
@pytest.mark.parametrize("numerics", ["exact", "published"])
def test_bad_coordinates(rigidity, mu, field, numerics):
    with pytest.raises(InputError) as error:
        scattering_rates(
            zone(0.5, 100.0, 0.1, False), ScatteringSettings(numerics=numerics), np.array(rigidity), np.array(mu)
        )
    assert error.value.field == field


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"modes": ()}, "scattering.modes"),
        ({"modes": ("fast", "fast")}, "scattering.modes"),
        ({"modes": ("whistler",)}, "scattering.modes"),
        ({"numerics": "quick"}, "scattering.numerics"),
        ({"max_harmonic": 0}, "scattering.max_harmonic"),
        ({"max_harmonic": 17}, "scattering.max_harmonic"),
        ({"broadening": "box"}, "scattering.broadening"),
        ({"numerics": "published", "modes": ("fast", "slow")}, "scattering.modes"),
        ({"numerics": "published", "max_harmonic": 2}, "scattering.max_harmonic"),
        ({"numerics": "published", "broadening": "gaussian-2"}, "scattering.broadening"),
    ],
)
def test_bad_settings(choices, field):
    with pytest.raises(InputError) as error:
        ScatteringSettings(**choices)
    assert error.value.field == field
