"""The transport equation, solved and checked: what can't be resolved is marked, not returned."""

from __future__ import annotations

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Int

from magnetosonic.arrays import Array
from magnetosonic.computing import one_at_a_time
from magnetosonic.errors import InputError, SolveError
from magnetosonic.model.addresses import require_known
from magnetosonic.model.marks import marked
from magnetosonic.model.prediction import Prediction
from magnetosonic.model.propagation import Propagation
from magnetosonic.observables.spectra import Spectra, interpolate_flux
from magnetosonic.observables.unresolved import Unresolved, shifted
from magnetosonic.transport.solution import Solution, checks, production_shares
from magnetosonic.transport.solve import solve_parts
from magnetosonic.transport.verification import Flaws, find_flaws, refuse_flaws, spread

MOST_LEVELS = 60
_LEAST_SOURCES = 1e-200  # sums below it are no rates but remains of exponentials and of rounding
_NORMALISED = 1e-6  # relative deviation of the proton flux from the one asked for: more than rounding


@one_at_a_time
def solve(problem: Propagation) -> Prediction:
    """Solve the transport equation, and check the solution.

    Where the checks fail it is solved once more with twice as many levels. Nuclides that are not resolved even then
    are marked, at the energies concerned, as are those made of them: reading them raises. Problems that differ in
    numbers alone share one compiled function.

    Args:
        problem: nuclides, diffusion and Galaxy.

    Returns:
        Spectra at the observer, interstellar and modulated, with what led to them.

    Raises:
        InputError: if no source lies inside of the Galaxy, or numbers are traced.
        SolveError: if the protons are not resolved where they set the normalization, or nothing is.
    """
    return solve_elements(problem, ())[0]


@one_at_a_time
def solve_elements(problem: Propagation, elements: tuple[str, ...]) -> tuple[Prediction, dict[str, Spectra]]:
    """As :func:`solve`, with what the injection of single elements makes.

    Args:
        problem: as there.
        elements: symbols.

    Returns:
        The prediction, and the part of its interstellar spectra, all nuclides of them, that comes of the injection of
        each element.

    Raises:
        InputError: as there.
        SolveError: as there.
    """
    require_known(problem)
    _require_sources(problem)
    network, parts = problem.network, _parts(problem, elements)
    solution, interstellar, modulated, made, flaws = _checked(problem, parts)
    levels = problem.galaxy.levels
    if flaws.reasons and levels < MOST_LEVELS:
        levels = min(2 * levels, MOST_LEVELS)
        solution, interstellar, modulated, made, flaws = _checked(problem.with_levels(levels), parts)
    if flaws.reasons:
        _require_protons(problem, flaws)
        shares = np.asarray(_shares(problem, solution.density))
        flaws = spread(flaws, shares, network)
        _require_protons(problem, flaws)
    marks = marked(flaws, network)
    interstellar = _with_marks(interstellar, flaws.where, marks)
    modulated = _with_marks(modulated, flaws.where, shifted(marks, float(problem.modulation_potential)))
    _require_fluxes(problem, interstellar, modulated)
    prediction = Prediction(interstellar, modulated, solution, problem, levels)
    of_elements = {e: dataclasses.replace(interstellar, flux=flux) for e, flux in zip(elements, made, strict=False)}
    return prediction, of_elements


@eqx.filter_jit
def _transport(
    problem: Propagation, parts: Float[Array, "part nuclide"], count: Int[Array, ""]
) -> tuple[Solution, Spectra, Spectra, Float[Array, "part nuclide energy"]]:
    """Solution and spectra of the last part of the sources, which is all of them, and the fluxes of every part."""
    system, network = problem.system(), problem.network
    here = jnp.asarray(problem.grid().weights(problem.galaxy.observer_radius, 0.0))
    density, at_observer = solve_parts(system, parts, count, here)
    per_density = problem.normalization.flux_per_density(network, at_observer[count - 1])
    interstellar = Spectra(network.species, network.energy, per_density * at_observer[count - 1])
    solution = Solution(density, problem.grid(), *checks(system, density))
    return solution, interstellar, problem.modulate(interstellar), per_density * at_observer


@eqx.filter_jit
def _shares(problem: Propagation, density: Array) -> Array:
    return production_shares(problem.system(), density)


@eqx.filter_jit
def _rate_of_sources(problem: Propagation) -> Array:
    return jnp.sum(problem.grid().load(problem.galaxy.sources))


def _parts(problem: Propagation, elements: tuple[str, ...]) -> Float[np.ndarray, "part nuclide"]:
    """One row for each element that might be asked for, those asked for first; the next row is all of them."""
    injected, network = {nuclide.symbol for nuclide in problem.injection}, problem.network
    rows = np.zeros((len(injected) + 1, len(network.species)))
    for row, element in zip(rows, elements, strict=False):
        row[:] = [nuclide.symbol == element for nuclide in network.species]
    rows[len(elements)] = 1.0
    return rows


def _checked(
    problem: Propagation, parts: Float[np.ndarray, "part nuclide"]
) -> tuple[Solution, Spectra, Spectra, Float[np.ndarray, "part nuclide energy"], Flaws]:
    count = np.asarray(1 + np.flatnonzero(parts.all(axis=1))[0])
    solution, *fluxes = _transport(problem, parts, count)
    interstellar, modulated, made = jax.tree.map(np.asarray, fluxes)
    return solution, interstellar, modulated, made, find_flaws(solution, problem.network)


def _require_sources(problem: Propagation) -> None:
    sources = problem.galaxy.sources
    if not sources.BOUNDED:
        return
    rate = float(_rate_of_sources(problem))
    if not rate > _LEAST_SOURCES:
        allowed = f"a table with sources inside of the Galaxy, whose radius is {float(problem.galaxy.radius):g} kpc"
        raise InputError("galaxy.source_table", f"a rate of {rate:g} in all", allowed)


def _require_protons(problem: Propagation, flaws: Flaws) -> None:
    """Refuse a solution that has no normalization."""
    network = problem.network
    number, energy = network.index("H1"), np.asarray(network.energy)
    near = int(np.argmin(np.abs(np.log(energy / float(problem.normalization.kinetic_energy)))))
    if flaws.where[number, max(near - 1, 0) : near + 2].any() or flaws.where.all():
        refuse_flaws(Flaws(flaws.where, {number: flaws.reasons[number]}), network)


def _with_marks(spectra: Spectra, where: Bool[np.ndarray, "nuclide energy"], marks: tuple[Unresolved, ...]) -> Spectra:
    if not marks:
        return spectra
    flux = np.where(where, np.nan_to_num(spectra.flux, nan=0.0, posinf=0.0, neginf=0.0), spectra.flux)
    return dataclasses.replace(spectra, flux=flux, unresolved=marks)


def _require_fluxes(problem: Propagation, interstellar: Spectra, modulated: Spectra) -> None:
    if not (np.all(np.isfinite(interstellar.flux)) and np.all(np.isfinite(modulated.flux))):
        raise SolveError("the fluxes are not finite; look for an extreme abundance, slope or normalization")
    wanted = problem.normalization
    at = np.full((len(interstellar.species), 1), float(wanted.kinetic_energy))
    fluxes = interpolate_flux(interstellar.energy, interstellar.flux, at)[:, 0]
    found, flux = float(interstellar.select("H1") @ fluxes), float(wanted.proton_flux)
    if not abs(found / flux - 1.0) < _NORMALISED:
        raise SolveError(
            f"the proton flux at the observer is {found:.3g} in the place of {flux:.3g} 1/(GeV m^2 s sr): hardly any "
            "cosmic rays reach the observer; look at sources, diffusion coefficient and galaxy.observer_radius"
        )
