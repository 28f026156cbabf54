"""What a computation ran on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

_PACKAGES = ("magnetosonic", "jax", "jaxlib", "equinox", "numpy", "scipy", "xarray", "matplotlib")


def versions() -> tuple[tuple[str, str], ...]:
    """Versions of everything that decides about the numbers, and the kind of machine.

    Returns:
        Pairs of name and version.
    """
    packages = tuple((name, version(name)) for name in _PACKAGES)
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return (*packages[:1], ("Python", platform.python_version()), *packages[1:], ("machine", machine))
