"""Comparison of a run with everything that was measured."""

import csv
import dataclasses
import io

import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.data import available_measurements, load_measurement, modulation_potential
from magnetosonic.inference import Window
from magnetosonic.inference.modulation import REFERENCE_PERIOD, potential_of
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.outputs.agreement import (
    COLUMNS,
    SHOWN,
    agreement_csv,
    compare_all,
    shown,
)
from magnetosonic.species.nuclide import Nuclide
from tests.outputs.coarse_run import coarse_results


@pytest.fixture(scope="module")
def found():
    return coarse_results().agreement


def key(comparison):
    data = comparison.measurement
    return data.experiment, data.quantity, data.variable


def test_every_measurement_is_compared_once(found):
    assert [key(comparison) for comparison in found] == [entry[:3] for entry in available_measurements()]


def test_no_point_is_dropped_silently(found):
    for comparison in found:
        size = comparison.measurement.abscissa.size
        assert comparison.counts.shape == (size,)
        assert comparison.model.shape == comparison.pull.shape == (comparison.points,)
        if comparison.excluded == ("all: not in the network",):
            assert comparison.points == 0
        else:
            assert comparison.points + sum(int(reason.split()[0]) for reason in comparison.excluded) == size
        assert np.isfinite(comparison.pull).all()


def test_quantities_that_the_network_does_not_hold_are_stated(found):
    # Hydrogen, carbon and oxygen are injected: nothing heavier than oxygen is there.
    missing = {c.measurement.quantity for c in found if c.excluded == ("all: not in the network",)}
    assert {"Fe", "Si", "Fe/O", "F/Si", "Ne", "Na", "Al", "S"} <= missing
    assert not {"H", "C", "O", "B", "B/C", "N/O", "Li", "Be"} & missing


def test_agreement_is_at_equal_rigidity_above_200_gv(found):
    comparisons = shown(found)
    assert tuple(comparisons) == SHOWN == ("B/C", "H", "B", "C")
    data = load_measurement("AMS-02", "B/C")
    window = data.abscissa >= 200.0
    model = np.asarray(coarse_results().prediction.modulated.ratio("B/C", jnp.asarray(data.abscissa[window])))
    residual = model - data.value[window]
    error = np.where(residual > 0, data.error_high[window], data.error_low[window])
    assert comparisons["B/C"].points == window.sum()
    assert comparisons["B/C"].chi_square == pytest.approx(np.sum((residual / error) ** 2), rel=1e-10)


def test_potentials(found):
    configured = float(coarse_results().model.modulation_potential)
    reference, _ = modulation_potential(REFERENCE_PERIOD)
    for comparison in found:
        data = comparison.measurement
        if data.experiment == "Voyager 1":
            assert comparison.modulation_potential == 0.0
        elif data.period == REFERENCE_PERIOD:
            assert comparison.modulation_potential == pytest.approx(configured, abs=1e-12)
        elif data.modulation_potential > 0.0:
            shift = data.modulation_potential - reference
            assert comparison.modulation_potential == pytest.approx(configured + shift, abs=1e-12)
    assert {"Voyager 1", "AMS-02"} <= {c.measurement.experiment for c in found}
    periods = [c.measurement.period for c in found]
    assert periods.count(REFERENCE_PERIOD) > 10


def test_potentials_are_never_negative():
    quiet = load_measurement("PAMELA", "C")
    reference, _ = modulation_potential(REFERENCE_PERIOD)
    assert 0.0 < quiet.modulation_potential < reference
    assert potential_of(quiet, 0.1) == max(quiet.modulation_potential + (0.1 - reference), 0.0)
    assert potential_of(quiet, 0.0) == 0.0
    assert potential_of(load_measurement("Voyager 1", "C"), 0.8) == 0.0


def protons(energy):
    return Spectra((Nuclide(1, 1),), jnp.asarray(energy), jnp.asarray(2e3 * energy[None] ** -2.7))


def test_other_windows_and_no_network():
    found = {key(c): c for c in compare_all(protons(np.geomspace(1e-3, 100.0, 60)), 0.6, Window(0.0))}
    voyager = found["Voyager 1", "H", "kinetic_energy_per_nucleon"]
    data = voyager.measurement
    covered = data.abscissa >= 1e-3
    np.testing.assert_array_equal(voyager.counts, covered)
    # Not modulated: a power law of the energy itself.
    np.testing.assert_allclose(voyager.model, 2e3 * data.abscissa[covered] ** -2.7, rtol=1e-10)
    ams = found["AMS-02", "H", "rigidity"]
    expected = modulate(protons(np.geomspace(1e-3, 100.0, 60)), ams.modulation_potential)
    np.testing.assert_allclose(ams.model, expected.value("H", ams.measurement.abscissa[ams.counts]), rtol=1e-12)
    assert not ams.counts[-1]
    assert ams.excluded[0].split()[0] == str(np.sum(~ams.counts))
    assert "outside of the model's range" in ams.excluded[0]
    assert {c.points for k, c in found.items() if k[1] != "H"} == {0}


def test_nothing_is_shown_of_what_does_not_count(found):
    none = tuple(c for c in found if not c.points)
    assert none
    assert shown(none) == {}
    others = tuple(c for c in found if c.measurement.experiment != "AMS-02")
    assert shown(others) == {}


def test_names_from_files_are_no_formulas(found):
    """Neutralised as OWASP describes ("CSV Injection"): a quote before what begins a formula, separators enclosed."""
    names = ['=HYPERLINK("http://a","b")', "+1", "-1", "@a", " =1", "\uff1d1", 'a "b", c; d']
    changed = [
        dataclasses.replace(found[0], measurement=dataclasses.replace(found[0].measurement, experiment=name))
        for name in names
    ]
    text = agreement_csv(tuple(changed))
    rows = list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("#")))
    assert [row["experiment"] for row in rows] == [*(f"'{name}" for name in names[:-1]), names[-1]]
    assert all(None not in row for row in rows)


def test_agreement_csv(found):
    rows = list(csv.DictReader(line for line in io.StringIO(agreement_csv(found)) if not line.startswith("#")))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == len(found)
    for row, comparison in zip(rows, found, strict=True):
        data = comparison.measurement
        assert (row["experiment"], row["quantity"], row["abscissa"]) == key(comparison)
        assert row["period"] == data.period
        assert row["origin"] == data.origin == "packaged"
        assert float(row["modulation_potential_GV"]) == pytest.approx(comparison.modulation_potential, rel=1e-9)
        assert float(row["chi_square"]) == pytest.approx(comparison.chi_square, rel=1e-9)  # ten digits are written
        assert int(row["points"]) == comparison.points
        assert row["excluded"] == "; ".join(comparison.excluded)


def test_beryllium_below_the_model_is_excluded_and_listed():
    """ACE-CRIS measures below 0.15 GeV/n, ISOMAX at 0.51 and 1.5 GeV/n; this model begins at 1 GeV/n."""
    comparisons = compare_all(coarse_results().prediction.interstellar, 0.6, Window(0.0))
    found = {c.measurement.experiment: c for c in comparisons if c.measurement.quantity == "10Be/9Be"}
    assert {name: c.points for name, c in found.items()} == {"ACE-CRIS": 0, "ISOMAX": 1}
    assert found["ACE-CRIS"].excluded[0].startswith("3 outside of the model's range")
    assert found["ISOMAX"].excluded[0].startswith("1 outside of the model's range")
    rows = [row for row in agreement_csv(comparisons).splitlines() if "10Be/9Be" in row]
    assert [row.split(",")[0] for row in rows] == ["ACE-CRIS", "ISOMAX"]
