"""Tables of a run as CSV text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from magnetosonic.nuclei.kinematics import rigidity as rigidity_of
from magnetosonic.observables.spectra import Spectra
from magnetosonic.results.diffusion import DiffusionTable
from magnetosonic.results.ratios import RatioTable
from magnetosonic.results.scattering import ScatteringTable

DIFFUSION_COLUMNS = (
    "zone",
    "rigidity_GV",
    "D_cm2_s",
    "mu_star",
    "confined",
    "D_perpendicular_cm2_s",
    "mean_free_path_pc",
    "scattering_frequency_per_s",
)
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and their full-width forms
ERROR_COLUMN, MOMENTUM_COLUMN = "relative_error", "D_pp_over_p2_per_s"
SCATTERING_COLUMNS = ("zone", "rigidity_GV", "mu", "mode", "interaction", "D_mumu_per_s")
SPECTRA_COLUMNS = (
    "nuclide",
    "charge",
    "mass_number",
    "kinetic_energy_GeV_per_n",
    "rigidity_GV",
    "flux_LIS",
    "flux_TOA",
)
RATIO_COLUMNS = ("ratio", "kinetic_energy_GeV_per_n", "rigidity_GV", "LIS", "TOA")


def diffusion_csv(table: DiffusionTable) -> str:
    """D of all zones, columns :data:`DIFFUSION_COLUMNS`, and those of its error and of D_pp if they were computed.

    Args:
        table: the diffusion coefficients.

    Returns:
        CSV text; mu* and D across the field are ``nan`` where D is given and not computed. A zone whose D depends on
        the radius has rows for each of its radii, under names such as ``halo at 8 kpc``.
    """
    quantities = [
        table.coefficient,
        table.mu_star,
        table.confined,
        table.perpendicular,
        table.mean_free_path,
        table.scattering_frequency,
    ]
    more = {ERROR_COLUMN: table.relative_error, MOMENTUM_COLUMN: table.momentum}
    wanted = {name: quantity for name, quantity in more.items() if quantity is not None}
    quantities += wanted.values()
    rows = (
        (zone, rho, *(quantity[i, j].item() for quantity in quantities))
        for i, zone in enumerate(table.zones)
        for j, rho in enumerate(table.rigidity)
    )
    return csv_text((*DIFFUSION_COLUMNS, *wanted), rows)


def scattering_csv(table: ScatteringTable) -> str:
    """Scattering rates, columns :data:`SCATTERING_COLUMNS`.

    Args:
        table: the rates.

    Returns:
        CSV text, one row for each rigidity, pitch angle, mode and interaction.
    """
    rows = (
        (table.zone, rho, mu, mode, interaction, rate[i, j])
        for i, rho in enumerate(table.rigidity)
        for j, mu in enumerate(table.mu)
        for (mode, interaction), rate in table.rates.items()
    )
    return csv_text(SCATTERING_COLUMNS, rows)


def spectra_csv(interstellar: Spectra, modulated: Spectra) -> str:
    """Fluxes of all nuclides in 1/((GeV/n) m^2 s sr), columns :data:`SPECTRA_COLUMNS`.

    Args:
        interstellar: spectra outside of the heliosphere.
        modulated: the same nuclides and energies at the top of the atmosphere.

    Returns:
        CSV text, light nuclides first.
    """
    energy = np.asarray(interstellar.energy)
    outside, inside = np.asarray(interstellar.flux), np.asarray(modulated.flux)

    def rows() -> Iterator[Sequence[object]]:
        for nuclide, i in sorted((nuclide, i) for i, nuclide in enumerate(interstellar.nuclides)):
            charge, mass_number = nuclide.charge, nuclide.mass_number
            rigidity = np.asarray(rigidity_of(energy, charge, mass_number))
            for point in zip(energy, rigidity, outside[i], inside[i], strict=True):
                yield nuclide.name, charge, mass_number, *point

    return csv_text(SPECTRA_COLUMNS, rows())


def ratios_csv(table: RatioTable) -> str:
    """Ratios at equal kinetic energy per nucleon, columns :data:`RATIO_COLUMNS`.

    Args:
        table: the ratios; their rigidity is that of a nucleus with A = 2Z.

    Returns:
        CSV text.
    """
    rows = (
        (name, table.energy[j], table.rigidity[j], table.interstellar[i, j], table.modulated[i, j])
        for i, name in enumerate(table.names)
        for j in range(table.energy.size)
    )
    return csv_text(RATIO_COLUMNS, rows)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV text: numbers with ten digits, truth values as true and false.

    Args:
        columns: names of the columns.
        rows: one value for each column.

    Returns:
        The text, with a line of names.
    """
    lines = [",".join(columns), *(",".join(map(_cell, row)) for row in rows)]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _text_cell(value) if isinstance(value, str) else f"{value:.10g}" if isinstance(value, float) else str(value)


def _text_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    Names come from files too. As OWASP describes ("CSV Injection"), a quote stands before the signs with which formulas
    begin, and text with separators or quotes is enclosed in quotes.
    """
    safe = "'" + text if text.lstrip().startswith(_FORMULA) or text.startswith(("\t", "\r")) else text
    return '"' + safe.replace('"', '""') + '"' if safe != text or re.search(r'[",;\r\n\t]', safe) else safe
