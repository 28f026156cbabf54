"""From diffusion coefficients to spectra: D of the zones, and what the road makes of its model."""

import math

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.constants import KPC2_MYR_IN_CM2_S, SPEED_OF_LIGHT
from magnetosonic.species.kinematics import rigidity as rigidity_of
from magnetosonic.species.kinematics import velocity
from magnetosonic.studies.fornieri2021 import propagation
from magnetosonic.studies.fornieri2021.propagation import (
    WINDOW_ENERGIES,
    Combination,
    ZoneDiffusion,
    table_rigidity,
    transport_model,
    zone_diffusion,
)
from magnetosonic.transport.coefficients import kinematics
from tests.scattering.reference import rows

COARSE = ("transport.grid=fast", "transport.energies_per_decade=4")


@pytest.fixture(scope="module")
def model():
    return transport_model(*COARSE)


def interpolated(rigidity, values, wanted):
    return np.exp(CubicSpline(np.log(rigidity), np.log(values))(np.log(wanted)))


@pytest.mark.parametrize(
    ("name", "zone", "mach", "height"), [("halo_MA0.5", "halo", 0.5, 4.0), ("disk_MA0.4", "disk", 0.4, 0.5)]
)
def test_published_zones_are_those_of_the_authors(name, zone, mach, height):
    table = rows(f"deposited_{name}")
    rigidity, expected = (np.array([float(row[key]) for row in table]) for key in ("rigidity_GV", "D_cm2_s"))
    inside = table_rigidity() <= rigidity[-1]
    found = zone_diffusion("published", zone, mach, height)
    shared = table_rigidity()[inside]
    # Both are smooth on grids of ten points a decade, which splines meet to 1e-3 but for kinks of the published sums.
    ratio = found.coefficient[inside] * KPC2_MYR_IN_CM2_S / interpolated(rigidity, expected, shared)
    np.testing.assert_allclose(ratio, 1.0, atol=2e-3)
    assert found.confined.all()


def test_exact_zones_are_those_of_the_reference():
    # Reference without a limit of the mean free path.
    table = [row for row in rows("diffusion_exact") if row["case"] == "disk_MA1.0"]
    found = zone_diffusion("exact", "disk", 1.0, math.inf)
    rigidity, expected = (
        np.array([float(row[key]) for row in table]) for key in ("rigidity_GV_at_1uG", "D_parallel_cm2_s")
    )
    values = interpolated(table_rigidity(), found.coefficient, rigidity) * KPC2_MYR_IN_CM2_S
    np.testing.assert_allclose(values, expected, rtol=2e-3)
    assert zone_diffusion("exact", "disk", 1.0, math.inf) is found


def test_the_height_limits_the_mean_free_path():
    thin, thick = (zone_diffusion("exact", "disk", 1.0, height) for height in (0.05, math.inf))
    assert thick.confined.all()
    assert 0 < thin.confined.sum() < thin.confined.size
    assert np.all(thin.coefficient < thick.coefficient)
    assert np.any((thin.coefficient < 0.9 * thick.coefficient)[thin.confined])
    # At most that of ballistic escape, c L'/3 with a fifth of the height.
    assert np.all(thin.coefficient < SPEED_OF_LIGHT * 0.01 / 3.0)
    assert np.all(thin.coefficient[~thin.confined] > 0.3 * SPEED_OF_LIGHT * 0.01 / 3.0)


def test_machs_in_words():
    assert Combination("exact", 0.5, 0.5).machs == "0.5"
    assert Combination("exact", 0.5, 0.66).machs == "0.5 (disk), 0.66 (halo)"


def test_combinations_ask_for_their_zones(monkeypatch):
    monkeypatch.setattr(propagation, "zone_diffusion", lambda *asked: asked)
    assert Combination("published", 0.4, 0.6, 1.5).zones() == (
        ("published", "disk", 0.4, 1.5),
        ("published", "halo", 0.6, 4.0),
    )


def power_law_zones(monkeypatch):
    """D = 0.01 kpc^2/Myr (rho/GV)^0.5 in the halo, half of it in the disk."""

    def zone(numerics, name, mach, height):
        coefficient = {"disk": 0.005, "halo": 0.01}[name] * table_rigidity() ** 0.5
        return ZoneDiffusion(coefficient, np.full(coefficient.size, True))

    monkeypatch.setattr(propagation, "zone_diffusion", zone)


@pytest.mark.parametrize("numerics", ["exact", "published"])
def test_only_exact_coefficients_follow_the_velocity(model, monkeypatch, numerics):
    power_law_zones(monkeypatch)
    motion = kinematics(model.network())
    found = np.asarray(Combination(numerics, 0.5, 0.5).diffusion()((), motion.rigidity, motion.velocity))
    speed = np.asarray(motion.velocity)
    assert speed.min() < 0.7
    expected = 0.01 * np.sqrt(np.asarray(motion.rigidity)) * (speed if numerics == "exact" else 1.0)
    np.testing.assert_allclose(found[1], expected, rtol=1e-10)
    np.testing.assert_allclose(found[0], 0.5 * expected, rtol=1e-10)


def test_the_model_of_a_combination(model, monkeypatch):
    power_law_zones(monkeypatch)
    found = Combination("published", 0.4, 0.5, disk_height=1.5, slope=2.5).model(*COARSE)
    assert [float(zone.half_height) for zone in found.zones] == [1.5, 4.0]
    assert {float(entry.slopes[-1]) for _, entry in found.injection.items()} == {2.5}
    rigidity = np.array([3.0, 3e3])
    np.testing.assert_allclose(found.coefficient(rigidity), np.outer([0.005, 0.01], np.sqrt(rigidity)), rtol=1e-10)
    # What it is made of stays what it was.
    assert float(model.zones[0].half_height) == 0.5
    assert {float(entry.slopes[-1]) for _, entry in model.injection.items()} == {2.3}


def test_one_slope_above_200_gv_for_all_nuclides(model):
    published = build_model(load_config("fornieri2021"))
    assert set(model.injection) == set(published.injection)
    rigidity = np.geomspace(10.0, 1e5, 400)
    for nuclide in model.injection:
        momentum = rigidity * nuclide.charge / nuclide.nucleons
        rest = nuclide.rest_energy_per_nucleon
        energy = np.sqrt(momentum**2 + rest**2) - rest
        np.testing.assert_allclose(rigidity_of(energy, nuclide), rigidity, rtol=1e-10)
        speed = np.asarray(velocity(energy, nuclide))

        def spectrum(injection, nuclide=nuclide, momentum=momentum, speed=speed):
            at = (values[None] for values in (rigidity, momentum, speed))
            return np.asarray(injection.spectra([nuclide], *at))[0]

        # Sources are power laws per momentum: times the velocity.
        slope = -np.diff(np.log(spectrum(model.injection) * speed)) / np.diff(np.log(rigidity))
        above, below = rigidity[:-1] >= 200.0, rigidity[1:] <= 200.0
        np.testing.assert_allclose(slope[above], 2.3, rtol=1e-9)
        first = published.injection[nuclide]
        np.testing.assert_allclose(slope[below][-1], first.slopes[-1], rtol=1e-9)
        np.testing.assert_allclose(
            spectrum(model.injection)[:-1][below], spectrum(published.injection)[:-1][below], rtol=1e-12
        )


def test_the_energies_of_the_window_cover_the_data():
    energies = transport_model(*WINDOW_ENERGIES).energy
    # 200 GV of nuclei with A = 2Z are 99 GeV/n; hydrogen of AMS-02 ends at 1.8 TV, B/C at 3.3 TV.
    assert energies[0] == pytest.approx(60.0)
    assert energies[-1] >= 6000.0 * (1 - 1e-12)
