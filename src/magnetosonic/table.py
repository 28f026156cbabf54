"""A table of labelled numbers, built once and written as CSV or handed over as an xarray dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Int, Shaped

if TYPE_CHECKING:
    import xarray as xr

Values = Shaped[np.ndarray, "..."]


class LabelledArray(NamedTuple):
    """Numbers with names of their axes.

    Attributes:
        dims: name of every axis.
        values: the numbers, or texts.
        unit: such as ``cm^2/s``; ``1`` for pure numbers, empty for texts.
        words: what they are.
    """

    dims: tuple[str, ...]
    values: Values
    unit: str
    words: str


@dataclass(frozen=True, eq=False)
class Table:
    """Variables on common axes.

    Attributes:
        variables: by name.
        coordinates: labels of the axes, by name; those of an axis bear its name.
        attributes: about all of it, in words.
    """

    variables: Mapping[str, LabelledArray]
    coordinates: Mapping[str, LabelledArray]
    attributes: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Axes with their lengths, variables with their units."""
        sizes = {
            dim: n for each in self.variables.values() for dim, n in zip(each.dims, each.values.shape, strict=True)
        }
        names = [f"{name} [{each.unit}]" if each.unit else name for name, each in self.variables.items()]
        return f"Table on {', '.join(f'{dim} ({size})' for dim, size in sizes.items())}\n  {', '.join(names)}"

    def __getitem__(self, name: str) -> Values:
        """Values of a variable or coordinate."""
        return self._entry(name).values

    def __contains__(self, name: str) -> bool:
        """Whether there is a variable or coordinate of this name."""
        return name in self.variables or name in self.coordinates

    def joined(self, *others: Table) -> Table:
        """This table and others as one.

        Args:
            others: with the same values on axes of the same name, and other names of variables.

        Returns:
            The table, with the attributes of all.
        """
        variables, coordinates, attributes = dict(self.variables), dict(self.coordinates), dict(self.attributes)
        for other in others:
            variables |= other.variables
            coordinates |= {name: entry for name, entry in other.coordinates.items() if name not in coordinates}
            attributes |= other.attributes
        return Table(variables, coordinates, attributes)

    def taken(self, dim: str, places: Int[np.ndarray, "_"]) -> Table:
        """The same in another order along one axis.

        Args:
            dim: name of the axis.
            places: indices along it, in the order wanted.

        Returns:
            The table.
        """

        def ordered(entries: Mapping[str, LabelledArray]) -> dict[str, LabelledArray]:
            return {
                name: entry._replace(values=np.take(entry.values, places, entry.dims.index(dim)))
                if dim in entry.dims
                else entry
                for name, entry in entries.items()
            }

        return Table(ordered(self.variables), ordered(self.coordinates), self.attributes)

    def columns(self, dims: tuple[str, ...], names: Iterable[str]) -> list[list[object]]:
        """Variables and coordinates as columns of one long table.

        Args:
            dims: axes over which the rows go, the last one fastest.
            names: of what the columns hold; every axis of theirs is among the former.

        Returns:
            The columns, as numbers and texts of Python.
        """
        sizes = {dim: np.size(self[dim]) for dim in dims}
        columns = []
        for name in names:
            entry = self._entry(name)
            order = sorted(range(len(entry.dims)), key=lambda axis: dims.index(entry.dims[axis]))
            shape = [sizes[dim] if dim in entry.dims else 1 for dim in dims]
            values = np.transpose(entry.values, order).reshape(shape)
            columns.append(np.broadcast_to(values, tuple(sizes.values())).ravel().tolist())
        return columns

    def to_xarray(self) -> xr.Dataset:
        """The same as an xarray dataset; units and words are the attributes ``units`` and ``long_name``."""
        import xarray as xr  # only here: it takes half a second to load, which tables as CSV text need not spend

        def converted(entries: Mapping[str, LabelledArray]) -> dict[str, xr.Variable]:
            return {name: xr.Variable(entry.dims, entry.values, _attributes(entry)) for name, entry in entries.items()}

        return xr.Dataset(converted(self.variables), converted(self.coordinates), dict(self.attributes))

    def _entry(self, name: str) -> LabelledArray:
        return self.variables[name] if name in self.variables else self.coordinates[name]


def labels(dim: str, names: Iterable[str], words: str) -> LabelledArray:
    """Texts along an axis.

    Args:
        dim: name of the axis.
        names: the texts.
        words: what they are.

    Returns:
        The coordinate.
    """
    return LabelledArray((dim,), np.array(list(names), dtype=object), "", words)


def _attributes(entry: LabelledArray) -> dict[str, str]:
    return {**({"units": entry.unit} if entry.unit else {}), "long_name": entry.words}
