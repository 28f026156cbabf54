"""The transport equation of a model, solved and checked: what can't be resolved is marked, not returned."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Int

from magnetosonic.arrays import Array
from magnetosonic.computing import one_at_a_time
from magnetosonic.errors import InputError, SolveError
from magnetosonic.galaxy.sources import RadialTableSources, TableSources
from magnetosonic.model.marks import marked
from magnetosonic.model.normalisation import flux_per_density
from magnetosonic.model.prediction import Prediction
from magnetosonic.observables.spectra import Spectra, interpolate_flux
from magnetosonic.observables.unresolved import Unresolved, shifted
from magnetosonic.species.network import Network
from magnetosonic.transport.equation import System
from magnetosonic.transport.solution import Solution, checks, production_shares
from magnetosonic.transport.solve import solve_parts
from magnetosonic.transport.verification import Flaws, find_flaws, refuse_flaws, spread

if TYPE_CHECKING:
    from magnetosonic.model.model import Model

Diffusion = Float[Array, "patch nuclide energy"]

MOST_LEVELS = 60
_LEAST_SOURCES = 1e-200  # sums below it are no rates but remains of exponentials and of rounding
_NORMALISED = 1e-6  # relative deviation of the proton flux from the one asked for: more than rounding


@one_at_a_time
def solve(model: Model, network: Network, diffusion: Diffusion) -> Prediction:
    """Solve the transport equation with a D that is known, and check the solution.

    Where the checks fail it is solved once more with twice as many levels. Nuclides that are not resolved even then
    are marked, at the energies concerned, as are those made of them: reading them raises.

    Args:
        model: the model.
        network: nuclides and reactions.
        diffusion: D [kpc^2/Myr].

    Returns:
        Spectra at the observer, interstellar and modulated, with what led to them.

    Raises:
        InputError: if no source lies inside of the Galaxy.
        SolveError: if the protons are not resolved where they set the normalisation, or nothing is.
    """
    return solve_elements(model, network, diffusion, ())[0]


@one_at_a_time
def solve_elements(
    model: Model, network: Network, diffusion: Diffusion, elements: tuple[str, ...]
) -> tuple[Prediction, dict[str, Spectra]]:
    """As :func:`solve`, with what the injection of single elements makes.

    Args:
        model: as there.
        network: as there.
        diffusion: as there.
        elements: symbols.

    Returns:
        The prediction, and the part of its interstellar spectra, all nuclides of them, that comes of the injection of
        each element.

    Raises:
        InputError: as there.
        SolveError: as there.
    """
    _require_sources(model)
    parts = _parts(model, network, elements)
    solution, interstellar, modulated, made, flaws = _checked(model, network, diffusion, parts)
    levels = model.galaxy.levels
    if flaws.reasons and levels < MOST_LEVELS:
        levels = min(2 * levels, MOST_LEVELS)
        finer = dataclasses.replace(model, galaxy=dataclasses.replace(model.galaxy, levels=levels))
        solution, interstellar, modulated, made, flaws = _checked(finer, network, diffusion, parts)
    if flaws.reasons:
        _require_protons(model, network, flaws)
        shares = np.asarray(_shares(model, network, diffusion, solution.density))
        flaws = spread(flaws, shares, network)
        _require_protons(model, network, flaws)
    marks = marked(flaws, network)
    interstellar = _with_marks(interstellar, flaws.where, marks)
    modulated = _with_marks(modulated, flaws.where, shifted(marks, float(model.modulation_potential)))
    _require_fluxes(model, interstellar, modulated)
    patches, radius = model.galaxy.patches(model.zones), float(model.galaxy.observer_radius)
    prediction = Prediction(interstellar, modulated, solution, network, diffusion, patches, radius, levels)
    of_elements = {e: dataclasses.replace(interstellar, flux=flux) for e, flux in zip(elements, made, strict=False)}
    return prediction, of_elements


@eqx.filter_jit
def system_of(model: Model, network: Network, diffusion: Diffusion) -> System:
    """The discrete transport equation of a model, compiled; see :meth:`magnetosonic.model.Model.system`."""
    return model.system(network, diffusion)


@eqx.filter_jit
def _transport(
    model: Model, network: Network, diffusion: Diffusion, parts: Float[Array, "part nuclide"], count: Int[Array, ""]
) -> tuple[Solution, Spectra, Spectra, Float[Array, "part nuclide energy"]]:
    """Solution and spectra of the last part of the sources, which is all of them, and the fluxes of every part."""
    system = model.system(network, diffusion)
    across = jnp.asarray(model.grid().radial_interpolation(model.galaxy.observer_radius))
    density, in_plane = solve_parts(system, parts, count, across)
    per_density = flux_per_density(model.normalisation, network, in_plane[count - 1])
    interstellar = Spectra(network.species, network.energy, per_density * in_plane[count - 1])
    solution = Solution(density, model.grid(), *checks(system, density))
    return solution, interstellar, model.modulate(interstellar), per_density * in_plane


@eqx.filter_jit
def _shares(model: Model, network: Network, diffusion: Diffusion, density: Array) -> Array:
    return production_shares(model.system(network, diffusion), density)


@eqx.filter_jit
def _rate_of_sources(model: Model) -> Array:
    return jnp.sum(model.grid().load(model.galaxy.sources))


def _parts(model: Model, network: Network, elements: tuple[str, ...]) -> Float[np.ndarray, "part nuclide"]:
    """One row for each element that might be asked for, those asked for first; the next row is all of them."""
    injected = {nuclide.symbol for nuclide in model.injection}
    rows = np.zeros((len(injected) + 1, len(network.species)))
    for row, element in zip(rows, elements, strict=False):
        row[:] = [nuclide.symbol == element for nuclide in network.species]
    rows[len(elements)] = 1.0
    return rows


def _checked(
    model: Model, network: Network, diffusion: Diffusion, parts: Float[np.ndarray, "part nuclide"]
) -> tuple[Solution, Spectra, Spectra, Float[np.ndarray, "part nuclide energy"], Flaws]:
    count = np.asarray(1 + np.flatnonzero(parts.all(axis=1))[0])
    solution, *fluxes = _transport(model, network, diffusion, parts, count)
    interstellar, modulated, made = jax.tree.map(np.asarray, fluxes)
    return solution, interstellar, modulated, made, find_flaws(solution, network)


def _require_sources(model: Model) -> None:
    sources = model.galaxy.sources
    # Those of formulas have no end inside of any Galaxy.
    if not isinstance(sources, TableSources | RadialTableSources):
        return
    rate = float(_rate_of_sources(model))
    if not rate > _LEAST_SOURCES:
        allowed = f"a table with sources inside of the Galaxy, whose radius is {float(model.galaxy.radius):g} kpc"
        raise InputError("galaxy.source_table", f"a rate of {rate:g} in all", allowed)


def _require_protons(model: Model, network: Network, flaws: Flaws) -> None:
    """Refuse a solution that has no normalisation."""
    number, energy = network.index("H1"), np.asarray(network.energy)
    near = int(np.argmin(np.abs(np.log(energy / float(model.normalisation.kinetic_energy)))))
    if flaws.where[number, max(near - 1, 0) : near + 2].any() or flaws.where.all():
        refuse_flaws(Flaws(flaws.where, {number: flaws.reasons[number]}), network)


def _with_marks(spectra: Spectra, where: Bool[np.ndarray, "nuclide energy"], marks: tuple[Unresolved, ...]) -> Spectra:
    if not marks:
        return spectra
    flux = np.where(where, np.nan_to_num(spectra.flux, nan=0.0, posinf=0.0, neginf=0.0), spectra.flux)
    return dataclasses.replace(spectra, flux=flux, unresolved=marks)


def _require_fluxes(model: Model, interstellar: Spectra, modulated: Spectra) -> None:
    if not (np.all(np.isfinite(interstellar.flux)) and np.all(np.isfinite(modulated.flux))):
        raise SolveError("the fluxes are not finite; look for an extreme abundance, slope or normalisation")
    wanted = model.normalisation
    at = np.full((len(interstellar.species), 1), float(wanted.kinetic_energy))
    fluxes = interpolate_flux(interstellar.energy, interstellar.flux, at)[:, 0]
    found, flux = float(interstellar.select("H1") @ fluxes), float(wanted.proton_flux)
    if not abs(found / flux - 1.0) < _NORMALISED:
        raise SolveError(
            f"the proton flux at the observer is {found:.3g} in the place of {flux:.3g} 1/(GeV m^2 s sr): hardly any "
            "cosmic rays reach the observer; look at sources, diffusion coefficient and galaxy.observer_radius"
        )
