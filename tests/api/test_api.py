"""The public functions: labelled arrays, quantities with units, clear refusals."""

import subprocess
import sys

import numpy as np
import pytest
from astropy import units as u
from scipy.interpolate import CubicSpline

import magnetosonic as ms
from magnetosonic import api
from magnetosonic.inference import AbundanceTarget, Window, abundance_target
from tests.api.power_law import POWER_LAW


def test_diffusion_of_a_power_law():
    table = ms.load_model(POWER_LAW).diffusion([4, 400] * u.GV)
    np.testing.assert_allclose(table.D.sel(zone="halo"), [4e28, 4e29], rtol=1e-12)
    assert table.D.attrs["units"] == "cm^2/s"
    assert table.rigidity.attrs["units"] == "GV"
    assert ms.load_model(POWER_LAW).diffusion(4000 * u.MV).D.item() == pytest.approx(4e28)


def test_run_returns_everything_with_units():
    dataset = ms.run(ms.load_model(POWER_LAW))
    assert dataset.flux_LIS.attrs["units"] == "1/((GeV/n) m^2 s sr)"
    assert bool((dataset.flux_TOA < dataset.flux_LIS).sel(energy=1.0, method="nearest").all())
    assert "configuration" in dataset.attrs


def test_the_proton_flux_is_met_exactly():
    spectra = ms.load_model(POWER_LAW).predict().interstellar
    energy = np.asarray(spectra.energy)
    spline = CubicSpline(np.log(energy), np.log(np.asarray(spectra.per_energy("H1"))), bc_type="natural")
    assert np.exp(spline(np.log(50.0))) == pytest.approx(0.26, rel=1e-10)


@pytest.mark.parametrize(
    ("changes", "target"),
    [
        ([], None),
        (
            ["normalization.fit=AMS-02", "normalization.fit_from=150 GV"],
            AbundanceTarget("AMS-02", window=Window(150.0)),
        ),
    ],
)
def test_the_model_says_what_is_fitted(changes, target):
    assert abundance_target(ms.load_model(POWER_LAW, changes)) == target


def test_a_fit_needs_points_that_the_model_covers():
    # Protons of this model end at 1 TeV.
    changes = ["normalization.fit=AMS-02", "normalization.fit_from=1200 GV"]
    with pytest.raises(ms.InputError, match=r"normalization\.fit_from = '1200 GV upwards' .* model's range"):
        ms.run(ms.load_model(POWER_LAW, changes))


def test_the_steps_of_a_run_give_its_numbers(tmp_path, monkeypatch):
    model = ms.load_model(POWER_LAW, ["normalization.fit=AMS-02", "normalization.fit_from=50 GV"])
    assert "not yet fitted to AMS-02 from 50 GV" in repr(model)
    whole = ms.run(model)
    fitted = ms.normalise(model)
    assert "fitted to AMS-02 from 50 GV" in repr(fitted)
    assert ms.normalise(fitted) is fitted
    prediction = fitted.predict()
    results = ms.agreement(fitted, prediction)
    for name in ("flux_LIS", "flux_TOA"):
        np.testing.assert_array_equal(results.spectra[name], whole[name].values)
    np.testing.assert_array_equal(results.diffusion["D"], whole.D.values)
    at = whole.rigidity.values[(whole.rigidity > 10) & (whole.rigidity < 300)]
    np.testing.assert_array_equal(prediction.ratio("C/H", at), results.prediction.modulated.ratio("C/H", at))
    carbon = ms.compare(prediction, ms.measurement("AMS-02", "C"))
    (same,) = (c for c in results.agreement if c.measurement == carbon.measurement)
    assert carbon.chi_square == same.chi_square > 0.0
    # What is written is what was compared.
    written = []
    monkeypatch.setattr(api, "write_run", lambda *arguments: written.append(arguments[:2]))
    ms.write(results, tmp_path / "run")
    assert written[0][0] is results
    assert written[0][1].overrides == ("normalization.fit=AMS-02", "normalization.fit_from=50 GV")


@pytest.mark.parametrize(
    ("rigidity", "text"), [(1 * u.kpc, "rigidity"), ("ten", "rigidity"), (0.0, "rigidity"), ([1.0, np.nan], "rigidity")]
)
def test_bad_rigidities(rigidity, text):
    model = ms.load_model("converged")
    with pytest.raises(ms.InputError, match=text):
        model.diffusion(rigidity)


@pytest.mark.parametrize(("zone", "mu", "text"), [("bulge", 0.5, "zone"), ("halo", 1.0, "mu"), ("halo", np.nan, "mu")])
def test_bad_scattering_input(zone, mu, text):
    with pytest.raises(ms.InputError, match=text):
        ms.load_model("converged").scattering_rates(zone, 10.0, mu)


def test_a_given_diffusion_has_no_scattering_rates():
    with pytest.raises(ms.InputError, match="turbulence"):
        ms.load_model(POWER_LAW).scattering_rates("halo", 10.0, 0.5)


def test_what_is_of_another_kind_is_refused():
    """In a process of its own, without the checks of types that the tests put before every function."""
    command = [sys.executable, "-m", "tests.api.wrong_kinds"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert outcome.stdout.split("\n") == ["21 calls are refused", ""], outcome.stdout + outcome.stderr


def test_parameters_take_quantities():
    given = ms.Parameter("zones.halo.half_height", 4 * u.kpc, 500 * u.pc, 10, 100 * u.pc)
    assert given == ms.Parameter("zones.halo.half_height", 4.0, 0.5, 10.0, 0.1)


def test_unknown_name():
    with pytest.raises(AttributeError, match="nothing"):
        _ = ms.nothing
