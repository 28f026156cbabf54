"""Spectra of nuclides and elements against rigidity or energy."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float

from magnetosonic.arrays import Array, namespace
from magnetosonic.computing import one_at_a_time
from magnetosonic.errors import InputError
from magnetosonic.numerics.spline import cubic_spline
from magnetosonic.observables import names
from magnetosonic.observables.conversion import from_energy, to_energy
from magnetosonic.observables.unresolved import Unresolved, refuse
from magnetosonic.species.kinematics import Particles, particles
from magnetosonic.species.species import Species
from magnetosonic.units import Numbers, plain
from magnetosonic.variables import VARIABLE_UNITS, Variable, parse_variable
from magnetosonic.words import count, listed, span

_COMPILED_LENGTH = 128
_ROUNDING = 1e-9  # points may lie outside of the table by this part, as conversions round


@one_at_a_time
def interpolate_flux(
    energy: Float[Array, "energy"], flux: Float[Array, "nuclide energy"], wanted: Float[Array, "nuclide point"]
) -> Float[Array, "nuclide point"]:
    """Fluxes at other energies: cubic spline in the logarithms, a power law beyond the ends.

    Args:
        energy: energies of the table, increasing [energy].
        flux: fluxes, not negative [nuclide, energy].
        wanted: energies wanted, of every nuclide [nuclide, point].

    Returns:
        Fluxes [nuclide, point].
    """
    if namespace(energy, flux, wanted) is jnp:
        return _interpolated(energy, flux, wanted)
    # In pieces of one length, because JAX compiles anew for each.
    missing = -wanted.shape[1] % _COMPILED_LENGTH
    filled = np.pad(np.asarray(wanted), ((0, 0), (0, missing)), mode="edge") if missing else np.asarray(wanted)
    pieces = np.split(filled, filled.shape[1] // _COMPILED_LENGTH or 1, axis=1)
    found = [np.asarray(_interpolated(np.asarray(energy), np.asarray(flux), piece)) for piece in pieces]
    return np.concatenate(found, axis=1)[:, : wanted.shape[1]]


@jax.jit
def _interpolated(energy: Array, flux: Array, wanted: Array) -> Array:
    logarithms = jnp.log(jnp.maximum(flux, jnp.finfo(jnp.float64).tiny))
    spline = jax.vmap(cubic_spline, in_axes=(None, 0, 0))
    return jnp.exp(spline(jnp.log(energy), logarithms, jnp.log(wanted)))


class Spectra(eqx.Module):
    """Fluxes of all nuclides at one place.

    Everything but the names may be traced: all methods work under ``jax.jit``, ``jax.vmap`` and ``jax.grad`` with
    respect to the fluxes. Fluxes between the energies of the table are cubic splines in the logarithms.

    Attributes:
        species: in the order of the first axis of the fluxes.
        energy: kinetic energy per nucleon, increasing [energy] [GeV/n].
        flux: [nuclide, energy] [1/((GeV/n) m^2 s sr)].
        unresolved: nuclides and energies at which the fluxes mean nothing; reading them raises.
    """

    species: tuple[Species, ...] = eqx.field(static=True)
    energy: Float[Array, "energy"]
    flux: Float[Array, "nuclide energy"]
    unresolved: tuple[Unresolved, ...] = eqx.field(static=True, default=())

    def __repr__(self) -> str:
        """Of which nuclides, at which energies, and what cannot be read."""
        lines = [
            f"Spectra of {len(self.species)} nuclides ({listed(self.species)})",
            f"{count(self.energy)} energies, {span(self.energy, 'GeV/n')}",
            f"flux {span(self.flux, '1/((GeV/n) m^2 s sr)')}",
        ]
        if self.unresolved:
            lines.append(f"not resolved: {listed(dict.fromkeys(mark.species for mark in self.unresolved))}")
        return "\n  ".join(lines)

    @property
    def particles(self) -> Particles:
        """What the motion of the species depends on."""
        return particles(self.species)

    def select(self, name: str) -> Float[np.ndarray, "nuclide"]:
        """Which nuclides a name stands for.

        Args:
            name: an element ("B"), a nuclide ("Be10", "10Be"), or a sum of these ("Li+Be+B"), in brackets or not.

        Returns:
            1 for the nuclides meant, else 0 [nuclide].

        Raises:
            InputError: if a name stands for nothing in these spectra.
        """
        return names.select(name, self.species)

    def holds(self, name: str) -> bool:
        """Whether everything is here that a flux or ratio needs.

        Args:
            name: such as ``C`` or ``B/C``.

        Returns:
            True if it is and no flux below the fraction line vanishes.

        Raises:
            InputError: if the name is neither.
        """
        if not names.known(name, self.species):
            return False
        return bool(np.all(self.select(names.split_ratio(name)[-1]) @ self.flux > 0))

    def per_energy(self, name: str) -> Float[Array, "energy"]:
        """Flux of an element or nuclide [1/((GeV/n) m^2 s sr)], on the energies of the table.

        Args:
            name: as for :meth:`select`.

        Returns:
            The sum of the fluxes [energy].

        Raises:
            InputError: as :meth:`select`.
            SolveError: if part of it is not resolved, see :meth:`resolved`.
        """
        refuse(name, self._marks(name))
        return self.select(name) @ namespace(self.flux).asarray(self.flux)

    def flux_of(self, name: str, points: Numbers, variable: Variable = "rigidity") -> Float[Array, "point"]:
        """Flux of an element, nuclide or sum per unit of a variable, nuclides added at equal value of it.

        J(x) = sum_i J_i(T_i(x)) dT_i/dx.

        Args:
            name: as for :meth:`select`.
            points: values of the variable, numbers in GV, GeV or GeV/n or a quantity, inside :meth:`covered`.
            variable: which.

        Returns:
            Flux [1/(unit m^2 s sr)] [point]. Points outside of :meth:`covered` give NaN where they are traced.

        Raises:
            InputError: if a name or the variable is unknown, or a point lies outside of :meth:`covered`.
        """
        return self.fluxes_of(name, points, variable).sum(axis=0)

    def fluxes_of(self, name: str, points: Numbers, variable: Variable = "rigidity") -> Float[Array, "nuclide point"]:
        """The parts that nuclides have in :meth:`flux_of`.

        Args:
            name: as for :meth:`select`.
            points: values of the variable, numbers in GV, GeV or GeV/n or a quantity, inside :meth:`covered`.
            variable: which.

        Returns:
            Fluxes [1/(unit m^2 s sr)] [nuclide, point], zero for nuclides that are not meant.

        Raises:
            InputError: as :meth:`flux_of`.
        """
        points = self.require_covered(name, points, variable)
        numpy = namespace(self.energy, self.flux, points)
        energy, points = numpy.asarray(self.energy), numpy.atleast_1d(numpy.asarray(points, float))
        chosen = self.select(name) > 0
        energies, slope = to_energy(variable, points, self.particles)
        if numpy is np:
            refuse(name, [mark for mark in self._marks(name) if self._touches(mark, energies).any()])
        low, high = energy[0], energy[-1]
        inside = (energies >= low * (1 - _ROUNDING)) & (energies <= high * (1 + _ROUNDING)) & (points > 0)
        # Also for other nuclides the spline needs energies above zero, so that it and its derivatives are finite.
        values = interpolate_flux(energy, self.flux, numpy.where(chosen[:, None] & inside, energies, low))
        return numpy.where(chosen[:, None], numpy.where(inside, values * slope, numpy.nan), 0.0)

    def ratio(self, name: str, points: Numbers | None = None, variable: Variable = "rigidity") -> Float[Array, "point"]:
        """Ratio such as "B/C", "10Be/9Be" or "(Li+Be+B)/(C+O)".

        Args:
            name: two selections with a slash between them.
            points: compare at equal value of the variable, at these; without them at equal kinetic energy per nucleon,
                on the energies of the table.
            variable: which.

        Returns:
            The ratio [point].

        Raises:
            InputError: as for :meth:`flux_of`, or if the name is no ratio.
        """
        parts = names.split_ratio(name)
        if len(parts) != 2:
            raise InputError("ratio", name, 'two elements or nuclides with a slash between them, such as "B/C"')
        if points is None:
            return self.per_energy(parts[0]) / self.per_energy(parts[1])
        points = self.require_covered(name, points, variable)
        return self.flux_of(parts[0], points, variable) / self.flux_of(parts[1], points, variable)

    def value(self, name: str, points: Numbers, variable: Variable = "rigidity") -> Float[Array, "point"]:
        """Flux or ratio, as the name says.

        Args:
            name: a ratio if there is a slash in it, else an element, nuclide or sum.
            points: values of the variable.
            variable: which.

        Returns:
            As :meth:`ratio` or :meth:`flux_of`.

        Raises:
            InputError: as these.
        """
        is_ratio = len(names.split_ratio(name)) == 2
        return (self.ratio if is_ratio else self.flux_of)(name, points, variable)

    def resolved(self, name: str, points: Numbers, variable: Variable = "rigidity") -> Bool[np.ndarray, "point"]:
        """Where a flux or ratio can be read.

        Args:
            name: a flux or ratio.
            points: values of a variable.
            variable: which.

        Returns:
            False where a nuclide that it needs is not resolved [point].

        Raises:
            InputError: if a name or the variable is unknown, or a point not positive.
        """
        points = np.atleast_1d(plain(points, VARIABLE_UNITS[parse_variable(variable)], variable))
        if not np.all(points > 0):
            raise InputError(variable, float(points[~(points > 0)][0]), f"above 0 {VARIABLE_UNITS[variable]}")
        energies, _ = to_energy(variable, points, self.particles)
        good = np.ones(np.shape(points), dtype=bool)
        for part in names.split_ratio(name):
            for mark in self._marks(part):
                good &= ~self._touches(mark, energies)
        return good

    def readable(self, name: str, points: Numbers, variable: Variable = "rigidity") -> Float[np.ndarray, "point"]:
        """As :meth:`value`, not numbers where it is not resolved: for figures and tables.

        Args:
            name: a flux or ratio.
            points: values of the variable.
            variable: which.

        Returns:
            Flux or ratio [point].

        Raises:
            InputError: as :meth:`value`.
        """
        points = np.atleast_1d(self.require_covered(name, points, variable))
        good = self.resolved(name, points, variable)
        values = np.full(points.shape, np.nan)
        values[good] = self.value(name, points[good], variable)
        return values

    def readable_flux(self) -> Float[np.ndarray, "nuclide energy"]:
        """All fluxes, not numbers where they are not resolved: for tables and files [nuclide, energy]."""
        flux = np.array(self.flux, dtype=float)
        energies = np.broadcast_to(np.asarray(self.energy), flux.shape)
        for mark in self.unresolved:
            flux[self.species.index(mark.species), self._touches(mark, energies)] = np.nan
        return flux

    def _marks(self, name: str) -> list[Unresolved]:
        """What of a flux is not resolved."""
        if not self.unresolved:
            return []
        chosen = self.select(name) > 0
        return [mark for mark in self.unresolved if chosen[self.species.index(mark.species)]]

    def _touches(self, mark: Unresolved, energies: Float[np.ndarray, "nuclide point"]) -> Bool[np.ndarray, "point"]:
        """Which points lie at energies of a mark, which are those of its own nuclide."""
        own = energies[self.species.index(mark.species)]
        return np.asarray((own > mark.lowest) & (own < mark.highest))

    def covered(self, name: str, variable: Variable = "rigidity") -> tuple[float, float]:
        """Values of a variable at which every nuclide that a name stands for is known, without extrapolation.

        Args:
            name: a flux or ratio.
            variable: which.

        Returns:
            Lowest and highest value [GV], [GeV] or [GeV/n]; the first is the larger if the nuclides share none.

        Raises:
            InputError: if a name or the variable is unknown. The energies must be known numbers, not traced.
        """
        chosen = np.sum([self.select(part) for part in names.split_ratio(name)], axis=0) > 0
        ends = np.asarray(self.energy)[[0, -1]]
        meant = particles([one for one, held in zip(self.species, chosen, strict=True) if held])
        values = from_energy(variable, ends, meant)
        return float(values[:, 0].max()), float(values[:, 1].min())

    def require_covered(self, name: str, points: Numbers, variable: Variable = "rigidity") -> Array:
        """Refuse points outside of :meth:`covered`; nothing is known, and nothing done, about traced ones.

        Args:
            name: a flux or ratio.
            points: values of the variable.
            variable: which.

        Returns:
            The points as plain numbers in the unit of the variable.

        Raises:
            InputError: if a point lies outside or has the unit of something else, or a name or the variable is unknown.
        """
        unit = VARIABLE_UNITS[parse_variable(variable)]
        points = plain(points, unit, variable)
        if isinstance(points, jax.core.Tracer) or isinstance(self.energy, jax.core.Tracer):
            return points
        low, high = self.covered(name, variable)
        values = np.asarray(points)
        bad = values[~((values >= low * (1 - _ROUNDING)) & (values <= high * (1 + _ROUNDING)))]
        if bad.size:
            allowed = f"from {low:.6g} to {high:.6g} {unit}, where all nuclides of {name} are known"
            raise InputError(variable, float(bad[0]), allowed)
        return points
