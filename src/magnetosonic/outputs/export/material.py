"""What is exported: a model, its D and its densities, computed when a format needs them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from magnetosonic.model import Model, Prediction
from magnetosonic.outputs.export.exported_zones import ExportedZone, exported_zones


class Material:
    """A model to export.

    Attributes:
        model: the model.
        origin: where it comes from, in lines for the headers of files.
    """

    def __init__(self, model: Model, origin: Sequence[str] = ()):
        """Nothing is computed yet."""
        self.model = model
        self.origin = tuple(origin)

    @cached_property
    def zones(self) -> tuple[ExportedZone, ...]:
        """D of all zones."""
        return exported_zones(self.model)

    @cached_property
    def prediction(self) -> Prediction:
        """Densities in the whole Galaxy."""
        return self.model.predict()

    def comments(self, *lines: str) -> str:
        """Header of a text file: origin and further lines, each behind a ``#``."""
        return "".join(f"# {line}\n" for line in (*self.origin, *lines))
