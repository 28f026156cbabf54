"""Forked processes: refused where they would wait for ever, at work where nothing has been computed before."""

import multiprocessing
import subprocess
import sys

import pytest

SCRIPT = """
import multiprocessing, sys, warnings
import magnetosonic as ms

warnings.filterwarnings("ignore", "os.fork")  # that of JAX

def work(_):
    try:
        model = ms.load_model("dragon2-base")
        return float(ms.diffusion_coefficients(model, 4.0)["D"][0, 0])
    except ms.ProcessError as error:
        return str(error)

if sys.argv[1] == "after":
    work(0)
with multiprocessing.get_context(sys.argv[2]).Pool(1) as pool:
    print(pool.map_async(work, [0]).get(120)[0])
"""


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="nothing is forked here")
@pytest.mark.parametrize(("moment", "expected"), [("after", 'get_context("spawn")'), ("before", "3.6")])
def test_forked_processes(moment, expected):
    command = [sys.executable, "-c", SCRIPT, moment, "fork"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert outcome.returncode == 0, outcome.stderr
    assert expected in outcome.stdout
