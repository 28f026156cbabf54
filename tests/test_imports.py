"""Imports go downward only, and the core stays free of plotting, configuration and tabular libraries."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]


def lint(folder):
    return subprocess.run([*LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_import_contracts_hold():
    outcome = lint(ROOT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "3 kept, 0 broken" in outcome.stdout


def test_contracts_can_fail(tmp_path):
    """The same contracts refuse an upward import."""
    settings = (ROOT / "pyproject.toml").read_text()
    layers = 'layers = [\n  "errors",\n  "config",\n]'
    start, end = settings.index("layers = ["), settings.index("]", settings.index("layers = ["))
    broken = settings[:start] + layers + settings[end + 1 :]
    (tmp_path / "pyproject.toml").write_text(broken.replace("exhaustive = true\n", ""))
    assert lint(tmp_path).returncode != 0
