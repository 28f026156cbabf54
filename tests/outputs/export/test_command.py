"""The command ``magnetosonic export``."""

import pytest
import typer
from typer.testing import CliRunner

from magnetosonic.cli.errors import Commands
from magnetosonic.cli.export import export


def invoke(*arguments):
    app = typer.Typer(cls=Commands)
    app.callback()(lambda: None)
    app.command()(export)
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


def test_export_writes_a_folder(tmp_path):
    target = tmp_path / "out"
    slope = "diffusion.power_law.delta=0.5"
    outcome = invoke("dragon2-base", "-o", target, "--format", "dragon2", "--set", slope)
    assert outcome.exit_code == 0, outcome.stderr
    assert {path.relative_to(target).as_posix() for path in target.rglob("*")} == {
        *("manifest.txt", "notes.txt", "dragon2", "dragon2/D_halo.txt", "dragon2/diffusion.xml"),
    }
    assert "configuration: dragon2-base" in outcome.stdout
    assert f"change: {slope}" in outcome.stdout
    assert invoke("dragon2-base", "-o", target, "--format", "dragon2").exit_code == 2
    assert invoke("dragon2-base", "-o", target, "--format", "galprop", "--overwrite").exit_code == 0
    assert {path.name for path in target.iterdir()} == {"manifest.txt", "notes.txt", "galprop"}


@pytest.mark.parametrize("wrong", [("--format", "picard"), ("--set", "zones.halo.alfven=1")])
def test_export_leaves_nothing_behind_an_error(wrong, tmp_path):
    outcome = invoke("dragon2-base", "-o", tmp_path / "out", *wrong)
    assert outcome.exit_code == 2
    assert wrong[1].split("=")[0] in outcome.stderr
    assert not list(tmp_path.iterdir())


def test_help_has_an_example():
    outcome = invoke("--help")
    assert "Example: magnetosonic export converged" in outcome.stdout
