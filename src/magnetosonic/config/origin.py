"""The configuration of a model without its numbers, from which it can be made again with others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jax
import numpy as np
from astropy import units as u

from magnetosonic.arrays import Array
from magnetosonic.config.dump import change_in_words
from magnetosonic.config.leaves import leaf_at
from magnetosonic.config.load import anchor_paths
from magnetosonic.config.overrides import apply_overrides
from magnetosonic.config.schema import Config, parse_config
from magnetosonic.errors import InputError, did_you_mean, under
from magnetosonic.model import addresses
from magnetosonic.model.addresses import Key, address_of, find, keys_of, require_known
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
        return self._entry(self.filled(model), keys_of(address), address)

    def _entry(self, table: Any, keys: Sequence[Key], address: str) -> Any:
        """What lies at the end of keys; InputError, which names the address, if nothing does."""
        for key in keys:
            inside = isinstance(table, list) if isinstance(key, int) else isinstance(table, dict)
            if not inside or (key >= len(table) if isinstance(key, int) else key not in table):
                hint = did_you_mean(address, self.addresses())
                raise InputError("address", address, f"an address of the configuration of the model{hint}")
            table = table[key]
        return table

    def internal(self, address: str, value: object) -> Array:
        """Numbers in the internal unit, in the range allowed; see :class:`magnetosonic.model.origin.Origin`."""
        leaf = leaf_at(Config, keys_of(address))
        if leaf is None:
            raise InputError("address", address, "that of a number")
        with under(address):
            if np.iterable(value) and not isinstance(value, str | Mapping):
                return np.array([leaf.internal(entry) for entry in value])
            return np.array(leaf.internal(value))

    def filled(self, model: Model) -> dict[str, Any]:
        """The tables of the configuration with the numbers of a model."""
        raw: dict[str, Any] = json.loads(self.text)
        for keys, held in list(_leaves(raw)):
            if held == _HELD:
                number = addresses.find(model, address_of(keys))
                if number is None:
                    raise _changed_by_hand()
                _set(raw, keys, _written(keys, number))
        return raw

    def rebuilt(self, model: Model, values: Mapping[str, object]) -> Model:
        """The model with other values; see :class:`magnetosonic.model.origin.Origin`."""
        from magnetosonic.config.build import build_model  # which makes origins

        alone = build_model(self.configuration(model))
        if not _same(alone, model):
            raise _changed_by_hand()
        moved = {address: value for address, value in values.items() if addresses.find(model, address) is not None}
        changed = addresses.put(alone, moved)
        for address, value in moved.items():
            if not np.array_equal(addresses.find(changed, address), np.asarray(value)):
                raise InputError(address, np.asarray(value).tolist(), "that of the other address of the same number")
        others = {
            address: _configured(keys_of(address), value) for address, value in values.items() if address not in moved
        }
        raw = self.filled(changed)
        for address in others:  # a new key of a table that there is; whether it is allowed is decided by the schema
            self._entry(raw, keys_of(address)[:-1], address)
        raw = apply_overrides(raw, others)
        written = {address: _written(keys_of(address), value) for address, value in moved.items()} | others
        changes = [*self.changes, *(change_in_words(address, value) for address, value in written.items())]
        return build_model(parse_config(anchor_paths(raw, Path.cwd())), self.source, changes)

    def noted(self, model: Model, addresses: Iterable[str]) -> ConfigurationOrigin:
        """The same with more changes; see :class:`magnetosonic.model.origin.Origin`."""
        more = (change_in_words(each, _written(keys_of(each), find(model, each))) for each in addresses)
        return replace(self, changes=(*self.changes, *more))

    def configuration(self, model: Model) -> Config:
        """The complete configuration with the numbers of a model.

        Args:
            model: the model of this origin.

        Returns:
            The checked configuration.

        Raises:
            InputError: if the numbers of the model are not allowed there.
        """
        require_known(model)
        return parse_config(self.filled(model))


def _changed_by_hand() -> InputError:
    allowed = "one whose parts are those of its configuration; give changed parts to load_model, or origin=None"
    return InputError("model", "changed by hand", allowed)


def _same(first: Model, second: Model) -> bool:
    """Whether models have equal parts: structure and numbers, to the rounding of units."""
    flat: list[tuple[list[Any], Any]] = [
        jax.tree.flatten(replace(model, origin=None, normalization=model.normalization.numbers()))
        for model in (first, second)
    ]
    (ours, structure), (theirs, other) = flat
    equal = (np.allclose(a, b, rtol=1e-12, atol=0.0, equal_nan=True) for a, b in zip(ours, theirs, strict=False))
    return bool(structure == other) and all(equal)


def _leaves(table: Any, keys: tuple[Key, ...] = ()) -> Iterator[tuple[tuple[Key, ...], Any]]:
    entries = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else None
    if entries is None:
        yield keys, table
        return
    for key, entry in entries:
        yield from _leaves(entry, (*keys, key))


def _set(table: Any, keys: tuple[Key, ...], value: Any) -> None:
    for key in keys[:-1]:
        table = table[key]
    table[keys[-1]] = value


def _written(keys: tuple[Key, ...], numbers: Any) -> Any:
    """A number or list of numbers as a configuration has it."""
    leaf = leaf_at(Config, keys)
    if np.ndim(numbers) > 0:
        return [_written(keys, number) for number in numbers]
    return float(numbers) if leaf is None else leaf.written(float(numbers))


def _configured(keys: tuple[Key, ...], value: Any) -> Any:
    """A value as a configuration has it, where the model holds no number; bare numbers are in the internal unit."""
    if isinstance(value, np.ndarray | np.generic | jax.Array) and not isinstance(value, u.Quantity):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_configured(keys, entry) for entry in value]
    bare = isinstance(value, int | float) and not isinstance(value, bool) and leaf_at(Config, keys) is not None
    return _written(keys, value) if bare else value


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
