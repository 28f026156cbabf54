"""A model of one zone with a power law on a coarse grid, as nested tables."""

from astropy import units as u

POWER_LAW = {
    "zones": {"halo": {"half_height": 4 * u.kpc}},
    "diffusion": {"model": "power_law", "power_law": {"D0": "4e28 cm2/s", "rho0": 4 * u.GV, "delta": 0.5, "eta": 1.0}},
    "galaxy": {
        "radius": 12 * u.kpc,
        "halo_half_height": "4000 pc",
        "observer_radius": "8.3 kpc",
        "grid": {"radial_cells": 21, "height_order": 4},
    },
    "injection": {
        "nuclides": {
            "H1": {"abundance": 1e6, "slopes": [2.4]},
            "C12": {"abundance": 3000, "slopes": [2.0, 2.4], "breaks": [5 * u.GV]},
        }
    },
    "normalization": {"kinetic_energy": "50 GeV", "proton_flux": "0.26 1/(GeV m2 s sr)"},
    "transport": {"energy_min": "1 GeV/n", "energy_max": "1 TeV/n", "energies_per_decade": 8},
    "modulation": {"potential": 600 * u.MV},
}
