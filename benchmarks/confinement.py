"""D with both rules of confinement, in both zones of the preset, as tables of Markdown.

    python benchmarks/confinement.py

``limited``: particles that the waves do not hold leave after L' and count as scattered once there; ``threshold``: the
integral of D ends at mu* (Fornieri et al. 2021, equation 7). The last column is D of the theory without either.
"""

from __future__ import annotations

import numpy as np

from magnetosonic.config import load_config
from magnetosonic.config.build import build_model
from magnetosonic.constants import KPC2_MYR_IN_CM2_S, SPEED_OF_LIGHT
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.settings import ScatteringSettings

RIGIDITY = np.array([1.0, 10.0, 100.0, 1e3, 1e5])  # GV
MACHS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)


def main() -> None:
    """Print one table for each zone."""
    rules = [ScatteringSettings(confinement=rule) for rule in ("limited", "threshold")]
    for name in ("disk", "halo"):
        length = float(build_model(load_config("converged")).zone(name).escape_length)
        print(f"{name}, v L'/3 = {SPEED_OF_LIGHT * length / 3.0 * KPC2_MYR_IN_CM2_S:.2e}\n")
        print("| M_A | " + " | ".join(f"{rigidity:g} GV" for rigidity in RIGIDITY) + " |")
        print("| --- |" + " --- |" * RIGIDITY.size)
        for mach in MACHS:
            turbulence = (
                build_model(load_config("converged", [f"zones.{name}.alfven_mach={mach}"])).zone(name).turbulence
            )
            limits = (*((rule, length) for rule in rules), (rules[0], np.inf))
            found = [diffusion_coefficient(turbulence, rule, RIGIDITY, limit) for rule, limit in limits]
            values = np.array([one.coefficient for one in found]) * KPC2_MYR_IN_CM2_S
            cells = [f"{a:.2e}, {b:.2e}, {c:.2e}" for a, b, c in values.T]
            print(f"| {mach} | " + " | ".join(cells) + " |")
        print()


if __name__ == "__main__":
    main()
