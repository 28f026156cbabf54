"""What a model puts into the transport equation, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.diffusion.reacceleration import RelatedReacceleration
from magnetosonic.galaxy.gas import FerriereGas, GalpropGas, Gas, NakanishiSofueGas, TableGas, UniformGas
from magnetosonic.galaxy.gas_ionised import IONISED_MODELS
from magnetosonic.galaxy.gas_xco import XcoProfile
from magnetosonic.galaxy.sources import PointRing, PowerExponential, RadialTableSources, Sources
from magnetosonic.galaxy.wind import Wind
from magnetosonic.model import Model
from magnetosonic.outputs.citations import source_name, xco_name
from magnetosonic.text import printable

_SOURCES = {
    "ferriere2001": "supernovae of Ferrière 2001",
    "case-bhattacharya-1996": "supernova remnants of Case & Bhattacharya 1996",
    "case-bhattacharya-1998": "supernova remnants of Case & Bhattacharya 1998",
    "lorimer2006": "pulsars of Lorimer et al. 2006",
    "yusifov-kucuk-2004": "pulsars of Yusifov & Küçük 2004",
    "galprop": "of the GALPROP type, Strong & Moskalenko 1998",
    "ring": "a ring",
    "table": "user's table",
}


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
        f"gas: {_gas(model.galaxy.gas)}; {float(model.galaxy.helium_fraction):g} helium per hydrogen nuclei",
        f"sources: {_sources(model.galaxy.sources)}",
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


def _gas(gas: Gas) -> str:
    words = _GAS.get(type(gas))
    return type(gas).__name__ if words is None else words(gas)


def _galprop(gas: GalpropGas) -> str:
    ionised = next((name for name, law in IONISED_MODELS.items() if law is gas.ionised_model), "user's function")
    return f"of the GALPROP type, X_CO = {_xco(gas.xco)}, ionised gas: {ionised}"


def _xco(profile: XcoProfile) -> str:
    name = xco_name(profile)
    if name is not None:
        return f"{span(profile.values)} ({name})"
    rings = [
        f"{float(value):.4g} to {float(edge):g} kpc" for edge, value in zip(profile.edges, profile.values, strict=False)
    ]
    return ", ".join([*rings, f"{float(profile.values[-1]):.4g}" + (" beyond" if rings else "")])


def _uniform(gas: UniformGas) -> str:
    densities = f"{float(gas.density_neutral):g} cm^-3 neutral and {float(gas.density_ionised):g} cm^-3 ionised"
    height = float(gas.half_height)
    return f"uniform, {densities}, {f'up to |z| = {height:g} kpc' if np.isfinite(height) else 'everywhere'}"


def _table(gas: TableGas) -> str:
    radii, heights = np.asarray(gas.neutral_table.radii), np.asarray(gas.neutral_table.heights)
    beyond = "as much as at its edge" if gas.neutral_table.continued else "none"
    lowest = "|z| up to" if heights[0] == 0.0 else f"z from {heights[0]:g} to"
    return f"user's table, R from {radii[0]:g} to {radii[-1]:g} kpc, {lowest} {heights[-1]:g} kpc; beyond it {beyond}"


_GAS: dict[type[Gas], Callable[[Any], str]] = {
    GalpropGas: _galprop,
    NakanishiSofueGas: lambda gas: "of Nakanishi & Sofue 2003 and 2006",
    FerriereGas: lambda gas: "of Ferrière 1998 and Ferrière et al. 2007",
    UniformGas: _uniform,
    TableGas: _table,
}


def _sources(sources: Sources) -> str:
    name = source_name(sources)
    words = type(sources).__name__ if name is None else _SOURCES[name]
    if isinstance(sources, PointRing):
        radius, width = float(sources.radius), float(sources.width)
        return f"{words} at R = {radius:g} kpc, {width:g} kpc wide, half height {float(sources.half_height):g} kpc"
    if isinstance(sources, PowerExponential | RadialTableSources):
        return f"{words}, scale height {float(sources.scale_height):g} kpc"
    return words


def _network(model: Model) -> Iterable[str]:
    chosen = model.reactions
    table = "" if chosen.table is None else f" {printable(chosen.table)}"
    yield (
        f"network: spallation {chosen.spallation}{table}, inelastic {chosen.inelastic}, on helium "
        f"{chosen.helium_target}, up to charge {chosen.max_charge}"
    )
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
