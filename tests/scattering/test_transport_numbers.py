"""Numbers that follow from D along the field, by hand."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from magnetosonic.constants import SPEED_OF_LIGHT
from magnetosonic.scattering.transport_numbers import mean_free_path, perpendicular_diffusion, scattering_frequency

from .reference import zone

# kpc^2/Myr; 3e28 cm^2/s is 0.0994.
COEFFICIENT = np.array([0.0994, 1.0])


def test_mean_free_path():
    # 3 D/c: 0.97 pc for 3e28 cm^2/s.
    np.testing.assert_allclose(mean_free_path(COEFFICIENT, SPEED_OF_LIGHT), [9.7261e-4, 9.7848e-3], rtol=1e-4)
    velocity = jnp.array([100.0, 300.0])
    np.testing.assert_allclose(mean_free_path(COEFFICIENT, velocity), [0.002982, 0.01], rtol=1e-12)


def test_scattering_frequency():
    # v^2/(3 D), which is v/lambda.
    np.testing.assert_allclose(scattering_frequency(COEFFICIENT, 100.0), [33534.540576794, 3333.3333333333], rtol=1e-11)
    np.testing.assert_allclose(
        scattering_frequency(COEFFICIENT, 7.0) * mean_free_path(COEFFICIENT, 7.0), 7.0, rtol=1e-14
    )


def test_diffusion_across_the_field():
    for mach, factor in ((0.5, 0.0625), (0.1, 1e-4), (1.0, 1.0), (2.0, 1.0)):
        found = perpendicular_diffusion(zone(mach, 100.0, 0.1, False), COEFFICIENT)
        np.testing.assert_allclose(found, factor * COEFFICIENT, rtol=1e-14)
