"""A run as a whole: its steps, its comparison with data, its dataset and its summary."""

import dataclasses
import tomllib

import jax.numpy as jnp
import numpy as np
import xarray as xr

from magnetosonic import __version__
from magnetosonic.config import parse_config
from magnetosonic.config.build import build_model
from magnetosonic.inference import AbundanceFit, AbundanceTarget, Window
from magnetosonic.outputs import run, write
from magnetosonic.outputs.run import STEPS, compare_prediction, compute
from magnetosonic.outputs.run_dataset import run_table
from magnetosonic.outputs.summary import summary_text
from magnetosonic.outputs.write import run_into, run_steps, write_tables
from tests.outputs.coarse_run import coarse_config, coarse_origin, coarse_results


def test_predicted_does_not_depend_on_the_number_of_points():
    spectra = coarse_results().prediction.modulated
    rigidity = np.geomspace(10.0, 1e3, 300)
    many = spectra.readable("B/C", rigidity)
    np.testing.assert_allclose(many[:7], spectra.readable("B/C", rigidity[:7]), rtol=1e-13)
    np.testing.assert_allclose(many, spectra.ratio("B/C", jnp.asarray(rigidity)), rtol=1e-13)


def test_dataset_round_trip(tmp_path):
    results, origin = coarse_results(), coarse_origin()
    write_tables(results, origin, tmp_path)
    assert {entry.name for entry in tmp_path.iterdir()} == {
        *("agreement.csv", "diffusion.csv", "ratios.csv", "results.nc", "spectra.csv", "summary.txt"),
    }
    with xr.open_dataset(tmp_path / "results.nc") as read:
        read.load()
    assert dict(read.sizes) == {"nuclide": 15, "energy": 25, "zone": 1, "rigidity": 60, "ratio": 6}
    xr.testing.assert_identical(read, run_table(results, origin).to_xarray())
    prediction = results.prediction
    np.testing.assert_array_equal(
        read.flux_LIS.sel(nuclide="C12"), prediction.interstellar.flux[prediction.network.index("C12")]
    )
    np.testing.assert_array_equal(read.D.sel(zone="halo"), results.diffusion["D"][0])
    assert read.confined.dtype == bool
    np.testing.assert_array_equal(read.ratio_TOA.sel(ratio="B/C"), prediction.modulated.ratio("B/C"))
    assert read.flux_TOA.units == "1/((GeV/n) m^2 s sr)"
    assert read.D.units == "cm^2/s"
    numeric = [variable for variable in read.variables.values() if variable.dtype.kind in "fibu"]
    assert len(numeric) == 17
    assert all("units" in variable.attrs for variable in numeric)


def test_dataset_repeats_the_run():
    attributes = run_table(coarse_results(), coarse_origin()).attributes
    assert parse_config(tomllib.loads(attributes["configuration"])) == coarse_config()
    assert attributes["magnetosonic_version"] == __version__
    assert attributes["configuration_source"] == "small"
    assert attributes["overrides"] == "a.b=1"
    assert attributes["created"].endswith("+00:00")


def test_summary_tells_everything():
    results, origin = coarse_results(), coarse_origin()
    text = summary_text(results, origin)
    for expected in (
        __version__,
        "configuration: small",
        "changes: a.b=1",
        "halo: up to |z| = 4 kpc",
        "given as a power law",
        "15 nuclides",
        "25 energies from 1 to 1e+04 GeV/n (6 per decade)",
        "largest imbalance of particles",
        "largest residual of the equation",
        "for 12 points",
        "10Be/9Be",
        "transport",
        "Evoli",
        "Ferrière 2001",
        "Aguilar",
    ):
        assert expected in text
    # D of this power law at 1 GV, 3.7e28 (1/4)^0.45, and at 10 TV.
    assert "1.983e+28" in text
    assert "1.251e+30" in text
    # No theory was used.
    assert "Fornieri" not in text


def test_summary_of_fitted_abundances():
    results = coarse_results()
    assert results.abundances is None
    assert "Abundances" not in summary_text(results, coarse_origin())
    left_out = {"O": "a reason", "N": "another"}
    fit = AbundanceFit(results.model, {"H": 1.0243, "C": 0.5}, left_out, {"C": "2 outside"}, 12.34, 24)
    text = summary_text(dataclasses.replace(results, abundances=fit), coarse_origin())
    assert "fitted to AMS-02: chi^2 = 12.3 for 24 points" in text
    assert "H 1.02, C 0.5" in text
    assert "C: 2 outside" in text
    assert text.index("N in proportion to hydrogen: another") < text.index("O in proportion to hydrogen: a reason")


def test_compute_fits_the_abundances_first(monkeypatch):
    """With steps that cost nothing: the fitted model is the one that is computed."""
    coarse, begun = coarse_results(), []
    changed = dataclasses.replace(coarse.model, modulation_potential=0.5 * coarse.model.modulation_potential)
    fit = AbundanceFit(changed, {"H": 1.0}, {}, {}, 1.0, 1)
    wanted = AbundanceTarget(window=Window(250.0))
    normalization = dataclasses.replace(coarse.model.normalization, fit="AMS-02", fit_from=250.0)
    asks = dataclasses.replace(coarse.model, normalization=normalization)
    monkeypatch.setattr(run, "fit_abundances", lambda model, target: fit if target == wanted else None)
    monkeypatch.setattr(type(changed), "predict", lambda model, step: coarse.prediction)
    potentials = []
    monkeypatch.setattr(run, "compare_all", lambda spectra, phi: potentials.append(phi) or ())
    results = compute(asks, begun.append)
    assert begun == ["abundances", "comparison"] == list(results.seconds)
    assert results.abundances is fit
    assert results.model is changed
    assert potentials == [0.5 * float(coarse.model.modulation_potential)]


def test_a_run_in_single_steps_writes_the_same_as_in_one(tmp_path, monkeypatch):
    """Load, predict, compare, write, each by its own function; and all of it in one call, with its steps announced."""
    model, origin, begun = build_model(coarse_config()), coarse_origin(), []
    monkeypatch.setattr(write, "write_run", write_tables)  # figures and report: tests of the command
    run_into(tmp_path / "whole", model, origin, progress=begun.append)
    assert tuple(begun) == run_steps(model) == (*STEPS, "figures")
    results = compare_prediction(model, model.predict())
    steps = tmp_path / "steps"
    steps.mkdir()
    write_tables(results, origin, steps)
    for name in ("diffusion.csv", "spectra.csv", "ratios.csv", "agreement.csv"):
        assert (steps / name).read_text() == (tmp_path / "whole" / name).read_text()


def test_summary_says_that_abundances_were_fitted_before():
    results = coarse_results()
    found = dataclasses.replace(results.model.normalization, fit="AMS-02", fit_from=150.0, fitted=True)
    model = dataclasses.replace(results.model, normalization=found)
    text = summary_text(dataclasses.replace(results, model=model), coarse_origin())
    assert "Abundances\n  fitted to AMS-02 from 150 GV, before this run" in text


def test_summary_says_what_is_missing():
    results = dataclasses.replace(coarse_results(), agreement=())
    text = summary_text(results, coarse_origin())
    assert "B/C  not compared" in text
    assert "not available" in text


def test_summary_shows_b_over_c_where_the_model_has_it():
    results = coarse_results()
    modulated = results.prediction.modulated
    fewer = dataclasses.replace(modulated, energy=modulated.energy[8:], flux=modulated.flux[:, 8:])
    low = fewer.covered("B/C")[0]
    assert low > 30.0  # more than the lowest rigidities shown
    prediction = dataclasses.replace(results.prediction, modulated=fewer)
    lines = summary_text(dataclasses.replace(results, prediction=prediction), coarse_origin()).splitlines()
    head = next(number for number, line in enumerate(lines) if "rigidity [GV]" in line)
    assert float(lines[head + 1].split()[0]) >= low


def test_summary_tells_where_particles_are_not_confined():
    results = coarse_results()
    confined = np.ones_like(results.diffusion["confined"])
    confined[0, :3] = confined[0, -1] = False
    variables = results.diffusion.variables
    changed = {**variables, "confined": variables["confined"]._replace(values=confined)}
    table = dataclasses.replace(results.diffusion, variables=changed)
    first, third, last = table["rigidity"][[0, 2, -1]]
    text = summary_text(dataclasses.replace(results, diffusion=table), coarse_origin())
    assert f"not confined from {first:.4g} to {third:.4g} GV;" in text
    assert f"not confined at {last:.4g} GV;" in text


def test_results_say_in_a_few_lines_how_well_they_agree():
    results = coarse_results()
    first, *lines = repr(results).splitlines()
    nuclides = len(results.prediction.network.species)
    assert first == f"Results of a run: {nuclides} nuclides, {len(results.agreement)} comparisons with data"
    assert [line.strip().split(":")[0] for line in lines] == [f"{name} of AMS-02" for name in ("B/C", "H", "B", "C")]
