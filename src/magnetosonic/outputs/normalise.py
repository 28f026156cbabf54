"""Which measured fluxes a run fits its abundances to."""

from __future__ import annotations

from magnetosonic.config.schema import Config
from magnetosonic.inference.abundances import AbundanceTarget
from magnetosonic.inference.window import Window


def abundance_target(config: Config) -> AbundanceTarget | None:
    """What the abundances of a configuration are fitted to.

    Args:
        config: the configuration.

    Returns:
        The data; None if abundances and proton flux stay as configured.
    """
    settings = config.normalization
    if settings.fit == "none":
        return None
    return AbundanceTarget(experiment=settings.fit, window=Window(settings.fit_from))
