"""Whether the tables of a configuration cover what is computed, and are resolved by its grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float

from magnetosonic.config.diffusion_table import read_diffusion_table
from magnetosonic.errors import InputError
from magnetosonic.galaxy.gas import read_gas_table
from magnetosonic.galaxy.radial_nodes import radial_nodes
from magnetosonic.galaxy.source_width import FWHM_OF_SIGMA, radial_peaks
from magnetosonic.galaxy.sources import Sources
from magnetosonic.species.kinematics import rigidity as rigidity_of
from magnetosonic.species.species import Species

_ROUNDING = 1e-9


def check_gas_table(path: Path, radius: float, half_height: float) -> None:
    """Refuse a table of gas that ends inside of the Galaxy.

    Args:
        path: of the table.
        radius: R_max [kpc].
        half_height: H [kpc].

    Raises:
        InputError: naming where it ends.
    """
    gas = read_gas_table(path, "galaxy.gas_table")
    radii, heights = np.asarray(gas.neutral_table.radii), np.asarray(gas.neutral_table.heights)
    values = np.asarray(gas.neutral_table.values) + np.asarray(gas.ionised_table.values)
    nearer = 1.0 - _ROUNDING
    # Where the density is zero at an edge, none can be meant beyond it.
    ends = (
        (radii[0] > 0.0 and np.any(values[0])),
        (radii[-1] < radius * nearer and np.any(values[-1])),
        (heights[-1] < half_height * nearer and np.any(values[:, -1])),
        (-half_height * nearer < heights[0] < 0.0 and np.any(values[:, 0])),
    )
    if any(ends):
        span = f"radius_kpc from {radii[0]:g} to {radii[-1]:g}, height_kpc from {heights[0]:g} to {heights[-1]:g}"
        allowed = (
            f"a table up to galaxy.radius = {radius:g} kpc and galaxy.halo_half_height = {half_height:g} kpc, or one"
        )
        allowed += ' that falls to 0 before, or given with galaxy.gas_table_beyond = "zero" or "constant"'
        raise InputError("galaxy.gas_table", f"{path}: {span}", allowed)


def check_source_table(sources: Sources, radius: float, radial_cells: int) -> None:
    """Refuse a table of sources with peaks that the cells in radius do not resolve, as for rings.

    Args:
        sources: of the table.
        radius: R_max [kpc].
        radial_cells: number of cells.

    Raises:
        InputError: naming the peak.
    """
    nodes = radial_nodes(radius, radial_cells)
    for place, width in radial_peaks(sources):
        if place >= radius:
            continue
        needed = FWHM_OF_SIGMA * float(np.diff(nodes)[np.searchsorted(nodes, place, side="right") - 1])
        if width < needed * (1.0 - _ROUNDING):
            allowed = f"at least {needed:.4g} kpc wide at half maximum, {FWHM_OF_SIGMA:.3g} cells there with "
            allowed += f"galaxy.radius = {radius:g} kpc and {radial_cells} radial cells"
            raise InputError("galaxy.source_table", f"peak at {place:g} kpc, {width:.4g} kpc wide", allowed)


def check_diffusion_tables(
    tables: Mapping[str, Path], species: Sequence[Species], energies: Float[np.ndarray, "2"]
) -> None:
    """Refuse tables of D that do not cover the rigidities of the transport.

    Args:
        tables: path for every zone.
        species: those of the network.
        energies: lowest and highest kinetic energy per nucleon [GeV/n].

    Raises:
        InputError: naming what is covered and what is needed.
    """
    needed = np.array([rigidity_of(energies, one) for one in species])
    low, high = float(needed.min()), float(needed.max())
    for zone, path in tables.items():
        rigidity, _ = read_diffusion_table(path, f"diffusion.table.{zone}")
        if rigidity[0] > low * (1.0 + _ROUNDING) or rigidity[-1] < high * (1.0 - _ROUNDING):
            allowed = f"a table from {low:.4g} to {high:.4g} GV, the rigidities of the nuclides between "
            allowed += "transport.energy_min and energy_max, or given with diffusion.table_beyond = "
            span = f"{path}: rigidity_GV from {rigidity[0]:g} to {rigidity[-1]:g}"
            raise InputError(f"diffusion.table.{zone}", span, allowed + '"power-law" or "constant"')
