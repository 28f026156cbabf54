"""What a set of spallation cross sections offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from magnetosonic.species.spallation_table import Channel, Curve

EVOLI_HELIUM = "Evoli, Gaggero, Vittino, Di Mauro, Grasso & Mazziotta 2018, JCAP 07, 006"
COSTE = "Coste, Derome, Maurin & Putze 2012, A&A 539, A88"


@dataclass(frozen=True)
class SpallationSet:
    """Cross sections of spallation on hydrogen, cumulative.

    Attributes:
        citation: what to cite, what other sets add to it included.
        curves: reads the cross sections [mb], by parent and daughter, as functions of the kinetic energy per nucleon
            [GeV/n]; channels among the light nuclei that are missing are added to them.
    """

    citation: str
    curves: Callable[[], Mapping[Channel, Curve]]
