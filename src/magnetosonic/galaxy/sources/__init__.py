"""Distributions of cosmic-ray sources, each model in a file of its own, and the list of those to choose from."""

from magnetosonic.choices import registry
from magnetosonic.galaxy.sources import ferriere2001, ring, surveys, table
from magnetosonic.galaxy.sources.ferriere2001 import Ferriere2001
from magnetosonic.galaxy.sources.interface import Sources
from magnetosonic.galaxy.sources.ring import PointRing
from magnetosonic.galaxy.sources.surveys import PowerExponential
from magnetosonic.galaxy.sources.table import RadialTableSources, TableSources, read_source_table

__all__ = [
    "SOURCE_MODELS",
    "Ferriere2001",
    "PointRing",
    "PowerExponential",
    "RadialTableSources",
    "Sources",
    "TableSources",
    "read_source_table",
]

SOURCE_MODELS = registry(ferriere2001.CHOICE, *surveys.CHOICES, ring.CHOICE, table.CHOICE)
"""Distributions of sources by their name in the configuration."""
