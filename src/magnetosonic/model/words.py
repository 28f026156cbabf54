"""A model in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.diffusion.power_law import PowerLawDiffusion
from magnetosonic.diffusion.theory import TheoryDiffusion
from magnetosonic.words import span

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
        f"Model of {len(model.zones)} zone{'s' if len(model.zones) > 1 else ''}",
        *(_zone(zone) for zone in model.zones),
        f"D: {_diffusion(model)}",
        f"Galaxy: R_max = {float(galaxy.radius):g} kpc, observer at {float(galaxy.observer_radius):g} kpc",
        f"injected: {', '.join(elements)}; {len(model.energies)} energies, {span(model.energy, 'GeV/n')}",
        f"normalization: {model.normalization}",
    ]
    return "\n  ".join(lines)


def _zone(zone: Zone) -> str:
    words = [f"up to |z| = {float(zone.half_height):g} kpc"]
    if zone.turbulence is not None:
        machs = sorted({float(part.turbulence.alfven_mach) for part in zone.patches() if part.turbulence is not None})
        words += [f"M_A = {' to '.join(f'{mach:.4g}' for mach in dict.fromkeys((machs[0], machs[-1])))}"]
        words += [f"L = {1e3 * float(zone.turbulence.injection_scale):g} pc"]
        words += [f"v_A = {float(zone.turbulence.alfven_speed) / KM_S_IN_KPC_MYR:.4g} km/s"]
    return f"{zone.name}: {', '.join(words)}"


def _diffusion(model: Model) -> str:
    law = model.diffusion_model
    if isinstance(law, TheoryDiffusion):
        return f"by scattering off {', '.join(law.settings.modes)} modes, {law.settings.numerics} numerics"
    return "a power law of rigidity" if isinstance(law, PowerLawDiffusion) else "a table"
