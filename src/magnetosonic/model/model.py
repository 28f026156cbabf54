"""The model: everything that a prediction depends on, as it is given, and the road from turbulence to spectra."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, ClassVar

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar, known, namespace
from magnetosonic.diffusion.interface import DiffusionModel
from magnetosonic.diffusion.reacceleration import Reacceleration
from magnetosonic.diffusion.theory import TheoryDiffusion
from magnetosonic.errors import InputError, did_you_mean
from magnetosonic.forking import begin_computation
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.injection import Injection
from magnetosonic.losses.rates import LossSettings
from magnetosonic.model import addresses
from magnetosonic.model.diffusion_table import DEFAULT_RIGIDITY, diffusion_table
from magnetosonic.model.galaxy import Galaxy
from magnetosonic.model.normalization import Normalization
from magnetosonic.model.origin import Origin
from magnetosonic.model.prediction import Prediction
from magnetosonic.model.propagation import Propagation
from magnetosonic.model.scattering_table import scattering_table
from magnetosonic.model.solving import solve
from magnetosonic.model.words import in_words
from magnetosonic.model.zone import Zone
from magnetosonic.observables.spectra import Spectra
from magnetosonic.scattering.inputs import check_rigidity, check_speed
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.species.network import Network, build_network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.species.scaling import scale_cross_sections
from magnetosonic.species.settings import NetworkSettings
from magnetosonic.transport.coefficients import kinematics
from magnetosonic.units import Numbers, plain, plain_number

if TYPE_CHECKING:
    import xarray as xr

STEPS = ("network", "diffusion", "transport")
"""Names of the steps of :meth:`Model.predict`, in their order."""


class Model(eqx.Module):
    """Everything that a prediction depends on: what was given, from which all else is computed.

    Numbers have the addresses of the configuration: ``model["zones.halo.alfven_mach"]``,
    ``model.with_values({"zones.halo.alfven_mach": 0.7})``; see :mod:`magnetosonic.model.addresses`.

    Attributes:
        zones: from the plane outwards; the last ends at the halo boundary.
        diffusion_model: where D comes from: the theory, a power law, a table.
        galaxy: size, gas, sources, wind, grid.
        injection: what the sources inject.
        reactions: which cross sections.
        spallation_factors: on the spallation cross sections, see
            :func:`magnetosonic.species.scaling.scale_cross_sections`.
        inelastic_factors: on the total inelastic cross sections, likewise.
        half_lives: of stripped nuclei, where they differ from the package's [Myr].
        normalization: the proton flux, and how it was found.
        energies: kinetic energies per nucleon, evenly spaced in the logarithm [GeV/n].
        losses: continuous losses.
        reacceleration: diffusion in momentum; None: there is none.
        modulation_potential: of the force field [GV].
        origin: the configuration that the model was made of, without its numbers; None for a model made by hand.
    """

    ADDRESSES: ClassVar = {
        "scattering": "diffusion_model.settings",
        "diffusion": "diffusion_model",
        "diffusion.transition_width": "galaxy.transition_width",
        "galaxy.halo_half_height": "zones.-1.half_height",
        "network": "",
        "transport.advection": "galaxy.wind",
        "transport.reacceleration": "reacceleration",
        "modulation.potential": "modulation_potential",
    }

    zones: tuple[Zone, ...]
    diffusion_model: DiffusionModel
    galaxy: Galaxy
    injection: Injection
    reactions: NetworkSettings = eqx.field(static=True)
    spallation_factors: dict[str, Scalar]
    inelastic_factors: dict[str, Scalar]
    half_lives: dict[Nuclide, Scalar]
    normalization: Normalization
    energies: tuple[float, ...] = eqx.field(static=True)
    losses: LossSettings
    reacceleration: Reacceleration | None
    modulation_potential: Scalar
    origin: Origin | None = eqx.field(static=True, default=None)

    def __repr__(self) -> str:
        """Zones, what D comes from, and how it is normalized."""
        return in_words(self)

    def __getitem__(self, address: str) -> Any:
        """Number or numbers of an address such as ``zones.halo.alfven_mach``, in the internal unit.

        Of choices, counts and energies, which the model holds no number of, what the configuration has: ``"1 GeV/n"``.
        InputError if there is nothing.
        """
        return addresses.value(self, address)

    def __contains__(self, address: object) -> bool:
        """Whether the model holds a number at an address."""
        return isinstance(address, str) and addresses.find(self, address) is not None

    def with_values(self, values: Mapping[str, object]) -> Model:
        """The same model with other numbers.

        Args:
            values: by address: numbers in the internal unit, quantities or strings with unit; traced ones are taken as
                they are, known ones are checked as in a configuration. Addresses joined by commas are tied: they get
                the same value.

        Returns:
            The model. Where only numbers change, compiled functions serve it as well.

        Raises:
            InputError: for an address that there is not, or a value that the configuration does not allow.
        """
        return addresses.with_values(self, values)

    @property
    def energy(self) -> Float[np.ndarray, "energy"]:
        """Kinetic energies per nucleon [GeV/n]."""
        return np.array(self.energies)

    @property
    def scattering(self) -> ScatteringSettings:
        """Modes, harmonics and numerics of the theory; InputError where D is given."""
        return self.theory.settings

    @property
    def theory(self) -> TheoryDiffusion:
        """The model of D as the theory; InputError where D is given."""
        if not isinstance(self.diffusion_model, TheoryDiffusion):
            raise InputError("diffusion.model", "given", "theory, whose turbulence scatters")
        return self.diffusion_model

    @property
    def from_turbulence(self) -> bool:
        """Whether D follows from the turbulence and is not given."""
        return isinstance(self.diffusion_model, TheoryDiffusion)

    @property
    def patches(self) -> tuple[Zone, ...]:
        """Where D is what: the zones, or each of them at each of its radii."""
        return tuple(patch for zone in self.zones for patch in zone.patches())

    def coefficient(self, rigidity: Numbers, velocity: Numbers = 1.0) -> Float[Array, "patch rigidity"]:
        """D of every zone, at each of its radii if it depends on the radius, not by a table.

        Args:
            rigidity: rigidities [rigidity] [GV].
            velocity: of the particles [c].

        Returns:
            D [patch, rigidity] [kpc^2/Myr].

        Raises:
            InputError: for a rigidity or velocity that is not allowed, if known before tracing.
        """
        rigidity, velocity = plain(rigidity, "GV", "rigidity"), plain_number(velocity, "c", "velocity")
        rigidity = namespace(rigidity).atleast_1d(rigidity)
        check_rigidity(rigidity)
        check_speed(velocity)
        patches = [zone.patch() for zone in self.patches]
        if not isinstance(self.diffusion_model, TheoryDiffusion):
            return self.diffusion_model(patches, rigidity[None], np.full((1, len(rigidity)), velocity))[:, 0]
        theory = [self.theory.at(patch, rigidity).coefficient for patch in patches]
        return namespace(theory).stack(theory) * (velocity if self.theory.velocity_factor else 1.0)

    def diffusion(
        self,
        rigidity: Numbers = DEFAULT_RIGIDITY,
        velocity: Numbers = 1.0,
        *,
        error: bool = False,
        momentum: bool = False,
    ) -> xr.Dataset:
        """Diffusion coefficients of all zones, and what follows from them.

        Args:
            rigidity: an Astropy quantity or numbers in GV, one or many; if not given, ten per decade from 1 GV on.
            velocity: of the particles, a quantity or a number in units of the speed of light.
            error: estimate the relative error of the numerics as well (a second computation at finer resolution).
            momentum: compute the diffusion in momentum as well.

        Returns:
            ``D`` and ``D_perpendicular`` [cm^2/s], ``mean_free_path`` [pc], ``scattering_frequency`` [1/s],
            ``mu_star`` and ``confined`` on (zone, rigidity [GV]), and ``D_error`` (relative) and ``D_pp_over_p2``
            [1/s] if wanted.

        Raises:
            InputError: for rigidities or velocities that are not allowed, or a diffusion in momentum that does not
                exist.
        """
        begin_computation()
        return diffusion_table(self, rigidity, velocity, error=error, momentum=momentum).to_xarray()

    def scattering_rates(self, zone: str, rigidity: Numbers, mu: Numbers, velocity: Numbers = 1.0) -> xr.Dataset:
        """Pitch-angle scattering rates in one zone.

        Args:
            zone: name of the zone.
            rigidity: an Astropy quantity or numbers in GV, one or many.
            mu: cosines of the pitch angle, between -1 and 1, one or many.
            velocity: of the particles, a quantity or a number in units of the speed of light.

        Returns:
            D_mumu [1/s] as ``fast_ttd``, ``fast_gyro``, ``alfven_gyro`` ... on (rigidity [GV], mu).

        Raises:
            InputError: for an unknown zone, or rigidities or pitch angles that are not allowed.
        """
        begin_computation()
        return scattering_table(self, zone, rigidity, mu, velocity).to_xarray()

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
        names = list(dict.fromkeys(zone.name for zone in known))
        raise InputError("zone", name, f"one of {', '.join(names)}{did_you_mean(name, names)}")

    def network(self) -> Network:
        """Nuclides and reactions of this model, on its energies."""
        helium = known(self.galaxy.helium_fraction)
        network = build_network(list(self.injection), self.energy, helium, self.reactions)
        network = scale_cross_sections(network, known(self.spallation_factors), known(self.inelastic_factors))
        rate = network.decay_rate
        for nuclide, half_life in known(self.half_lives).items():
            if nuclide in network.species:
                chosen = np.arange(len(network.species)) == network.index(nuclide.name)
                rate = namespace(rate, half_life).where(chosen, np.log(2.0) / half_life, rate)
        decaying: Network = eqx.tree_at(lambda tree: tree.decay_rate, network, rate)
        return decaying

    def grid(self) -> Grid:
        """Spatial grid."""
        return self.galaxy.grid(self.galaxy.patches(self.zones).edges)

    def propagation(
        self, network: Network | None = None, diffusion: Float[Array, "patch nuclide energy"] | None = None
    ) -> Propagation:
        """What the transport equation depends on: network, diffusion in space and momentum, Galaxy.

        Args:
            network: of :meth:`network`, if it is already there.
            diffusion: D of every patch, nuclide and energy, if it is [kpc^2/Myr].

        Returns:
            The problem to be solved.

        Raises:
            InputError: if a zone confines nothing, where that is known before tracing.
        """
        network = self.network() if network is None else network
        motion, patches = kinematics(network), [zone.patch() for zone in self.patches]
        at = motion.rigidity, motion.velocity
        diffusion = self.diffusion_model(patches, *at) if diffusion is None else diffusion
        momentum = (
            None if self.reacceleration is None else self.reacceleration(patches, self.diffusion_model, *at, diffusion)
        )
        return Propagation(
            network,
            diffusion,
            momentum,
            self.galaxy,
            self.galaxy.patches(self.zones),
            self.injection,
            self.losses,
            self.normalization.numbers(),
            self.modulation_potential,
        )

    def spectra(self) -> Spectra:
        """Interstellar spectra at the observer, as one function to be compiled, differentiated or batched.

        It works within ``jax.jit``, ``jax.grad`` and ``jax.vmap`` over the arrays of the model, and checks nothing:
        :meth:`predict` does.

        Returns:
            Normalized fluxes.
        """
        return self.propagation().spectra()

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
            propagation = jax.block_until_ready(self.propagation(network))
        with step("transport"):
            return solve(propagation)
