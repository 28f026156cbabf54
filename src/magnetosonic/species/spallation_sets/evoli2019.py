"""Spallation after Evoli, Aloisio & Blasi 2019, PRD 99, 103023: twenty nuclides from lithium-6 to iron-56.

From 10 MeV/n to 1 TeV/n. Helium-3 comes from helium-4 only, after Evoli et al. 2018, JCAP 07, 006; deuterium from all
of them and helium after Coste et al. 2012, A&A 539, A88, who have none from helium-4 below 0.15 GeV/n.
"""

from __future__ import annotations

from collections.abc import Mapping

from magnetosonic.choices import Choice
from magnetosonic.species.spallation_sets.interface import COSTE, EVOLI_HELIUM, SpallationSet
from magnetosonic.species.spallation_table import Channel, Curve, load_curves
from magnetosonic.species.tripathi import DEUTERIUM

_CITATION = f"{EVOLI_HELIUM}; Evoli, Aloisio & Blasi 2019, PRD 99, 103023; deuterium: {COSTE}"


def _curves() -> Mapping[Channel, Curve]:
    own = load_curves("spallation_hydrogen.csv")
    held = {nuclide for pair in own for nuclide in pair}
    coste = load_curves("spallation_coste2012.csv")
    deuterium = {pair: curve for pair, curve in coste.items() if pair[0] in held and pair[1] == DEUTERIUM}
    return {**own, **deuterium}


CHOICE = Choice("evoli2019", "Evoli, Aloisio & Blasi 2019, PRD 99, 103023", lambda: SpallationSet(_CITATION, _curves))
