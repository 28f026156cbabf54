"""Names of observables: an element ("B"), a nuclide ("Be10", "10Be"), a sum ("Li+Be+B"), or a ratio of these."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from magnetosonic.errors import InputError
from magnetosonic.species.species import Species

_NUMBER_FIRST = re.compile(r"^([1-9][0-9]?)([A-Z][a-z]?)$")


def split_ratio(name: str) -> tuple[str, ...]:
    """The sums that a name consists of.

    Args:
        name: a sum, or two with a slash between them; each may stand in brackets, and spaces do not matter.

    Returns:
        One sum, or numerator and denominator, without brackets.

    Raises:
        InputError: if there is more than one slash, an empty part, or brackets do not enclose a whole sum.
    """
    if not isinstance(name, str):
        raise InputError("quantity", name, 'the name of an element, a nuclide, a sum or a ratio, such as "B/C"')
    parts = tuple(_unbracketed(part.strip()) for part in name.split("/"))
    if len(parts) > 2 or any(not part or re.search(r"[()]", part) for part in parts):
        allowed = 'a sum such as "Li+Be+B", or two sums with a slash between them, each in brackets or not: "(B+C)/O"'
        raise InputError("quantity", name, allowed)
    return parts


def select(name: str, species: Sequence[Species]) -> Float[np.ndarray, "species"]:
    """Which species a name stands for; those named twice count once.

    Args:
        name: a sum of elements, nuclides and other species, in brackets or not.
        species: those there are.

    Returns:
        1 for the species meant, else 0 [species].

    Raises:
        InputError: if the name is a ratio, or a part of it stands for nothing.
    """
    parts = split_ratio(name)
    if len(parts) != 1:
        raise InputError("quantity", name, 'an element, a nuclide or a sum of them, such as "Li+Be+B"; not a ratio')
    chosen = np.zeros(len(species))
    for part in parts[0].split("+"):
        matches = _matches(part, species)
        if not any(matches):
            known = ", ".join(one.name for one in species)
            raise InputError("quantity", name, f"an element or nuclide of this network ({known}), or a sum of them")
        chosen = np.maximum(chosen, matches)
    return chosen


def known(name: str, species: Sequence[Species]) -> bool:
    """Whether each part of a name stands for something.

    Args:
        name: a sum or a ratio of two.
        species: those there are.

    Returns:
        Whether :func:`select` finds all of its sums.

    Raises:
        InputError: as :func:`split_ratio`.
    """
    return all(any(_matches(part, species)) for sums in split_ratio(name) for part in sums.split("+"))


def _matches(part: str, species: Sequence[Species]) -> list[bool]:
    meant = _NUMBER_FIRST.sub(r"\2\1", part.strip())
    return [meant in (one.symbol, one.name) for one in species]


def _unbracketed(part: str) -> str:
    return part[1:-1].strip() if part.startswith("(") and part.endswith(")") else part
