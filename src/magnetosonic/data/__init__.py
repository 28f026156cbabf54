"""Packaged measurements and their comparison with models."""

from magnetosonic.data.chi_square import ChiSquare, chi_square
from magnetosonic.data.registry import Measurement, available_measurements, load_measurement

__all__ = ["ChiSquare", "Measurement", "available_measurements", "chi_square", "load_measurement"]
