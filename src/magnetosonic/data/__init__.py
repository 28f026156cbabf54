"""Measurements: packaged, fetched or one's own."""

from magnetosonic.data.measurement import Measurement
from magnetosonic.data.modulation_potentials import modulation_potential
from magnetosonic.data.registry import (
    AvailableMeasurement,
    available_measurements,
    find_measurement,
    load_measurement,
    load_measurement_file,
    unreadable_tables,
)

__all__ = [
    "AvailableMeasurement",
    "Measurement",
    "available_measurements",
    "find_measurement",
    "load_measurement",
    "load_measurement_file",
    "modulation_potential",
    "unreadable_tables",
]
