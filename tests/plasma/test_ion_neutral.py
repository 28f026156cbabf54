"""Ion-neutral damping against the two-fluid dispersion relation, its limits and roots found by other means."""

import jax
import numpy as np
import pytest
from scipy.optimize import brentq

from magnetosonic.constants import KPC_IN_CM
from magnetosonic.plasma.ion_neutral import (
    NEVER,
    ion_neutral_damping_rate,
    ion_neutral_parallel_scale,
    ion_neutral_scale,
    neutral_ion_collision_frequency,
)

# Warm neutral gas: n_i = 0.04 cm^-3 of 0.4 cm^-3, 6000 K, 5 uG; nu_ni in 1/Myr, V_Ai and L in kpc/Myr and kpc.
WARM_NEUTRAL = {"ionization": 0.1, "collision_frequency": 1.07e4, "alfven_speed": 0.0557, "injection_scale": 0.1}
# Molecular gas: almost no ions, s = 15.8.
MOLECULAR = {"ionization": 1e-3, "collision_frequency": 50.0, "alfven_speed": 0.1, "injection_scale": 0.02}


def wave(wave_number, chi, collision_frequency, alfven_speed):
    """Frequency of an Alfvén wave along the field, from the equations of motion of both fluids.

    With v_n = nu v_i/(nu - i w) and -i w v_i = k^2 V^2 v_i/(i w) - chi nu (v_i - v_n):
    w^3 + i (1 + chi) nu w^2 - k^2 V^2 w - i nu k^2 V^2 = 0.
    """
    stiffness = (wave_number * alfven_speed) ** 2
    nu = collision_frequency
    roots = np.roots([1.0, 1j * (1.0 + chi) * nu, -stiffness, -1j * nu * stiffness])
    return roots[np.argmax(roots.real)]


def cascade_over_damping(scale, mach, *, ionization, collision_frequency, alfven_speed, injection_scale):
    """Rate of the fast cascade over that of damping, written in k, chi and the coupled Alfvén speed."""
    chi = (1.0 - ionization) / ionization
    coupled = alfven_speed / np.sqrt(1.0 + chi)
    wave_number = scale / injection_scale
    q = wave_number * alfven_speed / ((1.0 + chi) * collision_frequency)
    damping = 0.5 * chi * collision_frequency * q**2 / (1.0 + q**2)
    return np.sqrt(wave_number / injection_scale) * mach**2 * coupled / damping


def test_collision_frequency():
    # 256^0.375 = 8: 2 cm^-3 x 0.649e-9 x 8 cm^3/s / 2 = 5.192e-9 /s; a Julian Myr has 3.15576e13 s.
    expected = 5.192e-9 * 3.15576e13
    np.testing.assert_allclose(neutral_ion_collision_frequency(2.0, 256.0), expected, rtol=1e-14)


@pytest.mark.parametrize("q", [1e-3, 0.3, 1.0, 3.0, 1e3])
def test_damping_rate_of_few_neutrals(q):
    chi, nu, speed = 1e-3, 2.0, 0.3
    wave_number = q * (1.0 + chi) * nu / speed
    rate = ion_neutral_damping_rate(
        wave_number, ionization=1.0 / (1.0 + chi), collision_frequency=nu, alfven_speed=speed
    )
    # Damping perturbs the wave by the order of chi.
    np.testing.assert_allclose(rate, -wave(wave_number, chi, nu, speed).imag, rtol=chi)


@pytest.mark.parametrize("chi", [0.1, 1.0, 20.0])
@pytest.mark.parametrize("q", [1e-4, 1e4])
def test_damping_rate_far_from_decoupling(chi, q):
    nu, speed = 2.0, 0.3
    wave_number = q * (1.0 + chi) * nu / speed
    rate = ion_neutral_damping_rate(
        wave_number, ionization=1.0 / (1.0 + chi), collision_frequency=nu, alfven_speed=speed
    )
    # Both neglect q^2 or q^-2; the roots of the cubic carry rounding of the much larger real part.
    np.testing.assert_allclose(rate, -wave(wave_number, chi, nu, speed).imag, rtol=1e-7)


def test_damping_rate_of_coupled_and_decoupled_neutrals():
    ionization, nu, speed = 0.1, 2.0, 0.3
    medium = {"ionization": ionization, "collision_frequency": nu, "alfven_speed": speed}
    chi, coupled = 9.0, speed / np.sqrt(10.0)
    low, high = 1e-6 * nu / speed, 1e8 * nu / speed
    expected = 0.9 * coupled**2 * low**2 / (2.0 * nu)
    # Corrections are q^2 = 1e-14 and q^-2 = 1e-14.
    np.testing.assert_allclose(ion_neutral_damping_rate(low, **medium), expected, rtol=1e-13)
    np.testing.assert_allclose(ion_neutral_damping_rate(high, **medium), 0.5 * chi * nu, rtol=1e-13)


def test_scale_of_coupled_neutrals():
    # Xu et al. 2016: k = (2 nu_ni/xi_n)^(2/3) L^(-1/3) V_L^(4/3) V_f^(-2), with V_L = M_A V_A and V_f = V_A.
    medium = WARM_NEUTRAL | {"collision_frequency": 1e22}
    coupled = medium["alfven_speed"] * np.sqrt(0.1)
    velocity, length = 0.7 * coupled, medium["injection_scale"]
    wave_number = (2e22 / 0.9) ** (2 / 3) * length ** (-1 / 3) * velocity ** (4 / 3) / coupled**2
    # The correction is 2 q^2/3, q = 2e-8.
    np.testing.assert_allclose(ion_neutral_scale(**medium, alfven_mach=0.7), wave_number * length, rtol=1e-12)


def test_scale_of_warm_neutral_gas_in_cgs():
    # nu_ni = 0.02 cm^-3 x 0.649e-9 x 6000^0.375 cm^3/s = 3.389e-10 /s; V_A = 2.1812e5 cm/s x 5/sqrt(0.4) = 1.7244e6;
    # x = (2 x 3.389e-10 x 3.0857e20/(0.9 x 1.7244e6))^(2/3) for M_A = 1.
    nu = neutral_ion_collision_frequency(0.04, 6000.0)
    speed = 1.7244e6 * np.sqrt(10.0) / KPC_IN_CM * 3.15576e13
    found = ion_neutral_scale(
        ionization=0.1, collision_frequency=nu, alfven_speed=speed, alfven_mach=1.0, injection_scale=0.1
    )
    coupled = (2 * 3.389e-10 * 3.0857e20 / (0.9 * 1.7244e6)) ** (2 / 3)
    # q = 0.0137: the limit is off by 2 q^2/3 = 1.3e-4, and the numbers have four digits.
    np.testing.assert_allclose(found, coupled, rtol=4e-4)


@pytest.mark.parametrize("medium", [WARM_NEUTRAL, MOLECULAR])
@pytest.mark.parametrize("mach", [0.05, 0.3, 1.0, 10.0, 18.8])
def test_scale_is_the_least_root(medium, mach):
    found = float(ion_neutral_scale(**medium, alfven_mach=mach))
    assert found < NEVER

    def excess(log_scale):
        return np.log(cascade_over_damping(np.exp(log_scale), mach, **medium))

    expected = np.exp(brentq(excess, np.log(found) - 5.0, np.log(found) + 0.01, xtol=1e-15, rtol=1e-15))
    # M_A = 18.8 nearly makes the curves touch in the warm gas: there rounding grows by the inverse of the difference
    # of their slopes, about 10.
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    below = np.geomspace(1e-6 * found, found * (1.0 - 1e-9), 200)
    assert np.all(cascade_over_damping(below, mach, **medium) > 1.0)


def critical_mach(medium):
    """M_A above which damping never overtakes: there the cascade equals its maximum of Gamma/(k/L)^(1/2)."""
    unit = medium["injection_scale"] * medium["collision_frequency"] / medium["ionization"] / medium["alfven_speed"]
    return np.sqrt(cascade_over_damping(np.sqrt(3.0) * unit, 1.0, **medium)) ** -1


def test_scale_is_never_where_the_cascade_is_always_faster():
    critical = critical_mach(MOLECULAR)
    assert ion_neutral_scale(**MOLECULAR, alfven_mach=critical * (1.0 + 1e-9)) == NEVER
    touching = ion_neutral_scale(**MOLECULAR, alfven_mach=critical * (1.0 - 1e-9))
    unit = 0.02 * 50.0 / 1e-3 / 0.1
    # ln h misses its maximum by 2e-9, so ln q its place by sqrt(2 x 2e-9/0.75) = 7.3e-5.
    np.testing.assert_allclose(touching, np.sqrt(3.0) * unit * (1.0 - 7.3e-5), rtol=1e-6)
    assert ion_neutral_scale(**WARM_NEUTRAL | {"ionization": 1.0}, alfven_mach=0.5) == NEVER


def test_parallel_scale_of_coupled_neutrals():
    # 2 nu_ni L/(xi_n V_A); corrections are q^2 = 1/s^2 = 4e-12.
    medium = MOLECULAR | {"ionization": 1e-12}
    coupled = 0.1 * 1e-6
    np.testing.assert_allclose(ion_neutral_parallel_scale(**medium), 2.0 * 50.0 * 0.02 / coupled, rtol=1e-11)


def test_parallel_scale_is_where_damping_equals_the_frequency():
    scale = float(ion_neutral_parallel_scale(**MOLECULAR))
    numbers = {name: MOLECULAR[name] for name in ("ionization", "collision_frequency", "alfven_speed")}
    coupled = 0.1 * np.sqrt(1e-3)
    for factor, expected in ((1.0, 0.0), (0.99, -1.0), (1.01, 1.0)):
        wave_number = factor * scale / 0.02
        excess = float(ion_neutral_damping_rate(wave_number, **numbers)) / (wave_number * coupled) - 1.0
        if expected == 0.0:
            assert abs(excess) < 1e-13
        else:
            assert np.sign(excess) == expected


def test_parallel_scale_is_never_for_few_neutrals():
    # s = 2 for chi = 8 + sqrt(80), where q = 1.
    limit = 1.0 / (9.0 + np.sqrt(80.0))
    assert ion_neutral_parallel_scale(**WARM_NEUTRAL | {"ionization": limit * (1 + 1e-9)}) == NEVER
    assert ion_neutral_parallel_scale(**WARM_NEUTRAL | {"ionization": 1.0}) == NEVER
    touching = ion_neutral_parallel_scale(**WARM_NEUTRAL | {"ionization": limit * (1 - 1e-9)})
    # s - 2 = O(1e-9), so 1 - q = O(sqrt(1e-9)).
    np.testing.assert_allclose(touching, 0.1 * 1.07e4 / limit / 0.0557, rtol=1e-4)


CASES = [
    (ion_neutral_scale, WARM_NEUTRAL | {"alfven_mach": 0.5}),
    (ion_neutral_scale, MOLECULAR | {"alfven_mach": 1.0}),
    (ion_neutral_parallel_scale, MOLECULAR),
]


@pytest.mark.parametrize(("function", "medium"), CASES)
def test_gradient(function, medium):
    gradient = jax.grad(lambda numbers: function(**numbers))(medium)
    for name, value in medium.items():
        step = 1e-5 * value
        above, below = (float(function(**medium | {name: value + sign * step})) for sign in (1.0, -1.0))
        # Truncation of the difference is of order 1e-10, rounding 1e-16/1e-5.
        np.testing.assert_allclose(gradient[name], (above - below) / (2.0 * step), rtol=1e-8)


@pytest.mark.parametrize("ionization", [0.9, 1.0])
def test_gradient_where_damping_never_overtakes(ionization):
    medium = WARM_NEUTRAL | {"ionization": ionization}
    fast = jax.grad(lambda numbers: ion_neutral_scale(**numbers))(medium | {"alfven_mach": 3.0, "alfven_speed": 1e6})
    alfvenic = jax.grad(lambda numbers: ion_neutral_parallel_scale(**numbers))(medium)
    assert set(map(float, (*fast.values(), *alfvenic.values()))) == {0.0}
