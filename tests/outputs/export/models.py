"""Models whose D is known in closed form, and a prediction without a solve."""

import dataclasses
import tomllib
from importlib.resources import files

import jax.numpy as jnp
import numpy as np

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.constants import PROTON_MASS
from magnetosonic.galaxy.grid import Grid
from magnetosonic.model import Prediction
from magnetosonic.numerics.elements import SpectralMesh
from magnetosonic.observables.spectra import Spectra
from magnetosonic.outputs.export.material import Material
from magnetosonic.species.kinematics import particles, velocity
from magnetosonic.species.network import Network
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.solution import Solution

SMOOTHNESS, BREAK, HIGH = 0.05, 300.0, 0.3
LAW = (
    f'{{D0="4e28 cm2/s", rho0="4 GV", delta=0.5, eta=-0.5, high_break={{rigidity="{BREAK} GV", delta_high={HIGH}, '
    f"smoothness={SMOOTHNESS}}}}}"
)
ONE_ZONE = f"diffusion.power_law={LAW}"


def halo_coefficient(rigidity):
    """D of :data:`LAW` at v = c [cm^2/s]."""
    return 4e28 * (rigidity / 4) ** 0.5 * (1 + (rigidity / BREAK) ** ((0.5 - HIGH) / SMOOTHNESS)) ** -SMOOTHNESS


def proton_velocity(rigidity):
    return rigidity / np.sqrt(rigidity**2 + PROTON_MASS**2)


def material(*overrides, preset="dragon2-base"):
    return Material(build_model(load_config(preset, overrides)), ("made for a test",))


def two_zones(height="0.5 kpc", width="0.05 kpc"):
    """A disk in which D is a pure power law without a factor of the velocity, and a halo of :data:`LAW`."""
    raw = tomllib.loads((files("magnetosonic.config") / "presets" / "dragon2-base.toml").read_text(encoding="utf-8"))
    raw["zones"] = {"disk": {"half_height": height}, "halo": {"half_height": "4 kpc"}}
    disk = {"D0": "3e28 cm2/s", "rho0": "4 GV", "delta": 0.3, "eta": 0.0}
    halo = tomllib.loads(f"law = {LAW}")["law"]
    raw["diffusion"] = {"model": "power_law", "transition_width": width, "zone_power_law": {"disk": disk, "halo": halo}}
    return material(preset=raw)


def proton_helium_prediction():
    """Two nuclides, densities of which are products of polynomials that the grid holds exactly."""
    nuclides = Nuclide.parse("He4"), Nuclide.parse("H1")
    energy = jnp.geomspace(1.0, 100.0, 5)
    grid = Grid(np.linspace(0.0, 12.0, 25), SpectralMesh([0.0, 0.5, 4.0], [4, 4]))
    height = np.asarray(grid.heights.nodes)[:-1]
    profile = (144.0 - grid.radii[:, None] ** 2) * (16.0 - height**2)
    flux = jnp.stack([30.0 * energy**-2.7, 100.0 * energy**-2.7])
    density = jnp.asarray(profile) * (flux / velocity(energy, particles(nuclides)))[..., None, None]
    zero = jnp.zeros((2, 5))
    network = Network(
        species=nuclides,
        energy=energy,
        inelastic=zero,
        channel_parent=jnp.zeros(0, dtype=int),
        channel_daughter=jnp.zeros(0, dtype=int),
        channel_cross_section=jnp.zeros((0, 5)),
        decay_rate=jnp.zeros(2),
        branches=(),
    )
    spectra = Spectra(nuclides, energy, flux)
    problem = material(ONE_ZONE, "galaxy.radius=12 kpc", "galaxy.observer_radius=8 kpc").model.propagation()
    return Prediction(
        interstellar=spectra,
        modulated=spectra,
        solution=Solution(density, grid, zero, zero),
        propagation=dataclasses.replace(problem, network=network, diffusion=jnp.ones((1, 2, 5))),
        levels=14,
    )
