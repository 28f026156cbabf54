"""The package from Python: load a model, change it, predict, compare, fit, run.

import astropy.units as u
import magnetosonic as ms

model = ms.load_model("converged", {"zones.halo.alfven_mach": 0.7})
model = ms.normalise(model)                              # proton flux and abundances fitted to AMS-02, as a run does
model.diffusion([1, 30, 1000] * u.GV)                    # xarray: D, mean free path, mu* ... of every zone
model.scattering_rates("halo", 10 * u.GV, [0.1, 0.5])    # xarray: D_mumu by mode and interaction
prediction = model.predict()
prediction.ratio("B/C", [10, 100] * u.GV)                # at the top of the atmosphere
ms.compare(prediction, ms.measurement("AMS-02", "B/C"))  # chi^2, pulls, what was left out and why
ms.fit(model, ["zones.halo.alfven_mach"], ms.Likelihood([ms.measurement("AMS-02", "B/C")]))
ms.run(model, "runs/first")                              # everything that `magnetosonic run` writes

The last line does load_model -> normalise -> predict -> agreement -> write, of which each is a function here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from magnetosonic.config.build import build_model
from magnetosonic.config.dump import change_in_words
from magnetosonic.config.load import Source, load_config
from magnetosonic.config.origin import configuration_of, loaded_from
from magnetosonic.config.overrides import Overrides
from magnetosonic.config.parameters import parameters
from magnetosonic.data import load_measurement as measurement
from magnetosonic.errors import require
from magnetosonic.inference import (
    ErrorModel,
    Likelihood,
    ModulationPrior,
    Parameter,
    Target,
    Window,
    compare,
    fit,
    normalise,
    scan,
)
from magnetosonic.model import Model, Prediction
from magnetosonic.outputs.claim import warn
from magnetosonic.outputs.files import result_folder
from magnetosonic.outputs.provenance import Provenance, provenance
from magnetosonic.outputs.run import Results, compare_prediction, compute
from magnetosonic.outputs.run_dataset import run_table
from magnetosonic.outputs.write import run_into, write_run

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "ErrorModel",
    "Likelihood",
    "Model",
    "ModulationPrior",
    "Parameter",
    "Target",
    "Window",
    "agreement",
    "compare",
    "fit",
    "load_model",
    "measurement",
    "normalise",
    "parameters",
    "run",
    "scan",
    "write",
]


def load_model(source: Source = "converged", overrides: Overrides = ()) -> Model:
    """Load or build a model.

    Args:
        source: name of a preset, path of a TOML file, or nested mappings whose quantities may be Astropy's.
        overrides: one change or a list of them, such as ``"zones.halo.alfven_mach=0.7"``, or a mapping of addresses to
            values, such as ``{"zones.halo.alfven_mach": 0.7}``.

    Returns:
        The model as it is configured: :func:`normalise` fits what the configuration wants fitted, as a run does.

    Raises:
        InputError: with field, value and what is allowed.
    """
    words = "a mapping" if isinstance(source, Mapping) else str(source)
    return build_model(load_config(source, overrides), words, _in_words(overrides))


def run(model: Model, folder: str | os.PathLike[str] | None = None, *, overwrite: bool = False) -> xr.Dataset:
    """Normalise, predict, compare and write: everything that ``magnetosonic run`` does.

    Args:
        model: a model made of a configuration.
        folder: where to write it; it must not exist. Without it nothing is written.
        overwrite: replace an earlier result in this folder.

    Returns:
        Fluxes, ratios and diffusion coefficients with their units; the attribute ``configuration`` repeats the run.

    Raises:
        InputError: with field, value and what is allowed, before anything is computed.
        SolveError: if the transport equation could not be solved.
    """
    origin = _provenance(_model(model))
    results = compute(model) if folder is None else run_into(_path(folder), model, origin, overwrite=overwrite)
    return run_table(results, origin).to_xarray()


def agreement(model: Model, prediction: Prediction) -> Results:
    """Hold a prediction against all measurements, as a run does.

    Args:
        model: the model.
        prediction: of this model.

    Returns:
        Comparisons as ``agreement``, and the tables that :func:`write` writes.
    """
    require("prediction", prediction, Prediction, "a prediction, such as that of model.predict()")
    return compare_prediction(_model(model), prediction)


def write(results: Results, folder: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Write all that a run writes: tables, dataset, figures, summary and report.

    Args:
        results: of :func:`agreement`.
        folder: where to; it must not exist, and appears when everything in it is complete.
        overwrite: replace an earlier result in this folder.

    Raises:
        InputError: if the folder exists and may not be replaced, or nothing can be written there.
    """
    require("results", results, Results, "results, such as those of agreement")
    with result_folder(_path(folder), overwrite, "folder", warn) as partial:
        write_run(results, _provenance(results.model), partial)


def _provenance(model: Model) -> Provenance:
    return provenance(configuration_of(model), *loaded_from(model))


def _model(model: object) -> Model:
    require("model", model, Model, "a model, such as that of load_model")
    return cast(Model, model)


def _path(folder: object) -> Path:
    require("folder", folder, (str, os.PathLike), "the path of a folder")
    return Path(cast(str, folder))


def _in_words(overrides: Overrides) -> Sequence[str]:
    if isinstance(overrides, Mapping):
        return [change_in_words(address, value) for address, value in overrides.items()]
    return [overrides] if isinstance(overrides, str) else overrides
