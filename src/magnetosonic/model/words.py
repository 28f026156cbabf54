"""A model in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnetosonic.arrays import namespace
from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.words import counted, span

if TYPE_CHECKING:
    from magnetosonic.model.model import Model
    from magnetosonic.model.zone import Zone


def in_words(model: Model) -> str:
    """Zones, what D comes from, what is injected, and how it is normalized.

    Args:
        model: the model.

    Returns:
        About six lines.
    """
    galaxy, elements = model.galaxy, dict.fromkeys(nuclide.symbol for nuclide in model.injection)
    lines = [
        f"Model of {counted(len(model.zones), 'zone')}",
        *(_zone(zone) for zone in model.zones),
        f"D: {model.diffusion_model.words()}",
        f"Galaxy: R_max = {span(galaxy.radius, 'kpc')}, observer at {span(galaxy.observer_radius, 'kpc')}",
        f"injected: {', '.join(elements)}; {len(model.energies)} energies, {span(model.energy, 'GeV/n')}",
        f"normalization: {model.normalization}",
    ]
    return "\n  ".join(lines)


def _zone(zone: Zone) -> str:
    words = [f"up to |z| = {span(zone.half_height, 'kpc')}"]
    turbulence = zone.turbulence
    if turbulence is not None:
        machs = [each.alfven_mach for each in zone.turbulence_at_radii]
        words += [f"M_A = {span(namespace(machs).stack(machs))}"]
        words += [f"L = {span(turbulence.injection_scale, 'pc', 1e3)}"]
        words += [f"v_A = {span(turbulence.alfven_speed, 'km/s', 1.0 / KM_S_IN_KPC_MYR)}"]
    return f"{zone.name}: {', '.join(words)}"
