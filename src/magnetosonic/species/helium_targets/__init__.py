"""Models of the total inelastic cross sections on helium, each in a file of its own, and the list of them."""

from magnetosonic.choices import registry
from magnetosonic.species.helium_targets import ferrando1988, tripathi1999
from magnetosonic.species.helium_targets.interface import HeliumTarget

__all__ = ["HELIUM_TARGETS", "HeliumTarget"]

HELIUM_TARGETS = registry(ferrando1988.CHOICE, tripathi1999.CHOICE)
"""Models of the total inelastic cross sections on helium by their name in the configuration."""
