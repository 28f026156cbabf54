"""Warnings where the Larmor radius exceeds L and not all harmonics are summed."""

import numpy as np
import pytest

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model
from magnetosonic.outputs.harmonics import few_harmonics

# r_L = 3.33564e12 cm (rho/GV)/(B/uG) is L = 10 pc = 3.08568e19 cm at 9.2506e6 GV in 1 uG.
SCALES = [
    *(f'zones.{zone}.injection_scale="{scale} pc"' for zone, scale in (("disk", 10), ("halo", 100))),
    *(f'zones.{zone}.magnetic_field="1 uG"' for zone in ("disk", "halo")),
]
RIGIDITY = np.array([1.0, 9.2e6, 9.3e6, 5e7])


def lines(*overrides):
    return few_harmonics(build_model(load_config("fornieri2021", [*SCALES, *overrides])), RIGIDITY)


@pytest.mark.parametrize(
    ("numerics", "harmonic", "words"),
    [("published", 1, "harmonic 1 alone"), ("exact", 1, "harmonic 1 alone"), ("exact", 6, "harmonics up to 6")],
)
def test_zone_and_rigidities_beyond_the_injection_scale_are_named(numerics, harmonic, words):
    (line,) = lines(f'scattering.numerics="{numerics}"', f"scattering.max_harmonic={harmonic}")
    assert line.startswith("disk: ")
    assert "9.251e+06 GV" in line
    assert "9.3e+06 to 5e+07 GV" in line
    assert words in line


def test_no_warning_with_all_harmonics_or_where_all_rigidities_are_below():
    model = ['scattering.numerics="exact"', 'scattering.max_harmonic="all"']
    assert lines(*model) == []
    assert few_harmonics(build_model(load_config("fornieri2021", SCALES)), RIGIDITY[:2]) == []
    # A zone asked for by name, as for its rates.
    other = build_model(load_config("fornieri2021", SCALES))
    assert few_harmonics(other, RIGIDITY, [other.zone("halo")]) == []


def test_no_warning_about_a_given_diffusion_coefficient():
    assert few_harmonics(build_model(load_config("dragon2-base")), RIGIDITY * 1e6) == []
