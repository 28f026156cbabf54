"""The boundary between strings, Astropy quantities and internal numbers."""

import numpy as np
import pytest
from astropy import units as u

from magnetosonic.errors import InputError
from magnetosonic.units import kind_of, to_internal, to_text

UNITS = ("kpc", "Myr", "kpc/Myr", "1/Myr", "kpc2/Myr", "GeV", "GeV/n", "GV", "uG", "cm-3", "K", "1/(GeV m2 s sr)")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("100 pc", "kpc", 0.1),
        ("4 kpc", "kpc", 4.0),
        (250 * u.pc, "kpc", 0.25),
        (np.float64(3.0) * u.kpc, "kpc", 3.0),
        ("1 Gyr", "Myr", 1000.0),
        # 1 kpc/Myr = 3.0856775814913673e21 cm / 3.15576e13 s = 977.7922 km/s (IAU parsec, Julian year).
        ("977.7922216807892 km/s", "kpc/Myr", 1.0),
        ("977.7922216807892 km/s/kpc", "1/Myr", 1.0),
        ("977.7922216807892 km / s / kpc", "1/Myr", 1.0),
        ("0.9777922216807892 km/(s pc)", "1/Myr", 1.0),
        ("2 1/Myr", "1/Myr", 2.0),
        # (3.0856775814913673e21 cm)^2 / 3.15576e13 s = 3.01715e29 cm^2/s.
        ("3.0171515378e29 cm2/s", "kpc2/Myr", 1.0),
        ("500 MeV", "GeV", 0.5),
        ("2 TeV/n", "GeV/n", 2000.0),
        ("2 TeV / n", "GeV/n", 2000.0),
        ("2 TeV", "GeV/n", 2000.0),
        ("3e11 V", "GV", 300.0),
        ("1.5 TV", "GV", 1500.0),
        ("0.6 GV", "GV", 0.6),
        ("0.5 nT", "uG", 5.0),
        ("1e3 m-3", "cm-3", 1e-3),
        ("8000 K", "K", 8000.0),
        ("0.25 1/(GeV m2 s sr)", "1/(GeV m2 s sr)", 0.25),
        ("0.25 1/((GeV/n) m2 s sr)", "1/(GeV m2 s sr)", 0.25),
        ("1 GeV-1 cm-2 s-1 sr-1", "1/(GeV m2 s sr)", 1e4),
        (0.5, "", 0.5),
        (3, "", 3.0),
        (np.float32(0.5), "", 0.5),
        (50 * u.percent, "", 0.5),
    ],
)
def test_accepts(value, unit, expected):
    result = to_internal(value, unit, "some.field")
    assert type(result) is float
    # Eleven digits are given above for the diffusion coefficient, all else is exact up to rounding.
    assert result == pytest.approx(expected, rel=1e-10 if unit == "kpc2/Myr" else 1e-14)


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (100, "kpc"),
        (100.0, "kpc"),
        ("100", "kpc"),
        ("100 km/s", "kpc"),
        ("kpc", "kpc"),
        ("", "kpc"),
        ("one kpc", "kpc"),
        ("1 furlong", "kpc"),
        ("nan kpc", "kpc"),
        ("inf kpc", "kpc"),
        ("1e400 kpc", "kpc"),
        (None, "kpc"),
        (True, "kpc"),
        ([1, 2] * u.kpc, "kpc"),
        (1 * u.s, "kpc"),
        ("1 kpc/n", "kpc"),
        ("10 km/s", "1/Myr"),
        ("10 km/s/kpc", "kpc/Myr"),
        ("10 GeV", "GV"),
        ("10 GV", "GeV"),
        ("10 GV/n", "GeV/n"),
        ("0.25 1/(GeV m2 s)", "1/(GeV m2 s sr)"),
        (float("nan"), ""),
        (float("inf"), ""),
        (True, ""),
        ("0.5", ""),
        (1j, ""),
        (1 * u.kpc, ""),
        ([0.5, 0.6] * u.dimensionless_unscaled, ""),
    ],
)
def test_refuses(value, unit):
    with pytest.raises(InputError) as refused:
        to_internal(value, unit, "some.field")
    message = str(refused.value)
    assert "some.field" in message
    assert repr(value) in message
    assert (f'for example "{kind_of(unit).example}"' if unit else "a finite number") in message


@pytest.mark.parametrize("unit", UNITS)
def test_examples_in_messages_are_accepted(unit):
    assert to_internal(kind_of(unit).example, unit, "example") > 0


@pytest.mark.parametrize("unit", UNITS)
def test_text_reads_back_to_the_same_number(unit):
    values = 10.0 ** np.random.default_rng(1).uniform(-30, 30, 200)
    for value in values:
        assert to_internal(to_text(float(value), unit), unit, "value") == value


def test_text_is_short_where_it_can_be():
    assert to_text(to_internal("10 km/s", "kpc/Myr", "v"), "kpc/Myr") == "10 km/s"
    assert to_text(to_internal("3.7e28 cm2/s", "kpc2/Myr", "D0"), "kpc2/Myr") == "3.7e+28 cm2/s"
    assert to_text(0.1, "kpc") == "0.1 kpc"
    assert to_text(200.2879, "GeV/n") == "200.2879 GeV/n"


def test_unknown_internal_unit_is_a_programming_error():
    with pytest.raises(ValueError, match="no internal unit"):
        to_internal("1 parsec", "pc", "length")
