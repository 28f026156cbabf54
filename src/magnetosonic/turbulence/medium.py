"""The turbulence of one zone: the numbers that spectra, damping and scattering depend on."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp

from magnetosonic.arrays import Array, Float


def _as_float(value: object) -> Array:
    return jnp.asarray(value, dtype=float)


class Turbulence(eqx.Module):
    """MHD turbulence injected at one scale in a homogeneous zone.

    Every numeric field is a JAX value and may be traced, batched or differentiated. The configuration checks their
    range; the formulas are meant for Alfvénic Mach numbers of about 0.05 to 3.

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
    """

    alfven_mach: Float[Array, "..."] = eqx.field(converter=_as_float)
    injection_scale: Float[Array, "..."] = eqx.field(converter=_as_float)
    plasma_beta: Float[Array, "..."] = eqx.field(converter=_as_float)
    alfven_speed: Float[Array, "..."] = eqx.field(converter=_as_float)
    magnetic_field: Float[Array, "..."] = eqx.field(converter=_as_float)
    viscous_scale: Float[Array, "..."] = eqx.field(converter=_as_float, default=1e6)
    collisionless: bool = eqx.field(static=True, default=True)
    viscous: bool = eqx.field(static=True, default=False)
