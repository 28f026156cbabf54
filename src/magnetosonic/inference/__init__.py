"""Models held against data: likelihood, fits of abundances and of any other numbers."""

from magnetosonic.inference.abundances import AbundanceFit, AbundanceTarget, fit_abundances
from magnetosonic.inference.fit import Fit, Parameter, Target, fit, fixed_transport
from magnetosonic.inference.likelihood import Comparison, ErrorModel, compare
from magnetosonic.inference.modulation import ModulationPrior, profile_modulation
from magnetosonic.inference.scan import PlaneScan, scan_plane
from magnetosonic.inference.window import Window

__all__ = [
    "AbundanceFit",
    "AbundanceTarget",
    "Comparison",
    "ErrorModel",
    "Fit",
    "ModulationPrior",
    "Parameter",
    "PlaneScan",
    "Target",
    "Window",
    "compare",
    "fit",
    "fit_abundances",
    "fixed_transport",
    "profile_modulation",
    "scan_plane",
]
