"""How a model of D is added: one class, here with waves of its own beside those of another model."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import magnetosonic as ms
from magnetosonic.arrays import Scalar
from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.diffusion.interface import DiffusionModel, Patch

COARSE = {
    "transport.grid": "fast",
    "transport.energy_min": "1 GeV/n",
    "transport.energies_per_decade": 6,
    "galaxy.grid.radial_cells": 15,
    "galaxy.grid.height_order": 4,
    "network.max_charge": 6,
}
RATE = 5e5


class WithWaves(DiffusionModel):
    """D of another model, lowered by isotropic scattering off waves that fade towards high rigidity."""

    WORDS: ClassVar = "that of another model with waves"
    base: DiffusionModel
    rate: Scalar  # D_mumu/(1-mu^2) at 1 GV [1/Myr]

    def __call__(self, patches: Sequence[Patch], rigidity, velocity, extra=None):
        def waves(at, mu):
            rates = self.rate / at[:, None] + 0.0 * mu
            further = 0.0 if extra is None else extra(at, mu)
            return jnp.broadcast_to(rates, (len(patches), *rates.shape)) + further

        return self.base(patches, rigidity, velocity, waves)


@pytest.fixture(scope="module")
def model():
    return ms.load_model("dragon2-base", COARSE)


def test_the_rest_of_the_package_does_not_know_it(model):
    # Isotropic scattering alone makes D = v^2/(6 f): inverse coefficients add.
    changed = replace(model, diffusion_model=WithWaves(model.diffusion_model, RATE))
    rigidity = np.array([2.0, 20.0])
    alone = SPEED_OF_LIGHT**2 / (6.0 * RATE / rigidity)
    expected = 1.0 / (1.0 / model.coefficient(rigidity)[0] + 1.0 / alone)
    np.testing.assert_allclose(changed.coefficient(rigidity)[0], expected, rtol=1e-12)
    assert "D: that of another model with waves" in repr(changed)


def test_it_is_differentiated_with_the_rest(model):
    def diffusion(rate):
        changed = replace(model, diffusion_model=WithWaves(model.diffusion_model, rate), origin=None)
        return jnp.sum(jnp.log(changed.propagation().diffusion))

    step = 1e-4 * RATE
    slope = jax.grad(diffusion)(RATE)
    difference = (diffusion(RATE + step) - diffusion(RATE - step)) / (2 * step)
    assert slope == pytest.approx(float(difference), rel=1e-7)  # second order in the step


def test_slower_diffusion_makes_more_boron(model):
    @jax.jit
    def boron(rate):
        changed = replace(model, diffusion_model=WithWaves(model.diffusion_model, rate), origin=None)
        return changed.spectra().ratio("B/C")

    more = boron(RATE) / boron(0.0)
    assert more[3] > more[-1] > 1.0  # waves that fade
