"""Sets of spallation cross sections, each in a file of its own, and the list of those to choose from."""

from magnetosonic.choices import registry
from magnetosonic.species.spallation_sets import evoli2019, galprop_opt12, user_table, webber2003
from magnetosonic.species.spallation_sets.interface import SpallationSet

__all__ = ["SPALLATION_MODELS", "SpallationSet"]

SPALLATION_MODELS = registry(evoli2019.CHOICE, galprop_opt12.CHOICE, webber2003.CHOICE, user_table.CHOICE)
"""Sets of spallation cross sections by their name in the configuration."""
