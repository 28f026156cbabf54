"""The Galaxy of a model: its size, what it contains, and the grid on it."""

from __future__ import annotations

from typing import ClassVar

import equinox as eqx
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar, namespace
from magnetosonic.galaxy.gas import Gas
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.height_layout import HeightLayout
from magnetosonic.galaxy.radial_nodes import radial_nodes
from magnetosonic.galaxy.sources import Sources
from magnetosonic.galaxy.wind import Wind
from magnetosonic.model.zone import Zone
from magnetosonic.transport.space import Patches, Space, build_space
from magnetosonic.words import span


class Galaxy(eqx.Module):
    """Size, gas, sources, wind and grid of the Galaxy.

    Attributes:
        radius: R_max [kpc].
        observer_radius: where the spectra are wanted, in the plane [kpc].
        gas: density of the interstellar gas.
        helium_fraction: helium per hydrogen nuclei of the gas.
        sources: distribution of the sources.
        wind: Galactic wind; none: no advection.
        radial_cells: cells in radius.
        layout: elements in height.
        transition_width: width of the transition of D between zones [kpc]; None: D jumps.
        levels: energies at which transport is solved on all nodes, see :class:`magnetosonic.transport.equation.System`.
    """

    PARTS: ClassVar = ("gas", "sources")
    radius: Scalar
    observer_radius: Scalar
    gas: Gas
    helium_fraction: Scalar
    sources: Sources
    wind: Wind | None
    radial_cells: int = eqx.field(static=True)
    layout: HeightLayout = eqx.field(static=True)
    transition_width: Scalar | None
    levels: int = eqx.field(static=True)

    def __repr__(self) -> str:
        """Size, gas, sources and grid."""
        return (
            f"Galaxy: R_max = {span(self.radius, 'kpc')}, observer at {span(self.observer_radius, 'kpc')}\n"
            f"  gas: {self.gas}, helium per hydrogen nuclei {span(self.helium_fraction)}\n"
            f"  sources: {self.sources}; wind: {self.wind}\n"
            f"  grid: {self.radial_cells} cells in radius, elements of orders {self.layout.orders} in height"
        )

    def grid(self, edges: Float[Array, "zone"]) -> Grid:
        """Spatial grid for given upper edges of the zones [kpc]."""
        mesh = self.layout.mesh(edges, self._width, self.gas.edge)
        return Grid(radial_nodes(self.radius, self.radial_cells), mesh)

    def space(self, patches: Patches, momentum_diffusion: bool) -> Space:
        """Spatial matrices of the transport equation.

        Args:
            patches: where D is what.
            momentum_diffusion: whether there is diffusion in momentum.

        Returns:
            The matrices.
        """
        grid = self.grid(patches.edges)
        return build_space(grid, patches, self.gas, grid.load(self.sources), self.wind, momentum_diffusion)

    def patches(self, zones: tuple[Zone, ...]) -> Patches:
        """Where D is what, for given zones."""
        heights = [zone.half_height for zone in zones]
        numpy = namespace(heights)
        edges = numpy.stack([numpy.asarray(height, dtype=float) for height in heights])
        return Patches(edges, tuple(zone.radii for zone in zones), self._width, self.transition_width is not None)

    @property
    def _width(self) -> Scalar:
        return 0.0 if self.transition_width is None else self.transition_width
