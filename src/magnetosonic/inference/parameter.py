"""Numbers of a model that are fitted: their addresses, bounds and scales."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from scipy.special import expit

from magnetosonic.arrays import Scalar, namespace
from magnetosonic.config.leaves import leaf_at
from magnetosonic.config.parameters import parameter_at
from magnetosonic.config.schema import Config
from magnetosonic.errors import InputError
from magnetosonic.model import Model
from magnetosonic.model.addresses import keys_of, tied_addresses
from magnetosonic.units import DIMENSIONLESS, Numbers, plain_number

_DECADE = 10.0
_SCALE = 0.01


@dataclass(frozen=True)
class Parameter:
    """A number of a model that is fitted.

    Attributes:
        address: such as ``zones.halo.alfven_mach``; several joined by commas are tied.
        start: where the fit begins, a number in the internal unit or a quantity, as the next three.
        lowest: the fit stays above.
        highest: the fit stays below.
        scale: change that matters; the first steps of the fit are of this size.
        proportional: whether tied numbers keep the proportions that they have in the model, the value being that of
            the first; else all of them get the value.
    """

    address: str
    start: Numbers
    lowest: Numbers
    highest: Numbers
    scale: Numbers
    proportional: bool = False

    def __post_init__(self) -> None:
        """Convert and check the numbers."""
        leaf = leaf_at(Config, keys_of(tied_addresses(self.address)[0]))
        unit = DIMENSIONLESS if leaf is None else leaf.unit
        for name in ("start", "lowest", "highest", "scale"):
            number = plain_number(getattr(self, name), unit, f"{self.address}.{name}")
            object.__setattr__(self, name, number)
        if not -math.inf < self.lowest < self.start < self.highest < math.inf:
            raise InputError(self.address, self.start, f"between {self.lowest:g} and {self.highest:g}, both finite")
        if not 0 < self.scale < math.inf:
            raise InputError(f"{self.address}.scale", self.scale, "above 0, finite")

    @classmethod
    def of(cls, model: Model, address: str, *, proportional: bool = False) -> Parameter:
        """With the value of a model, the bounds of the configuration, and a hundredth of the value as scale.

        Args:
            model: where the fit begins.
            address: of a number; several joined by commas are tied, and begin at the value of the first.
            proportional: whether tied numbers keep their proportions.

        Returns:
            The parameter; where the configuration has no upper bound, it stays within a factor of ten of the value.

        Raises:
            InputError: if there is no such number, or it begins at a bound.
        """
        known = parameter_at(model, address)
        lowest, highest = known.low, known.high
        if math.isinf(highest):
            lowest, highest = max(lowest, known.value / _DECADE), known.value * _DECADE
        if not lowest < known.value < highest:
            allowed = f"a value between {lowest:g} and {highest:g} to begin with, or a Parameter with other bounds"
            raise InputError(address, known.value, allowed)
        return cls(address, known.value, lowest, highest, _SCALE * abs(known.value), proportional)


def tied_values(model: Model, address: str, value: Scalar, proportional: bool) -> dict[str, Any]:
    """Values of the single addresses of a parameter.

    Args:
        model: whose proportions are kept, if they are.
        address: of the parameter.
        value: of the parameter; it may be traced, as may the model's numbers.
        proportional: see :attr:`Parameter.proportional`.

    Returns:
        By address.
    """
    single = tied_addresses(address)
    if not proportional:
        return dict.fromkeys(single, value)
    numbers = [namespace(held).asarray(held) for held in (model[each] for each in single)]
    return {each: value * (number / numbers[0]) for each, number in zip(single, numbers, strict=True)}


def bounded(unbounded: Any, start: Any, lowest: Any, highest: Any, scale: Any) -> Any:
    """Values between bounds at coordinates that have none, are 0 at the start and have the scale as unit there."""
    share = (start - lowest) / (highest - lowest)
    slope = (highest - lowest) * share * (1.0 - share)
    numpy = namespace(unbounded, start, lowest, highest, scale)
    logit = numpy.log(share / (1.0 - share)) + unbounded * scale / slope
    return lowest + (highest - lowest) * (expit(logit) if numpy is np else jax.nn.sigmoid(logit))


def bounded_slope(unbounded: Any, start: Any, lowest: Any, highest: Any, scale: Any) -> Any:
    """Derivative of :func:`bounded` by the coordinate."""
    share = (start - lowest) / (highest - lowest)
    here = (bounded(unbounded, start, lowest, highest, scale) - lowest) / (highest - lowest)
    return scale * here * (1.0 - here) / (share * (1.0 - share))
