"""Constants in Gaussian units, in which the formulas of plasma physics are written."""

from __future__ import annotations

from astropy import constants as codata

from magnetosonic.constants import KM_S_IN_KPC_MYR

PROTON_MASS_G: float = float(codata.m_p.cgs.value)
BOLTZMANN_ERG_K: float = float(codata.k_B.cgs.value)
ELEMENTARY_CHARGE_ESU: float = float(codata.e.esu.value)
GAUSS_IN_UG: float = 1e-6
CM_S_IN_KPC_MYR: float = 1e-5 * KM_S_IN_KPC_MYR
