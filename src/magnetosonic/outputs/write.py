"""Writes a finished run into a folder, and makes runs in folders of their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from magnetosonic.inference.normalise import abundance_target
from magnetosonic.model import Model
from magnetosonic.outputs.agreement import agreement_csv
from magnetosonic.outputs.claim import Notice, warn
from magnetosonic.outputs.files import result_folder
from magnetosonic.outputs.model_csv import diffusion_csv
from magnetosonic.outputs.provenance import Provenance
from magnetosonic.outputs.ratio_table import ratios_csv
from magnetosonic.outputs.report import REPORT_NAME
from magnetosonic.outputs.run import STEPS, Results, compute, no_progress
from magnetosonic.outputs.run_dataset import run_table, write_netcdf
from magnetosonic.outputs.spectra_table import spectra_csv
from magnetosonic.outputs.summary import summary_text

FIGURES = "figures"
"""Name of the last step of a run, and of the folder of its figures."""


def run_into(
    folder: Path,
    model: Model,
    origin: Provenance,
    *,
    progress: Callable[[str], None] = no_progress,
    overwrite: bool = False,
    field: str = "folder",
    notice: Notice = warn,
) -> Results:
    """Normalise, predict, compare and write: all that ``magnetosonic run`` does.

    Args:
        folder: where to; it appears when everything in it is complete.
        model: the model.
        origin: where it comes from.
        progress: called with the name of every step of :func:`run_steps` as it begins.
        overwrite: replace an earlier result in this folder.
        field: name of the input ``folder``, for error messages.
        notice: told what a killed run had left there and was removed.

    Returns:
        What was written.

    Raises:
        InputError: if the folder exists and may not be replaced, or nothing can be written there, before anything is
            computed; and as :func:`magnetosonic.outputs.run.compute`.
        SolveError: as :func:`magnetosonic.outputs.run.compute`.
    """
    with result_folder(folder, overwrite, field, notice) as partial:
        results = compute(model, progress)
        progress(FIGURES)
        write_run(results, origin, partial)
    return results


def run_steps(model: Model) -> tuple[str, ...]:
    """Names of the steps of :func:`run_into`, in their order.

    Args:
        model: which says whether its abundances are to be fitted.

    Returns:
        The names.
    """
    return (*(() if abundance_target(model) is None else ("abundances",)), *STEPS, FIGURES)


def write_run(results: Results, origin: Provenance, folder: Path) -> None:
    """Write all that ``magnetosonic run`` writes: tables, dataset, figures, summary and report.

    Args:
        results: of a run; the time that the figures take is added to theirs.
        origin: where they come from.
        folder: an existing folder; :func:`magnetosonic.outputs.files.result_folder` makes one safely.
    """
    # Only here, because Matplotlib takes a second to load.
    from magnetosonic.outputs.figures import draw_all, save_figures
    from magnetosonic.outputs.report.html import write_report
    from magnetosonic.outputs.report.run_report import run_page

    start = time.perf_counter()
    drawn = draw_all(results, Path(origin.source).stem)
    save_figures(drawn, folder / FIGURES)
    results.seconds[FIGURES] = time.perf_counter() - start
    write_tables(results, origin, folder)
    write_report(run_page(results, origin, drawn), folder / REPORT_NAME)


def write_tables(results: Results, origin: Provenance, folder: Path) -> None:
    """Write ``diffusion.csv``, ``spectra.csv``, ``ratios.csv``, ``agreement.csv``, ``results.nc`` and ``summary.txt``.

    Args:
        results: of a run.
        origin: where they come from.
        folder: an existing folder.
    """
    texts = {
        "diffusion.csv": diffusion_csv(results.diffusion),
        "spectra.csv": spectra_csv(results.spectra),
        "ratios.csv": ratios_csv(results.ratios),
        "agreement.csv": agreement_csv(results.agreement),
        "summary.txt": summary_text(results, origin),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    write_netcdf(run_table(results, origin), folder / "results.nc")
