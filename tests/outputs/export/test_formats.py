"""All formats of a model at once, and what is left out; the laws that are fitted."""

import numpy as np
import pytest

from magnetosonic.errors import InputError
from magnetosonic.outputs.export.formats import FORMATS, NOTES, export_model
from magnetosonic.outputs.export.power_laws import broken_power_law, power_law, twice_broken_power_law

from .models import ONE_ZONE, material, proton_helium_prediction, two_zones

RIGIDITY = np.geomspace(0.5, 1e6, 120)


def test_all_formats(tmp_path):
    exported = two_zones()
    exported.prediction = proton_helium_prediction()
    notes = export_model(exported, "all", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*FORMATS, NOTES}
    assert (tmp_path / NOTES).read_text() == notes
    assert notes.startswith("made for a test\n")
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("*/*")}
    assert files == {
        *("dragon2/D_disk.txt", "dragon2/D_halo.txt", "dragon2/diffusion.xml"),
        *("galprop/galdef_disk.txt", "galprop/galdef_halo.txt"),
        *("usine/transport_disk.par", "usine/transport_halo.par", "crpropa/diffusion.csv", "hermes/fluxes.fits"),
    }


def test_one_format(tmp_path):
    notes = export_model(material(ONE_ZONE), "galprop", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"galprop", NOTES}
    assert "galdef_halo.txt" in notes


def test_what_a_format_cannot_hold_is_told(tmp_path, monkeypatch):
    def refuse(material, folder):
        raise InputError("zones", 3, "one or two zones")

    monkeypatch.setattr("magnetosonic.outputs.export.formats.FORMATS", {**FORMATS, "dragon2": refuse})
    one, folder = tmp_path / "one", tmp_path / "all"
    one.mkdir()
    folder.mkdir()
    exported = material(ONE_ZONE)
    exported.prediction = proton_helium_prediction()
    with pytest.raises(InputError, match="zones = 3"):
        export_model(exported, "dragon2", one)
    notes = export_model(exported, "all", folder)
    assert "not written: zones = 3 is not allowed" in notes
    assert not (folder / "dragon2").exists()
    assert (folder / "crpropa" / "diffusion.csv").exists()


def test_unknown_format(tmp_path):
    with pytest.raises(InputError, match=r"^form = 'picard' .*dragon2, galprop, usine, crpropa, hermes, all"):
        export_model(material(ONE_ZONE), "picard", tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_closest_power_law_of_a_parabola():
    """ln D = x^2 on -1..1 is closest to the constant 1/2 (Chebyshev): off by 1/2 at both ends and in the middle."""
    x = np.linspace(-1, 1, 201)
    law = power_law(np.exp(x), np.exp(x**2))
    assert law.coefficient == pytest.approx(np.exp(0.5), rel=1e-6)
    assert law.slope == pytest.approx(0.0, abs=1e-6)
    assert law.deviation == pytest.approx(np.exp(0.5) - 1, rel=1e-6)


def test_slopes_keep_to_their_range():
    law = power_law(RIGIDITY, RIGIDITY**-0.2, slopes=(0.0, 2.0))
    assert law.slope == 0.0
    # A constant between the ends: the largest deviation is the square root of their ratio.
    assert 1 + law.deviation == pytest.approx((RIGIDITY[-1] / RIGIDITY[0]) ** 0.1, rel=1e-6)


def test_a_broken_power_law_is_found_again():
    at = RIGIDITY[70]
    table = 2e28 * (RIGIDITY / at) ** np.where(at > RIGIDITY, 0.2, 0.6)
    law = broken_power_law(RIGIDITY, table)
    assert (law.break_rigidity, law.low, law.high) == pytest.approx((at, 0.2, 0.6), rel=1e-6)
    assert law.coefficient == pytest.approx(2e28, rel=1e-6)
    np.testing.assert_allclose(law(RIGIDITY), table, rtol=1e-6)  # of the linear program
    assert law.deviation < 1e-6


def test_a_smooth_law_of_two_breaks_is_found_again():
    first, second = (1 + (RIGIDITY / 5) ** 2) ** 0.5, (1 + (RIGIDITY / 3e3) ** 4) ** 0.25
    table = 1e28 * RIGIDITY**-0.3 * first**0.8 * second**-0.25
    law = twice_broken_power_law(RIGIDITY, table)
    assert law.deviation < 1e-6
    np.testing.assert_allclose(law(RIGIDITY), table, rtol=1e-6)
    found = law.low, law.slope, law.high, law.low_break, law.high_break, law.low_smoothness, law.high_smoothness
    assert found == pytest.approx((-0.3, 0.5, 0.25, 5.0, 3e3, 0.5, 0.25), rel=1e-3)
