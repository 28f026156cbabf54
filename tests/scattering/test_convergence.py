"""The error of rates and D falls as each of the numbers of nodes grows, and the error that is reported is that."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.scattering import alfven, diffusion, fast, slow
from magnetosonic.scattering.diffusion import diffusion_coefficient, diffusion_error
from magnetosonic.scattering.integrals import scattering_tables
from magnetosonic.scattering.nodes import cascade_of
from magnetosonic.scattering.particles import Particles
from magnetosonic.scattering.resolution import RESOLUTIONS
from magnetosonic.scattering.settings import ScatteringSettings

from .reference import zone
from .shared import ALL, DEFAULT, PITCH, RIGIDITY, diffuse

TURBULENCE = zone(0.7, 100.0, 0.1, True, 1e5)
# Particles of all sizes, with v_A/v of the interstellar medium.
PARTICLES = Particles(jnp.array([1e-7, 1e-5, 1e-3, 1e-2]), jnp.array([3e-5]), jnp.asarray(PITCH))
ORDINARY = {
    "halo": zone(0.5, 100.0, 0.14, False),
    "disk": zone(0.4, 100.0, 0.1, True),
    "strong": zone(1.0, 100.0, 0.1, False),
    "small": zone(0.7, 10.0, 0.1, True),
}


def rate(part, monkeypatch, **numbers):
    """Rates of one interaction with other numbers of nodes."""
    name = str(numbers)
    monkeypatch.setitem(RESOLUTIONS, name, RESOLUTIONS["default"]._replace(**numbers))
    settings, tables = ALL.at_resolution(name), scattering_tables(ALL)

    def compute(turbulence):
        if part is alfven.gyroresonance:
            return part(tables, turbulence, settings, PARTICLES)
        return part(tables, cascade_of(turbulence), settings, PARTICLES)

    return np.asarray(jax.jit(compute)(TURBULENCE))


@pytest.mark.parametrize(
    ("part", "name", "numbers", "best", "tolerance"),
    [
        (fast.gyroresonance, "resonance", (4, 14), 40, 1e-4),
        (alfven.gyroresonance, "resonance", (4, 7), 40, 1e-5),
        (slow.gyroresonance, "perpendicular", (2, 6), 20, 1e-4),
    ],
)
def test_gyroresonance_converges(part, name, numbers, best, tolerance, monkeypatch):
    reference = rate(part, monkeypatch, **{name: best})
    counted = reference > 1e-30
    others = [rate(part, monkeypatch, **{name: n})[counted] for n in numbers]
    errors = [np.abs(other / reference[counted] - 1.0).max() for other in others]
    # Faster than algebraic where the integrands are smooth; kinks that are no edges slow it down.
    assert all(later < 0.2 * sooner for sooner, later in pairwise(errors))
    assert errors[-1] < tolerance


def test_transit_time_damping_converges(monkeypatch):
    compute = partial(rate, fast.transit_time_damping, monkeypatch)
    reference = compute(obliquity=20, size=384)
    for name, numbers, tolerance in (("obliquity", (2, 8), 1e-6), ("size", (24, 96), 2e-5)):
        errors = []
        for n in numbers:
            found = compute(**({"obliquity": 20, "size": 384} | {name: n}))
            errors.append(np.abs(found / reference - 1.0).max())
        assert errors[1] < 0.01 * errors[0]
        assert errors[1] < tolerance


def test_diffusion_converges_in_the_pitch_angle(monkeypatch):
    # All pitch angles of every choice at once; D is then computed from what was found there.
    choices = {"few": 8, "some": 16, "many": 64}
    nodes = np.concatenate([diffusion.even_chebyshev_nodes(count) for count in choices.values()])
    start = dict(zip(choices.values(), np.cumsum([0, 8, 16]), strict=True))
    settings = ScatteringSettings(resolution="fine", mode_energy={"fast": 1.0, "alfven": 0.5})
    halo = ORDINARY["halo"]

    @jax.jit
    def all_rates(turbulence):
        at = diffusion.particles(turbulence, jnp.asarray(RIGIDITY), jnp.full(1, 306.6), jnp.asarray(nodes))
        return diffusion.dimensionless_rates(scattering_tables(settings), turbulence, settings, at)

    known = {key: np.asarray(rate) for key, rate in all_rates(halo).items()}

    def found_before(tables, turbulence, settings, particles):
        first = start[particles.mu.size]
        return {key: jnp.asarray(rate[:, first : first + particles.mu.size]) for key, rate in known.items()}

    monkeypatch.setattr(diffusion, "dimensionless_rates", found_before)

    def coefficient(pitch, quadrature):
        name = f"pitch {pitch} {quadrature}"
        monkeypatch.setitem(RESOLUTIONS, name, RESOLUTIONS["fine"]._replace(pitch=pitch, pitch_quadrature=quadrature))
        return np.asarray(diffuse(halo, ScatteringSettings(resolution=name), 1e9).coefficient)

    reference = coefficient(64, 64)
    errors = [np.abs(coefficient(pitch, 64) / reference - 1.0).max() for pitch in (8, 16)]
    assert errors[1] < 0.1 * errors[0]
    assert errors[1] < 2e-4
    errors = [np.abs(coefficient(64, quadrature) / reference - 1.0).max() for quadrature in (6, 12, 24)]
    assert errors[1] < 0.1 * errors[0]
    assert errors[2] < 0.1 * errors[1]
    assert errors[2] < 1e-6


def test_reported_error(monkeypatch):
    monkeypatch.setitem(
        RESOLUTIONS, "best", RESOLUTIONS["fine"]._replace(pitch=48, resonance=24, obliquity=16, size=256)
    )
    best = ScatteringSettings(resolution="best")
    velocity = np.full(4, 306.6)
    for name, turbulence in ORDINARY.items():
        found = np.asarray(diffusion_coefficient(turbulence, DEFAULT, RIGIDITY, 1.2, velocity).coefficient)
        true = np.abs(
            found / np.asarray(diffusion_coefficient(turbulence, best, RIGIDITY, 1.2, velocity).coefficient) - 1
        )
        reported = np.asarray(diffusion_error(turbulence, DEFAULT, RIGIDITY, 1.2, velocity))
        assert (reported < 1e-4).all(), name
        # Of the order of the difference to a much finer computation, and itself as exact as a fine one.
        np.testing.assert_allclose(reported, true, rtol=0.3, atol=3e-6)


def test_fine_reports_an_upper_limit_and_published_none():
    turbulence, velocity = ORDINARY["halo"], np.full(4, 306.6)
    fine = diffusion_error(turbulence, DEFAULT.at_resolution("fine"), RIGIDITY, 1.2, velocity)
    default = diffusion_error(turbulence, DEFAULT, RIGIDITY, 1.2, velocity)
    np.testing.assert_allclose(fine, default, rtol=1e-3)
    published = diffusion_error(turbulence, ScatteringSettings(numerics="published"), RIGIDITY[:1], 1.2)
    assert np.isnan(published).all()
