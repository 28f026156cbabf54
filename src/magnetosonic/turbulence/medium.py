"""The turbulence of one zone: the numbers that spectra, damping and scattering depend on."""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from magnetosonic.arrays import Array, Bool, Float, parameter
from magnetosonic.plasma.ion_neutral import NEVER
from magnetosonic.words import fields


def _as_bool(value: object) -> Array:
    traced = isinstance(value, jax.core.Tracer)
    return jnp.asarray(value, dtype=bool) if traced else jax.device_put(np.asarray(value, dtype=bool))


class Turbulence(eqx.Module):
    """MHD turbulence injected at one scale in a homogeneous zone.

    Every field is a JAX value and may be traced or batched; the numbers may be differentiated. Which dampings act is
    decided by the three flags alone, not by the numbers, so that zones with different dampings can be stacked and
    mapped together. Without any of them only the dissipation scale ends the cascade. The configuration checks the
    ranges; the formulas are meant for Alfvénic Mach numbers of about 0.05 to 3.

    Attributes:
        alfven_mach: Alfvénic Mach number M_A at the injection scale; (delta B/B)^2 = M_A^2 there.
        injection_scale: outer scale L of the turbulence [kpc].
        plasma_beta: thermal over magnetic pressure.
        alfven_speed: Alfvén speed v_A [kpc/Myr].
        magnetic_field: mean field B [uG].
        viscous_scale: x_c, the wave number k L at which viscosity truncates the fast modes that run along the
            field; used if ``viscous``.
        collisionless: whether collisionless (Landau) damping truncates the compressible cascade.
        viscous: whether viscosity does.
        ion_neutral: whether friction between ions and neutrals truncates the compressible and the Alfvénic cascade.
        ion_neutral_scale: x_in, the wave number k L at which it truncates the compressible modes, whatever their
            direction; used if ``ion_neutral``.
        ion_neutral_parallel_scale: k_par L at which it truncates the Alfvénic cascade; used if ``ion_neutral``.
    """

    alfven_mach: Float[Array, "..."] = eqx.field(converter=parameter)
    injection_scale: Float[Array, "..."] = eqx.field(converter=parameter)
    plasma_beta: Float[Array, "..."] = eqx.field(converter=parameter)
    alfven_speed: Float[Array, "..."] = eqx.field(converter=parameter)
    magnetic_field: Float[Array, "..."] = eqx.field(converter=parameter)
    viscous_scale: Float[Array, "..."] = eqx.field(converter=parameter, default=1e6)
    collisionless: Bool[Array, "..."] = eqx.field(converter=_as_bool, default=True)
    viscous: Bool[Array, "..."] = eqx.field(converter=_as_bool, default=False)
    ion_neutral: Bool[Array, "..."] = eqx.field(converter=_as_bool, default=False)
    ion_neutral_scale: Float[Array, "..."] = eqx.field(converter=parameter, default=NEVER)
    ion_neutral_parallel_scale: Float[Array, "..."] = eqx.field(converter=parameter, default=NEVER)

    __repr__ = fields
