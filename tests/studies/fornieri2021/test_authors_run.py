"""The authors' run against ours, with fluxes made by hand."""

import csv
import io
from types import SimpleNamespace

import numpy as np
import pytest

from magnetosonic.studies.fornieri2021 import authors_run as module
from magnetosonic.studies.fornieri2021.authors_run import (
    COLUMNS,
    FLUXES,
    TOLERANCES,
    Difference,
    authors_csv,
    authors_run,
    describe_authors_run,
    reference_fluxes,
)
from tests.studies.fornieri2021.invented_curves import invented_differences


@pytest.fixture
def differences(monkeypatch):
    """Ours are 1.2 times theirs; boron is 1.25 E^0.01 times higher still."""
    reference = reference_fluxes()
    energy = reference["kinetic_energy_GeV_per_n"]

    def part(name):
        tilt = 1.25 * energy**0.01 if name == "B" else 1.0
        return 1.2 * tilt * reference[name]

    def value(name, points, variable):
        np.testing.assert_array_equal(points, energy)
        assert variable == "kinetic_energy_per_nucleon"
        parts = [part(element) for element in name.split("/")]
        return parts[0] if len(parts) == 1 else parts[0] / parts[1]

    loaded = []
    prediction = SimpleNamespace(interstellar=SimpleNamespace(value=value))
    monkeypatch.setattr(module, "load_config", lambda name: loaded.append(name))
    monkeypatch.setattr(module, "build_model", lambda config: SimpleNamespace(predict=lambda: prediction))
    said = []
    found = {entry.quantity: entry for entry in authors_run(said.append)}
    assert loaded == ["fornieri2021"]
    assert said == ["the preset fornieri2021"]
    return found


def test_reference_fluxes():
    reference = reference_fluxes()
    assert set(reference) == {"kinetic_energy_GeV_per_n", *["H1", "He4", "Li", "Be", "B", "C", "N", "O", "Be9", "Be10"]}
    assert {values.shape for values in reference.values()} == {(12,)}
    assert reference["H1"][0] == 2.29157e3
    assert reference["Be10"][-1] == 4.26046e-15


def test_differences(differences):
    assert list(differences) == list(TOLERANCES)
    # Fluxes agree after setting those of protons equal; ratios of what is equally off, too.
    for name in (*FLUXES, "C/O", "N/C", "Be10/Be9"):
        np.testing.assert_allclose(differences[name].relative, 0.0, atol=1e-12)
    energy = differences["B/C"].energy
    np.testing.assert_allclose(differences["B/C"].relative, 1.25 * energy**0.01 - 1.0, rtol=1e-10)
    np.testing.assert_allclose(differences["Be/B"].relative, 1.0 / (1.25 * energy**0.01) - 1.0, rtol=1e-10)
    # In shape: without the median of all energies, of which there are twelve.
    median = 0.5 * (energy[5] ** 0.01 + energy[6] ** 0.01)
    np.testing.assert_allclose(differences["B/C in shape"].relative, energy**0.01 / median - 1.0, atol=1e-12)
    np.testing.assert_allclose(differences["He4"].authors, reference_fluxes()["He4"], rtol=0)


def test_the_proton_flux_is_set_equal_where_that_run_normalises():
    energy = np.geomspace(1.0, 1e4, 9)
    scale = module._proton_scale(energy**-2.7, 2.0 * energy**-2.8, energy)
    # 0.5 E^0.1, a power law, at 200.2879 GeV.
    assert scale == pytest.approx(0.5 * 200.2879**0.1, rel=1e-12)


def test_largest_difference_has_its_sign():
    entry = Difference("C", np.array([1.0, 2.0, 3.0]), np.ones(3), np.array([1.02, 0.95, 1.01]), 0.03)
    assert entry.largest == pytest.approx(-0.05, rel=1e-12)


def test_table():
    found = invented_differences()
    rows = list(csv.DictReader(line for line in io.StringIO(authors_csv(found)) if not line.startswith("#")))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == len(found) * 12
    assert rows[12]["quantity"] == "He4"
    for row in rows:
        assert float(row["difference"]) == pytest.approx(
            float(row["magnetosonic"]) / float(row["authors"]) - 1, abs=1e-9
        )


def test_text():
    text = describe_authors_run(invented_differences(), "title")
    assert text.startswith("# title\n")
    lines = {line.split(" | ")[0].strip("| "): line for line in text.splitlines() if line.startswith("| ")}
    assert lines["H1"].endswith("| +2.5% | +2.5% | 5% | yes |")
    assert lines["C"].endswith("| +10.0% | +10.0% | 5% | no |")
    assert lines["B/C in shape"].endswith("| +1.5% | 3% | yes |")
    assert len(lines) == len(TOLERANCES) + 2
