"""Small transport problems with known solutions, and small real ones, shared by the tests of the solver."""

import dataclasses
from functools import cache

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from magnetosonic.constants import KM_S_IN_KPC_MYR
from magnetosonic.diffusion.power_law import PowerLawDiffusion
from magnetosonic.diffusion.reacceleration import RelatedReacceleration
from magnetosonic.galaxy.gas import UniformGas
from magnetosonic.galaxy.grid import Grid
from magnetosonic.galaxy.height_layout import height_layout
from magnetosonic.galaxy.wind import Wind
from magnetosonic.model import RadialKnot, Zone
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.transport.coefficients import transport_system
from magnetosonic.transport.energy import OFFSETS, loss_stencil, momentum_stencil
from magnetosonic.transport.equation import System
from magnetosonic.transport.solution import checks
from magnetosonic.transport.solve import solve_densities
from magnetosonic.transport.space import Patches, build_space
from magnetosonic.turbulence.given import GivenTurbulence

SOLVE = jax.jit(solve_densities)
"""One compiled solver, so that problems of the same shape share its compilation."""

LOSSES, REACCELERATION, TRANSPORT = jax.jit(loss_stencil), jax.jit(momentum_stencil), eqx.filter_jit(transport_system)
"""Compiled as wholes, as their small operations one by one would take longer."""

CLOSED = np.array([0.0, 1e9])
"""Radial nodes of a slab: one cell, so wide that nothing leaves it sideways."""


def space_of(mesh, *, nodes=CLOSED, edges=None, gas=None, sources=None, wind=None, reaccelerated=False):
    """Spatial matrices with a jump of D at the edges.

    ``sources`` is a function of radius and height; without it they are a sheet of strength 1 per side in the plane.
    """
    grid = Grid(nodes, mesh)
    edges = jnp.asarray([mesh.breaks[-1]] if edges is None else edges)
    load = (
        jnp.zeros((len(grid.radii), len(mesh.nodes) - 1)).at[:, 0].set(1.0) if sources is None else grid.load(sources)
    )
    patches = Patches(edges, ((0.0,),) * len(edges))
    return jax.jit(lambda: build_space(grid, patches, gas or UniformGas(0.0, 0.0), load, wind, reaccelerated))()


def system_of(space, energy, source, terms, **changes):
    """A system with the given terms only, whose other fields ``changes`` replaces.

    ``terms`` are coefficients by the name of the spatial term, each [nuclide, energy] or, for a stencil, [offset,
    nuclide, energy], with another axis in front for terms of patches.
    """
    kinds, count = source.shape
    coefficients = np.zeros((len(space.names), len(OFFSETS), kinds, count))
    for name, values in terms.items():
        places = space.places(name)
        values = np.asarray(values)
        per_patch = values if len(places) > 1 or name in ("diffusion", "momentum") else values[None]
        for place, row in zip(places, per_patch, strict=True):
            coefficients[place, slice(None) if row.ndim == 3 else 0] += row
    fields = {
        "fragmentation": np.zeros((kinds, kinds, count)),
        "decay": np.zeros((0, count)),
        "kernels": np.zeros((0, count, count)),
        "reference": np.ones((kinds, count)),
        "branches": (),
        "kernel_ends": (),
        "levels": count,
        "reaccelerated": bool(np.any(coefficients[:, OFFSETS.index(-1)] != 0)),
    }
    return System(
        space=space,
        energy=jnp.asarray(energy),
        coefficients=jnp.asarray(coefficients),
        source_spectrum=jnp.asarray(source),
        **{name: jnp.asarray(v) if isinstance(v, np.ndarray) else v for name, v in (fields | changes).items()},
    )


@cache
def small_model(energies=40, injected=("H1", "He4", "C12")):
    """The base model with a dozen nuclides, 10 radial cells, elements of orders 4 and 3."""
    model = build_model(load_config("dragon2-base"))
    kept = {Nuclide.parse(name) for name in injected}
    layout = height_layout([4.0], 0.0, 4, 3)
    galaxy = dataclasses.replace(model.galaxy, radial_cells=10, layout=layout)
    nuclides = {nuclide: spectrum for nuclide, spectrum in model.injection.items() if nuclide in kept}
    return dataclasses.replace(
        model,
        injection=dataclasses.replace(model.injection, nuclides=nuclides),
        galaxy=galaxy,
        energies=tuple(np.geomspace(0.1, 1e4, energies).tolist()),
    )


def full_model():
    """Everything at once: two zones, D of the halo rising with the radius, wind, diffusion in momentum."""
    model = small_model()
    knots = tuple(RadialKnot(radius, GivenTurbulence()) for radius in (4.0, 9.0))  # is not asked for its D
    zones = Zone("disk", jnp.asarray(0.5)), Zone("halo", jnp.asarray(4.0), radial=knots)
    law = model.diffusion_model.power_law
    strengths = {"disk": 0.5, "halo at 4 kpc": 0.7, "halo at 9 kpc": 1.4}
    laws = {patch: dataclasses.replace(law, D0=law.D0 * strength) for patch, strength in strengths.items()}
    layout = height_layout([0.5, 4.0], 0.0, 4, 3)
    return dataclasses.replace(
        model,
        zones=zones,
        diffusion_model=PowerLawDiffusion(zone_power_law=laws),
        galaxy=dataclasses.replace(model.galaxy, layout=layout, wind=Wind(jnp.asarray(0.0), jnp.asarray(0.0))),
        reacceleration=RelatedReacceleration(jnp.asarray(1.0), None, True),
    )


PARAMETERS = {
    "diffusion": 1.0,
    "slope": 0.45,
    "spallation": 1.0,
    "source_slope": 0.0,
    "half_height": 4.0,
    "alfven_speed": 20.0,
    "wind": 10.0,
    "wind_gradient": 5.0,
}
"""What may vary in the full model: factor on D and its slope, factor on the cross sections of spallation, what is added
to the slopes of the sources, half height [kpc], v_A [km/s], wind velocity [km/s] and its gradient [km/s/kpc]."""


def full_system(parameters):
    """The discrete equation of the full model."""
    model, network = full_model(), small_network()
    laws = {
        patch: dataclasses.replace(law, D0=law.D0 * parameters["diffusion"], delta=parameters["slope"])
        for patch, law in model.diffusion_model.zone_power_law.items()
    }
    wind = Wind(parameters["wind"] * KM_S_IN_KPC_MYR, parameters["wind_gradient"] * KM_S_IN_KPC_MYR)
    nuclides = {
        nuclide: dataclasses.replace(spectrum, slopes=spectrum.slopes + parameters["source_slope"])
        for nuclide, spectrum in model.injection.items()
    }
    model = dataclasses.replace(
        model,
        zones=(model.zones[0], dataclasses.replace(model.zones[1], half_height=parameters["half_height"])),
        diffusion_model=PowerLawDiffusion(zone_power_law=laws),
        galaxy=dataclasses.replace(model.galaxy, wind=wind),
        reacceleration=dataclasses.replace(
            model.reacceleration, alfven_speed=parameters["alfven_speed"] * KM_S_IN_KPC_MYR
        ),
        injection=dataclasses.replace(model.injection, nuclides=nuclides),
    )
    cross_section = network.channel_cross_section * parameters["spallation"]
    network = eqx.tree_at(lambda tree: tree.channel_cross_section, network, cross_section)
    return model.propagation(network).system()


def _boron(parameters):
    system = full_system(parameters)
    density = solve_densities(system)
    boron = jnp.log(density[1, BORON_ENERGY, 6, 0])
    return boron, (system, density, *checks(system, density))


BORON_ENERGY = 16
_FULL = jax.jit(jax.value_and_grad(_boron, has_aux=True))


def solve_full(**changes):
    """Solve the full model; one compilation serves all tests.

    Returns ln of the density of 11B at 11 GeV/n in the plane, its gradient in the parameters, system, density,
    imbalance and residual.
    """
    small_network()  # made outside of tracing, as it is kept
    (value, rest), gradient = _FULL({name: jnp.asarray(float(v)) for name, v in (PARAMETERS | changes).items()})
    return float(value), {name: float(slope) for name, slope in gradient.items()}, *rest


@cache
def small_network():
    """Network of the small model."""
    return small_model().network()


@cache
def small_system():
    """The discrete equation of the small model: one zone, losses, no wind."""
    model, network = small_model(), small_network()
    return jax.jit(lambda: model.propagation(network).system())()


def relative_errors(density, reference):
    """Largest error of every nuclide and energy, relative to the largest density there [nuclide, energy]."""
    return np.max(np.abs(density - reference), axis=(2, 3)) / np.max(np.abs(reference), axis=(2, 3))
