"""From a checked configuration to the Galaxy of the model: gas, sources, wind, grid."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import jax
import numpy as np

from magnetosonic.arrays import parameter
from magnetosonic.config.galaxy import GalaxyConfig
from magnetosonic.config.schema import Config
from magnetosonic.config.transport import AdvectionConfig
from magnetosonic.galaxy.gas import GAS_MODELS, Gas, UniformGas, read_gas_table
from magnetosonic.galaxy.height_layout import HeightLayout, height_layout
from magnetosonic.galaxy.sources import SOURCE_MODELS, PointRing, PowerExponential, Sources, read_source_table
from magnetosonic.galaxy.wind import Wind
from magnetosonic.model import Galaxy

Part = TypeVar("Part", Gas, Sources)


def build_galaxy(config: Config) -> Galaxy:
    """Galaxy of a configuration.

    Args:
        config: a checked configuration.

    Returns:
        The Galaxy; its numbers that may be differentiated are JAX arrays.

    Raises:
        InputError: if a table has become unreadable since the configuration was checked.
    """
    galaxy = config.galaxy
    return Galaxy(
        radius=parameter(galaxy.radius),
        observer_radius=parameter(galaxy.observer_radius),
        gas=_traceable(_gas(galaxy)),
        helium_fraction=parameter(galaxy.helium_fraction),
        sources=_traceable(_sources(galaxy)),
        wind=_wind(config.transport.advection),
        radial_cells=config.resolution.radial_cells,
        layout=_layout(config),
        transition_width=parameter(config.diffusion.transition_width),
        smooth_transition=config.diffusion.transition_width > 0.0,
        levels=config.resolution.levels,
    )


def _gas(galaxy: GalaxyConfig) -> Gas:
    if galaxy.uniform_gas is not None:
        uniform = galaxy.uniform_gas
        return UniformGas(
            uniform.neutral, uniform.ionised, np.inf if uniform.half_height is None else uniform.half_height
        )
    if galaxy.gas_table is not None:
        return read_gas_table(galaxy.gas_table, continued=galaxy.gas_table_beyond == "constant")
    return GAS_MODELS[galaxy.gas](*(() if galaxy.xco is None else (galaxy.xco,)))


def _sources(galaxy: GalaxyConfig) -> Sources:
    if galaxy.source_ring is not None:
        ring = galaxy.source_ring
        return PointRing(ring.radius, ring.width, ring.half_height)
    if galaxy.source_table is not None:
        return read_source_table(galaxy.source_table, galaxy.source_scale_height, "galaxy.source_table")
    sources = SOURCE_MODELS[galaxy.sources]()
    if galaxy.source_scale_height is not None and isinstance(sources, PowerExponential):
        return replace(sources, scale_height=galaxy.source_scale_height)
    return sources


def _wind(advection: AdvectionConfig | None) -> Wind | None:
    return None if advection is None else Wind(parameter(advection.velocity), parameter(advection.gradient))


def _layout(config: Config) -> HeightLayout:
    edges = [zone.half_height for zone in config.zones.values()]
    order = config.resolution.height_order
    width, uniform = config.diffusion.transition_width, config.galaxy.uniform_gas
    layout = height_layout(edges, width, order, order - 2)
    return layout.with_gas_edge(edges, width, None if uniform is None else uniform.half_height)


def _traceable(part: Part) -> Part:
    """The same with JAX arrays in the place of plain numbers, so that they can be differentiated."""
    return jax.tree.map(lambda leaf: parameter(leaf) if isinstance(leaf, float) else leaf, part)
