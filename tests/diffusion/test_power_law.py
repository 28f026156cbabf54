"""Power laws of D against the published formulas, with slopes of either order."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.constants import KPC2_MYR_IN_CM2_S
from magnetosonic.diffusion.interface import Patch
from magnetosonic.errors import InputError

RIGIDITY = np.geomspace(0.3, 1e5, 60)
LAW = {"D0": "4e28 cm2/s", "rho0": "4 GV", "delta": 0.5, "eta": 0.3}
LOW = {"rigidity": "4.5 GV", "delta_low": -0.4, "smoothness": 0.1}
HIGH = {"rigidity": "250 GV", "delta_high": 0.3, "smoothness": 0.04}


def law(*overrides, **breaks):
    changes = [f"diffusion.power_law={toml(LAW | breaks)}", *overrides]
    return build_model(load_config("dragon2-base", changes)).diffusion_model


HALO = [Patch("halo", None, 1.0)]


def toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(element)}" for key, element in value.items()) + "}"
    return f'"{value}"' if isinstance(value, str) else str(value)


def coefficient(found, velocity=1.0):
    """[cm^2/s]"""
    rigidity = jnp.asarray(RIGIDITY)[None]
    return np.asarray(found(HALO, rigidity, jnp.full_like(rigidity, velocity)))[0, 0] * KPC2_MYR_IN_CM2_S


def test_both_breaks_are_those_of_genolini_et_al():
    low = (1 + (RIGIDITY / 4.5) ** ((-0.4 - 0.5) / 0.1)) ** 0.1
    high = (1 + (RIGIDITY / 250) ** ((0.5 - 0.3) / 0.04)) ** -0.04
    exact = 4e28 * 0.7**0.3 * (RIGIDITY / 4) ** 0.5
    both = law(low_break=LOW, high_break=HIGH)
    np.testing.assert_allclose(coefficient(both, 0.7), exact * low * high, rtol=1e-12)
    np.testing.assert_allclose(coefficient(law(low_break=LOW), 0.7), exact * low, rtol=1e-12)
    np.testing.assert_allclose(coefficient(law(high_break=HIGH), 0.7), exact * high, rtol=1e-12)
    np.testing.assert_allclose(coefficient(law(), 0.7), exact, rtol=1e-12)


@pytest.mark.parametrize(("delta_low", "delta_high"), [(-0.4, 0.3), (0.9, 0.3), (-0.4, 0.8), (0.9, 0.8), (0.5, 0.5)])
def test_delta_low_and_delta_high_are_the_slopes_outside(delta_low, delta_high):
    found = law(low_break=LOW | {"delta_low": delta_low}, high_break=HIGH | {"delta_high": delta_high})

    def slope(logarithm):
        return jax.grad(lambda x: jnp.log(found(HALO, jnp.exp(x)[None, None], jnp.ones((1, 1)))[0, 0, 0]))(logarithm)

    for rigidity, expected in ((1e-4, delta_low), (34.0, 0.5), (1e9, delta_high)):
        # In the middle the breaks are a factor of 7 away: 7^-4 of the change in slope is left there.
        assert slope(jnp.log(rigidity)) == pytest.approx(expected, abs=3e-4 if rigidity == 34.0 else 1e-6)


def test_gradients_of_all_numbers_are_right():
    numbers, build = ravel_pytree(law(low_break=LOW, high_break=HIGH))
    assert len(numbers) == 10
    at = jnp.array([[3.0, 400.0]])

    @jax.jit
    def value(numbers):
        return jnp.sum(jnp.log(build(numbers)(HALO, at, jnp.full((1, 2), 0.8))))

    gradient = jax.grad(value)(numbers)
    for place, number in enumerate(numbers):
        step = 1e-5 * float(jnp.abs(number))
        ends = [value(numbers.at[place].add(s)) for s in (-step, step)]
        assert gradient[place] == pytest.approx(float(ends[1] - ends[0]) / (2 * step), rel=1e-6, abs=1e-8), place


def test_breaks_in_the_wrong_order_are_refused():
    with pytest.raises(InputError, match=r"low_break\.rigidity.*300 GV.*below high_break\.rigidity, 250 GV"):
        law(low_break=LOW | {"rigidity": "300 GV"}, high_break=HIGH)
    with pytest.raises(InputError, match=r"low_break\.smoothness.*above 0"):
        law(low_break=LOW | {"smoothness": 0})
