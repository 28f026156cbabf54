"""Datasets and files of a finished run."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from magnetosonic.outputs.provenance import Provenance, provenance

if TYPE_CHECKING:
    from magnetosonic.outputs.dataset import run_dataset
    from magnetosonic.outputs.diffusion import DiffusionTable, diffusion_table
    from magnetosonic.outputs.run import STEPS, Results, compute
    from magnetosonic.outputs.scattering import ScatteringTable, scattering_table
    from magnetosonic.outputs.summary import summary_text
    from magnetosonic.outputs.write import write_results

# Loaded when first used: tables of D need neither measurements nor xarray, which takes half a second.
_MODULES = {
    "STEPS": "run",
    "DiffusionTable": "diffusion",
    "Results": "run",
    "ScatteringTable": "scattering",
    "compute": "run",
    "diffusion_table": "diffusion",
    "run_dataset": "dataset",
    "scattering_table": "scattering",
    "summary_text": "summary",
    "write_results": "write",
}

__all__ = [
    "STEPS",
    "DiffusionTable",
    "Provenance",
    "Results",
    "ScatteringTable",
    "compute",
    "diffusion_table",
    "provenance",
    "run_dataset",
    "scattering_table",
    "summary_text",
    "write_results",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"magnetosonic.outputs.{_MODULES[name]}"), name)
