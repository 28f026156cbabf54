"""Normalization as the model asks for it, and what the model then says of it."""

import pytest

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model
from magnetosonic.inference import AbundanceTarget, Window, abundance_target, fit_abundances, normalise
from tests.outputs.coarse_run import COARSE_GRID, coarse_config, three_nuclides

CARBON, PROTONS = "injection.nuclides.C12.abundance", "normalization.proton_flux"


@pytest.fixture(scope="module")
def wanted():
    return build_model(load_config(three_nuclides(), [*COARSE_GRID, "normalization.fit=AMS-02"]))


@pytest.fixture(scope="module")
def fitted(wanted):
    return normalise(wanted)


def test_what_a_model_is_fitted_to():
    assert abundance_target(build_model(coarse_config())) is None
    wanted = load_config("dragon2-base", ["normalization.fit=AMS-02", "normalization.fit_from=150 GV"])
    assert abundance_target(build_model(wanted)) == AbundanceTarget("AMS-02", window=Window(150.0))


def test_a_model_that_stays_as_given_is_unchanged():
    model = build_model(coarse_config())
    assert normalise(model) is model


def test_a_model_says_that_it_is_fitted(wanted, fitted):
    assert str(wanted.normalization) == "as configured, not yet fitted to AMS-02 from 200 GV (normalise)"
    assert str(fitted.normalization) == "fitted to AMS-02 from 200 GV"
    expected = fit_abundances(wanted, AbundanceTarget()).model
    for address in (CARBON, PROTONS):
        assert float(fitted[address]) == pytest.approx(float(expected[address]), rel=1e-12)
        assert float(fitted[address]) != pytest.approx(float(wanted[address]), rel=1e-3)
    assert normalise(fitted) is fitted


def test_a_fit_holds_until_a_number_changes(wanted, fitted):
    changed = fitted.with_values({"diffusion.power_law.delta": 0.5})
    assert not changed.normalization.fitted
    assert float(changed[CARBON]) == float(fitted[CARBON])
    assert abundance_target(changed) == abundance_target(wanted)


def test_other_data_than_the_configuration_names():
    model = build_model(coarse_config())
    found = normalise(model, AbundanceTarget("AMS-02", ("H", "C"), Window(300.0)))
    assert str(found.normalization) == "fitted to AMS-02 from 300 GV"
    assert float(found[CARBON]) != float(model[CARBON])
    # The configuration still says what is to be done once a number changes.
    assert str(found.with_values({PROTONS: 0.3}).normalization) == "as configured"
