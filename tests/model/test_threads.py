"""Threads of one process may compute models; they wait for each other and get what one alone gets."""

import threading

import numpy as np

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config

from .test_unresolved import COARSE

THREADS, CALLS = 8, 50


def test_eight_threads_compute_the_same_model():
    model = build_model(load_config("dragon2-base", COARSE))
    expected, found = model.predict().interstellar.flux, []

    def compute():
        for _ in range(CALLS):
            found.append(np.array_equal(model.predict().interstellar.flux, expected))

    threads = [threading.Thread(target=compute, daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300.0)  # a minute of work at most on a busy machine
    assert found.count(True) == THREADS * CALLS
