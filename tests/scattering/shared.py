"""What the tests of this folder share: settings, and calls of one shape, so that few functions are compiled."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from magnetosonic.constants import LARMOR_RADIUS_1GV_1UG, SPEED_OF_LIGHT
from magnetosonic.scattering import alfven
from magnetosonic.scattering.confinement import Diffusion
from magnetosonic.scattering.diffusion import diffusion_coefficient
from magnetosonic.scattering.integrals import scattering_tables
from magnetosonic.scattering.nodes import cascade_of
from magnetosonic.scattering.rates import scattering_rates
from magnetosonic.scattering.settings import ScatteringSettings
from magnetosonic.turbulence.medium import Turbulence

ALL = ScatteringSettings(modes=("fast", "alfven", "slow"))
FINE = ALL.at_resolution("fine")
DEFAULT = ScatteringSettings()
THRESHOLD = ScatteringSettings(confinement="threshold")
RIGIDITY = np.array([0.3, 10.0, 1e3, 1e4])
PITCH = np.array([0.02, 0.2, 0.5, 0.8, 0.95])


def changed(turbulence: Turbulence, **fields) -> Turbulence:
    """The same turbulence with other values of some fields."""
    names = tuple(fields)
    # Types as before, so that nothing is compiled anew.
    values = tuple(jnp.asarray(value, dtype=getattr(turbulence, name).dtype) for name, value in fields.items())
    return eqx.tree_at(lambda t: tuple(getattr(t, name) for name in names), turbulence, values)


def rigidity_of(scale, turbulence: Turbulence):
    """Rigidity [GV] at which R = r_L/L has the given value."""
    return np.asarray(scale) * float(turbulence.injection_scale * turbulence.magnetic_field) / LARMOR_RADIUS_1GV_1UG


def _padded(values, count):
    values = np.atleast_1d(np.asarray(values, dtype=float))
    return np.concatenate([values, np.full(count - values.size, values[-1])])


def rates(turbulence, settings, rigidity=RIGIDITY, mu=PITCH, velocity=SPEED_OF_LIGHT):
    """D_mumu [1/Myr] by mode and interaction, for up to four rigidities and five pitch angles."""
    found = scattering_rates(turbulence, settings, _padded(rigidity, 4), _padded(mu, 5), np.array([velocity]))
    return {key: np.asarray(rate)[: np.size(rigidity), : np.size(mu)] for key, rate in found.items()}


def dimensionless(turbulence, settings, rigidity=RIGIDITY, mu=PITCH, velocity=SPEED_OF_LIGHT):
    """d = D_mumu L/v of the same."""
    to_d = float(turbulence.injection_scale) / velocity
    return {key: rate * to_d for key, rate in rates(turbulence, settings, rigidity, mu, velocity).items()}


def interaction(part, settings, turbulence, particles):
    """Rate d of one interaction alone, of which little has to be compiled."""
    tables = scattering_tables(settings)
    if part is alfven.gyroresonance:
        return part(tables, turbulence, settings, particles)
    return part(tables, cascade_of(turbulence), settings, particles)


def diffuse(turbulence, settings=DEFAULT, length=1.2, rigidity=RIGIDITY, velocity=SPEED_OF_LIGHT) -> Diffusion:
    """D for four rigidities, with the velocity of each."""
    return diffusion_coefficient(turbulence, settings, rigidity, length, np.full(4, velocity))
