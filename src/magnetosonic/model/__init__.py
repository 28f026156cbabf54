"""The whole road in one object: turbulence of the zones -> D -> transport -> spectra at the observer."""

from magnetosonic.model.galaxy import Galaxy
from magnetosonic.model.model import STEPS, Model
from magnetosonic.model.normalization import Normalization
from magnetosonic.model.prediction import Prediction
from magnetosonic.model.propagation import Propagation
from magnetosonic.model.zone import RadialKnot, Zone

__all__ = ["STEPS", "Galaxy", "Model", "Normalization", "Prediction", "Propagation", "RadialKnot", "Zone"]
