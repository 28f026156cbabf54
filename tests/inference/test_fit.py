"""Fits with exact gradients: on spectra that cost nothing, and on a small transport problem."""

import dataclasses
import math
from importlib import import_module

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.config.build import build_model
from magnetosonic.errors import InputError, SolveError
from magnetosonic.galaxy.gas import UniformGas
from magnetosonic.inference.fit import Parameter, Target, fit, fixed_transport
from magnetosonic.inference.likelihood import ErrorModel
from magnetosonic.inference.modulation import ModulationPrior, profile_modulation
from magnetosonic.inference.window import Window, select_points
from magnetosonic.model import Model
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.solve import solve_densities
from tests.inference.mock_data import ENERGY, measurement, observed
from tests.outputs.coarse_run import coarse_config
from tests.transport.problems import space_of, system_of

CARBON, OXYGEN = Nuclide.parse("C12"), Nuclide.parse("O16")
ALL = Window(0.0)
PER_NUCLEON = {"variable": "kinetic_energy_per_nucleon"}


@pytest.fixture(scope="module")
def model():
    return build_model(coarse_config())


def with_slope(model, value):
    return eqx.tree_at(lambda tree: tree.injection[CARBON].slopes, model, jnp.asarray(value)[None])


def with_level(nuclide):
    return lambda model, value: eqx.tree_at(
        lambda tree: tree.injection[nuclide].abundance, model, jnp.asarray(value, dtype=float)
    )


def power_law(model):
    """Carbon alone, with the abundance and the slope of the model's."""
    entry = model.injection[CARBON]
    flux = entry.abundance * (ENERGY / 30.0) ** -entry.slopes[-1]
    return Spectra((CARBON,), jnp.asarray(ENERGY), flux[None])


def two_laws(model):
    """Carbon that is linear in two numbers of the model."""
    shapes = (ENERGY / 30.0) ** -2.7, (ENERGY / 30.0) ** -2.2
    levels = [model.injection[nuclide].abundance for nuclide in (CARBON, OXYGEN)]
    flux = levels[0] * shapes[0] + levels[1] * shapes[1]
    return Spectra((CARBON,), jnp.asarray(ENERGY), flux[None])


SLOPE = Parameter("slope", with_slope, start=2.5, lowest=2.0, highest=3.2, scale=0.02)
LEVEL = Parameter("level", with_level(CARBON), start=1.0, lowest=0.1, highest=5.0, scale=0.05)
OTHER = Parameter("other", with_level(OXYGEN), start=1.0, lowest=0.1, highest=5.0, scale=0.05)
TRUTH = {"slope": 2.71, "level": 1.6}


def truth(model):
    return power_law(with_level(CARBON)(with_slope(model, TRUTH["slope"]), TRUTH["level"]))


def test_parameters_of_fake_data_are_recovered(model):
    data = observed(modulate(truth(model), 0.5), np.geomspace(5.0, 500.0, 15), "C", 0.02)
    targets = [Target(data, ALL, modulation=ModulationPrior(0.55, 1.0))]
    found = fit(model, [SLOPE, LEVEL, OTHER], targets, power_law)
    phi = found.values["modulation of none C"]
    # The share of the prior, 2.5e-3, pulls each by a share of its uncertainty of less than the root of that.
    for name, value in {**TRUTH, "modulation of none C": 0.5}.items():
        assert 0 < found.uncertainties[name] < 0.1
        assert found.values[name] == pytest.approx(value, abs=0.05 * found.uncertainties[name])
    assert found.chi_square < 2.6e-3
    assert float(found.model.injection[CARBON].slopes[0]) == found.values["slope"]
    (outcome,) = found.comparisons
    assert (outcome.modulation_potential, outcome.points) == (phi, 15)
    assert outcome.chi_square + (phi - 0.55) ** 2 == pytest.approx(found.chi_square, rel=1e-6)
    assert 0 < found.steps < 100
    # What the data do not hold stays, and has no uncertainty.
    assert found.values["other"] == 1.0
    assert math.isnan(found.uncertainties["other"])


def test_uncertainties_are_those_of_linear_least_squares(model):
    length = 0.2
    # At energies of the table nothing is interpolated, so that the fluxes are linear in both numbers.
    points = ENERGY[4:20]
    shapes = np.stack([(points / 30.0) ** -2.7, (points / 30.0) ** -2.2], axis=1)
    flux = shapes @ np.array([1.3, 0.7])
    noise = 1.0 + 0.05 * np.random.default_rng(3).standard_normal(points.size)
    data = measurement(points, flux * noise, 0.04 * flux, 0.03 * flux, "C", **PER_NUCLEON)
    found = fit(model, [LEVEL, OTHER], [Target(data, ALL, ErrorModel(length))], two_laws, tolerance=1e-8)
    selection = select_points(data, ALL, (0.0, math.inf))
    weights = np.asarray(ErrorModel(length).weights(data, selection, data.value))
    covariance = np.linalg.inv((weights @ shapes).T @ (weights @ shapes))
    best = covariance @ (weights @ shapes).T @ weights @ data.value
    # The best point to a share of the errors; the curvature by differences of gradients over 1e-3 of the scales.
    deviations = np.sqrt(np.diag(covariance))
    assert list(found.values) == ["level", "other"]
    np.testing.assert_allclose(list(found.values.values()), best, rtol=0, atol=1e-3 * deviations.min())
    np.testing.assert_allclose(list(found.uncertainties.values()), deviations, rtol=1e-3)
    pull = weights @ (shapes @ best - data.value)
    assert found.chi_square == pytest.approx(np.sum(pull**2), rel=1e-6)


def test_bounds_are_respected(model):
    # Modulated as it says.
    data = observed(modulate(truth(model), 0.3), np.geomspace(5.0, 500.0, 15), "C", 0.03, potential=0.3)
    seen = []

    def road(changed):
        jax.debug.callback(lambda value: seen.append(float(value)), changed.injection[CARBON].abundance)
        return power_law(with_slope(changed, TRUTH["slope"]))

    narrow = dataclasses.replace(LEVEL, highest=1.4)
    found = fit(model, [narrow], [Target(data, ALL)], road, tolerance=1e-3)
    assert 1.39 < found.values["level"] <= 1.4
    (outcome,) = found.comparisons
    assert outcome.modulation_potential == 0.3
    # Fluxes that are lower by 1 - 1.4/1.6 at every point.
    np.testing.assert_allclose(outcome.pull, -0.125 / 0.03, rtol=1e-2)
    jax.effects_barrier()
    assert len(seen) > 3
    assert min(seen[1:]) >= 0.1
    assert max(seen[1:]) <= 1.4


def test_a_fit_that_does_not_converge_says_so(model):
    data = observed(truth(model), np.geomspace(5.0, 500.0, 15), "C", 0.03)
    with pytest.raises(SolveError, match="does not converge in 1 steps"):
        fit(model, [SLOPE, LEVEL], [Target(data, ALL)], power_law, max_steps=1)


def test_modulation_is_fitted_with_its_prior(model):
    sure = with_level(CARBON)(with_slope(model, TRUTH["slope"]), TRUTH["level"])
    data = observed(modulate(power_law(sure), 0.5), np.geomspace(5.0, 100.0, 15), "C", 0.02)
    prior = ModulationPrior(0.55, 0.04)
    found = fit(sure, [], [Target(data, ALL, modulation=prior)], power_law)
    profiled, total = profile_modulation(power_law(sure), data, prior, ALL)
    (name,) = found.values
    assert name == "modulation of none C"
    # Two ways to one minimum, both to 1e-5 GV.
    assert found.values[name] == pytest.approx(profiled.modulation_potential, abs=5e-5)
    assert found.chi_square == pytest.approx(total, rel=1e-5)
    assert found.comparisons[0].modulation_potential == found.values[name]
    assert 0.5 < found.values[name] < 0.55
    assert 0.0 < found.uncertainties[name] < prior.uncertainty


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": 2.0}, "slope"),
        ({"start": math.nan}, "slope"),
        ({"lowest": -math.inf}, "slope"),
        ({"highest": math.inf}, "slope"),
        ({"scale": 0.0}, "slope.scale"),
        ({"scale": math.nan}, "slope.scale"),
        ({"scale": math.inf}, "slope.scale"),
    ],
)
def test_bad_parameters_are_refused(changes, field):
    with pytest.raises(InputError) as caught:
        dataclasses.replace(SLOPE, **changes)
    assert caught.value.field == field


def test_coordinates_have_the_start_at_zero_and_the_scale_as_unit():
    assert float(SLOPE.value(jnp.asarray(0.0))) == pytest.approx(2.5, rel=1e-14)
    assert float(jax.grad(SLOPE.value)(0.0)) == pytest.approx(0.02, rel=1e-12)
    assert 2.0 <= float(SLOPE.value(jnp.asarray(-1e4))) < 2.0001
    assert 3.1999 < float(SLOPE.value(jnp.asarray(1e4))) <= 3.2


def test_bad_targets_are_refused(model):
    data = observed(truth(model), np.geomspace(5.0, 150.0, 15), "C", 0.03)
    with pytest.raises(InputError, match="15 outside of the window") as caught:
        fit(model, [SLOPE], [Target(data)], power_law)
    assert caught.value.field == "targets"
    twice = Target(data, ALL, modulation=ModulationPrior(0.5, 0.1))
    with pytest.raises(InputError, match="no other has") as caught:
        fit(model, [SLOPE], [twice, twice], power_law)
    assert caught.value.value == "modulation of none C"
    without = dataclasses.replace(data, statistical_error_low=np.zeros(15), statistical_error_high=np.zeros(15))
    common = dataclasses.replace(without, systematic_error_low=data.value, systematic_error_high=data.value)
    with pytest.raises(InputError, match="leave no inverse"):
        fit(model, [SLOPE], [Target(common, ALL, ErrorModel(1e9))], power_law)


def test_a_road_with_fixed_transport_keeps_network_and_diffusion(model, monkeypatch):
    made, seen = [], []
    monkeypatch.setattr(Model, "network", lambda self: made.append(self) or "network")
    monkeypatch.setattr(Model, "transport_diffusion", lambda self, network: (self, network, "D"))
    monkeypatch.setattr(Model, "system", lambda self, network, diffusion: (self, network, diffusion))
    monkeypatch.setattr(import_module("magnetosonic.inference.fit"), "solve_densities", lambda system: system)

    def observe(self, network, density):
        seen.append((self, network, density))
        return power_law(self)

    monkeypatch.setattr(Model, "observe", observe)
    road, changed = fixed_transport(model), with_level(CARBON)(model, 2.0)
    for _ in range(2):
        np.testing.assert_array_equal(road(changed).flux, power_law(changed).flux)
    assert made == [model]
    for observed_model, network, (solved_model, same_network, diffusion) in seen:
        assert observed_model is solved_model is changed
        assert network == same_network == "network"
        assert diffusion == (model, "network", "D")


def slab():
    """Diffusion and spallation between two planes, sources in the middle: carbon and boron at few energies."""
    energy, ones = np.geomspace(1.0, 1e3, 8), np.ones((2, 8))
    space = space_of(SpectralMesh([0.0, 4.0], [4]), gas=UniformGas(0.8, 0.2, 0.1))
    terms = {"diffusion": (0.05 * energy**0.5 * ones)[None], "gas": 0.05 * ones}
    fragmentation = np.zeros((2, 2, 8))
    fragmentation[1, 0] = 0.01
    return system_of(space, energy, np.stack([energy**-2.3, 1e-3 * energy**-2.3]), terms, fragmentation=fragmentation)


def test_gradient_of_chi_square_through_the_transport():
    system, names = slab(), tuple(map(Nuclide.parse, ("C12", "B11")))
    points = np.geomspace(4.0, 1e3, 9)
    data = measurement(points, 1e-3 * (points / 10.0) ** -2.7, 2e-4, 1e-4, "C")
    selection = select_points(data, ALL, (0.0, math.inf))

    @jax.jit
    @jax.value_and_grad
    def chi_square(change):
        source = system.source_spectrum * system.energy**-change
        density = solve_densities(dataclasses.replace(system, source_spectrum=source))
        spectra = modulate(Spectra(names, system.energy, density[:, :, 0, 0]), 0.4)
        return jnp.sum(ErrorModel(0.3).whitened(data, selection, spectra.value("C", points)) ** 2)

    def difference(step):
        return float(chi_square(jnp.asarray(0.05 + step))[0] - chi_square(jnp.asarray(0.05 - step))[0])

    slope, step = float(chi_square(jnp.asarray(0.05))[1]), 1e-3
    # Truncation of these differences is of the order step^4, and rounding divided by the step is below 1e-10.
    assert slope == pytest.approx((8 * difference(step) - difference(2 * step)) / (12 * step), rel=1e-7)
