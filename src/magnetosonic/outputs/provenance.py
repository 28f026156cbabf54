"""Where results come from: version, configuration and date, so that a run can be repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from magnetosonic.config import Config, config_to_toml
from magnetosonic.text import printable


@dataclass(frozen=True)
class Provenance:
    """Origin of a result.

    Attributes:
        source: preset or configuration file, made printable.
        overrides: changes ``key.sub=value`` of it, in their order, made printable.
        configuration: the complete configuration, changes included, as TOML.
        version: of this package.
        created: date and time, UTC, in ISO 8601.
    """

    source: str
    overrides: tuple[str, ...]
    configuration: str
    version: str
    created: str


def provenance(config: Config, source: str, overrides: Sequence[str] = ()) -> Provenance:
    """Origin of what is computed now from a configuration.

    Args:
        config: the checked configuration.
        source: name of the preset or path of the file that it was loaded from.
        overrides: changes ``key.sub=value`` that were made to it.

    Returns:
        The origin, with the version of this package and the time.
    """
    created = datetime.now(UTC).isoformat(timespec="seconds")
    source, changes = printable(str(source)), tuple(map(printable, overrides))
    return Provenance(source, changes, config_to_toml(config), version("magnetosonic"), created)
