"""The commands: files, columns, and standard output that holds nothing else."""

import csv
import io
import subprocess
import sys
import tomllib

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from magnetosonic import __version__
from magnetosonic.cli.app import app
from magnetosonic.config import load_config
from magnetosonic.data import registry
from magnetosonic.errors import SolveError
from magnetosonic.outputs import figures, write
from magnetosonic.outputs.agreement import COLUMNS as AGREEMENT_COLUMNS
from magnetosonic.outputs.files import result_folder
from magnetosonic.outputs.model_csv import DIFFUSION_COLUMNS as ALL_DIFFUSION_COLUMNS
from tests.outputs.coarse_run import coarse_results, coarse_toml

DIFFUSION_COLUMNS = list(ALL_DIFFUSION_COLUMNS)[:-2]  # without those on demand
FILES = {
    "diffusion.csv",
    "spectra.csv",
    "ratios.csv",
    "agreement.csv",
    "results.nc",
    "summary.txt",
    "report.html",
    "figures",
    "manifest.txt",
}


def invoke(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows_of(text):
    return list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("#")))


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    path = tmp_path_factory.mktemp("config") / "small.toml"
    path.write_text(coarse_toml(), encoding="utf-8")
    return path


@pytest.fixture
def instant(monkeypatch):
    """Results that are there at once, for tests of what happens around the computation."""
    ready = coarse_results()
    monkeypatch.setattr(write, "compute", lambda model, progress: ready)
    monkeypatch.setattr(figures, "draw_all", lambda results, name: {})


def test_run_writes_everything(config, tmp_path):
    outcome = invoke("run", config, "-o", tmp_path / "out", "--set", "modulation.potential=0.5 GV")
    assert outcome.exit_code == 0, outcome.stderr
    folder = tmp_path / "out"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    assert {entry.name for entry in folder.iterdir()} == FILES
    assert {path.name for path in (folder / "figures").iterdir()} >= {
        "diffusion.png",
        "boron_to_carbon.png",
        "spectra.png",
    }
    tables = {name: (folder / name).read_text().splitlines() for name in FILES if name.endswith(".csv")}
    heads = {name: next(line for line in lines if line[0] != "#") for name, lines in tables.items()}
    assert heads == {
        "diffusion.csv": ",".join(DIFFUSION_COLUMNS),
        "spectra.csv": "nuclide,charge,mass_number,kinetic_energy_GeV_per_n,rigidity_GV,flux_LIS,flux_TOA",
        "ratios.csv": "ratio,kinetic_energy_GeV_per_n,rigidity_GV,LIS,TOA,LIS_equal_rigidity,TOA_equal_rigidity",
        "agreement.csv": ",".join(AGREEMENT_COLUMNS),
    }
    assert len(tables["diffusion.csv"]) == len(DIFFUSION_COLUMNS) + 61
    summary = (folder / "summary.txt").read_text(encoding="utf-8")
    assert "changes: modulation.potential=0.5 GV" in summary
    assert "figures" in summary
    with xr.open_dataset(folder / "results.nc") as dataset:
        assert tomllib.loads(dataset.attrs["configuration"])["modulation"]["potential"] == "0.5 GV"
    assert "chi^2" in outcome.stdout
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert report.count("<figure") == 4
    assert "potential = &#34;0.5 GV&#34;" in report
    assert "report.html in a browser" in outcome.stdout
    for step in ("network", "diffusion", "transport", "comparison", "figures"):
        assert step in outcome.stderr


@pytest.mark.usefixtures("instant")
def test_run_overwrites_only_when_told(config, tmp_path):
    folder = tmp_path / "out"
    assert invoke("run", config, "-o", folder).exit_code == 0
    (folder / "summary.txt").write_text("old")
    refused = invoke("run", config, "-o", folder)
    assert refused.exit_code == 2
    assert "--overwrite" in refused.stderr
    assert (folder / "summary.txt").read_text() == "old"
    assert invoke("run", config, "-o", folder, "--overwrite").exit_code == 0
    assert "Origin" in (folder / "summary.txt").read_text()


@pytest.mark.parametrize(
    ("failure", "code", "message"),
    [
        (KeyboardInterrupt(), 130, "interrupted; nothing was written"),
        (SolveError("particles are not conserved"), 1, "particles are not conserved"),
        (OSError("no space left"), 1, "no space left"),
    ],
)
@pytest.mark.parametrize("step", ["compute", "write_tables"])
@pytest.mark.usefixtures("instant")
def test_run_that_fails_leaves_nothing_and_destroys_nothing(
    config, tmp_path, monkeypatch, step, failure, code, message
):
    def fail(*arguments):
        raise failure

    monkeypatch.setattr(write, step, fail)
    outcome = invoke("run", config, "-o", tmp_path / "new" / "out")
    assert outcome.exit_code == code
    assert message in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert list(tmp_path.iterdir()) == []
    earlier = tmp_path / "out"
    with result_folder(earlier) as folder:
        (folder / "summary.txt").write_text("old")
    assert invoke("run", config, "-o", earlier, "--overwrite").exit_code == code
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    assert (earlier / "summary.txt").read_text() == "old"


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text there")
@pytest.mark.usefixtures("instant")
def test_names_of_any_bytes(config, tmp_path, monkeypatch):
    """A byte that is no UTF-8, and control characters: printable in all outputs."""
    named = tmp_path / "a\udcff\x1b[31m\x01.toml"
    named.write_bytes(config.read_bytes())
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "garbage.csv").write_bytes(b"\xff\x00")
    monkeypatch.setattr(registry, "cache_folder", lambda: cache)
    outcome = invoke("run", named, "-o", tmp_path / "out\udcff\x1b")
    assert outcome.exit_code == 0, outcome.output
    assert "left out of the comparison" in outcome.stderr
    assert "garbage.csv" in outcome.stderr
    folder = tmp_path / "out\udcff\x1b"
    shown = r"a\xff\x1b[31m\x01.toml"
    assert shown in outcome.stdout
    assert shown in (folder / "summary.txt").read_text(encoding="utf-8")
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert shown in report
    assert "\x1b" not in report + outcome.stdout
    with xr.open_dataset(folder / "results.nc") as read:
        assert shown in read.attrs["configuration_source"]


def test_a_configuration_with_a_byte_order_mark(config, tmp_path):
    marked = tmp_path / "marked.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + config.read_bytes())
    assert load_config(marked) == load_config(config)


def test_diffusion_to_standard_output(config):
    outcome = invoke("diffusion", config, "--rigidity", "4,40", "--set", "diffusion.power_law.delta=0.5")
    assert outcome.exit_code == 0
    assert outcome.stderr == ""
    rows = rows_of(outcome.stdout)
    assert list(rows[0]) == DIFFUSION_COLUMNS
    np.testing.assert_allclose([float(row["D_cm2_s"]) for row in rows], [3.7e28, 3.7e28 * 10**0.5], rtol=1e-9)
    assert rows == rows_of(
        invoke("diffusion", config, "--rigidity", "4,40", "--csv", "-", "--set", "diffusion.power_law.delta=0.5").stdout
    )


@pytest.mark.parametrize("command", [("diffusion",), ("scattering", "--zone", "disk", "--mu", "0.5")])
def test_few_harmonics_are_named_on_standard_error(command):
    name, *options = command
    outcome = invoke(name, "converged", *options, "--rigidity", "1e9", "--set", "scattering.resolution=fast")
    assert outcome.exit_code == 0
    assert "disk: the Larmor radius exceeds L" in outcome.stderr
    assert "Larmor" not in outcome.stdout


def test_diffusion_without_rigidities_covers_the_range(config):
    rows = rows_of(invoke("diffusion", config).stdout)
    rigidity = [float(row["rigidity_GV"]) for row in rows]
    assert len(rigidity) == 60
    assert rigidity[0] == 1.0
    assert 1000.0 in rigidity


def test_diffusion_to_a_file(config, tmp_path):
    target = tmp_path / "D.csv"
    outcome = invoke("diffusion", config, "--rigidity", "1,30,1e3", "--csv", target)
    assert outcome.exit_code == 0
    assert outcome.stdout == ""
    assert len(rows_of(target.read_text())) == 3
    assert invoke("diffusion", config, "--rigidity", "1", "--csv", target).exit_code == 2
    assert len(rows_of(target.read_text())) == 3
    assert invoke("diffusion", config, "--rigidity", "1", "--csv", target, "--overwrite").exit_code == 0
    assert len(rows_of(target.read_text())) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["D.csv"]


def test_scattering(tmp_path):
    arguments = ["scattering", "fornieri2021", "--zone", "halo", "--rigidity", "1,1e3", "--mu", "-0.1,0.5"]
    outcome = invoke(*arguments)
    assert outcome.exit_code == 0, outcome.stderr
    rows = rows_of(outcome.stdout)
    assert list(rows[0]) == ["zone", "rigidity_GV", "mu", "mode", "interaction", "D_mumu_per_s"]
    assert len(rows) == 2 * 2 * 3
    assert {(row["mode"], row["interaction"]) for row in rows} == {
        ("fast", "ttd"),
        ("fast", "gyro"),
        ("alfven", "gyro"),
    }
    assert [row["mu"] for row in rows[::3]] == ["-0.1", "0.5"] * 2
    target = tmp_path / "rates.csv"
    assert invoke(*arguments, "--csv", target, "--set", 'scattering.modes=["fast"]').exit_code == 0
    assert {row["mode"] for row in rows_of(target.read_text())} == {"fast"}


def test_presets():
    listed = invoke("presets")
    assert [line.split()[0] for line in listed.stdout.splitlines() if line[0] != " "] == [
        "converged",
        "dragon2-base",
        "fornieri2021",
    ]
    printed = invoke("presets", "fornieri2021")
    assert tomllib.loads(printed.stdout)["scattering"]["numerics"] == "published"


@pytest.mark.parametrize("command", ["run", "diffusion", "scattering", "presets"])
def test_help_has_an_example(command):
    outcome = invoke(command, "--help")
    assert outcome.exit_code == 0
    assert "Example: magnetosonic " in outcome.stdout


def test_console_entry_point_is_quick_and_prints_the_version():
    code = (
        "import sys; sys.argv = ['magnetosonic', '--version']\n"
        "from magnetosonic.cli.app import main\n"
        "try:\n    main()\nfinally:\n"
        "    print(*sorted({'matplotlib', 'xarray', 'scipy'} & set(sys.modules)), file=sys.stderr)"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert outcome.stdout == f"magnetosonic {__version__}\n"
    # What takes long to load is loaded by the commands that need it.
    assert "matplotlib" not in outcome.stderr
    assert "xarray" not in outcome.stderr
