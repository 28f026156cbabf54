"""Ratios of elements and isotopes at equal kinetic energy per nucleon, and at equal rigidity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from magnetosonic.errors import InputError
from magnetosonic.observables.spectra import Spectra
from magnetosonic.species.kinematics import rigidity as rigidity_of

RATIOS = ("B/C", "Be/B", "10Be/9Be", "C/O", "N/O", "Li/B")
"""Ratios that every run lists, as far as its network holds the nuclides."""


@dataclass(frozen=True, eq=False)
class RatioTable:
    """Ratios, which differ by what is equal above and below the fraction line.

    Attributes:
        names: such as ``B/C``.
        energy: kinetic energy per nucleon [energy] [GeV/n].
        rigidity: of a nucleus with A = 2Z at that energy [energy] [GV].
        interstellar: ratios at equal energy per nucleon outside of the heliosphere [ratio, energy].
        modulated: the same at the top of the atmosphere [ratio, energy].
        interstellar_by_rigidity: ratios at equal rigidity outside of the heliosphere, NaN where an isotope's energy is
            none of those computed, or not resolved [ratio, energy].
        modulated_by_rigidity: the same at the top of the atmosphere [ratio, energy].
    """

    names: tuple[str, ...]
    energy: Float[np.ndarray, "energy"]
    rigidity: Float[np.ndarray, "energy"]
    interstellar: Float[np.ndarray, "ratio energy"]
    modulated: Float[np.ndarray, "ratio energy"]
    interstellar_by_rigidity: Float[np.ndarray, "ratio energy"]
    modulated_by_rigidity: Float[np.ndarray, "ratio energy"]


def ratio_table(interstellar: Spectra, modulated: Spectra) -> RatioTable:
    """The ratios of :data:`RATIOS` that spectra hold.

    Args:
        interstellar: spectra outside of the heliosphere.
        modulated: the same nuclides and energies at the top of the atmosphere.

    Returns:
        The table; without rows if no ratio can be formed.
    """
    names = tuple(name for name in RATIOS if holds(interstellar, name))
    energy = np.asarray(interstellar.energy)
    values = [
        np.array([_readable_ratio(spectra, name) for name in names]).reshape(len(names), energy.size)
        for spectra in (interstellar, modulated)
    ]
    rigidity = np.asarray(rigidity_of(energy, 1, 2))
    values += [
        np.array([_by_rigidity(spectra, name, rigidity) for name in names]).reshape(len(names), energy.size)
        for spectra in (interstellar, modulated)
    ]
    return RatioTable(names, energy, rigidity, *values)


def _by_rigidity(spectra: Spectra, name: str, rigidity: Float[np.ndarray, "energy"]) -> Float[np.ndarray, "energy"]:
    low, high = spectra.covered(name)
    inside = (rigidity >= low * (1 - 1e-9)) & (rigidity <= high * (1 + 1e-9))  # conversions round
    inside &= spectra.resolved(name, rigidity)
    values = np.full(rigidity.shape, np.nan)
    if inside.any():
        values[inside] = np.asarray(spectra.ratio(name, rigidity[inside]))
    return values


def _readable_ratio(spectra: Spectra, name: str) -> Float[np.ndarray, "energy"]:
    """A ratio at equal energy per nucleon, not a number where it is not resolved."""
    upper, lower = (spectra.select(part) @ spectra.flux for part in name.split("/"))
    good = spectra.resolved(name, spectra.energy, "kinetic_energy_per_nucleon")
    return np.where(good, upper / np.where(good, lower, 1.0), np.nan)


def holds(spectra: Spectra, name: str) -> bool:
    """Whether spectra contain everything that a flux or ratio needs.

    Args:
        spectra: the spectra.
        name: such as ``C`` or ``B/C``.

    Returns:
        True if they do and no flux below the fraction line vanishes.
    """
    *_, last = parts = name.split("/")
    try:
        for part in parts:
            spectra.select(part)
    except InputError:
        return False
    return bool(np.all(spectra.select(last) @ spectra.flux > 0))
