"""Listing, showing and fetching measurements."""

import sys
from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from magnetosonic.cli.data import data_app
from magnetosonic.cli.errors import Commands
from magnetosonic.data import load_measurement, load_measurement_file, registry
from tests.data.crdb_answer import FakeCache, FakeCrdb, boron_to_carbon

app = typer.Typer(cls=Commands)
app.add_typer(data_app, name="data")


def invoke(*arguments):
    return CliRunner().invoke(app, ["data", *map(str, arguments)])


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A cache of its own, in a folder that does not exist yet, and an answer of the database."""
    monkeypatch.setitem(sys.modules, "crdb", FakeCrdb(boron_to_carbon()))
    monkeypatch.setitem(sys.modules, "cachier", FakeCache())
    monkeypatch.setattr(registry, "cache_folder", lambda: tmp_path / "cache" / "measurements")
    return tmp_path / "cache" / "measurements"


def test_list_filters(folder):
    lines = invoke("list", "--experiment", "TRACER", "--quantity", "Ne").stdout.splitlines()
    assert lines[0].split() == ["experiment", "quantity", "abscissa", "points", "period", "publication", "origin"]
    assert lines[1].split()[:4] == ["TRACER", "Ne", "kinetic_energy_per_nucleon", "9"]
    assert len([line for line in lines if line.strip()]) == 2


def test_list_names_everything(folder):
    outcome = invoke("list")
    assert len([line for line in outcome.stdout.splitlines() if line.strip()]) == 112


def test_show_holds_header_and_points(folder):
    text = invoke("show", "AMS-02", "B/C").stdout
    for part in ("2011-05 to 2018-05", "0.6 GV", "doi:10.1016/j.physrep.2020.09.003", "Maurin", "rigidity", "0.2867"):
        assert part in text


def test_show_cites_without_a_doi_that_is_not_stated(folder):
    invoke("update", "--quantity", "B/C", "--abscissa", "rigidity")
    text = invoke("show", "Balloon (1970/09+1971/05)", "B/C").stdout
    assert "https://ui.adsabs.harvard.edu/abs/b\n" in text
    assert "doi:not stated" not in text


def test_show_writes_csv(folder, tmp_path):
    path = tmp_path / "bc.csv"
    assert invoke("show", "AMS-02", "B/C", "--csv", path).exit_code == 0
    assert load_measurement_file(path).value.tolist() == load_measurement().value.tolist()
    assert invoke("show", "AMS-02", "B/C", "--csv", "-").stdout == path.read_text(encoding="utf-8")
    assert invoke("show", "AMS-02", "B/C", "--csv", path).exit_code == 2
    assert invoke("show", "AMS-02", "B/C", "--csv", path, "--overwrite").exit_code == 0


def test_update_stores_and_never_replaces_unasked(folder):
    outcome = invoke("update", "--quantity", "B/C", "--abscissa", "rigidity")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stdout.count("stored ") == 4
    assert outcome.stdout.count("not stored: ") == 3
    stored = sorted(path.name for path in folder.iterdir())
    assert len(stored) == 4
    assert all(name.endswith(f"_{date.today().isoformat()}.csv") for name in stored)
    assert "Balloon" in invoke("list").stdout
    assert "# query: B/C against R" in invoke("show", "Balloon (1970/09+1971/05)", "B/C", "--csv", "-").stdout
    again = invoke("update", "--quantity", "B/C", "--abscissa", "rigidity")
    assert again.exit_code == 2
    assert "--overwrite" in again.stderr
    assert invoke("update", "--quantity", "B/C", "--abscissa", "rigidity", "--overwrite").exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == stored


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("list", "--quantity", "Zz"), "Zz"),
        (("show", "AMS-02", "Zz"), "AMS-02 Zz"),
        (("show", "AMS-02", "B/C", "--abscissa", "velocity"), "velocity"),
        (("update", "--quantity", "B/C", "--abscissa", "velocity"), "--abscissa"),
    ],
)
def test_bad_input_ends_with_a_message(folder, arguments, part):
    outcome = invoke(*arguments)
    assert outcome.exit_code == 2
    assert part in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not folder.exists()


def test_without_a_network_nothing_is_written(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "crdb", FakeCrdb(ConnectionError("no")))
    outcome = invoke("update", "--quantity", "B/C")
    assert outcome.exit_code == 2
    assert "network" in outcome.stderr
    assert not folder.exists()


def test_import_stores_where_runs_find_it(folder, tmp_path):
    path = tmp_path / "export.dat"
    row = "{} SOME(1998/08)  R  {}  1.2 1.8  0.31  0.01 0.02  0.03 0.04  bib  500  1.0  1998/08/04-00:1998/09/05-00  0"
    path.write_text("\n".join([row.format("BE/B", 1.5), row.format("BE/B", 2.5), row.format("E+", 2.0)]))
    outcome = invoke("import", path)
    assert outcome.exit_code == 0, outcome.output
    assert "stored" in outcome.stdout
    assert "layout crdb-usine" in outcome.stdout
    assert "not stored: " in outcome.stdout
    assert "E+" in outcome.stdout
    measurement = load_measurement("SOME(1998/08)", "Be/B")
    assert measurement.abscissa.tolist() == [1.5, 2.5]
    assert measurement.origin == f"imported {date.today().isoformat()}"
    again = invoke("import", path)
    assert again.exit_code == 2
    assert "add --overwrite" in again.output
    assert invoke("import", path, "--overwrite").exit_code == 0
    assert invoke("import", path, "--name", "Other", "--to", tmp_path / "mine").exit_code == 0
    assert load_measurement_file(tmp_path / "mine" / "other_be_b_rigidity.csv").experiment == "Other"


def test_import_does_not_hide_behind_a_packaged_measurement(folder, tmp_path):
    path = tmp_path / "export.dat"
    path.write_text("B/C AMS-02 R 1.5 1.2 1.8 0.31 0.01 0.02 0.03 0.04 b 500 1.0 1998/08/04-000000:1998/09/05-000000 0")
    outcome = invoke("import", path)
    assert outcome.exit_code == 2
    assert "--name" in outcome.output
    assert not folder.exists()
    assert invoke("import", path, "--name", "AMS-02 again").exit_code == 0


def test_import_into_what_is_no_folder(folder, tmp_path):
    path = tmp_path / "export.dat"
    path.write_text("B/C Some R 1.5 1.2 1.8 0.31 0.01 0.02 0.03 0.04 b 500 1.0 1998/08/04-00:1998/09/05-00 0")
    for target in (path, path / "below", "\0", "x" * 5000):
        outcome = invoke("import", path, "--to", target)
        assert outcome.exit_code == 2, outcome.output
        assert "--to" in outcome.output
