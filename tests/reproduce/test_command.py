"""The command ``magnetosonic reproduce``."""

import csv

import pytest
from typer.testing import CliRunner

from magnetosonic.cli.app import app
from magnetosonic.cli.reproduce import figure_numbers
from magnetosonic.errors import InputError
from magnetosonic.figures.fornieri2021 import registry
from magnetosonic.figures.fornieri2021.registry import FILE_NAMES
from magnetosonic.results.files import result_folder
from magnetosonic.results.fornieri2021.truncation import ALFVEN_MACHS, ANGLE, COLUMNS


def invoke(*arguments):
    outcome = CliRunner().invoke(app, ["reproduce", *map(str, arguments)], env={"COLUMNS": "300", "TERM": "dumb"})
    assert "Traceback" not in outcome.output
    return outcome


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1-4", [1, 2, 3, 4]), ("2", [2]), ("1,3", [1, 3]), ("3,1", [1, 3]), ("1-2, 2-3", [1, 2, 3]), ("4-4", [4])],
)
def test_figures_can_be_chosen(text, numbers):
    assert figure_numbers(text, {1, 2, 3, 4}) == numbers


@pytest.mark.parametrize("text", ["0", "9", "x", "4-1", "1-9", "1,,2", "", "-1", "1-", "1.5", "99999999999", "²"])
def test_bad_figures_are_refused_before_anything_else(text, tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"figures 1, 2, 3, 4, with commas"):
        figure_numbers(text, {1, 2, 3, 4})

    def compute(*arguments):
        raise AssertionError("something was computed")

    monkeypatch.setattr(registry, "write_figure", compute)
    outcome = invoke("-o", tmp_path / "out", f"--figures={text}")
    assert outcome.exit_code == 2
    assert "--figures = " in outcome.stderr
    assert "such as 1-4 or 1,3" in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_one_figure(tmp_path):
    folder = tmp_path / "out"
    outcome = invoke("--figures", "1", "-o", folder)
    assert outcome.exit_code == 0, outcome.stderr
    assert "figure 1" in outcome.stderr
    assert "written to" in outcome.stdout
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    assert {entry.name for entry in folder.iterdir()} == {"figure1.png", "figure1.csv", "figure1.md"}
    assert (folder / "figure1.png").read_bytes().startswith(b"\x89PNG")
    with (folder / "figure1.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    # Halo; disk with either damping and with both; two numerics.
    assert len(rows) == 4 * 2 * len(ALFVEN_MACHS) * ANGLE.size
    text = (folder / "figure1.md").read_text(encoding="utf-8")
    assert text.startswith("# Figure 1: truncation scales")
    assert "X published over X exact" in text


@pytest.fixture
def instant(monkeypatch):
    """Figures that are there at once."""
    monkeypatch.setattr(
        registry, "write_figure", lambda number, folder: (folder / f"figure{number}.csv").write_text("new")
    )


@pytest.mark.usefixtures("instant")
def test_overwrites_only_when_told_and_only_figures(tmp_path):
    folder = tmp_path / "out"
    assert invoke("-o", folder).exit_code == 0
    assert {entry.name for entry in folder.iterdir()} == {f"figure{n}.csv" for n in (1, 2, 3, 4)}
    (folder / "figure1.csv").write_text("old")
    refused = invoke("-o", folder)
    assert refused.exit_code == 2
    assert "--overwrite" in refused.stderr
    assert (folder / "figure1.csv").read_text() == "old"
    assert invoke("-o", folder, "--overwrite", "--figures", "1").exit_code == 0
    assert [entry.name for entry in folder.iterdir()] == ["figure1.csv"]
    assert (folder / "figure1.csv").read_text() == "new"
    (folder / "thesis.tex").write_text("years of work")
    refused = invoke("-o", folder, "--overwrite")
    assert refused.exit_code == 2
    assert "holds thesis.tex" in refused.stderr
    assert (folder / "thesis.tex").exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def fail_within(path, overwrite, failure):
    with result_folder(path, overwrite, names=FILE_NAMES) as folder:
        (folder / "figure1.csv").write_text("half")
        raise failure


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_failure_leaves_nothing_and_destroys_nothing(tmp_path, failure):
    with pytest.raises(failure):
        fail_within(tmp_path / "new" / "out", False, failure)
    assert list(tmp_path.iterdir()) == []
    earlier = tmp_path / "out"
    earlier.mkdir()
    (earlier / "figure1.csv").write_text("old")
    with pytest.raises(failure):
        fail_within(earlier, True, failure)
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    assert (earlier / "figure1.csv").read_text() == "old"


def test_file_in_place_of_a_folder_is_refused(tmp_path):
    file = tmp_path / "file"
    file.write_text("text")
    outcome = invoke("-o", file, "--overwrite")
    assert outcome.exit_code == 2
    assert "not an existing file" in outcome.stderr


def test_help_has_an_example():
    outcome = invoke("--help")
    assert outcome.exit_code == 0
    assert "Example: magnetosonic reproduce " in outcome.stdout
