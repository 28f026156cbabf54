"""Models held against data: likelihood, fits of abundances and of any other numbers, scans."""

from magnetosonic.inference.abundances import AbundanceFit, AbundanceTarget, fit_abundances
from magnetosonic.inference.comparison import Comparison, compare, compare_modulated
from magnetosonic.inference.error_model import ErrorModel
from magnetosonic.inference.fit import Fit, fit
from magnetosonic.inference.interstellar import FixedTransport, spectra_of_model
from magnetosonic.inference.likelihood import Likelihood, Target
from magnetosonic.inference.modulation import ModulationPrior
from magnetosonic.inference.normalise import abundance_target, normalise
from magnetosonic.inference.parameter import Parameter
from magnetosonic.inference.plane_scan import PlaneScan, scan_plane
from magnetosonic.inference.profile import profile_modulation
from magnetosonic.inference.scan import Scan, scan
from magnetosonic.inference.window import Window

__all__ = [
    "AbundanceFit",
    "AbundanceTarget",
    "Comparison",
    "ErrorModel",
    "Fit",
    "FixedTransport",
    "Likelihood",
    "ModulationPrior",
    "Parameter",
    "PlaneScan",
    "Scan",
    "Target",
    "Window",
    "abundance_target",
    "compare",
    "compare_modulated",
    "fit",
    "fit_abundances",
    "normalise",
    "profile_modulation",
    "scan",
    "scan_plane",
    "spectra_of_model",
]
