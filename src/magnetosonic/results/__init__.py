"""Datasets and files of a finished run."""

from magnetosonic.results.dataset import run_dataset
from magnetosonic.results.diffusion import DiffusionTable, diffusion_table
from magnetosonic.results.provenance import Provenance, provenance
from magnetosonic.results.run import STEPS, Results, compute
from magnetosonic.results.scattering import ScatteringTable, scattering_table
from magnetosonic.results.summary import summary_text
from magnetosonic.results.write import write_results

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
