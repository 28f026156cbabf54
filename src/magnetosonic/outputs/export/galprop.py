"""D of every zone as parameters of a galdef file of GALPROP, which takes no table.

D_xx = (v/c)^D_eta D0_xx (rho/D_rigid_ref)^g with g = D_g_1 below D_rigid_br and D_g_2 above it, the same in the whole
Galaxy. D_eta and D_rigid_ref exist from version 56 on; earlier versions always multiply by v/c (D_xx.cc of GALPROP).
"""

from __future__ import annotations

from pathlib import Path

from magnetosonic.outputs.export.fitted import write_laws
from magnetosonic.outputs.export.material import Material
from magnetosonic.outputs.export.power_laws import BrokenPowerLaw, broken_power_law
from magnetosonic.outputs.export.zones import ExportedZone

_MV_PER_GV = 1e3


def write_galprop(material: Material, folder: Path) -> list[str]:
    """Write the galdef parameters of every zone that a broken power law can represent.

    Args:
        material: what to export.
        folder: where to.

    Returns:
        What is exact and what is not, in lines; zones that are left out, with the reason.

    Raises:
        InputError: if no zone can be represented.
    """
    return write_laws(
        material, "GALPROP", broken_power_law, lambda zone: folder / f"galdef_{zone.file_name}.txt", _galdef
    )


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
