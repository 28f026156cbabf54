"""Spallation of the set OPT12 of Génolini et al. 2018, PRC 98, 034611; to nickel, above 0.1 GeV/n.

From the cross sections of GALPROP (Moskalenko & Mashnik 2003). Deuterium comes from helium, carbon and oxygen alone,
helium-3 from these, nitrogen and iron; both from helium-4 only above 0.4 GeV/n.
"""

from __future__ import annotations

from functools import partial

from magnetosonic.choices import Choice
from magnetosonic.species.spallation_sets.interface import COSTE, SpallationSet
from magnetosonic.species.spallation_table import load_curves

_CITATION = (
    "Génolini, Maurin, Moskalenko & Unger 2018, PRC 98, 034611; "
    f"Moskalenko & Mashnik 2003, Proc. 28th ICRC 4, 1969; deuterium from helium-3: {COSTE}"
)
CHOICE = Choice(
    "galprop-opt12",
    "set OPT12 of Génolini et al. 2018, PRC 98, 034611",
    lambda: SpallationSet(_CITATION, partial(load_curves, "spallation_galprop_opt12.csv")),
)
