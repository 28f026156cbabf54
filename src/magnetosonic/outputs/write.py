"""Writes the tables, the dataset and the summary of a run into a folder."""

from __future__ import annotations

from pathlib import Path

from magnetosonic.outputs.agreement import agreement_csv
from magnetosonic.outputs.csv_tables import diffusion_csv, ratios_csv, spectra_csv
from magnetosonic.outputs.dataset import run_dataset, write_netcdf
from magnetosonic.outputs.provenance import Provenance
from magnetosonic.outputs.run import Results
from magnetosonic.outputs.summary import summary_text


def write_results(results: Results, origin: Provenance, folder: Path) -> None:
    """Write ``diffusion.csv``, ``spectra.csv``, ``ratios.csv``, ``agreement.csv``, ``results.nc`` and ``summary.txt``.

    Args:
        results: of a run.
        origin: where they come from.
        folder: an existing folder; :func:`magnetosonic.outputs.files.result_folder` makes one safely.
    """
    prediction = results.prediction
    texts = {
        "diffusion.csv": diffusion_csv(results.diffusion),
        "spectra.csv": spectra_csv(prediction.interstellar, prediction.modulated),
        "ratios.csv": ratios_csv(results.ratios),
        "agreement.csv": agreement_csv(results.agreement),
        "summary.txt": summary_text(results, origin),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_netcdf(run_dataset(results, origin), str(folder / "results.nc"))
