"""The error of rates and D falls as each of the numbers of nodes grows, and the error that is reported is that."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.constants import KPC2_MYR_IN_CM2_S, SPEED_OF_LIGHT
from magnetosonic.scattering import alfven, fast, pitch, slow
from magnetosonic.scattering.diffusion import diffusion_error
from magnetosonic.scattering.particles import Particles
from magnetosonic.scattering.pitch import pitch_angles
from magnetosonic.scattering.resolution import RESOLUTIONS
from magnetosonic.scattering.settings import ScatteringSettings

from .reference import rows, zone, zone_of_row
from .shared import ALL, DEFAULT, FINE, PITCH, RIGIDITY, diffuse, dimensionless, interaction, rigidity_of

TURBULENCE = zone(0.7, 100.0, 0.1, True, 1e5)
LIGHT = np.full(4, SPEED_OF_LIGHT)
# Particles of all sizes.
SLOWNESS = np.asarray(TURBULENCE.alfven_speed) / SPEED_OF_LIGHT
PARTICLES = Particles(np.array([1e-7, 1e-5, 1e-3, 1e-2]), SLOWNESS[None], PITCH)
ORDINARY = {
    "halo": zone(0.5, 100.0, 0.14, False),
    "disk": zone(0.4, 100.0, 0.1, True),
    "strong": zone(1.0, 100.0, 0.1, False),
    "small": zone(0.7, 10.0, 0.1, True),
}


def rate(part, monkeypatch, **numbers):
    """Rates of one interaction with one of the numbers of nodes changed from that of the fine resolution."""
    name = str(numbers)
    monkeypatch.setitem(RESOLUTIONS, name, RESOLUTIONS["fine"]._replace(**numbers))
    settings = ALL.at_resolution(name)
    return np.asarray(jax.jit(lambda turbulence: interaction(part, settings, turbulence, PARTICLES))(TURBULENCE))


@pytest.mark.parametrize(
    ("part", "key", "name", "numbers", "tolerance"),
    [
        (fast.gyroresonance, ("fast", "gyro"), "resonance", (4, 12), 2e-4),
        (alfven.gyroresonance, ("alfven", "gyro"), "resonance", (4, 7), 1e-5),
        (slow.gyroresonance, ("slow", "gyro"), "perpendicular", (2, 4), 1e-2),
        (fast.transit_time_damping, ("fast", "ttd"), "obliquity", (2, 5), 1e-5),
        (fast.transit_time_damping, ("fast", "ttd"), "size", (24, 96), 2e-5),
    ],
)
def test_rates_converge(part, key, name, numbers, tolerance, monkeypatch):
    rigidity = rigidity_of(PARTICLES.scale, TURBULENCE)
    reference = dimensionless(TURBULENCE, FINE, rigidity)[key]
    counted = reference > 1e-30
    others = [rate(part, monkeypatch, **{name: n})[counted] for n in numbers]
    errors = [np.abs(other / reference[counted] - 1.0).max() for other in others]
    # Faster than algebraic where the integrands are smooth; kinks that are no edges slow it down.
    assert errors[1] < 0.3 * errors[0]
    assert errors[1] < tolerance


def test_diffusion_converges_in_the_pitch_angle(monkeypatch):
    # The rates at all pitch angles of every choice are computed once; D is then computed from them.
    halo, counts = ORDINARY["halo"], (8, 16, 48)
    known = {}

    def resolved(count, quadrature, confinement="threshold"):
        name = f"pitch {count} {quadrature}"
        monkeypatch.setitem(RESOLUTIONS, name, RESOLUTIONS["fine"]._replace(pitch=count, pitch_quadrature=quadrature))
        return ScatteringSettings(resolution=name, confinement=confinement)

    for count in counts:
        nodes = np.asarray(pitch_angles(halo, resolved(count, 64)).mu)
        several = [dimensionless(halo, FINE, mu=nodes[i : i + 5]) for i in range(0, count, 5)]
        known[count] = {
            key: jnp.asarray(np.concatenate([rate[key] for rate in several], axis=1))
            for key in several[0]
            if key[0] != "slow"
        }

    def found_before(tables, turbulence, settings, particles):
        # As many rigidities as one compiled computation has, the last of them again and again.
        more = particles.scale.size - RIGIDITY.size
        return {key: jnp.pad(rate, ((0, more), (0, 0)), mode="edge") for key, rate in known[particles.mu.size].items()}

    monkeypatch.setattr(pitch, "dimensionless_rates", found_before)

    def coefficient(count, quadrature, confinement="threshold"):
        return np.asarray(diffuse(halo, resolved(count, quadrature, confinement), 1e9).coefficient)

    reference = coefficient(48, 64)
    np.testing.assert_allclose(coefficient(48, 64, "limited"), reference, rtol=1e-7)
    for confinement in ("limited", "threshold"):
        errors = [np.abs(coefficient(count, 64, confinement) / reference - 1.0).max() for count in (8, 16)]
        assert errors[1] < 0.1 * errors[0]
        assert errors[1] < 2e-4
    errors = [np.abs(coefficient(48, quadrature) / reference - 1.0).max() for quadrature in (4, 8, 16)]
    assert errors[1] < 0.1 * errors[0]
    assert errors[2] < 2e-6


@pytest.mark.parametrize("name", ORDINARY)
def test_reported_error_of_ordinary_zones(name):
    assert (diffusion_error(ORDINARY[name], DEFAULT, RIGIDITY, 1.2, LIGHT) < 1e-4).all()


@pytest.mark.parametrize("name", ["halo_MA1.0", "halo_MA2.0", "disk_MA1.0"])
def test_reported_error_is_the_true_one(name):
    # Those of the references that are exact to 1e-5.
    case = [row for row in rows("diffusion_exact") if row["case"] == name]
    rigidity = np.array([float(row["rigidity_GV_at_1uG"]) for row in case])
    reference = np.array([float(row["D_parallel_cm2_s"]) for row in case]) / KPC2_MYR_IN_CM2_S
    found = np.asarray(diffuse(zone_of_row(case[0]), DEFAULT, 1e9, rigidity).coefficient)
    reported = np.asarray(diffusion_error(zone_of_row(case[0]), DEFAULT, rigidity, 1e9, LIGHT))
    np.testing.assert_allclose(reported, np.abs(found / reference - 1.0), rtol=0.2, atol=5e-6)


def test_fine_reports_an_upper_limit_and_published_none():
    turbulence = ORDINARY["halo"]
    fine = diffusion_error(turbulence, DEFAULT.at_resolution("fine"), RIGIDITY, 1.2, LIGHT)
    default = diffusion_error(turbulence, DEFAULT, RIGIDITY, 1.2, LIGHT)
    np.testing.assert_allclose(fine, default, rtol=1e-3)
    published = diffusion_error(turbulence, ScatteringSettings(numerics="published"), RIGIDITY[:1], 1.2)
    assert np.isnan(published).all()
