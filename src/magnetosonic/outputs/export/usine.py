"""D of every zone as a formula for the initialisation file of USINE (version 3.5, D. Maurin 2020, CPC 247, 106942).

USINE takes K as a formula of the velocity ``beta``, the rigidity ``Rig`` [GV] and named parameters, in lines ``group @
subgroup @ parameter @ multiple @ value``. Its disk-and-halo models have one K in the whole halo.
"""

from __future__ import annotations

from magnetosonic.constants import KPC2_MYR_IN_CM2_S
from magnetosonic.outputs.export.exported_zones import ExportedZone
from magnetosonic.outputs.export.law_files import LawFiles
from magnetosonic.outputs.export.power_laws import TwiceBrokenPowerLaw, twice_broken_power_law

FORMULA = "beta^eta_t*K0*Rig^delta_l*(1+(Rig/Rl)^(1/sl))^((delta-delta_l)*sl)*(1+(Rig/Rh)^(1/sh))^((delta_h-delta)*sh)"
"""K as USINE evaluates it: :class:`magnetosonic.outputs.export.power_laws.TwiceBrokenPowerLaw` times beta^eta_t."""
_MODEL = "Model1DKisoVc"


def _lines(zone: ExportedZone, law: TwiceBrokenPowerLaw) -> str:
    values = {
        "K0": (law.coefficient / KPC2_MYR_IN_CM2_S, "kpc^2/Myr"),
        "eta_t": (zone.velocity_power, "-"),
        "delta_l": (law.low, "-"),
        "Rl": (law.low_break, "GV"),
        "sl": (law.low_smoothness, "-"),
        "delta": (law.slope, "-"),
        "Rh": (law.high_break, "GV"),
        "sh": (law.high_smoothness, "-"),
        "delta_h": (law.high, "-"),
    }
    rows = [
        ("ParNames", 0, ",".join(values)),
        ("ParUnits", 0, ",".join(unit for _, unit in values.values())),
        ("ParVals", 0, ",".join(f"{value:.10g}" for value, _ in values.values())),
        ("K", 1, f"K00:FORMULA|{FORMULA}"),
    ]
    lines = [f"{_MODEL} @ Transport @ {name:<8} @ M={multiple} @ {value}\n" for name, multiple, value in rows]
    return "# add the parameters of wind and reacceleration to the three lists\n" + "".join(lines)


write_usine = LawFiles("USINE", twice_broken_power_law, "transport_{zone}.par", _lines)
"""The lines on K of every zone that the formula can represent."""
