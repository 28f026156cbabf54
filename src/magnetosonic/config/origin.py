"""The configuration of a model without its numbers, from which it can be made again with others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from magnetosonic.config.leaves import leaf_at
from magnetosonic.config.schema import Config, parse_config
from magnetosonic.errors import InputError, did_you_mean, under
from magnetosonic.model import addresses
from magnetosonic.model.addresses import Key, address_of, keys_of
from magnetosonic.model.origin import Origin

if TYPE_CHECKING:
    from magnetosonic.model import Model

_HELD = "<number>"
"""In the place of every number that the model holds."""


@dataclass(frozen=True)
class ConfigurationOrigin(Origin):
    """The tables of a configuration as text, a mark in the place of every number that the model holds.

    Attributes:
        text: JSON.
        source: preset or file that the configuration was loaded from, in words; origins are equal without it.
        changes: ``key.sub=value`` that were made to it, likewise.
    """

    text: str = field(repr=False)
    source: str = field(default="", compare=False)
    changes: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, config: Config, model: Model, source: str = "", changes: Sequence[str] = ()) -> ConfigurationOrigin:
        """The origin of a model.

        Args:
            config: what it was made of.
            model: made of it.
            source: where the configuration was loaded from, in words.
            changes: ``key.sub=value`` that were made to it.

        Returns:
            The configuration without the numbers that the model holds.
        """
        raw = config.model_dump(mode="json", exclude_none=True)
        for keys, _ in list(_leaves(raw)):
            if addresses.find(model, address_of(keys)) is not None:
                _set(raw, keys, _HELD)
        return cls(json.dumps(raw), source, tuple(changes))

    def addresses(self) -> tuple[str, ...]:
        """Addresses of all numbers that the model holds, in the order of the configuration."""
        return tuple(address_of(keys) for keys, held in _leaves(json.loads(self.text)) if held == _HELD)

    def value(self, model: Model, address: str) -> Any:
        """What the configuration has at an address; see :class:`magnetosonic.model.origin.Origin`."""
        table: Any = self.filled(model)
        for key in keys_of(address):
            inside = isinstance(table, list) if isinstance(key, int) else isinstance(table, dict)
            if not inside or (key >= len(table) if isinstance(key, int) else key not in table):
                hint = did_you_mean(address, self.addresses())
                raise InputError("address", address, f"an address of the configuration of the model{hint}")
            table = table[key]
        return table

    def internal(self, address: str, value: object) -> object:
        """A value in the internal unit, in the range allowed; see :class:`magnetosonic.model.origin.Origin`."""
        leaf = leaf_at(Config, keys_of(address))
        if leaf is None:
            raise InputError("address", address, "that of a number")
        with under(address):
            return leaf.rule.validate(value)

    def filled(self, model: Model) -> dict[str, Any]:
        """The tables of the configuration with the numbers of a model."""
        raw: dict[str, Any] = json.loads(self.text)
        for keys, held in list(_leaves(raw)):
            if held == _HELD:
                _set(raw, keys, _written(keys, addresses.find(model, address_of(keys))))
        return raw

    def rebuilt(self, model: Model, values: Mapping[str, object]) -> Model:
        """The model with other values; see :class:`magnetosonic.model.origin.Origin`."""
        from magnetosonic.config.build import build_model  # which makes origins

        raw = self.filled(model)
        alone = build_model(parse_config(raw))
        if _structure(alone) != _structure(model):
            allowed = "one whose parts are those of its configuration; give changed parts to load_model, or origin=None"
            raise InputError("model", "changed by hand", allowed)
        moved = {a: self._plain(a, v) for a, v in values.items() if addresses.find(model, a) is not None}
        raw = self.filled(addresses.put(alone, moved))
        for address, value in values.items():
            if address not in moved:
                self.value(model, address)  # refuses an address that there is not
                _set(raw, keys_of(address), value, address)
        changes = [*self.changes, *(f"{address}={_shown(value)}" for address, value in values.items())]
        return build_model(parse_config(raw), self.source, changes)

    def configuration(self, model: Model) -> Config:
        """The complete configuration with the numbers of a model.

        Args:
            model: the model of this origin.

        Returns:
            The checked configuration.

        Raises:
            InputError: if the numbers of the model are not allowed there.
        """
        return parse_config(self.filled(model))

    def _plain(self, address: str, value: object) -> Any:
        if isinstance(value, str) or hasattr(value, "unit"):
            return np.asarray(self.internal(address, value))
        return np.asarray(value, dtype=float)


def _structure(model: Model) -> object:
    return jax.tree.structure(replace(model, origin=None, normalization=model.normalization.numbers()))


def _leaves(table: Any, keys: tuple[Key, ...] = ()) -> Iterator[tuple[tuple[Key, ...], Any]]:
    entries = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else None
    if entries is None:
        yield keys, table
        return
    for key, entry in entries:
        yield from _leaves(entry, (*keys, key))


def _set(table: Any, keys: tuple[Key, ...], value: Any, address: str = "") -> None:
    for key in keys[:-1]:
        if isinstance(table, dict) and isinstance(key, str):
            table = table.setdefault(key, {})
        elif isinstance(table, list) and isinstance(key, int) and key < len(table):
            table = table[key]
        else:
            raise InputError("address", address, "an address of the configuration")
    table[keys[-1]] = value


def _written(keys: tuple[Key, ...], number: Any) -> Any:
    leaf = leaf_at(Config, keys)
    return float(number) if leaf is None else leaf.written(float(number))


def _shown(value: object) -> str:
    if isinstance(value, np.ndarray | jax.Array) and np.ndim(value) == 0:
        value = float(value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def configuration_of(model: Model) -> Config:
    """The complete configuration of a model, with its numbers.

    Args:
        model: made of a configuration.

    Returns:
        The checked configuration.

    Raises:
        InputError: if the model was made by hand, or its numbers are not allowed in a configuration.
    """
    if not isinstance(model.origin, ConfigurationOrigin):
        raise InputError("model", "made by hand", "one made of a configuration, such as that of load_model")
    return model.origin.configuration(model)


def loaded_from(model: Model) -> tuple[str, tuple[str, ...]]:
    """Where the configuration of a model was loaded from, and what was changed, in words."""
    origin = model.origin
    return (origin.source, origin.changes) if isinstance(origin, ConfigurationOrigin) else ("a model made by hand", ())
