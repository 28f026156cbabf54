"""The whole road in one object: turbulence of the zones -> D -> transport -> spectra at the observer."""

from magnetosonic.model.model import STEPS, Model
from magnetosonic.model.parts import Galaxy, Normalisation, RadialKnot, Zone
from magnetosonic.model.prediction import Prediction

__all__ = ["STEPS", "Galaxy", "Model", "Normalisation", "Prediction", "RadialKnot", "Zone"]
