"""From a checked configuration to the model that computes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from magnetosonic.arrays import Array, parameter
from magnetosonic.config.build_galaxy import build_galaxy
from magnetosonic.config.diffusion import PowerLawConfig
from magnetosonic.config.diffusion_table import read_diffusion_table
from magnetosonic.config.injection import NuclideInjection
from magnetosonic.config.schema import Config
from magnetosonic.devices import require_device
from magnetosonic.errors import under
from magnetosonic.forking import begin_computation
from magnetosonic.galaxy.injection import Injection
from magnetosonic.losses.rates import LossSettings
from magnetosonic.model import Model, Normalisation, RadialKnot, Zone
from magnetosonic.numerics.spline import monotone_spline
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.species.kinematics import momentum_per_nucleon, rigidity
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.diffusion import PowerLawDiffusion, TabulatedDiffusion
from magnetosonic.transport.reacceleration import RelatedReacceleration, TurbulentReacceleration

_BEYOND = 1e30  # GV, beyond every rigidity; its inverse is below all


def build_model(config: Config) -> Model:
    """Model of a configuration.

    Args:
        config: a checked configuration.

    Returns:
        The model, ready for :meth:`magnetosonic.model.Model.predict`.

    Raises:
        InputError: if JAX finds no device of those chosen, or a table of D has become unreadable since the
            configuration was checked.
        ProcessError: in a process that was forked from one that had already computed something.
    """
    begin_computation()
    require_device()
    theory = config.diffusion.model == "theory"
    network, transport = config.network, config.transport
    return Model(
        zones=tuple(_zone(config, name) for name in config.zones),
        scattering=_scattering(config),
        given_diffusion=None if theory else _given_diffusion(config),
        velocity_factor=config.diffusion.velocity_factor,
        galaxy=build_galaxy(config),
        injection=_injection(config),
        reactions=network.settings,
        spallation_factors=_arrays(network.spallation_factors),
        inelastic_factors=_arrays(network.inelastic_factors),
        half_lives={Nuclide.parse(name): value for name, value in _arrays(network.half_lives).items()},
        normalisation=Normalisation(
            parameter(config.normalization.kinetic_energy),
            parameter(config.normalization.proton_flux),
        ),
        energies=_energies(transport.energy_min, transport.energy_max, config.resolution.energies_per_decade),
        losses=LossSettings(transport.losses, transport.helium_ionization_factor),
        reacceleration=_reacceleration(config),
        modulation_potential=parameter(config.modulation.potential),
    )


def _scattering(config: Config) -> ScatteringSettings:
    with under("scattering"):
        return ScatteringSettings(**config.scattering.model_dump())


def _zone(config: Config, name: str) -> Zone:
    zone = config.zones[name]
    length = zone.confinement_length
    return Zone(
        name=name,
        half_height=parameter(zone.half_height),
        turbulence=config.turbulence(name) if config.diffusion.model == "theory" else None,
        confinement_length=None if length is None else parameter(length),
        knots=tuple(RadialKnot(*knot) for knot in config.radial_turbulence(name)) if zone.radial else (),
    )


def _arrays(numbers: Mapping[str, float]) -> dict[str, float | Float[Array, ""]]:
    return {name: parameter(number) for name, number in numbers.items()}


def _reacceleration(config: Config) -> RelatedReacceleration | TurbulentReacceleration | None:
    settings, numbers = config.transport.reacceleration, config.relation_numbers()
    if settings is None:
        return None
    if numbers is None:
        return TurbulentReacceleration()
    return RelatedReacceleration(parameter(numbers.alfven_speeds), parameter(numbers.slopes), settings.four_thirds)


def _energies(low: float, high: float, per_decade: int) -> tuple[float, ...]:
    steps = max(int(np.ceil(per_decade * np.log10(high / low) - 1e-9)), 4)
    return tuple(np.geomspace(low, high, steps + 1).tolist())


def _injection(config: Config) -> dict[Nuclide, Injection]:
    settings = config.injection
    per_nucleon = settings.variable == "momentum_per_nucleon"

    def reference(nuclide: Nuclide) -> Float[Array, ""]:
        if settings.reference_energy is None:
            return parameter(settings.reference)
        # There all nuclides have the same velocity, so that abundances per momentum are those per energy, per nucleon.
        if per_nucleon:
            return parameter(momentum_per_nucleon(settings.reference_energy, nuclide))
        return parameter(rigidity(settings.reference_energy, nuclide))

    def injection(nuclide: Nuclide, entry: NuclideInjection) -> Injection:
        return Injection(
            abundance=parameter(entry.abundance),
            slopes=parameter(entry.slopes),
            breaks=parameter(entry.breaks),
            smoothness=parameter(entry.smoothness or [0.0] * len(entry.breaks)),
            reference=reference(nuclide),
            per_nucleon=per_nucleon,
        )

    nuclides = [Nuclide.parse(name) for name in settings.nuclides]
    return {nuclide: injection(nuclide, settings.nuclides[nuclide.name]) for nuclide in nuclides}


def _given_diffusion(config: Config) -> PowerLawDiffusion | TabulatedDiffusion:
    if config.diffusion.model == "table":
        tables = [
            read_diffusion_table(config.diffusion.table[name], f"diffusion.table.{name}") for name in config.zones
        ]
        rigidity = np.unique(np.concatenate([table[0] for table in tables]))
        constant = config.diffusion.table_beyond == "constant"
        coefficient = [
            np.exp(
                monotone_spline(np.log(r), np.log(d), np.log(np.clip(rigidity, r[0], r[-1]) if constant else rigidity))
            )
            for r, d in tables
        ]
        covered = tuple((float(r[0]), float(r[-1])) for r, _ in tables)
        beyond = config.diffusion.table_beyond
        return TabulatedDiffusion(rigidity, np.stack(coefficient), config.diffusion.velocity_factor, beyond, covered)
    rows = [_law_numbers(config.power_law(name)) for name in config.zones]
    return PowerLawDiffusion(**{name: parameter([row[name] for row in rows]) for name in rows[0]})


def _law_numbers(law: PowerLawConfig) -> dict[str, float]:
    """Numbers of a :class:`PowerLawDiffusion`; breaks that there are not are never reached."""
    low, high = law.low_break, law.high_break
    return {
        "normalisation": law.D0,
        "reference": law.rho0,
        "slope": law.delta,
        "velocity_power": law.eta,
        "low_break_rigidity": 1.0 / _BEYOND if low is None else low.rigidity,
        "slope_low": law.delta - 1.0 if low is None else low.delta_low,
        "low_smoothness": 1.0 if low is None else low.smoothness,
        "break_rigidity": _BEYOND if high is None else high.rigidity,
        "slope_high": law.delta - 1.0 if high is None else high.delta_high,
        "smoothness": 1.0 if high is None else high.smoothness,
    }
