"""The choices of the scattering computation: which are refused, and what the energies of the modes do."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from magnetosonic.errors import InputError
from magnetosonic.scattering.settings import ScatteringSettings

from .reference import zone
from .shared import ALL, diffuse, rates

MODES = ("fast", "alfven", "slow")
TURBULENCE = zone(0.7, 100.0, 0.1, True)


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"modes": ()}, "modes"),
        ({"modes": ("fast", "fast")}, "modes"),
        ({"modes": ("whistler",)}, "modes"),
        ({"numerics": "quick"}, "numerics"),
        ({"max_harmonic": 0}, "max_harmonic"),
        ({"max_harmonic": 17}, "max_harmonic"),
        ({"max_harmonic": True}, "max_harmonic"),
        ({"max_harmonic": "every"}, "max_harmonic"),
        ({"broadening": "box"}, "broadening"),
        ({"resolution": "finest"}, "resolution"),
        ({"confinement": "both"}, "confinement"),
        ({"numerics": "published", "confinement": "limited"}, "confinement"),
        ({"confinement_threshold": 0.0}, "confinement_threshold"),
        ({"confinement_threshold": float("nan")}, "confinement_threshold"),
        ({"mode_energy": "equal"}, "mode_energy"),
        ({"mode_energy": {"fast": 1.0}}, "mode_energy"),
        ({"mode_energy": {"fast": 1.0, "alfven": 1.0, "slow": 1.0}}, "mode_energy"),
        ({"mode_energy": {"fast": 1.0, "alfven": -1.0}}, "mode_energy.alfven"),
        ({"numerics": "published", "modes": ("fast", "slow")}, "modes"),
        ({"numerics": "published", "max_harmonic": 2}, "max_harmonic"),
        ({"numerics": "published", "broadening": "gaussian-2"}, "broadening"),
        ({"numerics": "published", "broadening": "delta"}, "broadening"),
        ({"numerics": "published", "confinement_threshold": 2.0}, "confinement_threshold"),
    ],
)
def test_bad_settings(choices, field):
    with pytest.raises(InputError) as error:
        ScatteringSettings(**choices)
    assert error.value.field == field


def test_another_resolution_keeps_all_other_choices():
    settings = ScatteringSettings(
        ("slow", "fast"),
        max_harmonic=3,
        broadening="gaussian-2",
        confinement_threshold=2.0,
        mode_energy="equipartition",
        confinement="threshold",
    )
    other = settings.at_resolution("fine")
    assert other.resolution == "fine"
    assert other.nodes.pitch > settings.nodes.pitch
    assert jax.tree.structure(other.at_resolution("default")) == jax.tree.structure(settings)
    assert jax.tree.leaves(other) == jax.tree.leaves(settings)


def test_equipartition_shares_the_energy():
    each = rates(TURBULENCE, ALL)
    shared = rates(TURBULENCE, ScatteringSettings(MODES, mode_energy="equipartition"))
    for key, rate in each.items():
        np.testing.assert_allclose(shared[key], rate / 3.0, rtol=1e-14)


def test_half_the_energy_in_each_of_two_modes_doubles_diffusion():
    half = {"fast": 0.5, "alfven": 0.5}
    np.testing.assert_array_equal(ScatteringSettings(mode_energy="equipartition").energy_shares, list(half.values()))
    # Half the scattering at every pitch angle. Without a limit to the mean free path no pitch angle is left out.
    each = diffuse(TURBULENCE, length=1e9).coefficient
    shared = diffuse(TURBULENCE, ScatteringSettings(mode_energy=half), length=1e9).coefficient
    np.testing.assert_allclose(shared, 2.0 * each, rtol=1e-6)


def test_rates_are_linear_in_explicit_shares():
    energy = {"slow": 3.0, "fast": 0.25, "alfven": 1e-3}
    each, weighted = rates(TURBULENCE, ALL), rates(TURBULENCE, ScatteringSettings(MODES, mode_energy=energy))
    for (mode, interaction), rate in each.items():
        np.testing.assert_allclose(weighted[mode, interaction], energy[mode] * rate, rtol=1e-14)
