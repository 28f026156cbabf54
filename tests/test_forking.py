"""Forked processes: refused where they would wait for ever, at work where nothing has been computed before."""

import multiprocessing
import subprocess
import sys

import pytest

SCRIPT = """
import multiprocessing, warnings
import magnetosonic as ms

warnings.filterwarnings("ignore", "os.fork")  # that of JAX

def work(_):
    try:
        model = ms.load_model("dragon2-base")
        return float(model.diffusion(4.0)["D"][0, 0])
    except ms.ProcessError as error:
        return str(error)

def in_a_fork():
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.map_async(work, [0]).get(120)[0]

print(in_a_fork(), work(0), in_a_fork(), sep=" | ")
"""


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="nothing is forked here")
def test_forked_processes():
    command = [sys.executable, "-c", SCRIPT]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert outcome.returncode == 0, outcome.stderr
    before, parent, after = outcome.stdout.strip().split(" | ")
    assert float(before) == float(parent) == pytest.approx(3.7e28, rel=1e-6)
    assert 'get_context("spawn")' in after
