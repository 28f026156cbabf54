"""Bad input on the command line: refused with field, value and what is allowed, before any computation."""

import pytest
from typer.testing import CliRunner

from magnetosonic.cli.app import app
from magnetosonic.model import diffusion_table, scattering_table
from magnetosonic.outputs import write

RIGIDITIES = "positive finite numbers in GV"
COSINES = "numbers between -1 and 1, both excluded"
SCATTERING = ["scattering", "fornieri2021", "--zone", "halo"]

# Arguments, exit code 2 being understood, and what the message must contain. FILE is an existing file, FOLDER an
# existing folder with a file in it.
CASES = {
    "rigidity of zero": (["diffusion", "--rigidity", "0"], ["--rigidity = '0'", RIGIDITIES]),
    "negative rigidity": (["diffusion", "--rigidity", "1,-3"], ["--rigidity = '-3'", RIGIDITIES]),
    "NaN rigidity": (["diffusion", "--rigidity", "nan"], ["--rigidity = 'nan'", RIGIDITIES]),
    "infinite rigidity": (["diffusion", "--rigidity", "inf"], ["--rigidity = 'inf'", RIGIDITIES]),
    "rigidity that is text": (["diffusion", "--rigidity", "1,ten"], ["--rigidity = 'ten'", RIGIDITIES]),
    "rigidity with unit": (["diffusion", "--rigidity", "1 GV"], ["--rigidity = '1 GV'", RIGIDITIES]),
    "empty rigidity": (["diffusion", "--rigidity", ""], ["--rigidity = ''", RIGIDITIES]),
    "trailing comma": (["diffusion", "--rigidity", "1,"], ["--rigidity = ''", RIGIDITIES]),
    "mu = 1": ([*SCATTERING, "--rigidity", "1", "--mu", "1"], ["--mu = '1'", COSINES]),
    "mu = -1": ([*SCATTERING, "--rigidity", "1", "--mu", "-1"], ["--mu = '-1'", COSINES]),
    "NaN mu": ([*SCATTERING, "--rigidity", "1", "--mu", "0.5,nan"], ["--mu = 'nan'", COSINES]),
    "rigidity of zero for rates": ([*SCATTERING, "--rigidity", "0", "--mu", "0.5"], ["--rigidity = '0'", RIGIDITIES]),
    "unknown zone": (
        ["scattering", "fornieri2021", "--zone", "corona", "--rigidity", "1", "--mu", "0.5"],
        ["zone = 'corona'", "one of disk, halo"],
    ),
    "zone without turbulence": (
        ["scattering", "dragon2-base", "--zone", "halo", "--rigidity", "1", "--mu", "0.5"],
        ["zone = 'halo'", "a zone with turbulence"],
    ),
    "no zone": (["scattering", "--rigidity", "1", "--mu", "0.5"], ["--zone"]),
    "unknown preset": (["diffusion", "fornieri2012"], ["config = 'fornieri2012'", "did you mean 'fornieri2021'"]),
    "unknown preset to print": (["presets", "nosuch"], ["preset = 'nosuch'", "converged"]),
    "unknown key": (["diffusion", "--set", "zones.halo.mach=0.5"], ["zones.halo.mach = 0.5", "alfven_mach"]),
    "wrong unit": (["diffusion", "--set", "galaxy.radius=30 GeV"], ["galaxy.radius = '30 GeV'", "a length"]),
    "override without value": (["diffusion", "--set", "galaxy.radius"], ["--set = 'galaxy.radius'", "key.sub=value"]),
    "disk thicker than halo": (["diffusion", "--set", "zones.disk.half_height=5 kpc"], ["half_height = '5 kpc'"]),
    "table over a folder": (["diffusion", "--rigidity", "1", "--csv", "FOLDER"], ["--csv = ", "existing folder"]),
    "table that exists": (["diffusion", "--rigidity", "1", "--csv", "FILE"], ["--csv = ", "add --overwrite"]),
    "table that cannot be written": (
        ["diffusion", "--rigidity", "1", "--csv", "FILE/table.csv"],
        ["--csv = ", "a file that can be written", "Not a directory"],
    ),
    "table in a missing folder": (
        ["diffusion", "--rigidity", "1", "--csv", "FOLDER/missing/table.csv"],
        ["--csv = ", "a file that can be written", "No such file"],
    ),
    "no output folder": (["run"], ["--output"]),
    "output folder that exists": (["run", "-o", "FOLDER"], ["--output = ", "add --overwrite"]),
    "output folder with other files": (["run", "-o", "FOLDER", "--overwrite"], ["--output = ", "holds thesis.tex"]),
    "output folder that is a file": (["run", "-o", "FILE", "--overwrite"], ["--output = ", "not an existing file"]),
    "output folder that cannot be written": (
        ["run", "-o", "FILE/below"],
        ["--output = ", "a folder that can be written", "Not a directory"],
    ),
    "bad configuration of a run": (
        ["run", "-o", "FOLDER/new", "--set", "zones.halo.alfven_mach=-1"],
        ["zones.halo.alfven_mach = -1", "between 0.05 and 3"],
    ),
    "unknown option": (["run", "--fast"], ["--fast"]),
    "unknown command": (["propagate"], ["propagate"]),
}


@pytest.mark.parametrize("case", CASES)
def test_refused_before_any_computation(case, tmp_path, monkeypatch):
    arguments, expected = CASES[case]
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.write_text("text")
    folder.mkdir()
    (folder / "thesis.tex").write_text("years of work")
    places = [argument.replace("FILE", str(file)).replace("FOLDER", str(folder)) for argument in arguments]

    def compute(*arguments):
        raise AssertionError("something was computed")

    monkeypatch.setattr(write, "compute", compute)
    monkeypatch.setattr(diffusion_table, "diffusion_table", compute)
    monkeypatch.setattr(scattering_table, "scattering_rates", compute)
    outcome = CliRunner().invoke(app, places, env={"COLUMNS": "300", "TERM": "dumb"})
    assert outcome.exit_code == 2, outcome.output
    assert outcome.stdout == ""
    for part in expected:
        assert part in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder"]
    assert [entry.name for entry in folder.iterdir()] == ["thesis.tex"]
    assert file.read_text() == "text"
