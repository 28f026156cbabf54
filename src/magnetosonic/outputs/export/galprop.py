"""D of every zone as parameters of a galdef file of GALPROP, which takes no table.

D_xx = (v/c)^D_eta D0_xx (rho/D_rigid_ref)^g with g = D_g_1 below D_rigid_br and D_g_2 above it, the same in the whole
Galaxy. D_eta and D_rigid_ref exist from version 56 on; earlier versions always multiply by v/c (D_xx.cc of GALPROP).
"""

from __future__ import annotations

from magnetosonic.outputs.export.exported_zones import ExportedZone
from magnetosonic.outputs.export.law_files import LawFiles
from magnetosonic.outputs.export.power_laws import BrokenPowerLaw, broken_power_law

_MV_PER_GV = 1e3


def _galdef(zone: ExportedZone, law: BrokenPowerLaw) -> str:
    break_in_mv = f"{law.break_rigidity * _MV_PER_GV:.8e}"
    parameters = {
        "D0_xx": (f"{law.coefficient:.8e}", "cm^2/s, at D_rigid_ref and v = c"),
        "D_rigid_br": (break_in_mv, "MV"),
        "D_rigid_ref": (break_in_mv, "MV"),
        "D_g_1": (f"{law.low:.8f}", "slope below D_rigid_br"),
        "D_g_2": (f"{law.high:.8f}", "slope above D_rigid_br"),
        "D_eta": (f"{zone.velocity_power:.8g}", "power of v/c"),
    }
    lines = [f"{name:<20} = {value:<16} # {meaning}\n" for name, (value, meaning) in parameters.items()]
    if zone.velocity_power != 1.0:
        lines.insert(0, "# WARNING: versions before 56 ignore D_eta and multiply by v/c\n")
    return "".join(lines)


write_galprop = LawFiles("GALPROP", broken_power_law, "galdef_{zone}.txt", _galdef)
"""The galdef parameters of every zone that a broken power law can represent."""
