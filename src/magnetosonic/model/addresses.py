"""Addresses of the numbers of a model: those of the configuration, such as ``zones.halo.alfven_mach``.

Keys are joined by dots; keys with other characters than letters, digits, "_" and "-" stand in quotes; elements of lists
have their number in brackets, from 0: ``injection.nuclides.C12.slopes[1]``. Where the parts of a model have other names
than the configuration, the part says so in its class attributes ``ADDRESSES`` (address to attributes) and ``PARTS``
(attributes whose own attributes are reached as if they were the part's).
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import known, namespace, parameter
from magnetosonic.errors import InputError
from magnetosonic.units import DIMENSIONLESS, plain

if TYPE_CHECKING:
    from magnetosonic.model.model import Model

Key = str | int
_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'[^']*'|[^."'\[\]]+)((?:\[\d+\])*)(\.|$)""")
_SINGLE = re.compile(r"""(?:[^,"']|"(?:[^"\\]|\\.)*"|'[^']*')+""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ABSENT = object()


def keys_of(address: object) -> tuple[Key, ...]:
    """The keys of an address, from outside inwards.

    Args:
        address: for example ``injection.nuclides.C12.slopes[1]``.

    Returns:
        Names, and numbers of elements.

    Raises:
        InputError: if it is no address.
    """
    keys: list[Key] = []
    place = 0
    while isinstance(address, str) and place < len(address) and (match := _KEY.match(address, place)):
        name, brackets, end = match.groups()
        keys.append(json.loads(name) if name[0] == '"' else name[1:-1] if name[0] == "'" else name.strip())
        keys += [int(number) for number in re.findall(r"\d+", brackets)]
        place = match.end()
        if not end:
            return tuple(keys)
    raise InputError("address", address, "keys with dots between them, such as zones.halo.alfven_mach")


def address_of(keys: Sequence[Key]) -> str:
    """The address of keys; the inverse of :func:`keys_of`."""
    text = ""
    for key in keys:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            text += ("." if text else "") + (key if _BARE.fullmatch(key) else json.dumps(key))
    return text


def find(model: Model, address: str) -> Any:
    """What a model holds at an address: a number, an array, or None if it holds no number there."""
    keys = keys_of(address)
    found = _walk(model, keys)
    return found if eqx.is_array(found) or isinstance(found, float) else None


def value(model: Model, address: str) -> Any:
    """Number, or list of numbers, at an address; what the configuration has there where the model holds none.

    Args:
        model: the model.
        address: for example ``zones.halo.alfven_mach``.

    Returns:
        In the internal unit.

    Raises:
        InputError: if there is nothing at this address.
    """
    found = find(model, address)
    if found is not None:
        return found
    if model.origin is None:
        raise InputError("address", address, "that of a number of the model")
    return model.origin.value(model, address)


def with_values(model: Model, values: Mapping[str, object]) -> Model:
    """A model with other numbers; see :meth:`magnetosonic.model.Model.with_values`."""
    if not isinstance(values, Mapping):
        raise InputError("values", values, 'a mapping of addresses to numbers, such as {"zones.halo.alfven_mach": 0.7}')
    single: dict[str, object] = {}
    for address, number in ((each, number) for tied, number in values.items() for each in tied_addresses(tied)):
        if address in single:
            raise InputError("values", address, "an address that is there once")
        single[address] = number
    if not single:
        return model  # which may be fitted, and stays so
    checked = {address: _checked(model, address, number) for address, number in single.items()}
    if model.origin is None or namespace(model, checked) is jnp:
        changed = put(model, checked)
        return dataclasses.replace(changed, normalization=changed.normalization.unfitted())
    return model.origin.rebuilt(model, checked)


def put(model: Model, values: Mapping[str, Any]) -> Model:
    """A model with other numbers, which are taken as they are.

    Args:
        model: the model.
        values: in the internal unit, by address.

    Returns:
        The model.

    Raises:
        InputError: where the model holds no number at an address.
    """
    for address, number in values.items():
        held = find(model, address)
        if held is None:
            allowed = "an address at which the model holds a number that may be differentiated"
            raise InputError("address", address, f"{allowed}; counts, energies and choices are given to load_model")
        model = eqx.tree_at(*_replacement(model, address, number))
    return model


def tied_addresses(addresses: Any) -> list[Any]:
    """The addresses that commas join, which share one value."""
    if not isinstance(addresses, str) or not (single := _SINGLE.findall(addresses)):
        return [addresses]
    return [address.strip() for address in single]


def require_known(model: object) -> None:
    """Refuse a model with traced numbers where decisions depend on them.

    Args:
        model: a model, or a part of one.

    Raises:
        InputError: if a number of it is traced.
    """
    if namespace(model) is jnp:
        allowed = "one of known numbers; within jax.jit, jax.grad and jax.vmap there are Model.spectra and Likelihood"
        raise InputError("model", "traced", allowed)


def _checked(model: Model, address: str, number: object) -> Any:
    """A number as the model takes it, of the shape that it has there; what the model holds no number of is left."""
    held = find(model, address)
    if held is None:
        return number
    if namespace(number) is jnp:
        found: Any = jnp.asarray(number, dtype=float)
    elif model.origin is not None:
        found = parameter(model.origin.internal(address, number))
    else:
        found = parameter(plain(number, DIMENSIONLESS, address))
    if np.shape(found) != np.shape(held):
        raise InputError(address, number, f"a list of {len(held)} numbers" if np.ndim(held) else "a single number")
    return found


def _replacement(model: Model, address: str, number: Any) -> tuple[Callable[[Any], Any], Any, Any]:
    """Arguments of ``equinox.tree_at`` that put a number to an address; an element of a list replaces the list."""
    keys = keys_of(address)
    held = _walk(model, keys[:-1]) if isinstance(keys[-1], int) else None
    if not eqx.is_array(held):
        return (lambda tree: _walk(tree, keys)), model, number
    place = keys[-1]
    if namespace(held, number) is np:
        changed = np.array(held)
        changed[place] = number
        return (lambda tree: _walk(tree, keys[:-1])), model, parameter(changed)
    return (lambda tree: _walk(tree, keys[:-1])), model, jnp.asarray(held).at[place].set(number)


def _walk(part: Any, keys: Sequence[Key]) -> Any:
    """What lies at the end of keys; None if nothing does."""
    place = 0
    while place < len(keys):
        part, used = _step(part, keys[place:])
        if part is _ABSENT or part is None:
            return None
        place += used
    return part


def _step(part: Any, keys: Sequence[Key]) -> tuple[Any, int]:
    """One step along the keys: where it leads, and how many of them it takes."""
    key = keys[0]
    if isinstance(part, eqx.Module):
        return _attribute(part, keys)
    if isinstance(part, dict):
        return next((entry for name, entry in part.items() if str(name) == key), _ABSENT), 1
    if isinstance(part, tuple) and isinstance(key, str):
        return next((entry for entry in part if getattr(entry, "name", None) == key), _ABSENT), 1
    if isinstance(key, int) and (isinstance(part, tuple) or (eqx.is_array(part) and part.ndim > 0)):
        return (known(part)[key] if key < len(part) else _ABSENT), 1
    return _ABSENT, 1


def _attribute(part: eqx.Module, keys: Sequence[Key]) -> tuple[Any, int]:
    table: Mapping[str, str] = getattr(type(part), "ADDRESSES", {})
    for used in range(len(keys), 0, -1):
        path = table.get(".".join(map(str, keys[:used])))
        if path is not None:
            return _follow(part, path), used
    name = str(keys[0])
    fields = {field.name: field for field in dataclasses.fields(part)}
    if name in fields:
        return (_ABSENT if fields[name].metadata.get("static") else getattr(part, name)), 1
    for inner in getattr(type(part), "PARTS", ()):
        found, used = _attribute(getattr(part, inner), keys)
        if found is not _ABSENT:
            return found, used
    return _ABSENT, 1


def _follow(part: Any, path: str) -> Any:
    """Follow names of attributes with dots between them; numbers are those of elements."""
    for name in filter(None, path.split(".")):
        part = part[int(name)] if isinstance(part, tuple) else getattr(part, name, _ABSENT)
    return part
