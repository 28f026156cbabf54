"""What a model consists of: zones, Galaxy, normalisation."""

from __future__ import annotations

import equinox as eqx
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.galaxy.gas import Gas
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.height_layout import HeightLayout
from magnetosonic.galaxy.radial_nodes import radial_nodes
from magnetosonic.galaxy.sources import Sources
from magnetosonic.galaxy.wind import Wind
from magnetosonic.transport.space import Patches, Space, build_space
from magnetosonic.turbulence.medium import Turbulence

Number = float | Float[Array, ""]


class RadialKnot(eqx.Module):
    """The turbulence of a zone at one Galactocentric radius.

    Attributes:
        radius: [kpc].
        turbulence: there.
    """

    radius: float = eqx.field(static=True)
    turbulence: Turbulence


class Zone(eqx.Module):
    """A zone of the Galaxy.

    Attributes:
        name: for example "halo".
        half_height: its upper edge in |z| [kpc].
        turbulence: its turbulence; none is needed when D is given.
        confinement_length: L' of the confinement criterion [kpc]; if none, a fifth of the half height (Fornieri et al.
            2021, MNRAS 502, 5821, equation 7).
        knots: turbulence at some radii, in the place of one turbulence at all of them; D is linear in between.
    """

    name: str = eqx.field(static=True)
    half_height: Number
    turbulence: Turbulence | None
    confinement_length: Number | None = None
    knots: tuple[RadialKnot, ...] = ()

    @property
    def escape_length(self) -> Number:
        """L' of the confinement criterion [kpc]."""
        height = namespace(self.half_height).asarray(self.half_height)
        return 0.2 * height if self.confinement_length is None else self.confinement_length

    @property
    def radii(self) -> tuple[float, ...]:
        """Radii at which its D is given [kpc]; one if it is the same at all of them."""
        return tuple(knot.radius for knot in self.knots) or (0.0,)

    def patches(self) -> tuple[Zone, ...]:
        """This zone at each of its radii, as zones of their own ("halo at 8 kpc"), or itself if there are none."""
        if not self.knots:
            return (self,)
        return tuple(
            Zone(f"{self.name} at {knot.radius:g} kpc", self.half_height, knot.turbulence, self.confinement_length)
            for knot in self.knots
        )


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
        transition_width: width of the transition of D between zones [kpc].
        smooth_transition: whether there is a transition; else D jumps.
        levels: energies at which transport is solved on all nodes, see :class:`magnetosonic.transport.equation.System`.
    """

    radius: Number
    observer_radius: Number
    gas: Gas
    helium_fraction: float = eqx.field(static=True)
    sources: Sources
    wind: Wind | None
    radial_cells: int = eqx.field(static=True)
    layout: HeightLayout = eqx.field(static=True)
    transition_width: Number
    smooth_transition: bool = eqx.field(static=True)
    levels: int = eqx.field(static=True)

    def grid(self, zones: tuple[Zone, ...]) -> Grid:
        """Spatial grid for given zones."""
        mesh = self.layout.mesh(_edges(zones), self.transition_width, self.gas.edge)
        return Grid(radial_nodes(self.radius, self.radial_cells), mesh)

    def space(self, zones: tuple[Zone, ...], momentum_diffusion: bool) -> Space:
        """Spatial matrices of the transport equation for given zones.

        Args:
            zones: from the plane outwards.
            momentum_diffusion: whether there is diffusion in momentum.

        Returns:
            The matrices.
        """
        grid, patches = self.grid(zones), self.patches(zones)
        return build_space(grid, patches, self.gas, grid.load(self.sources), self.wind, momentum_diffusion)

    def patches(self, zones: tuple[Zone, ...]) -> Patches:
        """Where D is what, for given zones."""
        knots = tuple(zone.radii for zone in zones)
        return Patches(_edges(zones), knots, self.transition_width, self.smooth_transition)


class Normalisation(eqx.Module):
    """Interstellar proton flux [1/(GeV m^2 s sr)] at a kinetic energy [GeV], which fixes the common normalisation."""

    kinetic_energy: Number
    proton_flux: Number


def _edges(zones: tuple[Zone, ...]) -> Float[Array, "zone"]:
    heights = [zone.half_height for zone in zones]
    numpy = namespace(heights)
    return numpy.stack([numpy.asarray(height, dtype=float) for height in heights])
