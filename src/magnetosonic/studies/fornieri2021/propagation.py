"""Propagated spectra with the diffusion coefficients of the theory, for any M_A of disk and halo and any disk height.

Both numerics go through one and the same transport equation, that of the authors' public run
(doi:10.5281/zenodo.4461732) on the package's default grid; they differ in D alone. D of the exact numerics is
proportional to the particle's velocity, that of the published ones is not, as in that run. Sources inject what they do
there up to 200 GV, and with the slope 2.3 above.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.diffusion.table import TableDiffusion
from magnetosonic.diffusion.theory import table_rigidity as theory_rigidity
from magnetosonic.model import Model
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.coefficients import kinematics

PRESETS = {"exact": "converged", "published": "fornieri2021"}
DISK_HEIGHT, HALO_HEIGHT = 0.5, 4.0  # kpc, of the authors' run
SLOPE_ABOVE_BREAK, SLOPE_BREAK = 2.3, 200.0  # GV
WINDOW_ENERGIES = (
    "transport.energy_min=60 GeV/n",
    "transport.energy_max=6000 GeV/n",
    "transport.energies_per_decade=6",
    "transport.grid=fast",
)
"""For fluxes above 200 GV, which depend on these energies alone; B/C changes by 1e-4 with four times as many."""


@dataclass(frozen=True)
class Combination:
    """What spectra are propagated for.

    Attributes:
        numerics: ``exact`` or ``published``.
        disk_mach: M_A of the disk.
        halo_mach: M_A of the halo.
        disk_height: half height of the disk [kpc].
        slope: of the injection above 200 GV.
    """

    numerics: str
    disk_mach: float
    halo_mach: float
    disk_height: float = DISK_HEIGHT
    slope: float = SLOPE_ABOVE_BREAK

    @property
    def machs(self) -> str:
        """M_A in words."""
        if self.disk_mach == self.halo_mach:
            return f"{self.disk_mach:g}"
        return f"{self.disk_mach:g} (disk), {self.halo_mach:g} (halo)"

    def zones(self) -> tuple[ZoneDiffusion, ZoneDiffusion]:
        """D of disk and halo."""
        return (
            zone_diffusion(self.numerics, "disk", self.disk_mach, self.disk_height),
            zone_diffusion(self.numerics, "halo", self.halo_mach, HALO_HEIGHT),
        )

    def diffusion(self) -> TableDiffusion:
        """D of disk and halo as a table.

        That of the exact numerics is for v = c, times v/c; that of the published run is the same for all nuclei.
        """
        coefficient = np.stack([zone.coefficient for zone in self.zones()])
        return TableDiffusion(table_rigidity(), coefficient, self.numerics == "exact")

    def model(self, *overrides: str) -> Model:
        """The authors' run with this D, height of the disk and slope.

        Args:
            overrides: as for :func:`transport_model`.

        Returns:
            The model.
        """
        # Its D is not that of the configuration, and the elements in height stay those made for the disk of that run.
        model = replace(transport_model(*overrides), diffusion_model=self.diffusion(), origin=None)
        return model.with_values({"zones.disk.half_height": self.disk_height, last_slope(): self.slope})


@dataclass(frozen=True, eq=False)
class ZoneDiffusion:
    """D of one zone at the rigidities of :func:`table_rigidity`.

    Attributes:
        coefficient: at v = c, that of ballistic escape where nothing is confined [rigidity] [kpc^2/Myr].
        confined: whether particles of any pitch angle are [rigidity].
    """

    coefficient: Float[np.ndarray, "rigidity"]
    confined: Bool[np.ndarray, "rigidity"]


@cache
def zone_diffusion(numerics: str, zone: str, alfven_mach: float, half_height: float) -> ZoneDiffusion:
    """D of a zone of the presets, with another M_A and height.

    Args:
        numerics: ``exact`` or ``published``.
        zone: ``disk`` or ``halo``.
        alfven_mach: M_A.
        half_height: of the zone [kpc], which limits the mean free path to a fifth of it in the exact numerics.

    Returns:
        D; the same object for the same arguments.
    """
    model = build_model(load_config(PRESETS[numerics]))
    turbulence = model.zone(zone).turbulence
    turbulence = eqx.tree_at(lambda tree: tree.alfven_mach, turbulence, jnp.asarray(alfven_mach))
    found = diffusion_coefficient(turbulence, model.scattering, table_rigidity(), 0.2 * half_height)
    return ZoneDiffusion(np.asarray(found.coefficient), np.asarray(found.confined))


@cache
def table_rigidity() -> Float[np.ndarray, "rigidity"]:
    """Rigidities at which D is computed; the transport interpolates between them [rigidity] [GV]."""
    model = build_model(load_config(PRESETS["published"]))
    return np.asarray(theory_rigidity(kinematics(model.network()).rigidity))


@cache
def transport_model(*overrides: str) -> Model:
    """Sources, gas, grid, losses and modulation of the authors' run, with one slope of all sources above 200 GV.

    Args:
        overrides: changes of the configuration, such as another range of energies.

    Returns:
        The model; the same object for the same changes. Its own D is that of the published numerics.
    """
    return build_model(load_config(PRESETS["published"], (*_injection(), *overrides)))


def last_slope() -> str:
    """Address of the slope of all source spectra above 200 GV: one number for all nuclides."""
    injection = transport_model().injection
    return ",".join(
        f"injection.nuclides.{nuclide}.slopes[{len(entry.slopes) - 1}]" for nuclide, entry in injection.items()
    )


def _injection() -> list[str]:
    """Changes that give all source spectra one slope above 200 GV.

    That run's spectra are power laws of the momentum per nucleon, half of the rigidity for all nuclei but hydrogen.
    """
    changes = []
    for name, entry in load_config(PRESETS["published"]).injection.nuclides.items():
        nuclide = Nuclide.parse(name)
        last = SLOPE_BREAK * nuclide.charge / nuclide.nucleons
        slopes = [*entry.slopes, SLOPE_ABOVE_BREAK]
        breaks = [*(f"{rigidity} GV" for rigidity in entry.breaks), f"{last} GV"]
        changes += [
            f"injection.nuclides.{name}.{key}={json.dumps(value)}"
            for key, value in (("slopes", slopes), ("breaks", breaks))
        ]
    return changes
