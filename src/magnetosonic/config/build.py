"""From a checked configuration to the model that computes."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from magnetosonic.config.diffusion_table import read_diffusion_table
from magnetosonic.config.schema import Config
from magnetosonic.galaxy.injection import Injection
from magnetosonic.model import Galaxy, Model, Normalisation, Zone
from magnetosonic.nuclei.nuclide import Nuclide
from magnetosonic.numerics.spline import monotone_spline
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.transport.coefficients import LossSettings
from magnetosonic.transport.diffusion import PowerLawDiffusion, TabulatedDiffusion

_NO_BREAK = 1e30  # GV, beyond every rigidity


def build_model(config: Config) -> Model:
    """Model of a configuration.

    Args:
        config: a checked configuration.

    Returns:
        The model, ready for :meth:`magnetosonic.model.Model.predict`.

    Raises:
        InputError: if a table of D has become unreadable since the configuration was checked.
    """
    theory = config.diffusion.model == "theory"
    galaxy, transport = config.galaxy, config.transport
    return Model(
        zones=tuple(
            Zone(name, zone.half_height, config.turbulence(name) if theory else None, zone.confinement_length)
            for name, zone in config.zones.items()
        ),
        scattering=ScatteringSettings(**config.scattering.model_dump()),
        given_diffusion=None if theory else _given_diffusion(config),
        velocity_factor=config.diffusion.velocity_factor,
        galaxy=Galaxy(
            radius=galaxy.radius,
            observer_radius=galaxy.observer_radius,
            xco=galaxy.xco,
            helium_fraction=galaxy.helium_fraction,
            radial_cells=galaxy.grid.radial_cells,
            height_order=galaxy.grid.height_order,
            transition_width=config.diffusion.transition_width,
        ),
        injection=_injection(config),
        half_lives={Nuclide.parse(name): value for name, value in config.network.half_lives.items()},
        normalisation=Normalisation(config.normalization.kinetic_energy, config.normalization.proton_flux),
        energy=_energies(transport.energy_min, transport.energy_max, transport.energies_per_decade),
        losses=LossSettings(transport.losses, galaxy.helium_fraction, transport.helium_ionization_factor),
        modulation_potential=config.modulation.potential,
    )


def _energies(low: float, high: float, per_decade: int) -> np.ndarray:
    steps = max(int(np.ceil(per_decade * np.log10(high / low) - 1e-9)), 4)
    return np.geomspace(low, high, steps + 1)


def _injection(config: Config) -> dict[Nuclide, Injection]:
    settings = config.injection
    return {
        Nuclide.parse(name): Injection(
            abundance=jnp.asarray(entry.abundance),
            slopes=jnp.asarray(entry.slopes),
            breaks=jnp.asarray(entry.breaks, dtype=float),
            reference=jnp.asarray(settings.reference),
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
