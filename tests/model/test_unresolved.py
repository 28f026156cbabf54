"""What the transport equation does not resolve is marked, spoils what depends on it and nothing else."""

import dataclasses

import numpy as np
import pytest

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.data import load_measurement
from magnetosonic.errors import InputError, SolveError
from magnetosonic.inference.comparison import compare_modulated
from magnetosonic.inference.window import Window
from magnetosonic.model import solving
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.observables.unresolved import Unresolved
from magnetosonic.outputs.ratio_table import ratio_table
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.verification import Flaws, spread

ENERGY = np.geomspace(1.0, 1e4, 41)
NUCLIDES = tuple(Nuclide.parse(name) for name in ("C12", "B11", "B10", "Be10", "Be9", "H1"))
MARK = Unresolved(Nuclide.parse("Be10"), 100.0, 1000.0, "a test")
COARSE = (
    "injection.nuclides={H1={abundance=1e6, slopes=[2.4]}, C12={abundance=3000, slopes=[2.4]}}",
    "galaxy.radius=12 kpc",
    "transport.energy_min=0.3 GeV/n",
    "transport.energy_max=1e4 GeV/n",
    "transport.energies_per_decade=6",
    "galaxy.grid.radial_cells=15",
    "galaxy.grid.height_order=4",
    "normalization.kinetic_energy=100 GeV",
)


@pytest.fixture(scope="module")
def spectra():
    return Spectra(NUCLIDES, ENERGY, np.tile(ENERGY**-2.7, (6, 1)), (MARK,))


def test_what_does_not_depend_on_it_is_read_as_before(spectra):
    whole = dataclasses.replace(spectra, unresolved=())
    for name in ("B", "C", "B/C", "Be9"):
        np.testing.assert_array_equal(
            spectra.value(name, np.array([50.0, 500.0])), whole.value(name, np.array([50.0, 500.0]))
        )
    # 10Be at 50 GV has 19 GeV/n, and at 5 TV 2 TeV/n.
    np.testing.assert_array_equal(
        spectra.value("Be/B", np.array([50.0, 5e3])), whole.value("Be/B", np.array([50.0, 5e3]))
    )


@pytest.mark.parametrize("name", ["Be", "Be10", "10Be/9Be", "Be/B", "B/Be", "(Be+B)/C"])
def test_what_depends_on_it_is_refused(spectra, name):
    with pytest.raises(SolveError, match=r"Be10 from 100 to 1e\+03 GeV/n: a test"):
        spectra.value(name, np.array([50.0, 1000.0]))
    np.testing.assert_array_equal(spectra.resolved(name, np.array([50.0, 1000.0, 5e3])), [True, False, True])


def test_whole_tables_that_hold_it_are_refused(spectra):
    with pytest.raises(SolveError, match="Be10"):
        spectra.per_energy("Be")
    assert np.all(spectra.per_energy("B") > 0)


def test_tables_figures_and_comparisons_leave_it_out(spectra):
    table = ratio_table(spectra, spectra)
    names = list(table["ratio"])
    beryllium = table["ratio_LIS"][names.index("Be/B")]
    np.testing.assert_array_equal(np.isnan(beryllium), (ENERGY > 100.0) & (ENERGY < 1000.0))
    assert np.all(np.isfinite(table["ratio_LIS"][names.index("B/C")]))
    assert np.array_equal(np.isnan(spectra.readable("Be", np.array([50.0, 1000.0]))), [False, True])
    found = compare_modulated(spectra, load_measurement("AMS-02", "Be/B"), Window(30.0))
    assert any("could not resolve" in text for text in found.excluded)
    assert (
        0
        < found.points
        < compare_modulated(dataclasses.replace(spectra, unresolved=()), found.measurement, Window(30.0)).points
    )


def test_modulation_carries_marks_to_lower_energies(spectra):
    (mark,) = modulate(spectra, 0.5).unresolved
    assert (mark.lowest, mark.highest) == (100.0 - 0.5 * 4 / 10, 1000.0)


@pytest.fixture(scope="module")
def model():
    return build_model(load_config("dragon2-base", COARSE))


def test_daughters_of_what_is_not_resolved_are_not_either(model):
    network = model.network()
    count, energies = len(network.species), network.energy.size
    where, shares = np.zeros((count, energies), dtype=bool), np.zeros((count, count, energies))
    where[0, 1:3] = True
    shares[1, 0, :4] = [0.5, 0.5, 0.05, 0.5]  # less than a tenth of it does not count
    shares[2, 1] = 0.2
    found = spread(Flaws(where, {0: "a test"}), shares, network)
    for daughter in (1, 2):
        np.testing.assert_array_equal(np.flatnonzero(found.where[daughter]), [1])
    assert not found.where[3:].any()
    assert found.reasons[2] == f"it is made of {network.species[1].name}, which is not resolved"


def with_flaws(monkeypatch, name, energies, most_levels):
    """As if the checks had failed for one nuclide wherever fewer levels than these were taken."""
    asked = []

    def found(solution, network):
        asked.append(1)
        where = np.zeros((len(network.species), network.energy.size), dtype=bool)
        if len(asked) <= most_levels:
            where[network.index(name), energies] = True
        return Flaws(where, {network.index(name): "a test"} if where.any() else {})

    monkeypatch.setattr(solving, "find_flaws", found)
    return asked


def test_a_second_solution_with_more_levels_is_taken(model, monkeypatch):
    asked = with_flaws(monkeypatch, "Be10", slice(5, 8), 1)
    prediction = model.predict()
    assert (len(asked), prediction.levels) == (2, 2 * model.galaxy.levels)
    assert prediction.interstellar.unresolved == ()


def test_what_is_not_resolved_even_then_is_marked(model, monkeypatch):
    with_flaws(monkeypatch, "Be10", slice(5, 8), 2)
    prediction = model.predict()
    marks = {mark.species.name: mark for mark in prediction.interstellar.unresolved}
    energy = np.asarray(prediction.network.energy)
    assert (marks["Be10"].lowest, marks["Be10"].highest) == (energy[4], energy[8])
    assert not {"C12", "B11", "Be7", "H1"} & set(marks)  # what is made of 10Be only to a small part
    assert np.all(np.isfinite(prediction.modulated.flux))
    with pytest.raises(SolveError, match="Be10"):
        prediction.modulated.per_energy("Be")
    assert np.all(prediction.modulated.ratio("Be7/C", np.array([10.0])) > 0)


def test_protons_that_set_the_normalization_must_be_resolved(model, monkeypatch):
    with_flaws(monkeypatch, "H1", slice(None), 2)
    with pytest.raises(SolveError, match="H1 is not resolved: a test"):
        model.predict()


def test_far_from_the_gas_nuclides_that_decay_soon_are_marked(model):
    prediction = model.predict()
    near, far = prediction.spectra_at(8.3, 0.0), prediction.spectra_at(8.3, 3.0)
    assert near.unresolved == ()
    assert "Be10" in {mark.species.name for mark in far.unresolved}
    with pytest.raises(SolveError, match="so few are there"):
        far.ratio("10Be/9Be", np.array([2.1]))
    assert far.ratio("Be9/C", np.array([2.1])) > 0


@pytest.mark.parametrize("lines", ["40,1\n50,2", "0,0\n10,0", "0,1e-320\n10,1e-320"])
def test_a_galaxy_without_sources_is_refused(tmp_path, lines):
    table = tmp_path / "sources.csv"
    table.write_text(f"radius_kpc,rate\n{lines}\n")
    choices = ("galaxy.sources=table", f"galaxy.source_table={table}", "galaxy.source_scale_height=0.1 kpc")
    with pytest.raises(InputError, match="source"):
        build_model(load_config("dragon2-base", [*COARSE, *choices])).predict()


def test_an_observer_whom_no_cosmic_ray_reaches_is_told_so():
    choices = (
        "galaxy.sources=case-bhattacharya-1996",
        "galaxy.radius=24 kpc",
        "galaxy.observer_radius=18 kpc",
        "diffusion.power_law.D0=6e25 cm2/s",
    )
    with pytest.raises(SolveError, match=r"H1|proton"):
        build_model(load_config("dragon2-base", [*COARSE, *choices])).predict()
