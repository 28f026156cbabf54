"""Spallation of Webber et al. 2003, ApJS 144, 153, with deuterium and helium-3 of Coste et al. 2012, A&A 539, A88.

To nickel, above 0.1 GeV/n. It makes no lithium, and the exchange of a charge without loss of a nucleon, where the
formula does not hold, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from magnetosonic.choices import Choice
from magnetosonic.species.spallation_sets.interface import COSTE, SpallationSet
from magnetosonic.species.spallation_table import Channel, Curve, load_curves

_CITATION = f"Webber, Soutoul, Kish & Rockstroh 2003, ApJS 144, 153; deuterium and helium-3: {COSTE}"


def _curves() -> Mapping[Channel, Curve]:
    return {**load_curves("spallation_webber2003.csv"), **load_curves("spallation_coste2012.csv")}


CHOICE = Choice(
    "webber2003-coste2012",
    "Webber et al. 2003, ApJS 144, 153, with Coste et al. 2012, A&A 539, A88",
    lambda: SpallationSet(_CITATION, _curves),
)
