"""Every public function that takes a quantity converts it or refuses it; no unit is ever dropped."""

import importlib
import inspect
import pkgutil
from functools import cache

import jax
import numpy as np
import pytest
from astropy import units as u

import magnetosonic as ms
from magnetosonic.data import load_measurement
from magnetosonic.inference import ErrorModel, Likelihood, ModulationPrior, Window, compare, compare_modulated
from magnetosonic.model import Prediction
from magnetosonic.model.diffusion_table import diffusion_table
from magnetosonic.model.scattering_table import scattering_table
from magnetosonic.observables.anisotropy import anisotropy
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.observables.spectral_index import spectral_index
from magnetosonic.species import (
    Nuclide,
    build_network,
    energy_per_rigidity,
    helium_enhancement,
    inelastic_helium,
    inelastic_hydrogen,
    kinetic_energy,
    lorentz_factor,
    momentum_per_nucleon,
    rigidity,
    spallation_hydrogen,
    tripathi,
    velocity,
)
from magnetosonic.transport.solution import Solution

C12, B11, H1 = Nuclide(6, 12), Nuclide(5, 11), Nuclide(1, 1)


@cache
def solved():
    changes = ["transport.grid=fast", "network.max_charge=8"]
    model = ms.load_model("dragon2-base", changes)
    return model, model.predict()


@cache
def theory():
    return ms.load_model("converged", ["scattering.resolution=fast"])


def model():
    return solved()[0]


def prediction():
    return solved()[1]


def spectra():
    return prediction().modulated


def _place(radius, height, points=30.0):
    p = prediction()
    dipole = anisotropy(
        p.solution.density, p.solution.grid, p.network, p.diffusion, p.patches, (radius, height), "C", points
    )
    return dipole.amplitude


def _boron_to_carbon():
    return load_measurement("AMS-02", "B/C", "rigidity")


def _likelihood():
    return Likelihood([_boron_to_carbon()], Window(20.0))


# Of every parameter that is a quantity: its unit, a number, the same in another unit, and what the number gives. The
# names are those of the public functions; a new one without an entry here fails the last test.
GV = ("GV", 30.0, 0.03 * u.TV)
PHI = ("GV", 0.6, 600 * u.MV)
VELOCITY = ("c", 0.5, 149896.229 * u.km / u.s)
ENERGY = ("GeV/n", 2.0, 2000 * u.MeV)
LENGTH = ("kpc", 0.5, 500 * u.pc)
RADIUS = ("kpc", 7.0, 7000 * u.pc)
CASES = {
    "Model.diffusion.rigidity": (GV, lambda x: model().diffusion(x).D),
    "Model.diffusion.velocity": (VELOCITY, lambda x: model().diffusion(30.0, x).D),
    "Model.scattering_rates.rigidity": (GV, lambda x: theory().scattering_rates("halo", x, 0.5).fast_gyro),
    "Model.scattering_rates.mu": (
        ("", 0.5, 50 * u.percent),
        lambda x: theory().scattering_rates("halo", 30.0, x).fast_gyro,
    ),
    "Model.scattering_rates.velocity": (
        VELOCITY,
        lambda x: theory().scattering_rates("halo", 30.0, 0.5, x).fast_gyro,
    ),
    "Model.coefficient.rigidity": (GV, lambda x: model().coefficient(x)),
    "Model.coefficient.velocity": (VELOCITY, lambda x: model().coefficient(30.0, x)),
    "Prediction.flux.points": (GV, lambda x: prediction().flux("H", x)),
    "Prediction.ratio.points": (GV, lambda x: prediction().ratio("B/C", x)),
    "diffusion_table.rigidity": (GV, lambda x: diffusion_table(model(), x)["D"]),
    "diffusion_table.velocity": (VELOCITY, lambda x: diffusion_table(model(), 30.0, x)["D"]),
    "scattering_table.rigidity": (GV, lambda x: scattering_table(theory(), "halo", x, 0.5)["fast_gyro"]),
    "scattering_table.mu": (
        ("", 0.5, 50 * u.percent),
        lambda x: scattering_table(theory(), "halo", 30.0, x)["fast_gyro"],
    ),
    "scattering_table.velocity": (
        VELOCITY,
        lambda x: scattering_table(theory(), "halo", 30.0, 0.5, x)["fast_gyro"],
    ),
    "Prediction.spectra_at.radius": (RADIUS, lambda x: prediction().spectra_at(x, 0.5).flux),
    "Prediction.spectra_at.height": (LENGTH, lambda x: prediction().spectra_at(7.0, x).flux),
    "Prediction.anisotropy.points": (GV, lambda x: prediction().anisotropy("H", x).amplitude),
    "Prediction.anisotropy.radius": (RADIUS, lambda x: prediction().anisotropy("H", 30.0, x).amplitude),
    "Prediction.anisotropy.height": (LENGTH, lambda x: prediction().anisotropy("H", 30.0, 7.0, x).amplitude),
    "Solution.at.place": (RADIUS, lambda x: prediction().solution.at(x, 0.5)),
    "Solution.at.height": (LENGTH, lambda x: prediction().solution.at(7.0, x)),
    "anisotropy.points": (GV, lambda x: _place(7.0, 0.0, x)),
    "anisotropy.place": (RADIUS, lambda x: _place(x, 0.0)),
    "Spectra.flux_of.points": (GV, lambda x: spectra().flux_of("H", x)),
    "Spectra.readable.points": (GV, lambda x: spectra().readable("C", x)),
    "Spectra.resolved.points": (GV, lambda x: spectra().resolved("C", x)),
    "Spectra.fluxes_of.points": (GV, lambda x: spectra().fluxes_of("H", x)),
    "Spectra.value.points": (GV, lambda x: spectra().value("B/C", x)),
    "Spectra.ratio.points": (GV, lambda x: spectra().ratio("B/C", x)),
    "Spectra.require_covered.points": (GV, lambda x: spectra().require_covered("B/C", x)),
    "spectral_index.points": (GV, lambda x: spectral_index(spectra(), "B/C", x)),
    "modulate.potential": (("GV", 0.6, 600 * u.MV), lambda x: modulate(prediction().interstellar, x).flux),
    "Window.lowest": (GV, lambda x: Window(x).lowest),
    "Window.highest": (("GV", 300.0, 0.3 * u.TV), lambda x: Window(200.0, x).highest),
    "ModulationPrior.potential": (("GV", 0.6, 600 * u.MV), lambda x: ModulationPrior(x, 0.1).potential),
    "ModulationPrior.uncertainty": (("GV", 0.6, 600 * u.MV), lambda x: ModulationPrior(0.5, x).uncertainty),
    "ModulationPrior.chi_square.potential": (
        ("GV", 0.6, 600 * u.MV),
        lambda x: ModulationPrior(0.5, 0.1).chi_square(x),
    ),
    "ErrorModel.correlation_length": (("", 0.5, 50 * u.percent), lambda x: ErrorModel(x).correlation_length),
    "compare.potential": (PHI, lambda x: compare(prediction(), _boron_to_carbon(), potential=x).pull),
    "Likelihood.of_spectra.potential": (PHI, lambda x: _likelihood().of_spectra(prediction().interstellar, x)),
    "Likelihood.residuals_of_spectra.potential": (
        PHI,
        lambda x: _likelihood().residuals_of_spectra(prediction().interstellar, x),
    ),
    "Likelihood.comparisons.potential": (
        PHI,
        lambda x: _likelihood().comparisons(prediction().interstellar, x)[0].pull,
    ),
    "compare_modulated.modulation_potential": (
        PHI,
        lambda x: compare_modulated(spectra(), _boron_to_carbon(), modulation_potential=x).modulation_potential,
    ),
    "build_network.energy": (ENERGY, lambda x: build_network([C12], x, 0.1).inelastic),
    "energy_per_rigidity.kinetic_energy": (ENERGY, lambda x: energy_per_rigidity(x, C12)),
    "helium_enhancement.energy": (ENERGY, lambda x: helium_enhancement(C12, B11, x)),
    "inelastic_helium.energy": (ENERGY, lambda x: inelastic_helium(C12, x)),
    "inelastic_hydrogen.energy": (ENERGY, lambda x: inelastic_hydrogen(C12, x)),
    "kinetic_energy.rigidity": (GV, lambda x: kinetic_energy(x, C12)),
    "lorentz_factor.kinetic_energy": (ENERGY, lambda x: lorentz_factor(x, C12)),
    "momentum_per_nucleon.kinetic_energy": (ENERGY, lambda x: momentum_per_nucleon(x, C12)),
    "rigidity.kinetic_energy": (ENERGY, lambda x: rigidity(x, C12)),
    "spallation_hydrogen.energy": (ENERGY, lambda x: spallation_hydrogen(C12, B11, x)),
    "tripathi.energy": (ENERGY, lambda x: tripathi(C12, H1, x)),
    "velocity.kinetic_energy": (ENERGY, lambda x: velocity(x, C12)),
}
QUANTITIES = {
    *("rigidity", "points", "radius", "height", "velocity", "mu", "energy", "kinetic_energy", "potential"),
    *("modulation_potential", "lowest", "highest", "uncertainty", "correlation_length", "place"),
}
INTERNAL = {
    # The parts of a model and of a result: arrays that the package makes, and that may be traced.
    *("Galaxy", "Normalization", "RadialKnot", "Zone", "Model", "Network", "Measurement", "Comparison", "Parameter"),
    "Propagation",
    "AbundanceFit",
    *("Spectra", "Solution", "Prediction", "Statements"),
    "modulation_potential",  # of a period
}
EVALUATED_INSIDE = {
    # Densities and weights, which the compiled model evaluates at its nodes or at checked places: plain numbers [kpc].
    *("Gas", "FerriereGas", "GalpropGas", "NakanishiSofueGas", "TableGas", "UniformGas", "PointRing"),
    *("Nodes", "Patches"),
}

FORMULAS = {
    # Plain formulas, which are used within compiled functions too: they broadcast, and check no values.
    *("energy_per_rigidity", "kinetic_energy", "lorentz_factor", "momentum_per_nucleon", "rigidity", "velocity"),
}


@pytest.mark.parametrize("name", CASES)
def test_quantities_are_converted_or_refused(name):
    (_, number, quantity), call = CASES[name]
    expected = np.asarray(call(number), dtype=float)
    assert np.all(np.isfinite(expected))
    np.testing.assert_allclose(np.asarray(call(quantity), dtype=float), expected, rtol=1e-9)  # conversions round
    for wrong in (number * u.s, "30", True, 1j, object()):
        with pytest.raises(ms.InputError):
            call(wrong)


@pytest.mark.parametrize("name", CASES)
def test_one_axis_at_most(name):
    (_, number, _), call = CASES[name]
    if name.split(".")[0] in FORMULAS:
        assert np.shape(call(np.full((2, 3), number))) == (2, 3)
        return
    with pytest.raises(ms.InputError):
        call(np.full((2, 3), number))


@pytest.mark.parametrize("name", CASES)
def test_values_without_meaning(name):
    (unit, number, _), call = CASES[name]
    bad = [] if name in ("compare_modulated.modulation_potential", "ModulationPrior.chi_square.potential") else [np.nan]
    if unit in ("GV", "c", "kpc/Myr", "GeV/n") and name.split(".")[-1] != "kinetic_energy" and bad:
        bad.append(-number)
    if name.split(".")[0] in FORMULAS:
        bad = []
    for value in bad:
        with pytest.raises(ms.InputError):
            call(value)


def test_values_of_a_rigidity_in_teravolt():
    # Found by asking the same model at 30 000 GV.
    modulated = prediction().modulated
    for points in ([30] * u.TV, [30 * u.TV], 30 * u.TV, 30000.0):
        assert float(modulated.flux_of("H", points)[0]) == pytest.approx(7.750e-9, rel=1e-3)
    # D grows as the power 0.45 of the rigidity: 2.027e-2 at 30 TV is 5.988e-3 at 2 TV.
    for points, value in ((30 * u.TV, 2.027e-2), (2 * u.TV, 5.988e-3), (2000.0, 5.988e-3)):
        assert float(prediction().anisotropy("H", points).amplitude[0]) == pytest.approx(value, rel=3e-4)
    in_mev = modulated.flux_of("H", [1000.0] * u.MeV, "kinetic_energy")
    np.testing.assert_allclose(in_mev, modulated.flux_of("H", [1.0], "kinetic_energy"), rtol=1e-12)
    for wrong in ([30] * u.kpc, [30] * u.GeV):
        with pytest.raises(ms.InputError, match="a rigidity as an Astropy quantity, such as 10"):
            modulated.flux_of("H", wrong)


def test_traced_numbers_pass():
    with_jit = jax.jit(lambda x: spectra().flux_of("H", x))(np.array([30.0]))
    np.testing.assert_allclose(with_jit, spectra().flux_of("H", 30.0), rtol=1e-12)


def _public():
    """Public functions and methods with the names of their parameters."""
    packages = [m.name for m in pkgutil.walk_packages(ms.__path__, "magnetosonic.") if m.ispkg]
    found = {
        name: getattr(module, name)
        for module in map(importlib.import_module, ["magnetosonic", *packages])
        for name in getattr(module, "__all__", ())
    }
    found |= {each.__name__: each for each in (Spectra, Solution, Prediction, anisotropy, modulate, spectral_index)}
    for name, entry in found.items():
        if inspect.isfunction(entry) or (inspect.isclass(entry) and not issubclass(entry, Exception)):
            yield name, inspect.signature(entry).parameters
        for method, function in vars(entry).items() if inspect.isclass(entry) else ():
            if not method.startswith("_") and inspect.isfunction(function):
                yield f"{name}.{method}", inspect.signature(function).parameters


def test_all_public_functions_are_here():
    wanted = {
        f"{name}.{parameter}"
        for name, parameters in _public()
        if name not in INTERNAL and name.split(".")[0] not in EVALUATED_INSIDE
        for parameter in parameters
        if parameter in QUANTITIES
    }
    assert wanted <= set(CASES), wanted - set(CASES)
