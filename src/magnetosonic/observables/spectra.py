"""Spectra of nuclides and elements against kinetic energy per nucleon or rigidity."""

from __future__ import annotations

import re

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from magnetosonic.errors import InputError
from magnetosonic.nuclei.kinematics import energy_per_rigidity, kinetic_energy
from magnetosonic.nuclei.nuclide import SYMBOLS, Nuclide
from magnetosonic.numerics.spline import cubic_spline


@jax.jit
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
    logarithms = jnp.log(jnp.maximum(flux, jnp.finfo(jnp.float64).tiny))
    spline = jax.vmap(cubic_spline, in_axes=(None, 0, 0))
    return jnp.exp(spline(jnp.log(energy), logarithms, jnp.log(wanted)))


class Spectra(eqx.Module):
    """Fluxes of all nuclides at one place.

    Attributes:
        nuclides: the nuclides, in the order of the first axis of the fluxes.
        energy: kinetic energy per nucleon, increasing [energy] [GeV/n].
        flux: [nuclide, energy] [1/((GeV/n) m^2 s sr)].
    """

    nuclides: tuple[Nuclide, ...] = eqx.field(static=True)
    energy: Float[Array, "energy"]
    flux: Float[Array, "nuclide energy"]

    def select(self, name: str) -> Float[np.ndarray, "nuclide"]:
        """Which nuclides a name stands for.

        Args:
            name: an element ("B"), a nuclide ("Be10", "10Be"), or a sum of these ("Li+Be+B").

        Returns:
            1 for the nuclides meant, else 0 [nuclide].

        Raises:
            InputError: if a name stands for nothing in these spectra.
        """
        chosen = np.zeros(len(self.nuclides))
        for part in name.strip("() ").split("+"):
            form = re.fullmatch(r"\s*(?:([1-9][0-9]?)?([A-Z][a-z]?)|([A-Z][a-z]?)([1-9][0-9]?))\s*", part)
            before, symbol, symbol_first, after = form.groups() if form else (None, "", None, None)
            symbol, number = symbol or symbol_first, before or after or ""
            matches = np.array(
                [
                    SYMBOLS[n.charge - 1] == symbol and (number == "" or n.mass_number == int(number))
                    for n in self.nuclides
                ]
            )
            if not matches.any():
                known = ", ".join(n.name for n in self.nuclides)
                raise InputError("quantity", name, f"an element or nuclide of this network ({known}), or a sum of them")
            chosen = np.maximum(chosen, matches)
        return chosen

    def per_energy(self, name: str) -> Float[Array, "energy"]:
        """Flux of an element or nuclide [1/((GeV/n) m^2 s sr)], on the energies of the table.

        Args:
            name: as for :meth:`select`.

        Returns:
            The sum of the fluxes [energy].
        """
        return jnp.asarray(self.select(name)) @ self.flux

    def per_rigidity(self, name: str, rigidity: Float[Array, "rigidity"]) -> Float[Array, "rigidity"]:
        """Flux of an element or nuclide per rigidity [1/(GV m^2 s sr)], isotopes added at equal rigidity.

        Args:
            name: as for :meth:`select`.
            rigidity: rigidities wanted [GV], inside the range that all isotopes meant cover.

        Returns:
            Flux [rigidity].
        """
        charge = jnp.array([float(n.charge) for n in self.nuclides])[:, None]
        mass_number = jnp.array([float(n.mass_number) for n in self.nuclides])[:, None]
        energies = kinetic_energy(rigidity, charge, mass_number)
        jacobian = energy_per_rigidity(energies, charge, mass_number)
        return jnp.asarray(self.select(name)) @ (interpolate_flux(self.energy, self.flux, energies) * jacobian)

    def ratio(self, name: str, rigidity: Float[Array, "rigidity"] | None = None) -> Float[Array, "point"]:
        """Ratio such as "B/C" or "10Be/9Be".

        Args:
            name: two selections with a slash between them.
            rigidity: compare at equal rigidity, at these [GV]; without it at equal energy per nucleon, on the table's.

        Returns:
            The ratio [point].

        Raises:
            InputError: if the name is no ratio of known elements or nuclides.
        """
        parts = name.split("/")
        if len(parts) != 2:
            raise InputError("ratio", name, 'two elements or nuclides with a slash between them, such as "B/C"')
        if rigidity is None:
            return self.per_energy(parts[0]) / self.per_energy(parts[1])
        return self.per_rigidity(parts[0], rigidity) / self.per_rigidity(parts[1], rigidity)
