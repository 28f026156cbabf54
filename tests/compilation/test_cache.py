"""Compiled programs are kept between processes, soundly and safely, and never decide a result."""

import math
import os
import stat
import subprocess
import sys

import pytest

from magnetosonic.compilation_cache import VARIABLE, Storage

# Prints the result of a compiled function, the folder in use and how many programs came from it.
SCRIPT = """
import jax
hits = []
jax.monitoring.register_event_listener(lambda name, **_: hits.append(name) if name.endswith("cache_hits") else None)
import magnetosonic
from magnetosonic import compilation_cache
import jax.numpy as jnp
print(float(jax.jit(lambda x: jnp.sum(jnp.sin(x) ** 2))(jnp.arange(5.0))), compilation_cache.active_folder(), len(hits))
"""
EXPECTED = sum(math.sin(number) ** 2 for number in range(5))


def start(**variables: str) -> subprocess.Popen:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("JAX_", VARIABLE))}
    command = [sys.executable, "-W", "error", "-W", "always::RuntimeWarning", "-c", SCRIPT]
    return subprocess.Popen(command, env=ours | variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def outcome(process: subprocess.Popen) -> tuple[float, str, int, str]:
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    value, folder, hits = output.split()
    return float(value), folder, int(hits), errors


def test_what_is_stored_comes_back_and_is_private(tmp_path):
    storage = Storage(tmp_path)
    assert storage.get("one") is None
    storage.put("one", b"program")
    assert storage.get("one") == b"program"
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-3], lambda data: data[:40] + b"x" + data[41:], lambda data: b""]
)
def test_a_damaged_program_is_missing_and_written_anew(tmp_path, damage):
    storage = Storage(tmp_path)
    storage.put("one", bytes(range(100)))
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert storage.get("one") is None
    storage.put("one", b"again")
    assert storage.get("one") == b"again"


def test_a_folder_that_vanishes_is_no_error(tmp_path):
    storage = Storage(tmp_path / "gone")
    storage.put("one", b"program")
    assert storage.get("one") is None


def test_two_processes_at_once_then_a_third_that_compiles_nothing_even_after_damage(tmp_path):
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for value, folder, _, _ in [outcome(process) for process in [start(**home), start(**home)]]:
        assert value == pytest.approx(EXPECTED, rel=1e-9)
        assert folder.startswith(str(tmp_path))
    value, folder, hits, _ = outcome(start(**home))
    assert value == pytest.approx(EXPECTED, rel=1e-9)
    assert hits > 0
    for path in [tmp_path / "cache" / "magnetosonic" / "programs", *map(type(tmp_path), [folder])]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for file in type(tmp_path)(folder).iterdir():
        file.write_bytes(file.read_bytes()[:-7])
    value, _, hits, errors = outcome(start(**home))
    assert (value, hits, errors) == (pytest.approx(EXPECTED, rel=1e-9), 0, "")


@pytest.mark.parametrize(
    ("variables", "used"),
    [
        ({VARIABLE: "off"}, False),
        ({"JAX_COMPILATION_CACHE_DIR": "{folder}/own"}, False),
        ({"JAX_ENABLE_COMPILATION_CACHE": "false"}, False),
        ({"HOME": "/proc/none", "XDG_CACHE_HOME": "/proc/none"}, False),
        ({VARIABLE: "{folder}/chosen"}, True),
    ],
)
def test_who_decides_where_programs_are_kept(tmp_path, variables, used):
    chosen = {name: text.format(folder=tmp_path) for name, text in variables.items()}
    value, folder, _, errors = outcome(start(**chosen))
    assert value == pytest.approx(EXPECTED, rel=1e-9)
    assert (folder != "None") == used
    assert errors == ""


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have other rights on this system")
def test_a_folder_that_others_can_write_is_refused_with_a_warning(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    value, used, _, errors = outcome(start(**{VARIABLE: str(folder)}))
    assert value == pytest.approx(EXPECTED, rel=1e-9)
    assert used == "None"
    assert "other users can write" in errors
    assert list(folder.iterdir()) == []
