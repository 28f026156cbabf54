"""Models of the total inelastic cross sections on hydrogen, each in a file of its own, and the list of them."""

from magnetosonic.choices import registry
from magnetosonic.species.inelastic_models import crosec, letaw1983, tripathi1999
from magnetosonic.species.inelastic_models.interface import InelasticModel

__all__ = ["INELASTIC_MODELS", "InelasticModel"]

INELASTIC_MODELS = registry(crosec.CHOICE, tripathi1999.CHOICE, letaw1983.CHOICE)
"""Models of the total inelastic cross sections on hydrogen by their name in the configuration."""
