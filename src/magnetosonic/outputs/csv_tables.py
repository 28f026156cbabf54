"""Tables of a run as CSV text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from magnetosonic.observables.spectra import Spectra
from magnetosonic.outputs.diffusion import DiffusionTable
from magnetosonic.outputs.ratios import RatioTable
from magnetosonic.outputs.scattering import ScatteringTable
from magnetosonic.species.kinematics import rigidity as rigidity_of

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and their full-width forms
DIFFUSION_COLUMNS = {
    "zone": "name of the zone, with the radius where D depends on it",
    "rigidity_GV": "rigidity [GV]",
    "D_cm2_s": "diffusion coefficient along the mean field [cm^2/s]",
    "mu_star": "largest cosine of the pitch angle at which scattering confines; 0: none; nan: D is given",
    "confined": "whether scattering confines at any pitch angle",
    "D_perpendicular_cm2_s": "diffusion coefficient across the mean field [cm^2/s]; nan: D is given",
    "mean_free_path_pc": "3 D/v [pc]",
    "scattering_frequency_per_s": "v^2/(3 D) [1/s]",
}
ERROR_COLUMN, MOMENTUM_COLUMN = "relative_error", "D_pp_over_p2_per_s"
_ON_DEMAND = {
    ERROR_COLUMN: "estimated relative error of the numerics of D; nan: none is known",
    MOMENTUM_COLUMN: "diffusion in momentum over the square of the momentum [1/s]",
}
SCATTERING_COLUMNS = {
    "zone": "name of the zone",
    "rigidity_GV": "rigidity [GV]",
    "mu": "cosine of the pitch angle",
    "mode": "of the turbulence: fast, alfven or slow",
    "interaction": "ttd: transit-time damping; gyro: gyroresonance",
    "D_mumu_per_s": "rate of pitch-angle scattering [1/s]",
}
SPECTRA_COLUMNS = {
    "nuclide": "symbol and mass number",
    "charge": "number of protons",
    "mass_number": "number of nucleons",
    "kinetic_energy_GeV_per_n": "kinetic energy per nucleon [GeV/n]",
    "rigidity_GV": "rigidity of this nuclide at this energy [GV]",
    "flux_LIS": "flux outside of the heliosphere, at equal kinetic energy per nucleon [1/((GeV/n) m^2 s sr)]",
    "flux_TOA": "the same at the top of the atmosphere, after solar modulation",
}
RATIO_COLUMNS = {
    "ratio": "two elements or nuclides",
    "kinetic_energy_GeV_per_n": "kinetic energy per nucleon of LIS and TOA [GeV/n]",
    "rigidity_GV": "rigidity of LIS_equal_rigidity and TOA_equal_rigidity [GV]: at this energy that of a nucleus with "
    "A = 2 Z",
    "LIS": "ratio of the fluxes at equal kinetic energy per nucleon, outside of the heliosphere",
    "TOA": "the same at the top of the atmosphere",
    "LIS_equal_rigidity": "ratio of the fluxes at equal rigidity, outside of the heliosphere; nan: a nuclide's energy "
    "at this rigidity is not computed",
    "TOA_equal_rigidity": "the same at the top of the atmosphere",
}


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
    return csv_text(DIFFUSION_COLUMNS | {name: _ON_DEMAND[name] for name in wanted}, rows)


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
    outside, inside = interstellar.readable_flux(), modulated.readable_flux()

    def rows() -> Iterator[Sequence[object]]:
        for nuclide, i in sorted((nuclide, i) for i, nuclide in enumerate(interstellar.nuclides)):
            charge, mass_number = nuclide.charge, nuclide.mass_number
            rigidity = np.asarray(rigidity_of(energy, charge, mass_number))
            for point in zip(energy, rigidity, outside[i], inside[i], strict=True):
                yield nuclide.name, charge, mass_number, *point

    # Fluxes that the transport equation does not resolve are nan.
    unresolved = "".join(f"# not resolved, nan: {mark}\n" for mark in interstellar.unresolved)
    return unresolved + csv_text(SPECTRA_COLUMNS, rows())


def ratios_csv(table: RatioTable) -> str:
    """Ratios at equal kinetic energy per nucleon and at equal rigidity, columns :data:`RATIO_COLUMNS`.

    Args:
        table: the ratios.

    Returns:
        CSV text.
    """
    columns = (table.interstellar, table.modulated, table.interstellar_by_rigidity, table.modulated_by_rigidity)
    rows = (
        (name, table.energy[j], table.rigidity[j], *(column[i, j] for column in columns))
        for i, name in enumerate(table.names)
        for j in range(table.energy.size)
    )
    return csv_text(RATIO_COLUMNS, rows)


def csv_text(columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV text: numbers with ten digits, truth values as true and false.

    Args:
        columns: what the columns hold, by their names.
        rows: one value for each column.

    Returns:
        The text: one comment that defines each column, behind a ``#``, a line of names, and the rows.
    """
    lines = [f"# {name}: {meaning}" for name, meaning in columns.items()]
    lines += [",".join(columns), *(",".join(map(_cell, row)) for row in rows)]
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
