"""chi^2 over a grid of values of a model's numbers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from magnetosonic.config.parameters import parameter_at
from magnetosonic.errors import InputError, SolveError, require
from magnetosonic.inference.likelihood import Likelihood
from magnetosonic.inference.normalise import normalise
from magnetosonic.model import Model
from magnetosonic.units import DIMENSIONLESS, Numbers, plain
from magnetosonic.words import counted, span

if TYPE_CHECKING:
    import xarray as xr

Map = Callable[[Callable[[Any], float], Iterable[Any]], Iterable[float]]
"""What calls a function for many arguments, in their order: ``map``, or that of a pool of processes."""


@dataclass(frozen=True, eq=False)
class Scan:
    """Outcome of :func:`scan`.

    Attributes:
        values: of each axis, in internal units, by address.
        chi_square: at every combination, one axis for each address.
    """

    values: dict[str, Float[np.ndarray, "value"]]
    chi_square: Float[np.ndarray, "..."]

    @property
    def best(self) -> dict[str, float]:
        """The values of the smallest chi^2, for :meth:`magnetosonic.model.Model.with_values`."""
        place = np.unravel_index(np.nanargmin(self.chi_square), self.chi_square.shape)
        return {address: float(axis[i]) for (address, axis), i in zip(self.values.items(), place, strict=True)}

    def __repr__(self) -> str:
        """Of what, and where chi^2 is smallest."""
        axes = [f"{address}: {counted(axis.size, 'value')}, {span(axis)}" for address, axis in self.values.items()]
        best = ", ".join(f"{address} = {value:.6g}" for address, value in self.best.items())
        smallest = f"smallest chi^2 {np.nanmin(self.chi_square):.4g} at {best}"
        return "\n  ".join([f"Scan of {counted(self.chi_square.size, 'model')}", *axes, smallest])

    def to_xarray(self) -> xr.DataArray:
        """chi^2 with the values as coordinates, named by their addresses."""
        import xarray as xr  # only here, because it takes 0.4 s to load

        return xr.DataArray(self.chi_square, self.values, list(self.values), "chi_square")


def scan(
    model: Model,
    values: Mapping[str, Numbers],
    likelihood: Likelihood,
    *,
    normalised: bool = False,
    spread: Map = map,
) -> Scan:
    """chi^2 for all combinations of values of a model's numbers.

    The first model compiles what all others use. What is called for each can be pickled, so that ``pool.map`` of a
    ``concurrent.futures.ProcessPoolExecutor`` that spawns its processes spreads the models over several.

    Args:
        model: what is changed.
        values: by address, bare numbers in the internal unit or quantities; addresses joined by commas are tied.
        likelihood: of the data; modulation potentials follow from the model's.
        normalised: fit the abundances of each model first, see :func:`magnetosonic.inference.normalise.normalise`.
        spread: calls a function for many arguments, in their order.

    Returns:
        chi^2 of every model; NaN where the transport equation could not be solved.

    Raises:
        InputError: for an address that there is not, a value that the configuration does not allow, or as
            :meth:`magnetosonic.inference.likelihood.Likelihood.residuals`.
    """
    require("model", model, Model, "a model, such as that of load_model")
    require("values", values, Mapping, 'values by address, such as {"zones.halo.alfven_mach": [0.6, 0.7]}')
    require("likelihood", likelihood, Likelihood, "a likelihood, such as Likelihood([measurement])")
    axes = {address: _axis(model, address, given) for address, given in values.items()}
    if not axes:
        raise InputError("values", values, 'values by address, such as {"zones.halo.alfven_mach": [0.6, 0.7]}')
    points = [dict(zip(axes, map(float, point), strict=True)) for point in itertools.product(*axes.values())]
    found = spread(partial(_chi_square, model, likelihood, normalised), points)
    return Scan(axes, np.array(list(found), dtype=float).reshape([axis.size for axis in axes.values()]))


def _axis(model: Model, address: str, values: Numbers) -> Float[np.ndarray, "value"]:
    unit = parameter_at(model, address).unit or DIMENSIONLESS
    axis = np.atleast_1d(np.asarray(plain(values, unit, address)))
    if not axis.size:
        raise InputError(address, values, "at least one value")
    return axis


def _chi_square(model: Model, likelihood: Likelihood, normalised: bool, point: Mapping[str, float]) -> float:
    changed = model.with_values(point)
    try:
        return float(likelihood.chi_square(normalise(changed) if normalised else changed))
    except SolveError:
        return math.nan
