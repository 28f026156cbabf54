"""Abundances and proton flux as the normalization of a model asks for."""

from __future__ import annotations

from magnetosonic.errors import require
from magnetosonic.inference.abundances import AbundanceTarget, fit_abundances
from magnetosonic.inference.window import Window
from magnetosonic.model import Model


def abundance_target(model: Model) -> AbundanceTarget | None:
    """What the abundances of a model are to be fitted to.

    Args:
        model: whose normalization says it.

    Returns:
        The data; None if abundances and proton flux stay as given, or are fitted already.
    """
    wanted = model.normalization
    stays = wanted.fitted or wanted.fit == "none"
    return None if stays else AbundanceTarget(wanted.fit, window=Window(wanted.fit_from))


def normalise(model: Model, target: AbundanceTarget | None = None) -> Model:
    """Fit abundances and proton flux to measured fluxes, as a run does first.

    Args:
        model: the model.
        target: the data; without it what the normalization of the model names.

    Returns:
        The model with the best abundances, whose normalization says so. A model that is to stay as given, or is fitted
        already, comes back unchanged if no other data are named.

    Raises:
        InputError: as :func:`magnetosonic.inference.abundances.fit_abundances`.
        SolveError: as there.
    """
    require("model", model, Model, "a model, such as that of load_model")
    target = abundance_target(model) if target is None else target
    require("target", target, (AbundanceTarget, type(None)), "an AbundanceTarget, or left out")
    return model if target is None else fit_abundances(model, target).model
