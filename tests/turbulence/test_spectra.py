"""Spectra of Alfvén and slow modes."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from magnetosonic.turbulence.damping import dissipation_scale
from magnetosonic.turbulence.spectra import anisotropic_spectrum

from .media import medium


def test_sub_and_super_alfvenic():
    below, above = anisotropic_spectrum(medium(0.5)), anisotropic_spectrum(medium(2.0))
    cap = float(dissipation_scale(medium()))
    np.testing.assert_allclose(below, [0.5 ** (4 / 3), 4.0, cap, 1.0, cap ** (2 / 3)], rtol=1e-14)
    np.testing.assert_allclose(above, [2.0, 8.0, cap, 8.0, cap ** (2 / 3)], rtol=1e-14)


def test_continuous_at_mach_one():
    below, above = anisotropic_spectrum(medium(1 - 1e-12)), anisotropic_spectrum(medium(1 + 1e-12))
    np.testing.assert_allclose(below, above, rtol=1e-11)


def test_derivative():
    slope = jax.grad(lambda mach: anisotropic_spectrum(medium(mach)).perpendicular_min)(0.5)
    np.testing.assert_allclose(slope, -2.0 / 0.5**3, rtol=1e-14)


@pytest.mark.parametrize("alfven_mach", [0.5, 2.0])
def test_ion_neutral_damping_ends_the_cascade(alfven_mach):
    free = anisotropic_spectrum(medium(alfven_mach))
    damped = anisotropic_spectrum(medium(alfven_mach, ion_neutral=True, ion_neutral_parallel_scale=1e4))
    # Critical balance, x_par = g x_perp^(2/3), at the end of the cascade.
    assert damped.parallel_max == 1e4
    np.testing.assert_allclose(damped.anisotropy * damped.perpendicular_max ** (2 / 3), 1e4, rtol=1e-12)
    assert (damped.anisotropy, damped.perpendicular_min, damped.parallel_min) == (
        free.anisotropy,
        free.perpendicular_min,
        free.parallel_min,
    )
    # A scale beyond the dissipation scale changes nothing, nor does one that is switched off.
    for never in ({"ion_neutral": True, "ion_neutral_parallel_scale": 1e30}, {"ion_neutral_parallel_scale": 1e4}):
        np.testing.assert_array_equal(anisotropic_spectrum(medium(alfven_mach, **never)), free)
