"""From a checked configuration to the Galaxy of the model: gas, sources, wind, grid."""

from __future__ import annotations

from typing import TypeVar

import jax

from magnetosonic.arrays import parameter
from magnetosonic.config.schema import Config
from magnetosonic.config.transport import AdvectionConfig
from magnetosonic.errors import under
from magnetosonic.galaxy.gas import Gas
from magnetosonic.galaxy.height_layout import HeightLayout, height_layout
from magnetosonic.galaxy.sources import Sources
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
    with under(galaxy.TABLE):
        gas, sources = _traceable(galaxy.gas.build()), _traceable(galaxy.sources.build())
    return Galaxy(
        radius=parameter(galaxy.radius),
        observer_radius=parameter(galaxy.observer_radius),
        gas=gas,
        helium_fraction=parameter(galaxy.helium_fraction),
        sources=sources,
        wind=_wind(config.transport.advection),
        radial_cells=config.resolution.radial_cells,
        layout=_layout(config, gas),
        transition_width=parameter(config.diffusion.transition_width) if config.diffusion.transition_width else None,
        levels=config.resolution.levels,
    )


def _wind(advection: AdvectionConfig | None) -> Wind | None:
    return None if advection is None else Wind(parameter(advection.velocity), parameter(advection.gradient))


def _layout(config: Config, gas: Gas) -> HeightLayout:
    edges = [zone.half_height for zone in config.zones.values()]
    order, width = config.resolution.height_order, config.diffusion.transition_width
    layout = height_layout(edges, width, order, order - 2)
    return layout.with_gas_edge(edges, width, None if gas.edge is None else float(gas.edge))


def _traceable(part: Part) -> Part:
    """The same with JAX arrays in the place of plain numbers, so that they can be differentiated."""
    arrays: Part = jax.tree.map(lambda leaf: parameter(leaf) if isinstance(leaf, float) else leaf, part)
    return arrays
