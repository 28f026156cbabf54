"""Which cross sections a reaction network is made of."""

from __future__ import annotations

from dataclasses import dataclass

from magnetosonic.errors import InputError
from magnetosonic.species.nuclide import SYMBOLS

SPALLATION_MODELS = ("evoli2019", "galprop-opt12", "webber2003-coste2012", "table")
INELASTIC_MODELS = ("crosec", "tripathi1999", "letaw1983")
HELIUM_TARGETS = ("ferrando1988", "tripathi1999")


@dataclass(frozen=True)
class NetworkSettings:
    """Choice of the cross sections of a network; hashable, so that it can be a static argument of compiled functions.

    Attributes:
        spallation: cross sections of spallation on hydrogen:

            - ``evoli2019``: Evoli, Aloisio & Blasi 2019, PRD 99, 103023: twenty nuclides from lithium-6 to iron-56;
              helium-3 from helium-4 only, after Evoli et al. 2018, JCAP 07, 006; deuterium from all of them and
              helium after Coste et al. 2012, A&A 539, A88, who have none from helium-4 below 0.15 GeV/n;
            - ``galprop-opt12``: set OPT12 of Génolini et al. 2018, PRC 98, 034611, from the cross sections of
              GALPROP (Moskalenko & Mashnik 2003); to nickel, above 0.1 GeV/n. Deuterium comes from helium, carbon and
              oxygen alone, helium-3 from these, nitrogen and iron; both from helium-4 only above 0.4 GeV/n;
            - ``webber2003-coste2012``: Webber et al. 2003, ApJS 144, 153, with deuterium and helium-3 of Coste et al.
              2012; to nickel, above 0.1 GeV/n. It makes no lithium, and the exchange of a charge without loss of a
              nucleon, where the formula does not hold, is left out;
            - ``table``: the file ``table``.

        inelastic: total inelastic cross sections on hydrogen: ``crosec`` (Barashenkov & Polanski 1994 with Letaw et
            al. 1983 for nuclides that it lacks), ``tripathi1999`` (Tripathi, Cucinotta & Wilson 1999, NIM B 155, 349)
            or ``letaw1983`` (Letaw, Silberberg & Tsao 1983, ApJS 51, 271).
        helium_target: total inelastic cross sections on helium: ``ferrando1988`` (those on hydrogen times the ratio of
            Ferrando et al. 1988, PRC 37, 1490) or ``tripathi1999``, which needs ``inelastic="tripathi1999"``. The
            ratio of the partial cross sections is that of Ferrando et al. 1988 in both.
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
            "spallation": SPALLATION_MODELS,
            "inelastic": INELASTIC_MODELS,
            "helium_target": HELIUM_TARGETS,
            "max_charge": tuple(range(1, len(SYMBOLS) + 1)),
        }
        for field, allowed in choices.items():
            if getattr(self, field) not in allowed:
                listed = ", ".join(map(str, allowed))
                raise InputError(field, getattr(self, field), f"one of {listed}")
        if self.helium_target == "tripathi1999" and self.inelastic != "tripathi1999":
            condition = "ferrando1988 unless inelastic is tripathi1999 too"
            raise InputError("helium_target", self.helium_target, condition)
        if (self.table is None) == (self.spallation == "table"):
            condition = "the path of a CSV file if spallation is table, and absent otherwise"
            raise InputError("table", self.table, condition)


DEFAULT_SETTINGS = NetworkSettings()
"""The cross sections that a network has unless told otherwise."""
