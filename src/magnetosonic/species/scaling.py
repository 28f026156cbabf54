"""Factors on the cross sections of a network, as parameters of a fit."""

from __future__ import annotations

from collections.abc import Mapping

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.arrays import Array, PerEnergy, Scalar, namespace
from magnetosonic.errors import InputError
from magnetosonic.species.network import Network


def scale_cross_sections(
    network: Network,
    spallation: Mapping[str, Scalar | PerEnergy] | None = None,
    inelastic: Mapping[str, Scalar | PerEnergy] | None = None,
) -> Network:
    """Network with cross sections multiplied by factors.

    A key names a nuclide (``C12``) or an element (``C``, all of its isotopes). Keys of spallation are parent and
    daughter, ``C12->B11`` or ``C->B``; without a parent, ``->B``, all parents are meant. What several keys name is
    multiplied by all of their factors. A channel's factor leaves the inelastic cross section of its parent as it is.
    Works in compiled functions and differentiates by the factors and the cross sections.

    Args:
        network: the network.
        spallation: factors on the spallation cross sections [1], each a number or one for every energy.
        inelastic: factors on the total inelastic cross sections [1], likewise.

    Returns:
        The network with the products.

    Raises:
        InputError: if a key names nothing in the network, or if a factor is negative or not finite. Within compiled
            functions that take the network or the factor as an argument, the existence of a channel between two
            nuclides of the network and the value of the factor are not known and not checked.
    """
    channels, totals = network.channel_cross_section, network.inelastic
    for key, factor in (spallation or {}).items():
        chosen = _channels_of(network, key)
        channels = channels * namespace(chosen, factor).where(
            chosen[:, None], _checked(f"spallation.{key}", factor), 1.0
        )
    for key, factor in (inelastic or {}).items():
        named = _nuclides_of(network, key)
        if not key or not named.any():
            names = _names(network, np.ones_like(named))
            raise InputError("inelastic", key, f"a nuclide or an element of the network: {names}")
        totals = totals * namespace(factor).where(named[:, None], _checked(f"inelastic.{key}", factor), 1.0)
    return eqx.tree_at(lambda tree: (tree.channel_cross_section, tree.inelastic), network, (channels, totals))


def _channels_of(network: Network, key: str) -> Bool[Array, "channel"]:
    """Which channels a key names."""
    left, arrow, right = key.partition("->")
    parents, daughters = _nuclides_of(network, left), _nuclides_of(network, right)
    if not arrow or not right or not parents.any() or not daughters.any():
        names = _names(network, np.ones_like(parents))
        raise InputError("spallation", key, f"PARENT->DAUGHTER or ->DAUGHTER with nuclides or elements out of {names}")
    numpy = namespace(network.channel_parent, network.channel_daughter)
    from_parent = numpy.asarray(parents)[network.channel_parent]
    chosen = from_parent & numpy.asarray(daughters)[network.channel_daughter]
    if not isinstance(chosen, jax.core.Tracer) and not chosen.any():
        made = np.zeros(len(network.species), dtype=bool)
        made[np.asarray(network.channel_daughter)[np.asarray(from_parent)]] = True
        raise InputError("spallation", key, f"a channel; daughters of {left or 'all'} are {_names(network, made)}")
    return chosen


def _nuclides_of(network: Network, name: str) -> Bool[np.ndarray, "nuclide"]:
    """Which nuclides the name of a nuclide or of an element means; all of them if it is empty."""
    return np.array([name in ("", nuclide.name, nuclide.symbol) for nuclide in network.species], dtype=bool)


def _names(network: Network, chosen: Bool[np.ndarray, "nuclide"]) -> str:
    """Names of the chosen nuclides."""
    return ", ".join(item.name for item, held in zip(network.species, chosen, strict=True) if held) or "none"


def _checked(field: str, factor: Scalar | PerEnergy) -> Float[Array, "*energy"]:
    """The factor as an array; refused if its value is known and bad."""
    value = namespace(factor).asarray(factor, dtype=float)
    if not isinstance(value, jax.core.Tracer) and not np.all(np.isfinite(value) & (value >= 0)):
        raise InputError(field, factor, "finite and not negative")
    return value
