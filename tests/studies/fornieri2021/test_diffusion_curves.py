"""The data behind the figures and the texts beside them."""

import csv
import io

import numpy as np
import pytest

from magnetosonic.constants import KM_S_IN_KPC_MYR, KPC2_MYR_IN_CM2_S, SPEED_OF_LIGHT
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.studies.fornieri2021.diffusion_curves import (
    ALFVEN,
    BOTH,
    Case,
    DiffusionCurve,
    ballistic_escape,
    diffusion_csv,
    diffusion_curve,
)
from magnetosonic.studies.fornieri2021.mach_scan import describe_mach_scan, mach_scan
from magnetosonic.studies.fornieri2021.mode_comparison import describe_modes, mode_comparison
from magnetosonic.studies.fornieri2021.text import rigidity_text
from magnetosonic.studies.fornieri2021.truncation import (
    ANGLE,
    TruncationCurve,
    describe_truncation,
    largest_angle,
    resonant_wave_number,
    truncation_csv,
    truncation_curves,
)
from magnetosonic.studies.fornieri2021.zones import DISK, HALO, RIGIDITY
from magnetosonic.turbulence.medium import Turbulence
from tests.studies.fornieri2021.invented_curves import invented_scan

MASS_RATIO = 1836.15267


def rows_of(text):
    return list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("#")))


def collisionless(cosine, mach, beta, mass_ratio):
    """X of Fornieri et al. 2021, equation A18."""
    amplitude = 4.0 * mach**4 * mass_ratio * cosine**2 / (np.pi * beta * (1.0 - cosine**2) ** 2)
    return amplitude * np.exp(2.0 / (mass_ratio * beta * cosine**2))


def viscous(cosine):
    """X of equation A19 for beta < 1, x_c = 1e6."""
    return 1e6 * (1.0 - cosine**2) ** (-2.0 / 3.0)


@pytest.mark.parametrize("zone", [HALO, DISK])
@pytest.mark.parametrize("numerics", ["exact", "published"])
@pytest.mark.parametrize("mach", [0.1, 1.0])
def test_truncation_follows_the_laws_of_the_paper(zone, numerics, mach):
    rows = [
        row
        for row in rows_of(truncation_csv(truncation_curves()))
        if (row["zone"], row["numerics"], float(row["alfven_mach"])) == (zone.name, numerics, mach)
        and row["damping"] == "+".join(zone.dampings)
    ]
    alpha, found = (np.array([float(row[key]) for row in rows]) for key in ("alpha_deg", "X"))
    np.testing.assert_array_equal(alpha, ANGLE)
    cosine = np.cos(np.radians(alpha))
    mass_ratio, cap = MASS_RATIO, 3e-9 * 100.0 * 3.0856776e18
    if numerics == "published":
        cosine, mass_ratio, cap = np.sin(0.5 * np.pi * cosine), 0.939 / 0.511e-3, 1e2 * 100.0 * 3.0857e18 / 3.37e10
    expected = np.minimum(collisionless(cosine, mach, zone.plasma_beta, mass_ratio), cap)
    if zone is DISK:
        expected = np.minimum(expected, viscous(cosine))
    # The mass ratio is rounded to 2e-9 here, and the exponent below the cap is at most 28.
    np.testing.assert_allclose(found, expected, rtol=1e-7)


def test_truncation_text_holds_the_ratios():
    curves = truncation_curves()
    text = describe_truncation(curves, "title")
    i = int(np.flatnonzero(ANGLE == 30.0)[0])
    cosine = np.cos(np.radians(30.0))
    ratio = collisionless(np.sin(0.5 * np.pi * cosine), 0.5, 0.1, 0.939 / 0.511e-3)
    ratio /= collisionless(cosine, 0.5, 0.1, MASS_RATIO)
    line = next(line for line in text.splitlines() if line.startswith("| halo | 0.5 |"))
    assert f" {ratio:.3g} " in line
    exact, published = (
        next(c for c in curves if (c.zone, c.numerics, c.alfven_mach) == (HALO, n, 0.5)) for n in ("exact", "published")
    )
    np.testing.assert_allclose(published.scale[i] / exact.scale[i], ratio, rtol=1e-7)


def test_reach_of_the_resonant_waves():
    level = resonant_wave_number(1.0)
    # r_L = 1 GV/(c 1 uG) = 3.3356e12 cm.
    np.testing.assert_allclose(level, 100.0 * 3.0856776e18 / 3.33564095e12, rtol=1e-7)
    falling = TruncationCurve(HALO, HALO.dampings, "exact", 1.0, level * 10.0 ** ((30.0 - ANGLE) / 10.0))
    np.testing.assert_allclose(largest_angle(falling, level), 30.0, rtol=1e-12)
    assert largest_angle(falling, 1e-3) == ANGLE[-1]
    assert largest_angle(falling, 1e30) == 0.0


def direct(zone_name, mach, scale_pc, numerics, modes, length):
    """D without anything of the module under test."""
    disk = zone_name == "disk"
    turbulence = Turbulence(
        mach, scale_pc / 1e3, 0.14 if disk else 0.1, 10.0 * KM_S_IN_KPC_MYR, 1.0, collisionless=True, viscous=disk
    )
    settings = ScatteringSettings(modes=modes, numerics=numerics, confinement="threshold")
    return diffusion_coefficient(turbulence, settings, RIGIDITY, length)


def test_scan_holds_the_diffusion_coefficients():
    # Few wave angles belong to M_A = 2, which makes the published numerics quick.
    rows = rows_of(diffusion_csv(mach_scan(10.0, (2.0,))))
    assert len(rows) == 2 * 2 * RIGIDITY.size
    for zone, length in (("halo", 1.2), ("disk", 0.18)):
        for numerics in ("exact", "published"):
            chosen = [
                row for row in rows if (row["zone"], row["numerics"], row["alfven_mach"]) == (zone, numerics, "2")
            ]
            assert {(r["modes"], r["injection_scale_pc"]) for r in chosen} == {("fast+alfven", "10")}
            assert {float(r["confinement_length_kpc"]) for r in chosen} == {length}
            expected = direct(zone, 2.0, 10.0, numerics, BOTH, length)
            # Ten digits are written.
            for key, values in (
                ("rigidity_GV", RIGIDITY),
                ("D_cm2_s", expected.coefficient * KPC2_MYR_IN_CM2_S),
                ("mu_star", expected.mu_star),
            ):
                np.testing.assert_allclose([float(row[key]) for row in chosen], values, rtol=1e-9)
            assert [row["confined"] == "true" for row in chosen] == list(expected.confined)


def test_curves_are_computed_once():
    case = Case(HALO, BOTH, "exact", 2.0, 10.0)
    assert diffusion_curve(case) is diffusion_curve(Case(HALO, BOTH, "exact", 2.0, 10.0))


def test_published_curves_tell_that_pitch_angles_are_left_out():
    # mu* is 0.999, the largest there is, although pitch angles below it do not count: so D is lower than without limit.
    case = Case(DISK, BOTH, "published", 0.3, 100.0)
    limited = diffusion_curve(case)
    free = diffusion_curve(Case(DISK, BOTH, "published", 0.3, 100.0, limited=False))
    assert free.complete.all()
    np.testing.assert_array_equal(limited.coefficient == free.coefficient, limited.complete)
    assert not limited.complete[-1]
    assert limited.confined[-1]
    assert limited.mu_star[-1] == 0.999


def test_modes_without_limit():
    curves = mode_comparison((2.0,))
    assert len(curves) == 2 * 2 * 2 * 2
    found = {(c.case.zone.name, c.case.modes, c.case.numerics, c.case.limited): c for c in curves}
    alone, limited = (found["halo", ALFVEN, "exact", free] for free in (False, True))
    expected = direct("halo", 2.0, 100.0, "exact", ALFVEN, np.inf)
    np.testing.assert_array_equal(alone.coefficient, expected.coefficient * KPC2_MYR_IN_CM2_S)
    # Without limit nothing escapes ballistically; with it Alfvén modes do not confine at 1 GV.
    assert alone.complete.all()
    assert not limited.confined[0]
    np.testing.assert_allclose(limited.coefficient[0], SPEED_OF_LIGHT * 0.4 * KPC2_MYR_IN_CM2_S, rtol=1e-12)
    np.testing.assert_allclose(limited.coefficient[0], ballistic_escape(HALO), rtol=1e-12)
    both = found["halo", BOTH, "exact", False]
    text = describe_modes(curves, "title")
    line = next(line for line in text.splitlines() if line.startswith("| halo | exact | 2 |"))
    assert f" {alone.coefficient[10] / both.coefficient[10]:.2e} " in line
    assert "- At 10 GV D of Alfvén modes alone is " in text
    assert f"ballistic escape is D = {ballistic_escape(HALO):.2e}" in text


def test_scan_text_follows_the_data():
    text = describe_mach_scan(invented_scan(), "title")
    assert text.startswith("# title\n")
    assert "| halo | 0.5 | - | 3* | 3 | 3 | 3 | 3 | 3 |" in text
    assert "| disk | 1 | 3 | 3 | 3 | 3 | 3 | 3 | 3 |" in text
    assert "- halo: at 10 GV" not in text  # there only one M_A is confined by both numerics
    assert "- halo: where every pitch angle counts, exact over published is between 3 " in text
    assert "| halo | 0.5 | 0.25 | - | 0.25 | 0.25 |" in text
    assert "M_A = 0.5: some pitch angles only from 10 GV to 79.4 GV; none from 1 GV to 7.94 GV" in text
    assert "M_A = 1: every pitch angle at every rigidity" in text


def test_scan_text_reports_a_sudden_fall():
    curves = invented_scan()
    first = curves[0]
    coefficient = first.coefficient.copy()
    coefficient[31:] /= 100.0
    curves[0] = DiffusionCurve(first.case, coefficient, first.mu_star, first.confined, first.complete)
    assert "D falls by a factor of 94.4 from 1 TV to 1.26 TV" in describe_mach_scan(curves, "title")


@pytest.mark.parametrize(
    ("rigidity", "text"), [(1.0, "1 GV"), (79.43, "79.4 GV"), (1e3, "1 TV"), (2.512e5, "251 TV"), (1e6, "1 PV")]
)
def test_rigidities_are_written_with_their_unit(rigidity, text):
    assert rigidity_text(rigidity) == text
