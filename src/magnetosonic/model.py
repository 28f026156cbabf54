"""The whole road in one object: turbulence of the zones -> D -> transport -> spectra at the observer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from magnetosonic.constants import SPEED_OF_LIGHT_M_S
from magnetosonic.errors import InputError, SolveError
from magnetosonic.galaxy.gas import Gas
from magnetosonic.galaxy.grid import Grid, height_mesh, radial_nodes
from magnetosonic.galaxy.injection import Injection
from magnetosonic.galaxy.sources import ferriere_2001
from magnetosonic.galaxy.zones import zone_shares
from magnetosonic.nuclei.network import Network, build_network
from magnetosonic.nuclei.nuclide import Nuclide
from magnetosonic.observables.modulation import force_field
from magnetosonic.observables.spectra import Spectra, interpolate_flux
from magnetosonic.scattering.diffusion import Diffusion, diffusion_coefficient
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.transport.coefficients import LossSettings, kinematics, transport_problem
from magnetosonic.transport.diffusion import PowerLawDiffusion, TabulatedDiffusion
from magnetosonic.transport.equation import SpatialOperators, TransportProblem, spatial_operators
from magnetosonic.transport.solution import Solution, solve
from magnetosonic.turbulence.medium import Turbulence

TABLE_POINTS = 60  # of D for every six decades of rigidity: interpolated to 2e-3 where D is smooth
STEPS = ("network", "diffusion", "transport")
"""Names of the steps of :meth:`Model.predict`, in their order."""


class Zone(eqx.Module):
    """A zone of the Galaxy.

    Attributes:
        name: for example "halo".
        half_height: its upper edge in |z| [kpc].
        turbulence: its turbulence; none is needed when D is given.
        confinement_length: L' of the confinement criterion [kpc]; if none, a fifth of the half height (Fornieri et al.
            2021, MNRAS 502, 5821, equation 7).
    """

    name: str = eqx.field(static=True)
    half_height: float = eqx.field(static=True)
    turbulence: Turbulence | None
    confinement_length: float | None = None

    @property
    def escape_length(self) -> float:
        """L' of the confinement criterion [kpc]."""
        return 0.2 * self.half_height if self.confinement_length is None else self.confinement_length


class Galaxy(eqx.Module):
    """Size, gas and grid of the Galaxy.

    Attributes:
        radius: R_max [kpc].
        observer_radius: where the spectra are wanted, in the plane [kpc].
        xco: H2 column per CO line intensity [molecules cm^-2/(K km/s)].
        helium_fraction: helium per hydrogen nuclei of the gas.
        radial_cells: cells in radius.
        height_order: polynomial order of the elements in height in the gas layer; two less above it.
        transition_width: width of the transition of D between zones [kpc].
    """

    radius: float = eqx.field(static=True)
    observer_radius: float = eqx.field(static=True)
    xco: float = eqx.field(static=True)
    helium_fraction: float = eqx.field(static=True)
    radial_cells: int = eqx.field(static=True)
    height_order: int = eqx.field(static=True)
    transition_width: float = eqx.field(static=True)


class Normalisation(eqx.Module):
    """Interstellar proton flux [1/(GeV m^2 s sr)] at a kinetic energy [GeV], which fixes the common normalisation."""

    kinetic_energy: float
    proton_flux: float


class Prediction(eqx.Module):
    """What a model predicts.

    Attributes:
        interstellar: spectra at the observer outside of the heliosphere.
        modulated: spectra at the top of the atmosphere.
        solution: densities in the whole Galaxy, before normalisation.
        network: nuclides and reactions.
        diffusion: D used by the transport [zone, nuclide, energy] [kpc^2/Myr].
    """

    interstellar: Spectra
    modulated: Spectra
    solution: Solution
    network: Network
    diffusion: Float[Array, "zone nuclide energy"]


class Model(eqx.Module):
    """Everything that a prediction depends on.

    Attributes:
        zones: from the plane outwards; the last ends at the halo boundary.
        scattering: modes, harmonics, numerics.
        given_diffusion: D given as a power law or table; none: D follows from the turbulence.
        velocity_factor: multiply the D of the turbulence (which holds for v = c) by v/c.
        galaxy: size, gas, grid.
        injection: of every nuclide that sources inject.
        half_lives: of stripped nuclei, where they differ from the package's [Myr].
        normalisation: the proton flux.
        energy: kinetic energies per nucleon, evenly spaced in the logarithm [energy] [GeV/n].
        losses: continuous losses.
        modulation_potential: of the force field [GV].
    """

    zones: tuple[Zone, ...]
    scattering: ScatteringSettings
    given_diffusion: PowerLawDiffusion | TabulatedDiffusion | None
    velocity_factor: bool = eqx.field(static=True)
    galaxy: Galaxy
    injection: dict[Nuclide, Injection]
    half_lives: dict[Nuclide, float]
    normalisation: Normalisation
    energy: Float[np.ndarray, "energy"]
    losses: LossSettings
    modulation_potential: float

    def zone(self, name: str) -> Zone:
        """The zone of a name.

        Args:
            name: for example "halo".

        Returns:
            The zone.

        Raises:
            InputError: if there is no such zone.
        """
        for zone in self.zones:
            if zone.name == name:
                return zone
        raise InputError("zone", name, f"one of {', '.join(zone.name for zone in self.zones)}")

    def network(self) -> Network:
        """Nuclides and reactions of this model, on its energies."""
        network = build_network(list(self.injection), self.energy, self.galaxy.helium_fraction)
        rate = network.decay_rate
        for nuclide, half_life in self.half_lives.items():
            if nuclide in network.nuclides:
                rate = rate.at[network.index(nuclide.name)].set(jnp.log(2.0) / half_life)
        return eqx.tree_at(lambda tree: tree.decay_rate, network, rate)

    def theory(
        self, rigidity: Float[Array, "rigidity"], velocity: Float[Array | np.ndarray, "#rigidity"] | None = None
    ) -> dict[str, Diffusion]:
        """D from the turbulence of every zone.

        Args:
            rigidity: rigidities [rigidity] [GV].
            velocity: of the particles [kpc/Myr], of each rigidity or one for all; without it the speed of light.

        Returns:
            Diffusion coefficient, mu* and confinement, by the zone's name.

        Raises:
            InputError: if a zone has no turbulence.
        """
        result = {}
        for zone in self.zones:
            if zone.turbulence is None:
                raise InputError(f"zones.{zone.name}", None, "a zone with turbulence, for the diffusion of the theory")
            result[zone.name] = diffusion_coefficient(
                zone.turbulence, self.scattering, rigidity, zone.escape_length, velocity
            )
        return result

    def diffusion(self, rigidity: Float[Array, "rigidity"], velocity: float = 1.0) -> Float[Array, "zone rigidity"]:
        """D of every zone.

        Args:
            rigidity: rigidities [rigidity] [GV].
            velocity: of the particle [c].

        Returns:
            D [zone, rigidity] [kpc^2/Myr].
        """
        rigidity = jnp.asarray(rigidity)
        if self.given_diffusion is not None:
            return self.given_diffusion(rigidity[None], jnp.full((1, len(rigidity)), velocity))[:, 0]
        factor = velocity if self.velocity_factor else 1.0
        return jnp.stack([d.coefficient for d in self.theory(rigidity).values()]) * factor

    def tabulated_diffusion(self, network: Network) -> PowerLawDiffusion | TabulatedDiffusion:
        """D as the transport uses it: as given, or the theory on a table over all rigidities of the network.

        Args:
            network: nuclides and energies.

        Returns:
            A function of rigidity and velocity.

        Raises:
            InputError: if a zone confines nothing at some rigidity.
        """
        if self.given_diffusion is not None:
            return self.given_diffusion
        needed = kinematics(network).rigidity
        # In steps of one length, so that the same compiled function serves this and the usual table of results.
        points = TABLE_POINTS * int(np.ceil(np.log10(needed.max() / needed.min()) / 6.0))
        rigidity = jnp.geomspace(needed.min(), needed.max(), points)
        theory = self.theory(rigidity)
        for name, zone in theory.items():
            if not bool(jnp.any(zone.confined)):
                turbulence = self.zone(name).turbulence
                raise InputError(
                    f"zones.{name}.alfven_mach",
                    None if turbulence is None else float(turbulence.alfven_mach),
                    "larger, or the zone thicker, or its injection scale or damping smaller: as it is, nothing scatters"
                    " enough to be confined, at any rigidity and pitch angle",
                )
        coefficient = jnp.stack([zone.coefficient for zone in theory.values()])
        return TabulatedDiffusion(rigidity, coefficient, self.velocity_factor)

    def grid(self) -> Grid:
        """Spatial grid."""
        edges = [zone.half_height for zone in self.zones]
        galaxy = self.galaxy
        outer_order = galaxy.height_order - 2
        mesh = height_mesh(edges, galaxy.transition_width, galaxy.height_order, outer_order)
        return Grid(radial_nodes(galaxy.radius, galaxy.radial_cells), mesh)

    def space(self, grid: Grid) -> SpatialOperators:
        """Spatial matrices on a grid."""
        edges = [zone.half_height for zone in self.zones]

        def shares(height: np.ndarray) -> np.ndarray:
            return zone_shares(height, edges, self.galaxy.transition_width)

        return spatial_operators(grid, shares, Gas(self.galaxy.xco))

    def transport_problem(self, network: Network, diffusion: Float[Array, "zone nuclide energy"]) -> TransportProblem:
        """The discrete transport equation of this model.

        Args:
            network: nuclides and reactions.
            diffusion: D [zone, nuclide, energy] [kpc^2/Myr].

        Returns:
            The problem, for :func:`magnetosonic.transport.solution.solve`.
        """
        grid = self.grid()
        motion = kinematics(network)
        spectra = jnp.zeros_like(motion.rigidity)
        for nuclide, injection in self.injection.items():
            k = network.index(nuclide.name)
            injected = injection.spectrum(motion.rigidity[k], motion.momentum_per_nucleon[k], motion.velocity[k])
            spectra = spectra.at[k].set(injected)
        source = jnp.asarray(grid.load(ferriere_2001))
        return transport_problem(self.space(grid), network, diffusion, source, spectra, self.losses)

    def predict(self, step: Callable[[str], AbstractContextManager[object]] = nullcontext) -> Prediction:
        """Go the whole road.

        Args:
            step: entered with the name of every step of :data:`STEPS` around its work, for progress and timing.

        Returns:
            Spectra at the observer, interstellar and modulated, with what led to them.

        Raises:
            InputError: if a zone confines nothing.
            SolveError: if the solution is not finite, not positive or does not conserve particles.
        """
        with step("network"):
            network = jax.block_until_ready(self.network())
        with step("diffusion"):
            motion = kinematics(network)
            table = self.tabulated_diffusion(network)
            diffusion = jax.block_until_ready(table(motion.rigidity, motion.velocity))
        with step("transport"):
            names = [nuclide.name for nuclide in network.nuclides]
            solution = solve(self.transport_problem(network, diffusion), names)
            interstellar = self.observe(network, solution)
            modulated = jax.block_until_ready(self.modulate(interstellar))
        if not bool(jnp.all(jnp.isfinite(interstellar.flux)) & jnp.all(jnp.isfinite(modulated.flux))):
            raise SolveError("the fluxes are not finite; look for an extreme abundance, slope or normalisation")
        return Prediction(interstellar, modulated, solution, network, diffusion)

    def observe(self, network: Network, solution: Solution) -> Spectra:
        """Normalised interstellar spectra at the observer.

        Args:
            network: nuclides and energies.
            solution: densities.

        Returns:
            Fluxes v N/(4 pi), scaled to the proton flux.
        """
        grid = self.grid()
        weights = jnp.asarray(grid.radial_interpolation(self.galaxy.observer_radius))
        density = jnp.einsum("r,ker->ke", weights, solution.density[..., 0])
        flux = kinematics(network).velocity * density * SPEED_OF_LIGHT_M_S / (4 * jnp.pi)
        raw = Spectra(network.nuclides, network.energy, flux)
        at = jnp.full((1, 1), self.normalisation.kinetic_energy)
        protons = interpolate_flux(raw.energy, raw.per_energy("H1")[None], at)[0, 0]
        return Spectra(network.nuclides, network.energy, flux * self.normalisation.proton_flux / protons)

    def modulate(self, interstellar: Spectra) -> Spectra:
        """Spectra at the top of the atmosphere.

        Args:
            interstellar: spectra outside of the heliosphere.

        Returns:
            The same after solar modulation in the force field of this model's potential.
        """
        nuclides = interstellar.nuclides
        charge = jnp.array([float(nuclide.charge) for nuclide in nuclides])
        mass_number = jnp.array([float(nuclide.mass_number) for nuclide in nuclides])
        flux = force_field(interstellar.energy, interstellar.flux, charge, mass_number, self.modulation_potential)
        return Spectra(nuclides, interstellar.energy, flux)
