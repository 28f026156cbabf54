"""Models of the interstellar gas, each in a file of its own, and the list of those that a configuration may choose."""

from magnetosonic.choices import registry
from magnetosonic.galaxy.gas import ferriere, galprop, nakanishi_sofue, table, uniform
from magnetosonic.galaxy.gas.ferriere import FerriereGas
from magnetosonic.galaxy.gas.galprop import GalpropGas
from magnetosonic.galaxy.gas.interface import Gas
from magnetosonic.galaxy.gas.nakanishi_sofue import NakanishiSofueGas
from magnetosonic.galaxy.gas.table import TableGas, read_gas_table
from magnetosonic.galaxy.gas.uniform import UniformGas

__all__ = [
    "GAS_MODELS",
    "FerriereGas",
    "GalpropGas",
    "Gas",
    "NakanishiSofueGas",
    "TableGas",
    "UniformGas",
    "read_gas_table",
]

GAS_MODELS = registry(galprop.CHOICE, nakanishi_sofue.CHOICE, ferriere.CHOICE, uniform.CHOICE, table.CHOICE)
"""Models of the gas by their name in the configuration."""
