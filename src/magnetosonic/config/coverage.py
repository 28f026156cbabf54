"""Whether the tables of D of a configuration cover what is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float

from magnetosonic.config.diffusion_table import read_diffusion_table
from magnetosonic.errors import InputError
from magnetosonic.species.kinematics import rigidity as rigidity_of
from magnetosonic.species.species import Species

_ROUNDING = 1e-9


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
