"""The whole road against public runs of another program, which solves the same equations by time stepping.

That program normalises the primary protons alone, which lowers all our fluxes by 2 %; see docs/validation.md for the
differences and what is known of their causes.
"""

import runpy
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config

HERE = files(__package__)
PACKAGED = files("magnetosonic.studies.fornieri2021")
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def compare(preset, table, *overrides):
    lines = [line for line in table.read_text().splitlines() if not line.startswith("#")]
    reference = np.genfromtxt(lines, delimiter=",", names=True)
    spectra = build_model(load_config(preset, overrides)).predict().interstellar
    energy = reference["kinetic_energy_GeV_per_n"]

    def difference(name):
        parts = name.split("/")
        expected = reference[parts[0]] / (reference[parts[1]] if len(parts) == 2 else 1.0)
        ours = spectra.ratio(name) if len(parts) == 2 else spectra.per_energy(name)
        found = np.exp(np.interp(np.log(energy), np.log(spectra.energy), np.log(ours)))
        return found / expected - 1

    return energy, difference


@pytest.fixture(scope="module")
def one_zone():
    return compare("dragon2-base", HERE / "one_zone_power_law.csv")


@pytest.fixture(scope="module")
def two_zones():
    return compare("fornieri2021", PACKAGED / "authors_run.csv")


def one_law(eta, slope, *more):
    """The base model with one slope for all sources and another power law."""
    nuclides = load_config("dragon2-base").injection.nuclides
    injected = ", ".join(
        f"{name}={{abundance={entry.abundance}, slopes=[{slope}]}}" for name, entry in nuclides.items()
    )
    law = f'{{D0="4e28 cm2/s", rho0="4 GV", delta=0.4, eta={eta}}}'
    return f"injection.nuclides={{{injected}}}", f"diffusion.power_law={law}", *more


@pytest.fixture(scope="module")
def one_slope():
    return compare("dragon2-base", HERE / "one_slope.csv", *one_law(0, 2.3))


@pytest.fixture(scope="module")
def reacceleration():
    # Without the factor 4/3: what that program's option "Ptuskin94" does.
    waves = 'transport.reacceleration={alfven_speed="20 km/s", four_thirds=false}'
    return compare("dragon2-base", HERE / "reacceleration.csv", *one_law(1, 2.35, waves))


# 4 % is what the run's own discretisation allows for ratios, 6 % for fluxes. Its B/C departs from the asymptotic slope
# 0.45 above 10 TeV/n, where its shortest time step exceeds the diffusion time of a cell: 4.5 % at 50 TeV/n.
# Helium is compared as 4He: that program has no channel from 4He to 3He.
@pytest.mark.parametrize(
    ("quantity", "tolerance"),
    [("B/C", 0.05), ("Be/B", 0.01), ("C/O", 0.01), ("N/O", 0.04), ("Be10/Be9", 0.02), ("Li/B", 0.01)],
)
def test_ratios_of_the_one_zone_run(one_zone, quantity, tolerance):
    _, difference = one_zone
    assert np.max(np.abs(difference(quantity))) < tolerance


@pytest.mark.parametrize(("quantity", "tolerance"), [("H1", 0.045), ("He4", 0.06), ("C", 0.06), ("O", 0.06)])
def test_fluxes_of_the_one_zone_run(one_zone, quantity, tolerance):
    _, difference = one_zone
    assert np.max(np.abs(difference(quantity))) < tolerance


# As for the run above, whose B/C this one's resembles: 4.2 % at 104 TeV/n.
@pytest.mark.parametrize(
    ("quantity", "tolerance"),
    [
        *[("B/C", 0.045), ("Be/B", 0.012), ("C/O", 0.01), ("N/O", 0.03), ("Be10/Be9", 0.015), ("Li/B", 0.01)],
        *[("H1", 0.05), ("He4", 0.06), ("C", 0.06), ("O", 0.06)],
    ],
)
def test_run_with_one_slope(one_slope, quantity, tolerance):
    _, difference = one_slope
    assert np.max(np.abs(difference(quantity))) < tolerance


# 10 % is what is asked for; B/C is off by 5 % at 1 GeV/n, twice as much as without reacceleration.
@pytest.mark.parametrize(
    ("quantity", "tolerance"),
    [
        *[("B/C", 0.055), ("Be/B", 0.012), ("C/O", 0.015), ("N/O", 0.045), ("Be10/Be9", 0.03), ("Li/B", 0.01)],
        *[("H1", 0.06), ("He4", 0.05), ("C", 0.065), ("O", 0.06)],
    ],
)
def test_run_with_reacceleration(reacceleration, quantity, tolerance):
    _, difference = reacceleration
    assert np.max(np.abs(difference(quantity))) < tolerance


# That program counts (D/R) dN/dR twice. The shift of every quantity by this comes from benchmarks/radial_terms.py, on a
# coarse grid, which changes it by 3e-4 of the quantity. What is left is within 3 %, what the run's own steps of 30 % in
# energy let one expect: -2.2 % at most in the fluxes at 1 GeV/n, -1.9 % in B/C, -1.2 % above 3 GeV/n.
@pytest.fixture(scope="module")
def radial_terms():
    return SimpleNamespace(**runpy.run_path(str(BENCHMARKS / "radial_terms.py")))


@pytest.fixture(scope="module")
def direct(radial_terms):
    """Two zones by the direct solution of the script, with and without the excess term."""
    coarse = "transport.energies_per_decade=4", "galaxy.grid.radial_cells=31", "galaxy.grid.height_order=4"
    return radial_terms.with_and_without(radial_terms.TWICE, *coarse)


@pytest.fixture(scope="module")
def two_zones_as_that_program(two_zones, radial_terms, direct):
    energy, difference = two_zones

    def shifted(name):
        wrong, right = (radial_terms.values(spectra, name, energy) for spectra in direct)
        return (1 + difference(name)) * wrong / right - 1

    return energy, shifted


# Limits from 1 GeV/n and from 3 GeV/n on.
@pytest.mark.parametrize(
    ("quantity", "everywhere", "above"),
    [
        *[("H1", 0.032, 0.025), ("He4", 0.025, 0.022), ("C", 0.03, 0.018), ("O", 0.03, 0.018)],
        *[
            ("B/C", 0.02, 0.011),
            ("Be/B", 0.005, 0.005),
            ("C/O", 0.005, 0.005),
            ("N/C", 0.016, 0.008),
            ("Be10/Be9", 0.02, 0.009),
        ],
    ],
)
def test_two_zone_run_with_its_excess_term(two_zones_as_that_program, quantity, everywhere, above):
    energy, difference = two_zones_as_that_program
    assert np.max(np.abs(difference(quantity))) < everywhere
    assert np.max(np.abs(difference(quantity)[energy > 3.0])) < above


def test_the_excess_term_is_what_takes_boron_away(two_zones, two_zones_as_that_program):
    """Without it, B/C is 6.5 to 9.7 % above that run's at every energy."""
    plain, shifted = two_zones[1]("B/C"), two_zones_as_that_program[1]("B/C")
    assert np.all((plain > 0.065) & (plain < 0.097))
    assert np.all(np.abs(shifted) < 0.3 * plain)


def test_excess_term_is_an_inward_wind(radial_terms):
    """Rows are the integral of -(1/R) dN/dR r dr: for N = 1 - R/R_max cell by cell the width over R_max."""
    nodes = np.array([0.0, 0.3, 0.8, 1.1, 1.9, 2.5])  # the last is R_max
    space, masses = SimpleNamespace(shape=(5, 2)), np.array([2.0, 3.0])
    faces = np.append(0.0, 0.5 * (nodes[1:] + nodes[:-1]))
    density = np.outer(1 - nodes[:-1] / 2.5, np.ones(2))
    found = (radial_terms.inward_wind(space, masses) @ density.ravel()).reshape(5, 2)
    np.testing.assert_allclose(found[1:], np.outer(np.diff(faces)[1:] / 2.5, masses), rtol=1e-12)
    np.testing.assert_array_equal(found[0], 0.0)


@pytest.mark.parametrize("name", ["H1", "C", "B/C", "Be10/Be9"])
def test_direct_solution_without_the_excess_term_is_ours(two_zones, radial_terms, direct, name):
    """To the error of its grid: that of 31 radial cells, and of four energies a decade below the breaks at 8 GV."""
    energy, difference = two_zones
    lines = [line for line in (PACKAGED / "authors_run.csv").read_text().splitlines() if not line.startswith("#")]
    run = np.genfromtxt(lines, delimiter=",", names=True)
    parts = name.split("/")
    ours = (1 + difference(name)) * run[parts[0]] / (run[parts[1]] if len(parts) == 2 else 1.0)
    found = radial_terms.values(direct[1], name, energy) / ours - 1
    assert np.max(np.abs(found)) < 0.02
    assert np.max(np.abs(found[energy > 20.0])) < 2e-3


def test_missing_coupling_of_the_one_zone_runs(radial_terms):
    """It lowers B/C at the Sun by 0.5 % at 1 GeV/n to 1.8 % above 1 TeV/n, so it is not why theirs is above ours."""
    coarse = "transport.energies_per_decade=4", "galaxy.grid.height_order=4", "network.max_charge=8"
    wrong, right = radial_terms.with_and_without(radial_terms.LEFT_OUT, *coarse)
    energy = np.array([1.2, 10.0, 1e4])
    ratio = radial_terms.values(wrong, "B/C", energy) / radial_terms.values(right, "B/C", energy)
    np.testing.assert_allclose(100 * (ratio - 1), [-0.54, -1.08, -1.81], atol=0.1)


def test_the_comparison_can_fail(one_zone):
    energy, difference = one_zone
    assert np.max(np.abs(1.05 * (1 + difference("Be/B")) - 1)) > 0.04
    assert energy[0] >= 1.0
