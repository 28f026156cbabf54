"""The whole road in one object: turbulence of the zones -> D -> transport -> spectra at the observer."""

from magnetosonic.model.model import STEPS, Model, Prediction
from magnetosonic.model.parts import Galaxy, Normalisation, RadialKnot, Zone

__all__ = ["STEPS", "Galaxy", "Model", "Normalisation", "Prediction", "RadialKnot", "Zone"]
