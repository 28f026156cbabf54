"""The numbers of a model with unit, value, bounds and words: what may be read, set, fitted and differentiated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from magnetosonic.config.leaves import leaf_at
from magnetosonic.config.schema import Config
from magnetosonic.errors import InputError, require
from magnetosonic.model import Model
from magnetosonic.model.addresses import keys_of, require_known, tied_addresses


@dataclass(frozen=True)
class ParameterInfo:
    """One number of a model.

    Attributes:
        address: where it is, such as ``zones.halo.alfven_mach``.
        value: what it is, in the internal unit.
        unit: the internal unit; empty for pure numbers.
        low: smallest value allowed.
        high: largest value allowed.
        words: what it means.
    """

    address: str
    value: float
    unit: str
    low: float
    high: float
    words: str

    def __str__(self) -> str:
        """In one line."""
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.address} = {self.value:g}{unit}, from {self.low:g} to {self.high:g}: {self.words}"


class Parameters(dict[str, ParameterInfo]):
    """Numbers of a model by address."""

    def __repr__(self) -> str:
        """A line for each."""
        return "\n".join(map(str, self.values()))


def parameters(model: Model) -> Parameters:
    """All numbers that a model holds.

    Args:
        model: a model made of a configuration.

    Returns:
        Unit, value, bounds and words of each, by address, in the order of the configuration.

    Raises:
        InputError: if the model was made by hand.
    """
    require("model", model, Model, "a model, such as that of load_model")
    require_known(model)
    if model.origin is None:
        raise InputError("model", "made by hand", "one made of a configuration, such as that of load_model")
    return Parameters({address: parameter_at(model, address) for address in model.origin.addresses()})


def parameter_at(model: Model, address: str) -> ParameterInfo:
    """One number of a model.

    Args:
        model: the model.
        address: of the number; several joined by commas are tied, and described by the first.

    Returns:
        Unit, value, bounds and words.

    Raises:
        InputError: if there is no such number.
    """
    require("model", model, Model, "a model, such as that of load_model")
    first = tied_addresses(address)[0]
    value, leaf = model[first], leaf_at(Config, keys_of(first))
    if leaf is None or np.ndim(value) != 0:
        raise InputError("address", address, "that of one number of the configuration")
    low, high = leaf.bounds
    return ParameterInfo(address, float(value), leaf.unit, low, high, leaf.words)
