"""Fluxes of all nuclides as a table, and as CSV text."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from magnetosonic.observables.spectra import Spectra
from magnetosonic.outputs.csv_text import Columns, table_csv
from magnetosonic.species.kinematics import rigidity as rigidity_of
from magnetosonic.table import LabelledArray, Table, labels

OUTSIDE, INSIDE = "outside of the heliosphere", "at the top of the atmosphere"
_FLUX = "1/((GeV/n) m^2 s sr)"
SPECTRA_COLUMNS: Columns = {
    "nuclide": ("nuclide", "symbol and mass number"),
    "charge": ("charge", "number of protons"),
    "mass_number": ("mass_number", "number of nucleons"),
    "kinetic_energy_GeV_per_n": ("energy", "kinetic energy per nucleon [GeV/n]"),
    "rigidity_GV": ("nuclide_rigidity", "rigidity of this nuclide at this energy [GV]"),
    "flux_LIS": (
        "flux_LIS",
        "flux outside of the heliosphere, at equal kinetic energy per nucleon [1/((GeV/n) m^2 s sr)]",
    ),
    "flux_TOA": ("flux_TOA", "the same at the top of the atmosphere, after solar modulation"),
}


def spectra_table(interstellar: Spectra, modulated: Spectra) -> Table:
    """Fluxes of all nuclides.

    Args:
        interstellar: spectra outside of the heliosphere.
        modulated: the same nuclides and energies at the top of the atmosphere.

    Returns:
        ``flux_LIS`` and ``flux_TOA`` on ``nuclide`` and ``energy`` [GeV/n], NaN where they are not resolved
        [1/((GeV/n) m^2 s sr)]; what is not resolved, in words, is the attribute ``not_resolved``.
    """
    nuclides, energy = interstellar.species, np.asarray(interstellar.energy)
    charge = np.array([nuclide.charge for nuclide in nuclides])
    mass_number = np.array([nuclide.nucleons for nuclide in nuclides])
    rigidity = np.asarray(rigidity_of(energy, interstellar.particles))
    dims, nuclide = ("nuclide", "energy"), ("nuclide",)
    return Table(
        {
            "flux_LIS": LabelledArray(dims, interstellar.readable_flux(), _FLUX, f"flux {OUTSIDE}"),
            "flux_TOA": LabelledArray(dims, modulated.readable_flux(), _FLUX, f"flux {INSIDE}"),
        },
        {
            "nuclide": labels("nuclide", [nuclide.name for nuclide in nuclides], "nuclide"),
            "charge": LabelledArray(nuclide, charge, "1", "charge number"),
            "mass_number": LabelledArray(nuclide, mass_number, "1", "mass number"),
            "energy": energy_axis(energy),
            "nuclide_rigidity": LabelledArray(dims, rigidity, "GV", "rigidity of the nuclide"),
        },
        {"not_resolved": "\n".join(map(str, interstellar.unresolved))},
    )


def energy_axis(energy: Float[np.ndarray, "energy"]) -> LabelledArray:
    """The coordinate of spectra and ratios.

    Args:
        energy: kinetic energies per nucleon [energy] [GeV/n].

    Returns:
        Numbers with their unit.
    """
    return LabelledArray(("energy",), energy, "GeV/n", "kinetic energy per nucleon")


def spectra_csv(table: Table) -> str:
    """Fluxes of all nuclides in 1/((GeV/n) m^2 s sr), columns :data:`SPECTRA_COLUMNS`.

    Args:
        table: of :func:`spectra_table`.

    Returns:
        CSV text, light nuclides first.
    """
    light_first = np.lexsort((table["mass_number"], table["charge"]))
    unresolved = "".join(f"# not resolved, nan: {mark}\n" for mark in table.attributes["not_resolved"].splitlines())
    return unresolved + table_csv(table.taken("nuclide", light_first), ("nuclide", "energy"), SPECTRA_COLUMNS)
