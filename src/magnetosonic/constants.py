"""Physical constants and the one internal system of units.

Inside the package every quantity is a plain 64-bit number in

==================  ===========================  ==============================================
quantity            unit                         remark
==================  ===========================  ==============================================
length              kpc                          heights, radii, injection scale, Larmor radius
time                Myr                          Julian years
speed               kpc/Myr                      1 kpc/Myr = 977.8 km/s
diffusion           kpc^2/Myr                    1 kpc^2/Myr = 3.017e29 cm^2/s
energy              GeV                          kinetic energies are per nucleon (GeV/n)
rigidity            GV
magnetic field      uG
number density      cm^-3                        gas; cosmic rays in (GeV/n)^-1 m^-3
cross section       mb
==================  ===========================  ==============================================

Strings and Astropy quantities are converted at the boundary by :mod:`magnetosonic.units`. The values are those of
CODATA and the IAU as shipped with Astropy.
"""

from __future__ import annotations

from astropy import constants as _codata
from astropy import units as _u

KPC_IN_CM: float = float((1 * _u.kpc).to_value(_u.cm))
MYR_IN_S: float = float((1 * _u.Myr).to_value(_u.s))
KM_S_IN_KPC_MYR: float = float((1 * _u.km / _u.s).to_value(_u.kpc / _u.Myr))
KPC2_MYR_IN_CM2_S: float = float((1 * _u.kpc**2 / _u.Myr).to_value(_u.cm**2 / _u.s))

SPEED_OF_LIGHT: float = float(_codata.c.to_value(_u.kpc / _u.Myr))
"""Speed of light [kpc/Myr]."""
SPEED_OF_LIGHT_M_S: float = float(_codata.c.to_value(_u.m / _u.s))
"""Speed of light [m/s], for fluxes per m^2 and s."""
PROTON_MASS: float = float((_codata.m_p * _codata.c**2).to_value(_u.GeV))
"""Rest energy of the proton [GeV]."""
ATOMIC_MASS_UNIT: float = float((_codata.u * _codata.c**2).to_value(_u.GeV))
"""Rest energy of the atomic mass unit [GeV]."""
ELECTRON_MASS: float = float((_codata.m_e * _codata.c**2).to_value(_u.GeV))
"""Rest energy of the electron [GeV]."""
PROTON_ELECTRON_MASS_RATIO: float = PROTON_MASS / ELECTRON_MASS
CLASSICAL_ELECTRON_RADIUS_CM: float = float((_codata.e.esu**2 / (_codata.m_e * _codata.c**2)).to_value(_u.cm))
HBAR_C_GEV_CM: float = float((_codata.hbar * _codata.c).to_value(_u.GeV * _u.cm))
BOLTZMANN_GEV_K: float = float(_codata.k_B.to_value(_u.GeV / _u.K))
LARMOR_RADIUS_1GV_1UG: float = float((1 * _u.GV / (_codata.c * (1 * _u.uG).to(_u.T))).to_value(_u.kpc))
"""Larmor radius of a particle of rigidity 1 GV at 90 degrees pitch angle in 1 uG [kpc]: r_L = rho/(c B)."""
COLLISION_RATE: float = float((1 * _u.mbarn * _codata.c / _u.cm**3).to_value(1 / _u.Myr))
"""n v sigma for n = 1 cm^-3, sigma = 1 mb, v = c [1/Myr]."""
HELIUM_TO_HYDROGEN: float = 0.11
"""Number of helium per hydrogen nuclei in the interstellar medium (the value of GALPROP and DRAGON2)."""
