"""Ratios of elements and isotopes at equal kinetic energy per nucleon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from magnetosonic.errors import InputError
from magnetosonic.nuclei.kinematics import rigidity as rigidity_of
from magnetosonic.observables.spectra import Spectra

RATIOS = ("B/C", "Be/B", "10Be/9Be", "C/O", "N/O", "Li/B")
"""Ratios that every run lists, as far as its network holds the nuclides."""


@dataclass(frozen=True, eq=False)
class RatioTable:
    """Ratios against kinetic energy per nucleon.

    Attributes:
        names: such as ``B/C``.
        energy: kinetic energy per nucleon [energy] [GeV/n].
        rigidity: of a nucleus with A = 2Z at that energy [energy] [GV].
        interstellar: ratios outside of the heliosphere [ratio, energy].
        modulated: ratios at the top of the atmosphere [ratio, energy].
    """

    names: tuple[str, ...]
    energy: Float[np.ndarray, "energy"]
    rigidity: Float[np.ndarray, "energy"]
    interstellar: Float[np.ndarray, "ratio energy"]
    modulated: Float[np.ndarray, "ratio energy"]


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
        np.array([spectra.ratio(name) for name in names]).reshape(len(names), energy.size)
        for spectra in (interstellar, modulated)
    ]
    return RatioTable(names, energy, np.asarray(rigidity_of(energy, 1, 2)), *values)


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
    return bool(np.all(spectra.per_energy(last) > 0))
