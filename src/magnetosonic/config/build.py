"""From a checked configuration to the model that computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import jax
import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, parameter
from magnetosonic.config.build_galaxy import build_galaxy
from magnetosonic.config.diffusion import PowerLawConfig
from magnetosonic.config.diffusion_table import read_diffusion_table
from magnetosonic.config.injection import NuclideInjection
from magnetosonic.config.origin import ConfigurationOrigin
from magnetosonic.config.schema import Config
from magnetosonic.config.zones import given_turbulence
from magnetosonic.devices import require_device
from magnetosonic.diffusion.interface import DiffusionModel
from magnetosonic.diffusion.power_law import HighBreak, LowBreak, PowerLaw, PowerLawDiffusion
from magnetosonic.diffusion.reacceleration import Reacceleration, RelatedReacceleration, TurbulentReacceleration
from magnetosonic.diffusion.table import TableDiffusion
from magnetosonic.diffusion.theory import TheoryDiffusion
from magnetosonic.errors import under
from magnetosonic.forking import begin_computation
from magnetosonic.galaxy.injection import Injection, SourceSpectrum
from magnetosonic.losses.rates import LossSettings
from magnetosonic.model import Model, Normalization, RadialKnot, Zone
from magnetosonic.numerics.spline import monotone_spline
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.turbulence.given import GivenTurbulence


def build_model(config: Config, source: str = "", changes: Sequence[str] = ()) -> Model:
    """Model of a configuration.

    Args:
        config: a checked configuration.
        source: where it was loaded from, in words, for reports.
        changes: ``key.sub=value`` that were made to it, likewise.

    Returns:
        The model, ready for :meth:`magnetosonic.model.Model.predict`.

    Raises:
        InputError: if JAX finds no device of those chosen, or a table of D has become unreadable since the
            configuration was checked.
        ProcessError: in a process that was forked from one that had already computed something.
    """
    begin_computation()
    require_device()
    network, transport, normalization = config.network, config.transport, config.normalization
    model = Model(
        zones=tuple(_zone(config, name) for name in config.zones),
        diffusion_model=_diffusion_model(config),
        galaxy=build_galaxy(config),
        injection=_injection(config),
        reactions=network.settings,
        spallation_factors=_arrays(network.spallation_factors),
        inelastic_factors=_arrays(network.inelastic_factors),
        half_lives={Nuclide.parse(name): value for name, value in _arrays(network.half_lives).items()},
        normalization=Normalization(
            parameter(normalization.kinetic_energy),
            parameter(normalization.proton_flux),
            normalization.fit,
            normalization.fit_from,
        ),
        energies=_energies(transport.energy_min, transport.energy_max, config.resolution.energies_per_decade),
        losses=LossSettings(transport.losses, transport.helium_ionization_factor),
        reacceleration=_reacceleration(config),
        modulation_potential=parameter(config.modulation.potential),
    )
    return replace(model, origin=ConfigurationOrigin.of(config, model, source, changes))


def _scattering(config: Config) -> ScatteringSettings:
    with under("scattering"):
        return ScatteringSettings(**config.scattering.model_dump())


def _zone(config: Config, name: str) -> Zone:
    zone = config.zones[name]
    return Zone(
        name=name,
        half_height=parameter(zone.half_height),
        given=as_arrays(given_turbulence(zone)),
        damping=zone.damping if config.diffusion.model == "theory" else None,
        confinement_length=_optional(zone.confinement_length),
        radial=tuple(
            RadialKnot(parameter(entry.radius), as_arrays(given_turbulence(entry))) for entry in zone.radial or ()
        ),
    )


def as_arrays(given: GivenTurbulence) -> GivenTurbulence:
    """The same with arrays of JAX in the place of plain numbers."""
    arrays: GivenTurbulence = jax.tree.map(parameter, given)
    return arrays


def _optional(number: float | None) -> Float[Array, ""] | None:
    return None if number is None else parameter(number)


def _arrays(numbers: Mapping[str, float]) -> dict[str, Float[Array, ""]]:
    return {name: parameter(number) for name, number in numbers.items()}


def _reacceleration(config: Config) -> Reacceleration | None:
    settings = config.transport.reacceleration
    if settings is None:
        return None
    if settings.model == "turbulence":
        return TurbulentReacceleration()
    return RelatedReacceleration(_optional(settings.alfven_speed), _optional(settings.slope), settings.four_thirds)


def _energies(low: float, high: float, per_decade: int) -> tuple[float, ...]:
    steps = max(int(np.ceil(per_decade * np.log10(high / low) - 1e-9)), 4)
    return tuple(np.geomspace(low, high, steps + 1).tolist())


def _injection(config: Config) -> Injection:
    settings = config.injection

    def spectrum(entry: NuclideInjection) -> SourceSpectrum:
        return SourceSpectrum(
            abundance=parameter(entry.abundance),
            slopes=parameter(entry.slopes),
            breaks=parameter(entry.breaks),
            smoothness=parameter(entry.smoothness or [0.0] * len(entry.breaks)),
        )

    return Injection(
        nuclides={Nuclide.parse(name): spectrum(entry) for name, entry in settings.nuclides.items()},
        reference=parameter(settings.reference) if settings.reference_energy is None else None,
        reference_energy=_optional(settings.reference_energy),
        per_nucleon=settings.variable == "momentum_per_nucleon",
    )


def _diffusion_model(config: Config) -> DiffusionModel:
    diffusion = config.diffusion
    if diffusion.model == "theory":
        return TheoryDiffusion(_scattering(config), diffusion.velocity_factor)
    if diffusion.model == "table":
        return _tables(config)
    common = diffusion.power_law
    used = {name: law for name, law in diffusion.zone_power_law.items() if name in config.zones}
    return PowerLawDiffusion(
        None if common is None else _power_law(common), {name: _power_law(law) for name, law in used.items()}
    )


def _tables(config: Config) -> TableDiffusion:
    tables = [read_diffusion_table(config.diffusion.table[name], f"diffusion.table.{name}") for name in config.zones]
    rigidity = np.unique(np.concatenate([table[0] for table in tables]))
    constant = config.diffusion.table_beyond == "constant"
    coefficient = [
        np.exp(monotone_spline(np.log(r), np.log(d), np.log(np.clip(rigidity, r[0], r[-1]) if constant else rigidity)))
        for r, d in tables
    ]
    covered = tuple((float(r[0]), float(r[-1])) for r, _ in tables)
    beyond = config.diffusion.table_beyond
    return TableDiffusion(rigidity, np.stack(coefficient), config.diffusion.velocity_factor, beyond, covered)


def _power_law(law: PowerLawConfig) -> PowerLaw:
    low, high = law.low_break, law.high_break
    below = None if low is None else LowBreak(*map(parameter, (low.rigidity, low.delta_low, low.smoothness)))
    above = None if high is None else HighBreak(*map(parameter, (high.rigidity, high.delta_high, high.smoothness)))
    return PowerLaw(parameter(law.D0), parameter(law.rho0), parameter(law.delta), parameter(law.eta), below, above)
