"""Collecting the tests, and what a process of theirs may hold."""

import gc
from pathlib import Path

import jax
import pytest

_MAPS = Path("/proc/self/maps")
_MOST_MAPS = 35_000  # of the 65 530 that Linux allows: every compiled program takes some, and with the last LLVM aborts


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Import all tests without looking for garbage: modules stay, and each look goes through all of them anew."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_runtest_teardown(item, nextitem):
    """Between the modules of tests, let go of compiled programs before they are too many for one process."""
    if nextitem is not None and nextitem.path == item.path:
        return
    if _MAPS.exists() and _MAPS.read_bytes().count(b"\n") > _MOST_MAPS:
        jax.clear_caches()
        gc.collect()
