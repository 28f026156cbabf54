"""Surroundings that are not as usual: one line that says what to do, or output that any terminal can show."""

import os
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-c", "from magnetosonic.cli.app import main; main()"]


def outcome(*arguments, shell="", **variables):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONIO"))
    }
    words = ["sh", "-c", f'exec "$@" {shell}', "sh", *COMMAND, *arguments]
    return subprocess.run(words, capture_output=True, env=environment | variables, timeout=120, check=False)


def test_a_platform_that_is_not_there():
    done = outcome("diffusion", "dragon2-base", "--rigidity", "1", JAX_PLATFORMS="cuda")
    assert done.returncode == 2
    assert b"JAX_PLATFORMS = 'cuda' is not allowed: must be left out, or cpu" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_of_seven_bits():
    plain = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = outcome("presets", "converged", **plain)
    assert done.returncode == 0
    assert rb"Alfv\xe9n" in done.stdout


def test_no_standard_output():
    done = outcome("presets", shell=">&-")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"magnetosonic: standard output is closed; send it to /dev/null instead\n"


@pytest.mark.parametrize("width", ["0"])
def test_no_columns(width):
    done = outcome("--help", COLUMNS=width)
    assert b"scattering" in done.stdout
