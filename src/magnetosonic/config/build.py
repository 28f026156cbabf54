"""From a checked configuration to the model that computes."""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from magnetosonic.config.build_galaxy import build_galaxy
from magnetosonic.config.diffusion_table import read_diffusion_table
from magnetosonic.config.schema import Config
from magnetosonic.forking import begin_computation
from magnetosonic.galaxy.injection import Injection
from magnetosonic.model import Model, Normalisation, RadialKnot, Zone
from magnetosonic.nuclei.nuclide import Nuclide
from magnetosonic.numerics.spline import monotone_spline
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.transport.coefficients import LossSettings
from magnetosonic.transport.diffusion import PowerLawDiffusion, TabulatedDiffusion
from magnetosonic.transport.reacceleration import RelatedReacceleration, TurbulentReacceleration

_NO_BREAK = 1e30  # GV, beyond every rigidity


def build_model(config: Config) -> Model:
    """Model of a configuration.

    Args:
        config: a checked configuration.

    Returns:
        The model, ready for :meth:`magnetosonic.model.Model.predict`.

    Raises:
        InputError: if a table of D has become unreadable since the configuration was checked.
        ProcessError: in a process that was forked from one that had already computed something.
    """
    begin_computation()
    theory = config.diffusion.model == "theory"
    network, transport = config.network, config.transport
    return Model(
        zones=tuple(_zone(config, name) for name in config.zones),
        scattering=ScatteringSettings(**config.scattering.model_dump()),
        given_diffusion=None if theory else _given_diffusion(config),
        velocity_factor=config.diffusion.velocity_factor,
        galaxy=build_galaxy(config),
        injection=_injection(config),
        reactions=network.settings,
        spallation_factors=_arrays(network.spallation_factors),
        inelastic_factors=_arrays(network.inelastic_factors),
        half_lives={Nuclide.parse(name): value for name, value in _arrays(network.half_lives).items()},
        normalisation=Normalisation(
            jnp.asarray(config.normalization.kinetic_energy, float),
            jnp.asarray(config.normalization.proton_flux, float),
        ),
        energies=_energies(transport.energy_min, transport.energy_max, config.resolution.energies_per_decade),
        losses=LossSettings(transport.losses, config.galaxy.helium_fraction, transport.helium_ionization_factor),
        reacceleration=_reacceleration(config),
        modulation_potential=jnp.asarray(config.modulation.potential, float),
    )


def _zone(config: Config, name: str) -> Zone:
    zone = config.zones[name]
    length = zone.confinement_length
    return Zone(
        name=name,
        half_height=jnp.asarray(zone.half_height, float),
        turbulence=config.turbulence(name) if config.diffusion.model == "theory" else None,
        confinement_length=None if length is None else jnp.asarray(length, float),
        knots=tuple(RadialKnot(*knot) for knot in config.radial_turbulence(name)) if zone.radial else (),
    )


def _arrays(numbers: Mapping[str, float]) -> dict[str, float | Float[Array, ""]]:
    return {name: jnp.asarray(number, float) for name, number in numbers.items()}


def _reacceleration(config: Config) -> RelatedReacceleration | TurbulentReacceleration | None:
    settings, numbers = config.transport.reacceleration, config.relation_numbers()
    if settings is None:
        return None
    if numbers is None:
        return TurbulentReacceleration()
    return RelatedReacceleration(
        jnp.asarray(numbers.alfven_speeds, float), jnp.asarray(numbers.slopes, float), settings.four_thirds
    )


def _energies(low: float, high: float, per_decade: int) -> tuple[float, ...]:
    steps = max(int(np.ceil(per_decade * np.log10(high / low) - 1e-9)), 4)
    return tuple(np.geomspace(low, high, steps + 1).tolist())


def _injection(config: Config) -> dict[Nuclide, Injection]:
    settings = config.injection
    return {
        Nuclide.parse(name): Injection(
            abundance=jnp.asarray(entry.abundance, float),
            slopes=jnp.asarray(entry.slopes, float),
            breaks=jnp.asarray(entry.breaks, dtype=float),
            reference=jnp.asarray(settings.reference, float),
            per_nucleon=settings.variable == "momentum_per_nucleon",
        )
        for name, entry in settings.nuclides.items()
    }


def _given_diffusion(config: Config) -> PowerLawDiffusion | TabulatedDiffusion:
    if config.diffusion.model == "table":
        tables = [
            read_diffusion_table(config.diffusion.table[name], f"diffusion.table.{name}") for name in config.zones
        ]
        rigidity = jnp.asarray(np.unique(np.concatenate([table[0] for table in tables])))
        x = jnp.log(rigidity)
        coefficient = [jnp.exp(monotone_spline(jnp.log(r), jnp.log(d), x)) for r, d in tables]
        return TabulatedDiffusion(rigidity, jnp.stack(coefficient), config.diffusion.velocity_factor)
    laws = [config.power_law(name) for name in config.zones]
    breaks = [
        (law.high_break.rigidity, law.high_break.delta_high, law.high_break.smoothness)
        if law.high_break is not None
        else (_NO_BREAK, law.delta - 1.0, 1.0)
        for law in laws
    ]
    columns = [[law.D0 for law in laws], [law.rho0 for law in laws], [law.delta for law in laws]]
    columns += [[law.eta for law in laws], *map(list, zip(*breaks, strict=True))]
    return PowerLawDiffusion(*(jnp.asarray(column, dtype=float) for column in columns))
