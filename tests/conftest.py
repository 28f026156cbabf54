"""Collecting the tests."""

import gc

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Import all tests without looking for garbage: modules stay, and each look goes through all of them anew."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
