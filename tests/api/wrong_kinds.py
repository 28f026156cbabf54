"""Calls with something of another kind; prints those that are not refused by the name of the argument."""

import numpy as np
from astropy import units as u

import magnetosonic as ms
from magnetosonic.observables.spectra import Spectra
from tests.api.power_law import POWER_LAW


def wrong_kinds():
    """Calls with something of another kind, and the argument that is refused."""
    model, data = ms.load_model(POWER_LAW), ms.measurement("AMS-02", "B/C")
    likelihood, slope = ms.Likelihood([data]), ["diffusion.power_law.delta"]
    spectra = Spectra((), np.ones(2), np.ones((0, 2)))
    return [
        (ms.compare, (model, data), "prediction"),
        (ms.compare, (spectra, "B/C"), "measurement"),
        (ms.compare, (spectra, data, 100.0), "window"),
        (ms.compare, (spectra, data, ms.Window(), 0.5), "errors"),
        (ms.Likelihood, (data,), "targets"),
        (ms.Likelihood, (["B/C"],), "targets"),
        (ms.Likelihood, ([data], 100.0), "window"),
        (ms.Target, ("B/C",), "measurement"),
        (ms.Target, (data, ms.Window(), ms.ErrorModel(), 0.5), "modulation"),
        (likelihood, ("converged",), "model"),
        (ms.fit, ("converged", slope, likelihood), "model"),
        (ms.fit, (model, slope, data), "likelihood"),
        (ms.fit, (model, None, likelihood), "parameters"),
        (ms.scan, (model, slope, likelihood), "values"),
        (ms.scan, (model, {slope[0]: [0.5]}, data), "likelihood"),
        (ms.normalise, (model, "AMS-02"), "target"),
        (ms.parameters, ("converged",), "model"),
        (ms.agreement, (model, "converged"), "prediction"),
        (ms.write, (model, "runs"), "results"),
        (ms.run, (model, 3), "folder"),
        (ms.Parameter, (slope[0], 1 * u.kpc, 0, 2, 1), f"{slope[0]}.start"),
    ]


def field_of(function, arguments):
    try:
        return function(*arguments)
    except ms.InputError as refused:
        return refused.field
    except Exception as error:  # what a user should never see
        return error


if __name__ == "__main__":
    calls = wrong_kinds()
    found = [(function, field, field_of(function, arguments)) for function, arguments, field in calls]
    print(*([each for each in found if each[1] != each[2]] or [f"{len(calls)} calls are refused"]), sep="\n")
