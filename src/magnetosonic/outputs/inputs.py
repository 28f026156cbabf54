"""What a model puts into the transport equation, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.diffusion.reacceleration import RelatedReacceleration
from magnetosonic.galaxy.wind import Wind
from magnetosonic.model import Model


def inputs_in_words(model: Model) -> list[str]:
    """What a model puts into the transport equation.

    Args:
        model: the model.

    Returns:
        A line for each of gas, sources, reaction network, losses, wind and reacceleration.
    """
    losses = "ionisation and Coulomb" if model.losses.active else "none"
    if model.losses.active and not model.losses.helium_electrons:
        losses += ", one electron counted for each helium atom"
    return [
        f"gas: {model.galaxy.gas.words()}; {float(model.galaxy.helium_fraction):g} helium per hydrogen nuclei",
        f"sources: {model.galaxy.sources.words()}",
        *_network(model),
        f"energy losses: {losses}",
        f"wind: {_wind(model.galaxy.wind)}",
        f"reacceleration: {_reacceleration(model)}",
    ]


def span(values: Iterable[object], unit: float = 1.0, digits: int = 4) -> str:
    """Numbers that are often all the same, in words.

    Args:
        values: the numbers.
        unit: factor from their unit to the one that is shown.
        digits: that are shown.

    Returns:
        The number, or the lowest and the highest if they differ: "0.5" or "0.5 to 0.7".
    """
    numbers = unit * np.array([float(np.asarray(value)) for value in values])
    return " to ".join(dict.fromkeys(f"{end:.{digits}g}" for end in (numbers.min(), numbers.max())))


def _network(model: Model) -> Iterable[str]:
    yield f"network: {model.reactions.words()}"
    half_lives = {nuclide.name: value for nuclide, value in model.half_lives.items()}
    yield from _changes("factors on spallation", model.spallation_factors)
    yield from _changes("factors on inelastic cross sections", model.inelastic_factors)
    yield from _changes("half-lives [Myr]", half_lives)


def _changes(title: str, numbers: Mapping[str, object]) -> Iterable[str]:
    if numbers:
        yield f"  {title}: {', '.join(f'{key} {span([value])}' for key, value in numbers.items())}"


def _wind(wind: Wind | None) -> str:
    if wind is None:
        return "none"
    velocity, gradient = float(wind.velocity) / KM_S_IN_KPC_MYR, float(wind.gradient) / KM_S_IN_KPC_MYR
    return f"{velocity:.4g} km/s at the plane, faster by {gradient:.4g} km/s/kpc away from it"


def _reacceleration(model: Model) -> str:
    law = model.reacceleration
    if not isinstance(law, RelatedReacceleration):
        return "none" if law is None else "by the turbulence that scatters"
    patches = [zone.patch() for zone in model.patches]
    speeds, slopes = law.speeds(patches), law.slopes(patches, model.diffusion_model)
    return (
        f"D_pp from D {'with' if law.four_thirds else 'without'} the factor 4/3, "
        f"v_A = {span(speeds, 1.0 / KM_S_IN_KPC_MYR)} km/s, delta = {span(slopes)}"
    )
