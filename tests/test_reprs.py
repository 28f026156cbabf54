"""What objects say of themselves, for people: of what, how much, from where to where, in a few short lines."""

import equinox as eqx
import jax
import numpy as np
import pytest

import magnetosonic as ms
from magnetosonic.config import load_config
from magnetosonic.data import available_measurements, load_measurement
from magnetosonic.inference import Likelihood, ModulationPrior, Target
from magnetosonic.inference.abundances import AbundanceFit
from magnetosonic.inference.comparison import compare_modulated
from magnetosonic.inference.fit import Fit
from magnetosonic.inference.plane_scan import PlaneScan
from magnetosonic.inference.window import Window, select_points
from magnetosonic.model.prediction import Prediction
from magnetosonic.observables.anisotropy import Dipole
from magnetosonic.observables.grammage import Residence
from magnetosonic.observables.spectra import Spectra
from magnetosonic.observables.unresolved import Unresolved
from magnetosonic.species.network import build_network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.table import LabelledArray, Table
from magnetosonic.transport.solution import Solution
from magnetosonic.words import counted, listed, number, span

ENERGY = np.geomspace(1.0, 1e4, 5)
NETWORK = ["Network of 4 nuclides (He4, He3, H2, H1)", "3 channels of spallation, 5 energies, 1 to 10000 GeV/n"]


@pytest.fixture(scope="module")
def network():
    return build_network([Nuclide.parse("He4"), Nuclide.parse("H1")], ENERGY, 0.1)


@pytest.fixture(scope="module")
def spectra(network):
    levels = np.array([1.0, 0.2, 0.1, 50.0])[:, None]
    return Spectra(network.species, ENERGY, levels * ENERGY**-2.5, (Unresolved(Nuclide(2, 3), 0.0, 2.0, "a test"),))


def said(thing):
    text = repr(thing)
    assert len(text) < 500
    return [line.strip() for line in text.splitlines()]


def test_measurement():
    assert said(load_measurement("AMS-02", "B/C")) == [
        "Measurement of B/C by AMS-02 (packaged)",
        "67 points, rigidity 2.032 to 2071 GV",
        "values 0.0465 to 0.3253, errors statistical and systematic",
        "period 2011-05 to 2018-05, modulation potential 0.6 GV",
        "Aguilar et al. (AMS Collaboration) 2021, Phys. Rep. 894, 1",
    ]


def test_every_packaged_measurement_is_short():
    for key in available_measurements():
        assert len(said(load_measurement(*key[:3]))) == 5


def test_spectra(spectra):
    assert said(spectra) == [
        "Spectra of 4 nuclides (He4, He3, H2, H1)",
        "5 energies, 1 to 10000 GeV/n",
        "flux 1e-11 to 50 1/((GeV/n) m^2 s sr)",
        "not resolved: He3",
    ]


def test_traced_and_taken_apart(spectra):
    found = []
    jax.make_jaxpr(lambda each: [found.append(said(each)), each.flux][1])(spectra)
    assert found[0][1:3] == ["5 energies, not known here", "flux not known here"]
    assert "? energies" in repr(jax.tree.map(lambda _: None, spectra))


def test_network(network):
    assert said(network) == NETWORK


@pytest.fixture(scope="module")
def model():
    """Protons and helium, with the coarsest energies."""
    changes = ["network.max_charge=2", "transport.energies_per_decade=4", "transport.energy_max=10 TeV/n"]
    return ms.load_model("dragon2-base", [*changes, "transport.energy_min=10 GeV/n"])


def test_propagation_prediction_and_solution(model, spectra):
    propagation = model.propagation()
    low, high = (number(end) for end in (np.min(propagation.diffusion), np.max(propagation.diffusion)))
    first, energies, diffusion = said(propagation)
    assert first == "Propagation of 4 nuclides (He4, He3, H2, H1)"
    assert energies == "13 energies, 10 to 10000 GeV/n"
    assert diffusion == f"D {low} to {high} kpc^2/Myr; patches: {len(propagation.diffusion)}"
    errors = np.full((4, 5), 1e-12)
    solution = Solution(np.ones((4, 5, 5, 3)), propagation.grid(), errors, 2.0 * errors)
    assert said(solution) == [
        "Solution of the transport equation: densities of 4 species at 5 energies and 5 x 3 nodes",
        "imbalance 1e-12, residual 2e-12",
    ]
    assert said(Prediction(spectra, spectra, solution, propagation, 3)) == [
        "Prediction for 4 nuclides (He4, He3, H2, H1)",
        "5 energies, 1 to 10000 GeV/n; 3 of them solved on all nodes",
        f"observer at 8.3 kpc; D {low} to {high} kpc^2/Myr",
        "interstellar flux 1e-11 to 50 1/((GeV/n) m^2 s sr)",
    ]


def test_comparison_selection_and_fits(model, spectra):
    data = load_measurement("AMS-02", "He")
    comparison = compare_modulated(spectra, data, Window(200.0), modulation_potential=0.6)
    first, *others = said(comparison)
    assert first == f"Comparison with He of AMS-02: chi^2 = {comparison.chi_square:.4g} of 13 points"
    assert others[0].startswith("rigidity 201.2 to 2306 GV, pulls ")
    assert others[1:] == ["55 outside of the window (200 GV upwards)", "modulated with 0.6 GV"]
    selection = select_points(data, Window(200.0), (0.1, 1e5))
    assert said(selection) == ["Selection of 13 of 68 points, 201.2 to 2306 GV", others[1]]
    likelihood = Likelihood([Target(data, modulation=ModulationPrior(0.6, 0.1)), data], Window(5.0))
    assert said(likelihood) == [
        "Likelihood of 2 measurements",
        "AMS-02 He, 200 GV upwards",
        "AMS-02 He, 5 GV upwards",
        "free: modulation of AMS-02 He",
    ]
    fit = Fit(model, {"slope": 2.71}, {"slope": 0.02}, 3.5, (comparison,), 7)
    assert said(fit) == ["Fit of 1 number: chi^2 = 3.5 of 13 points, 7 steps", "slope = 2.71 +- 0.02"]
    abundances = AbundanceFit(model, {"H": 1.1, "C": 0.9}, {"B": "not measured"}, {}, 12.5, 30)
    assert said(abundances) == ["Fit of abundances: chi^2 = 12.5 of 30 points", "factors H 1.1, C 0.9", "left out: B"]


def test_residence_and_dipole():
    assert said(Residence(ENERGY, 10.0 / ENERGY, 50.0 / ENERGY, 80.0 / ENERGY)) == [
        "Residence at 5 rigidities, 1 to 10000 GV",
        "grammage 0.001 to 10 g/cm^2",
        "age 0.005 to 50 Myr, escape time 0.008 to 80 Myr",
    ]
    assert said(Dipole(1e-4 * ENERGY, np.zeros(5))) == ["Dipole anisotropy at 5 points: radial 0.0001 to 1, vertical 0"]


def test_parts_of_a_model(model):
    theory = ms.load_model("converged", {"zones.halo.alfven_mach": 0.7})
    assert said(theory.zones[1]) == [
        "Zone(name=halo, half_height=4, given=GivenTurbulence(alfven_mach=0.7, injection_scale=0.1, plasma_beta=0.14, "
        "alfven_speed=0.01023, magnetic_field=1), damping=(collisionless))"
    ]
    assert said(theory.galaxy)[0] == "Galaxy: R_max = 30 kpc, observer at 8.3 kpc"
    assert said(theory.injection)[1] == "power laws of the rigidity; abundances compare at 200 GV"
    assert said(model.diffusion_model) == [
        "PowerLawDiffusion(power_law=PowerLaw(D0=0.1226, rho0=4, delta=0.45, eta=1))"
    ]
    assert "text" not in repr(theory.origin)
    for part in (
        theory.scattering,
        theory.normalization,
        theory.zones[1].turbulence,
        *theory.injection.nuclides.values(),
    ):
        (line,) = said(part)
        assert "f64" not in line


def test_parameters():
    lines = repr(ms.parameters(ms.load_model("converged"))).splitlines()
    assert "zones.halo.half_height = 4 kpc, from 0.1 to 50: Outer edge of the zone in |z| [kpc]." in lines


def test_a_traced_model_says_what_is_known():
    found = []
    model = ms.load_model("converged")
    eqx.filter_make_jaxpr(lambda each: [found.append(said(each)), each.galaxy.radius][1])(model)
    assert found[0][:2] == [
        "Model of 2 zones",
        "disk: up to |z| = not known here, M_A = not known here, L = not known here, v_A = not known here",
    ]


def test_configuration():
    assert said(load_config("fornieri2021")) == [
        "Configuration of 2 zones (disk, halo), D by 'theory', H1, He4, C12, N14, O16, Ne20, Mg24, Si28 injected;",
        "config_to_toml writes it out",
    ]


def test_table_and_plane():
    values = LabelledArray(("zone", "rigidity"), np.ones((2, 3)), "cm^2/s", "a test")
    confined = LabelledArray(("zone", "rigidity"), np.ones((2, 3), dtype=bool), "", "a test")
    assert said(Table({"D": values, "confined": confined}, {})) == [
        "Table on zone (2), rigidity (3)",
        "D [cm^2/s], confined",
    ]
    data = load_measurement("AMS-02", "He")
    counts = data.abscissa > 1000.0
    prediction = np.tile(data.value[counts], (2, 3, 1))
    plane = PlaneScan(("a", "b"), np.array([0.1, 0.2]), np.array([1.0, 2.0, 3.0]), data, counts, prediction)
    assert said(plane) == [
        "Plane of two numbers against He of AMS-02, 2 points",
        "a: 2 values, 0.1 to 0.2",
        "b: 3 values, 1 to 3",
        "smallest chi^2 0",
    ]


def test_words():
    assert [counted(n, "zone") for n in (1, 2)] == ["1 zone", "2 zones"]
    assert [number(value) for value in (0.02, 3.3e-5, 81234.0, 123456.0, 1.2e6, -5e4)] == [
        "0.02", "3.3e-05", "81230", "123500", "1.2e+06", "-50000",
    ]  # fmt: skip
    assert span(np.array([np.nan, np.inf]), "GV") == "no numbers"
    assert span(np.array([1.0, np.nan, 2.0])) == "1 to 2"
    assert listed(range(8)) == "0, 1, 2, 3, 4, 5, 6, 7"
    assert listed(range(9)) == "0, 1, 2, ..., 6, 7, 8"
