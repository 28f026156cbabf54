"""Scans of the Alfvénic Mach number have no holes, however weakly the disk confines."""

import numpy as np
import pytest

from magnetosonic.config.build import build_model
from magnetosonic.config.load import load_config
from tests.compilation.test_programs import COARSE


@pytest.mark.parametrize("rule", ["limited", "threshold"])
def test_one_mach_number_in_both_zones(rule):
    # Values at which a disk that ceases to confine at some rigidity makes steps of D with the rule "threshold".
    machs = (0.3, 0.42, 0.45, 0.48, 0.57, 0.63, 0.9, 1.2) if rule == "limited" else (0.42, 0.48, 0.57, 0.63)
    ratios = []
    for mach in machs:
        changes = [f"zones.{zone}.alfven_mach={mach}" for zone in ("disk", "halo")]
        model = build_model(load_config("converged", [*COARSE, *changes, f"scattering.confinement={rule}"]))
        prediction = model.predict()
        assert not {"H1", "C12", "B11"} & {mark.species.name for mark in prediction.interstellar.unresolved}
        ratios.append(float(prediction.modulated.ratio("B/C", 300.0)[0]))
    if rule == "limited":  # the larger M_A, the smaller D
        assert np.all(np.diff(ratios) > 0)
