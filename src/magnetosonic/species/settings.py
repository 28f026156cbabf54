"""Which cross sections a reaction network is made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from magnetosonic.errors import InputError
from magnetosonic.species.helium_targets import HELIUM_TARGETS
from magnetosonic.species.inelastic_models import INELASTIC_MODELS
from magnetosonic.species.nuclide import SYMBOLS
from magnetosonic.species.spallation_sets import SPALLATION_MODELS
from magnetosonic.text import printable

_PROTONS = "Kafexhiu et al. 2014, PRD 90, 123014"
_SCATTERED_PROTONS = "Tan & Ng 1983, J. Phys. G 9, 227"


@dataclass(frozen=True)
class NetworkSettings:
    """Choice of the cross sections of a network; hashable, so that it can be a static argument of compiled functions.

    Attributes:
        spallation: cross sections of spallation on hydrogen: one of
            :data:`magnetosonic.species.spallation_sets.SPALLATION_MODELS`.
        inelastic: total inelastic cross sections on hydrogen: one of
            :data:`magnetosonic.species.inelastic_models.INELASTIC_MODELS`.
        helium_target: total inelastic cross sections on helium: one of
            :data:`magnetosonic.species.helium_targets.HELIUM_TARGETS`. The ratio of the partial cross sections is that
            of Ferrando et al. 1988 in all of them.
        max_charge: nuclides of higher charge are left out, 1 to 28.
        table: path of a CSV file of spallation cross sections on hydrogen, see
            :func:`~magnetosonic.species.user_table.read_spallation_csv`; given if and only if ``spallation="table"``.

    Raises:
        InputError: if a value is none of these, or if two of them do not go together.
    """

    spallation: str = "evoli2019"
    inelastic: str = "crosec"
    helium_target: str = "ferrando1988"
    max_charge: int = len(SYMBOLS)
    table: str | None = None

    def __post_init__(self) -> None:
        choices: dict[str, tuple[object, ...]] = {
            "spallation": tuple(SPALLATION_MODELS),
            "inelastic": tuple(INELASTIC_MODELS),
            "helium_target": tuple(HELIUM_TARGETS),
            "max_charge": tuple(range(1, len(SYMBOLS) + 1)),
        }
        for field, allowed in choices.items():
            if getattr(self, field) not in allowed:
                listed = ", ".join(map(str, allowed))
                raise InputError(field, getattr(self, field), f"one of {listed}")
        if (check := HELIUM_TARGETS[self.helium_target].check) is not None:
            check(self.inelastic)
        if (self.table is None) == ("table" in SPALLATION_MODELS[self.spallation].parameters):
            condition = "the path of a CSV file if spallation is table, and absent otherwise"
            raise InputError("table", self.table, condition)

    def words(self) -> str:
        """What the network is made of, for a report."""
        table = "" if self.table is None else f" {printable(self.table)}"
        return (
            f"spallation {self.spallation}{table}, inelastic {self.inelastic}, on helium {self.helium_target}, "
            f"up to charge {self.max_charge}"
        )

    def citations(self, helium: bool = True) -> tuple[tuple[str, str], ...]:
        """What to cite.

        Args:
            helium: whether the gas holds any.

        Returns:
            Pairs of subject and reference.
        """
        parameters = {} if self.table is None else {"table": Path(self.table)}
        spallation = SPALLATION_MODELS[self.spallation].build(**parameters).citation
        inelastic = INELASTIC_MODELS[self.inelastic].build().citation
        target = HELIUM_TARGETS[self.helium_target].build().citation
        return (
            ("spallation", spallation),
            ("inelastic cross sections", f"{inelastic}; protons: {_PROTONS}"),
            *((("cross sections on helium", target),) if helium else ()),
            ("scattered protons", _SCATTERED_PROTONS),
        )


DEFAULT_SETTINGS = NetworkSettings()
"""The cross sections that a network has unless told otherwise."""
