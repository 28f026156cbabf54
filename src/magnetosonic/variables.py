"""Variables that a flux or ratio may be given against: names and units."""

from __future__ import annotations

from typing import Literal, get_args

from magnetosonic.errors import InputError

Variable = Literal["rigidity", "kinetic_energy", "kinetic_energy_per_nucleon", "total_energy"]
"""Rigidity [GV], kinetic energy of the whole nucleus [GeV], per nucleon [GeV/n], energy with the rest energy [GeV]."""

VARIABLE_UNITS: dict[Variable, str] = {
    "rigidity": "GV",
    "kinetic_energy": "GeV",
    "kinetic_energy_per_nucleon": "GeV/n",
    "total_energy": "GeV",
}
"""Unit of every variable."""


def parse_variable(name: str) -> Variable:
    """The variable of a name.

    Args:
        name: for example "rigidity".

    Returns:
        The same, known to be a variable.

    Raises:
        InputError: if there is no such variable.
    """
    variable: Variable
    for variable in get_args(Variable):
        if name == variable:
            return variable
    raise InputError("variable", name, f"one of {', '.join(get_args(Variable))}")
