"""Measurements, packaged, fetched or of one's own, and their comparison with models."""

from magnetosonic.data.chi_square import ChiSquare, chi_square
from magnetosonic.data.measurement import Measurement
from magnetosonic.data.modulation_potentials import modulation_potential
from magnetosonic.data.registry import (
    AvailableMeasurement,
    available_measurements,
    load_measurement,
    load_measurement_file,
)

__all__ = [
    "AvailableMeasurement",
    "ChiSquare",
    "Measurement",
    "available_measurements",
    "chi_square",
    "load_measurement",
    "load_measurement_file",
    "modulation_potential",
]
