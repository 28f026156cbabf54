"""D of one or two zones as tables of DRAGON2 in its customised version (doi:10.5281/zenodo.4461732).

That program reads lines of momentum p [GeV/c], a number that it ignores (Larmor radius over injection scale in the
files that came with it) and D [cm^2/s], without a header. It takes D(p) of protons as D(rigidity) of all nuclides,
interpolates p and D, not their logarithms, by a natural cubic spline, and extrapolates the outermost interval.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from jaxtyping import Float
from scipy.interpolate import CubicSpline

from magnetosonic.errors import InputError
from magnetosonic.outputs.export.exported_zones import ExportedZone, proton_velocity
from magnetosonic.outputs.export.material import Material
from magnetosonic.species.kinematics import rigidity as nuclide_rigidity
from magnetosonic.species.kinematics import velocity
from magnetosonic.species.nuclide import Nuclide

DISK_HALF_HEIGHT, TRANSITION_WIDTH = 0.5, 0.05
"""What is fixed in that program's diffusion.cc [kpc]: half of ``disk_size``, and ``L_connecting``."""
_TWICE = Nuclide(1, 2)  # stands for all of A/Z = 2


def write_dragon2(material: Material, folder: Path) -> list[str]:
    """Write one table for every zone, and the part of the XML file that names them.

    Args:
        material: what to export.
        folder: where to.

    Returns:
        What is exact and what is not, in lines.

    Raises:
        InputError: if there are more than two zones, or D depends on the radius.
    """
    model = material.model
    if len(model.zones) > 2 or len(model.patches) > len(model.zones):
        names = ", ".join(patch.name for patch in model.patches)
        raise InputError("zones", names, "one or two zones whose D does not depend on the radius, for DRAGON2")
    zones = material.zones
    for zone in zones:
        diffusion = proton_diffusion(zone)
        ratio = np.zeros_like(diffusion) if zone.larmor_ratio is None else zone.larmor_ratio * zone.rigidity
        rows = np.column_stack([zone.rigidity, ratio, diffusion])
        np.savetxt(folder / _file(zone), rows, fmt="%.12e")
    (folder / "diffusion.xml").write_text(_fragment(zones), encoding="utf-8")
    notes = [_interpolation_note(zone) for zone in zones] + _velocity_notes(material)
    if len(zones) == 2:
        notes += _geometry_notes(material)
    return notes


def proton_diffusion(zone: ExportedZone) -> Float[np.ndarray, "rigidity"]:
    """D of protons.

    Args:
        zone: the zone.

    Returns:
        D at the zone's rigidities [rigidity] [cm^2/s].
    """
    return zone.coefficient * proton_velocity(zone.rigidity) ** zone.velocity_power


def _file(zone: ExportedZone) -> str:
    return f"D_{zone.file_name}.txt"


def _fragment(zones: tuple[ExportedZone, ...]) -> str:
    """Elements of <Diffusion> that select the tables; the others of the user's file stay."""
    # Releases of that program call one switch by either of the first two names; the other is ignored.
    switches = ["Diff_table"] if len(zones) == 1 else ["VariableD", "VariableDelta", "TwoZone", "Diff_table"]
    lines = [f"<{name} />" for name in switches]
    if len(zones) == 2:
        lines += ['<normHalo value="1." />', f'<Halo_table value="data/{_file(zones[1])}" />']
        lines += ['<normDisk value="1." />']
    lines += [f'<Disk_table value="data/{_file(zones[0])}" />']
    return '<Diffusion type="Constant">\n' + "".join(f"  {line}\n" for line in lines) + "</Diffusion>\n"


def _interpolation_note(zone: ExportedZone) -> str:
    """Error of that program's interpolation, estimated with half of the points: an upper limit for all of them."""
    diffusion = proton_diffusion(zone)
    spline = CubicSpline(zone.rigidity[::2], diffusion[::2], bc_type="natural")
    inside = slice(1, len(diffusion) - 1, 2)
    error = np.abs(spline(zone.rigidity[inside]) / diffusion[inside] - 1.0)
    worst = int(np.argmax(error))
    count = len(diffusion)
    return (
        f"{_file(zone)}: D of protons at {count} rigidities; that program's spline in between is off by less than "
        f"{error[worst]:.1e} (near {zone.rigidity[inside][worst]:.3g} GV)"
    )


def _velocity_notes(material: Material) -> list[str]:
    energy = float(material.model.energies[0])
    rigidity = np.array([float(nuclide_rigidity(energy, _TWICE))])
    ratio = float(proton_velocity(rigidity)[0] / float(velocity(energy, _TWICE)))
    return [
        f"{_file(zone)}: D of all nuclides is that of protons of the same rigidity, whose velocity is higher: for "
        f"A/Z = 2 it is too {'large' if zone.velocity_power > 0.0 else 'small'} by "
        f"{abs(ratio**zone.velocity_power - 1.0):.0%} at {energy:.3g} GeV/n, less above"
        for zone in material.zones
        if zone.velocity_power != 0.0
    ]


def _geometry_notes(material: Material) -> list[str]:
    height, width = material.zones[0].half_height, float(material.model.galaxy.transition_width or 0.0)
    if (height, width) == (DISK_HALF_HEIGHT, TRANSITION_WIDTH):
        return []
    return [
        f"the disk's half height ({height:g} kpc) and the width of the transition ({width:g} kpc) are fixed to "
        f"{DISK_HALF_HEIGHT:g} and {TRANSITION_WIDTH:g} kpc in diffusion.cc of that program: set disk_size = "
        f"{2.0 * height:g} and L_connecting = {width:g} there"
    ]
