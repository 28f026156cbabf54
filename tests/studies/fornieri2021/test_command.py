"""The command ``magnetosonic reproduce``."""

import csv
import dataclasses

import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

from magnetosonic.cli.app import app
from magnetosonic.cli.reproduce import figure_numbers
from magnetosonic.errors import InputError, SolveError
from magnetosonic.outputs.files import MANIFEST, result_folder
from magnetosonic.outputs.report import REPORT_NAME as REPORT
from magnetosonic.studies.fornieri2021 import registry
from magnetosonic.studies.fornieri2021.registry import PaperFigure
from magnetosonic.studies.fornieri2021.truncation import ALFVEN_MACHS, ANGLE, COLUMNS


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


BAD = ["0", "10", "x", "4-1", "1-10", "1,,2", "", "-1", "1-", "1.5", "99999999999", "²", "1-4-5", "1;2", "all"]


@pytest.mark.parametrize("text", BAD)
def test_bad_figures_are_refused_before_anything_else(text, tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"figures 1, 2, 3, 4, with commas"):
        figure_numbers(text, {1, 2, 3, 4})

    def compute(*arguments):
        raise AssertionError("something was computed")

    monkeypatch.setattr(registry, "write_figure", compute)
    outcome = invoke("-o", tmp_path / "out", f"--figures={text}")
    assert outcome.exit_code == 2
    assert "--figures = " in outcome.stderr
    assert "of the figures 1, 2, 3, 4, 5, 6, 7, 8, 9, with commas" in outcome.stderr
    assert list(tmp_path.iterdir()) == []


def test_numbers_outside_of_what_there_is_are_refused():
    with pytest.raises(InputError) as error:
        figure_numbers("1-4, 9", {1, 2, 3, 4})
    assert (error.value.field, error.value.value) == ("--figures", "9")


def test_one_figure(tmp_path):
    folder = tmp_path / "out"
    outcome = invoke("--figures", "1", "-o", folder)
    assert outcome.exit_code == 0, outcome.stderr
    assert "figure 1" in outcome.stderr
    assert "written to" in outcome.stdout
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    assert {entry.name for entry in folder.iterdir()} == {"figure1.png", "figure1.csv", "figure1.md", REPORT, MANIFEST}
    page = (folder / REPORT).read_text(encoding="utf-8")
    assert "Figure 1: truncation scales" in page
    assert "<svg" in page
    assert (folder / "figure1.png").read_bytes().startswith(b"\x89PNG")
    with (folder / "figure1.csv").open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert list(rows[0]) == list(COLUMNS)
    # Halo; disk with either damping and with both; two numerics.
    assert len(rows) == 4 * 2 * len(ALFVEN_MACHS) * ANGLE.size
    text = (folder / "figure1.md").read_text(encoding="utf-8")
    assert text.startswith("# Figure 1: truncation scales")
    assert "X published over X exact" in text


@pytest.fixture
def instant(monkeypatch):
    """Figures that cost nothing, in place of all there are; those that were computed."""
    computed = []

    def invented(number):
        def compute(progress):
            progress("half of it")
            computed.append(number)
            return number

        def draw(data, title):
            assert data == number
            figure = Figure(figsize=(2.0, 1.0))
            figure.subplots().plot([1.0, 2.0], [1.0, number])
            return figure

        def describe(data, title):
            return f"# {title}\n"

        return PaperFigure(f"shows {number}", compute, draw, lambda data: f"x\n{data}\n", describe)

    for number in list(registry.FIGURES):
        monkeypatch.setitem(registry.FIGURES, number, invented(number))
    return computed


def files_of(*numbers):
    return {f"figure{n}.{ending}" for n in numbers for ending in ("png", "csv", "md")} | {REPORT, MANIFEST}


def test_all_figures_are_the_default(tmp_path, instant):
    folder = tmp_path / "out"
    outcome = invoke("-o", folder)
    assert outcome.exit_code == 0, outcome.stderr
    assert instant == list(range(1, 10))
    assert {entry.name for entry in folder.iterdir()} == files_of(*range(1, 10))
    assert (folder / "figure7.csv").read_text() == "x\n7\n"
    assert (folder / "figure7.md").read_text() == "# Figure 7: shows 7\n"
    page = (folder / REPORT).read_text(encoding="utf-8")
    for number in range(1, 10):
        assert f"figure {number}: shows {number}" in outcome.stdout
        assert f"figure {number} " in outcome.stderr
        assert f"Figure {number}: shows {number}" in page
    assert f"open {folder / REPORT}" in outcome.stdout.replace("\n", "")


def test_figures_chosen(tmp_path, instant):
    outcome = invoke("-o", tmp_path / "out", "--figures", "9, 5-6")
    assert outcome.exit_code == 0, outcome.stderr
    assert instant == [5, 6, 9]
    assert {entry.name for entry in (tmp_path / "out").iterdir()} == files_of(5, 6, 9)
    assert "--figures 5,6,9" in (tmp_path / "out" / REPORT).read_text(encoding="utf-8")


def test_a_figure_that_fails_leaves_nothing(tmp_path, instant, monkeypatch):
    def fail(progress):
        raise SolveError("it does not converge")

    monkeypatch.setitem(registry.FIGURES, 3, dataclasses.replace(registry.FIGURES[3], compute=fail))
    outcome = invoke("-o", tmp_path / "out", "--figures", "2-3")
    assert outcome.exit_code != 0
    assert "it does not converge" in outcome.stderr
    assert instant == [2]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("instant")
def test_overwrites_only_when_told_and_only_figures(tmp_path):
    folder = tmp_path / "out"
    assert invoke("-o", folder, "--figures", "1-2").exit_code == 0
    (folder / "figure1.csv").write_text("old")
    refused = invoke("-o", folder, "--figures", "1")
    assert refused.exit_code == 2
    assert "--overwrite" in refused.stderr
    assert (folder / "figure1.csv").read_text() == "old"
    assert invoke("-o", folder, "--overwrite", "--figures", "1").exit_code == 0
    assert {entry.name for entry in folder.iterdir()} == files_of(1)
    assert (folder / "figure1.csv").read_text() == "x\n1\n"
    (folder / "thesis.tex").write_text("years of work")
    refused = invoke("-o", folder, "--overwrite", "--figures", "1")
    assert refused.exit_code == 2
    assert "holds thesis.tex" in refused.stderr
    assert (folder / "thesis.tex").exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def fail_within(path, overwrite, failure):
    with result_folder(path, overwrite) as folder:
        (folder / "figure1.csv").write_text("half")
        raise failure


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_failure_leaves_nothing_and_destroys_nothing(tmp_path, failure):
    with pytest.raises(failure):
        fail_within(tmp_path / "new" / "out", False, failure)
    assert list(tmp_path.iterdir()) == []
    earlier = tmp_path / "out"
    with result_folder(earlier) as folder:
        (folder / "figure1.csv").write_text("old")
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
