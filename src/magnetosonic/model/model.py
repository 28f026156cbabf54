"""The model: everything that a prediction depends on, and the road from turbulence to spectra."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.errors import InputError
from magnetosonic.forking import begin_computation
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.injection import Injection, injected_spectra
from magnetosonic.losses.rates import LossSettings
from magnetosonic.model.normalisation import flux_per_density
from magnetosonic.model.parts import Galaxy, Normalisation, Number, Zone
from magnetosonic.model.prediction import Prediction
from magnetosonic.model.solving import solve, system_of
from magnetosonic.observables.grammage import Passage, passage
from magnetosonic.observables.modulation import modulate
from magnetosonic.observables.spectra import Spectra
from magnetosonic.scattering.diffusion import Diffusion, diffusion_coefficient
from magnetosonic.scattering.inputs import check_rigidity, check_speed
from magnetosonic.scattering.momentum import momentum_diffusion
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.species.kinematics import rigidity as rigidity_of
from magnetosonic.species.network import Network, build_network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.scaling import scale_cross_sections
from magnetosonic.species.settings import NetworkSettings
from magnetosonic.transport.coefficients import kinematics, transport_system
from magnetosonic.transport.diffusion import PowerLawDiffusion, TabulatedDiffusion, evaluated
from magnetosonic.transport.equation import System
from magnetosonic.transport.reacceleration import (
    RelatedReacceleration,
    TabulatedReacceleration,
    TurbulentReacceleration,
)
from magnetosonic.transport.solve import solve_densities
from magnetosonic.turbulence.medium import Turbulence
from magnetosonic.units import Numbers, plain, plain_number

TABLE_POINTS = 60  # of D for every six decades of rigidity: interpolated to 2e-3 where D is smooth
STEPS = ("network", "diffusion", "transport")
"""Names of the steps of :meth:`Model.predict`, in their order."""


class Model(eqx.Module):
    """Everything that a prediction depends on.

    Attributes:
        zones: from the plane outwards; the last ends at the halo boundary.
        scattering: modes, harmonics, numerics.
        given_diffusion: D given as a power law or table; none: D follows from the turbulence.
        velocity_factor: multiply the D of the turbulence (which holds for v = c) by v/c.
        galaxy: size, gas, sources, wind, grid.
        injection: of every nuclide that sources inject.
        reactions: which cross sections.
        spallation_factors: on the spallation cross sections, see
            :func:`magnetosonic.species.scaling.scale_cross_sections`.
        inelastic_factors: on the total inelastic cross sections, likewise.
        half_lives: of stripped nuclei, where they differ from the package's [Myr].
        normalisation: the proton flux.
        energies: kinetic energies per nucleon, evenly spaced in the logarithm [GeV/n].
        losses: continuous losses.
        reacceleration: how D_pp follows from D, or that it comes from the turbulence itself; none: there is no
            reacceleration.
        modulation_potential: of the force field [GV].
    """

    zones: tuple[Zone, ...]
    scattering: ScatteringSettings
    given_diffusion: PowerLawDiffusion | TabulatedDiffusion | None
    velocity_factor: bool = eqx.field(static=True)
    galaxy: Galaxy
    injection: dict[Nuclide, Injection]
    reactions: NetworkSettings = eqx.field(static=True)
    spallation_factors: dict[str, Number]
    inelastic_factors: dict[str, Number]
    half_lives: dict[Nuclide, Number]
    normalisation: Normalisation
    energies: tuple[float, ...] = eqx.field(static=True)
    losses: LossSettings
    reacceleration: RelatedReacceleration | TurbulentReacceleration | None
    modulation_potential: Number

    @property
    def energy(self) -> Float[np.ndarray, "energy"]:
        """Kinetic energies per nucleon [GeV/n]."""
        return np.array(self.energies)

    @property
    def patches(self) -> tuple[Zone, ...]:
        """Where D is what: the zones, or each of them at each of its radii."""
        return tuple(patch for zone in self.zones for patch in zone.patches())

    def zone(self, name: str) -> Zone:
        """The zone of a name.

        Args:
            name: for example "halo".

        Returns:
            The zone.

        Raises:
            InputError: if there is no such zone.
        """
        known = (*self.zones, *self.patches)
        for zone in known:
            if zone.name == name:
                return zone
        raise InputError("zone", name, f"one of {', '.join(dict.fromkeys(zone.name for zone in known))}")

    def network(self) -> Network:
        """Nuclides and reactions of this model, on its energies."""
        network = build_network(list(self.injection), self.energy, self.galaxy.helium_fraction, self.reactions)
        network = scale_cross_sections(network, self.spallation_factors, self.inelastic_factors)
        rate = network.decay_rate
        for nuclide, half_life in self.half_lives.items():
            if nuclide in network.species:
                chosen = np.arange(len(network.species)) == network.index(nuclide.name)
                rate = namespace(rate, half_life).where(chosen, np.log(2.0) / half_life, rate)
        return eqx.tree_at(lambda tree: tree.decay_rate, network, rate)

    def theory(
        self, rigidity: Numbers, velocity: Float[Array, "#rigidity"] | Numbers | None = None
    ) -> dict[str, Diffusion]:
        """D from the turbulence of every zone.

        Args:
            rigidity: rigidities [rigidity] [GV].
            velocity: of the particles [kpc/Myr], of each rigidity or one for all; without it the speed of light.

        Returns:
            Diffusion coefficient, mu* and confinement, by the zone's name, with the radius if D depends on it.

        Raises:
            InputError: if a zone has no turbulence.
        """
        rigidity = _many(rigidity, "GV", "rigidity")
        velocity = None if velocity is None else _many(velocity, "kpc/Myr", "velocity")
        return {
            zone.name: diffusion_coefficient(_turbulence(zone), self.scattering, rigidity, zone.escape_length, velocity)
            for zone in self.patches
        }

    def diffusion(self, rigidity: Numbers, velocity: Numbers = 1.0) -> Float[Array, "patch rigidity"]:
        """D of every zone, at each of its radii if it depends on the radius.

        Args:
            rigidity: rigidities [rigidity] [GV].
            velocity: of the particle [c].

        Returns:
            D [patch, rigidity] [kpc^2/Myr].

        Raises:
            InputError: for a rigidity or velocity that is not allowed, if known before tracing.
        """
        rigidity, velocity = _many(rigidity, "GV", "rigidity"), plain_number(velocity, "c", "velocity")
        check_rigidity(rigidity)
        check_speed(velocity)
        if isinstance(self.given_diffusion, TabulatedDiffusion):
            self.given_diffusion.require_covered(rigidity)
        if self.given_diffusion is not None:
            return evaluated(self.given_diffusion, rigidity[None], np.full((1, len(rigidity)), velocity))[:, 0]
        factor = velocity if self.velocity_factor else 1.0
        theory = [zone.coefficient for zone in self.theory(rigidity).values()]
        return namespace(theory).stack(theory) * factor

    def table_rigidity(self, network: Network) -> Float[Array, "rigidity"]:
        """Rigidities of a table of D that covers a network [rigidity] [GV].

        Args:
            network: nuclides and energies.

        Returns:
            Evenly spaced in the logarithm.
        """
        ends = self.energy[[0, -1]]
        needed = np.array([rigidity_of(ends, one) for one in network.species])
        # In steps of one length, so that the same compiled function serves this and the usual table of results.
        points = TABLE_POINTS * int(np.ceil(np.log10(needed.max() / needed.min()) / 6.0))
        return np.geomspace(needed.min(), needed.max(), points)

    def tabulated_diffusion(self, network: Network) -> PowerLawDiffusion | TabulatedDiffusion:
        """D as the transport uses it: as given, or the theory on a table over all rigidities of the network.

        Args:
            network: nuclides and energies.

        Returns:
            A function of rigidity and velocity.

        Raises:
            InputError: if a zone confines nothing at any rigidity and its D knows confined particles only
                (``confinement = "threshold"``), where that is known before tracing.
        """
        if self.given_diffusion is not None:
            return self.given_diffusion
        rigidity = self.table_rigidity(network)
        theory = self.theory(rigidity)
        for name, zone in theory.items():
            if self.scattering.confinement == "limited":
                continue
            if not isinstance(zone.confined, jax.core.Tracer) and not np.any(zone.confined):
                raise InputError(
                    f"zones.{name}.alfven_mach",
                    float(_turbulence(self.zone(name)).alfven_mach),
                    "larger, or the zone thicker, or its injection scale or damping smaller: as it is, nothing scatters"
                    " enough to be confined, at any rigidity and pitch angle (or scattering.confinement = 'limited')",
                )
        coefficient = [zone.coefficient for zone in theory.values()]
        coefficient = namespace(coefficient).stack(coefficient)
        return TabulatedDiffusion(rigidity, coefficient, self.velocity_factor)

    def momentum_diffusion(
        self, network: Network, diffusion: Float[Array, "patch nuclide energy"]
    ) -> Float[Array, "patch nuclide energy"] | None:
        """D_pp/p^2 of every patch, nuclide and energy.

        Args:
            network: nuclides and energies.
            diffusion: D [patch, nuclide, energy] [kpc^2/Myr].

        Returns:
            D_pp/p^2 [1/Myr]; None without reacceleration.
        """
        if self.reacceleration is None:
            return None
        if isinstance(self.reacceleration, RelatedReacceleration):
            return self.reacceleration(diffusion)
        rigidity, motion = self.table_rigidity(network), kinematics(network)
        strength = [momentum_diffusion(_turbulence(zone), self.scattering, rigidity) for zone in self.patches]
        table = TabulatedReacceleration(rigidity, jnp.stack(strength), self.velocity_factor)
        return table(motion.rigidity, motion.velocity)

    def grid(self) -> Grid:
        """Spatial grid."""
        return self.galaxy.grid(self.zones)

    def system(self, network: Network, diffusion: Float[Array, "patch nuclide energy"]) -> System:
        """The discrete transport equation of this model.

        Args:
            network: nuclides and reactions.
            diffusion: D [patch, nuclide, energy] [kpc^2/Myr].

        Returns:
            The system, for :func:`magnetosonic.transport.solve.solve_densities`.
        """
        motion = kinematics(network)
        present = [nuclide for nuclide in self.injection if nuclide in network.species]
        rows = np.array([network.index(nuclide.name) for nuclide in present])
        injected = injected_spectra(
            [self.injection[nuclide] for nuclide in present],
            motion.rigidity[rows],
            motion.momentum_per_nucleon[rows],
            motion.velocity[rows],
        )
        spectra = jnp.zeros_like(motion.rigidity).at[rows].set(injected)
        space = self.galaxy.space(self.zones, self.reacceleration is not None)
        momentum = self.momentum_diffusion(network, diffusion)
        helium = self.galaxy.helium_fraction
        return transport_system(space, network, diffusion, spectra, self.losses, helium, momentum, self.galaxy.levels)

    def spectra(self) -> Spectra:
        """Interstellar spectra at the observer, as one function to be compiled, differentiated or batched.

        It works within ``jax.jit``, ``jax.grad`` and ``jax.vmap`` over the arrays of the model, and checks nothing:
        :meth:`predict` does.

        Returns:
            Normalised fluxes.
        """
        network = self.network()
        diffusion = self.transport_diffusion(network)
        return self.observe(network, solve_densities(self.system(network, diffusion)))

    def predict(self, step: Callable[[str], AbstractContextManager[object]] = nullcontext) -> Prediction:
        """Go the whole road.

        Args:
            step: entered with the name of every step of :data:`STEPS` around its work, for progress and timing.

        Returns:
            Spectra at the observer, interstellar and modulated, with what led to them.

        Raises:
            InputError: if a zone confines nothing.
            SolveError: if the solution is not finite, not positive or does not conserve particles.
            ProcessError: in a process that was forked from one that had already computed something.
        """
        begin_computation()
        with step("network"):
            network = jax.block_until_ready(self.network())
        with step("diffusion"):
            diffusion = jax.block_until_ready(self.transport_diffusion(network))
        with step("transport"):
            return self.solve(network, diffusion)

    def transport_diffusion(self, network: Network) -> Float[Array, "patch nuclide energy"]:
        """D of every patch, nuclide and energy, as the transport needs it.

        Args:
            network: nuclides and energies.

        Returns:
            D [kpc^2/Myr].

        Raises:
            InputError: if a zone confines nothing.
        """
        motion = kinematics(network)
        return evaluated(self.tabulated_diffusion(network), motion.rigidity, motion.velocity)

    def solve(self, network: Network, diffusion: Float[Array, "patch nuclide energy"]) -> Prediction:
        """Solve the transport equation with a D that is known, and check the solution.

        Models that differ in numbers alone share one compiled function, whatever their D comes from.

        Args:
            network: nuclides and reactions, of :meth:`network`.
            diffusion: D, of :meth:`transport_diffusion` [kpc^2/Myr].

        Returns:
            Spectra at the observer, interstellar and modulated, with what led to them, and marks of what is not
            resolved, see :func:`magnetosonic.model.solving.solve`.

        Raises:
            InputError: if no source lies inside of the Galaxy.
            SolveError: if the protons that set the normalisation are not resolved.
        """
        return solve(self, network, diffusion)

    def observe(self, network: Network, density: Float[Array, "nuclide energy radius height"]) -> Spectra:
        """Normalised interstellar spectra at the observer.

        Args:
            network: nuclides and energies.
            density: densities at the nodes [nuclide, energy, radius, height].

        Returns:
            Fluxes v N/(4 pi), scaled to the proton flux.
        """
        weights = self.grid().radial_interpolation(self.galaxy.observer_radius)
        at_observer = jnp.einsum("r,ker->ke", weights, density[..., 0])
        return Spectra(
            network.species, network.energy, flux_per_density(self.normalisation, network, at_observer) * at_observer
        )

    def modulate(self, interstellar: Spectra) -> Spectra:
        """Spectra at the top of the atmosphere.

        Args:
            interstellar: spectra outside of the heliosphere.

        Returns:
            The same after solar modulation in the force field of this model's potential.
        """
        return modulate(interstellar, self.modulation_potential)

    def passage(
        self, network: Network, diffusion: Float[Array, "patch nuclide energy"], nuclide: str = "C12"
    ) -> Passage:
        """Grammage, age and escape time, without losses or reactions, of particles that the observer sees.

        Args:
            network: nuclides and reactions, of :meth:`network`.
            diffusion: D, of :meth:`transport_diffusion` [kpc^2/Myr].
            nuclide: whose rigidities and velocities count.

        Returns:
            All three at each rigidity, see :func:`magnetosonic.observables.grammage.passage`.
        """
        # These particles take no part in diffusion in momentum.
        system = system_of(dataclasses.replace(self, reacceleration=None), network, diffusion)
        number, motion, galaxy = network.index(nuclide), kinematics(network), self.galaxy
        points = motion.rigidity[number], motion.velocity[number]
        return passage(system, self.grid(), number, *points, galaxy.helium_fraction, float(galaxy.observer_radius))


def _many(values: Numbers, unit: str, field: str) -> Array:
    """Numbers of one axis, also where one is given alone."""
    numbers = plain(values, unit, field)
    return namespace(numbers).atleast_1d(numbers)


def _turbulence(zone: Zone) -> Turbulence:
    if zone.turbulence is None:
        raise InputError(f"zones.{zone.name}", None, "a zone with turbulence, for the diffusion of the theory")
    return zone.turbulence
