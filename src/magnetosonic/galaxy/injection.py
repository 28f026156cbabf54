"""Injection spectra of the sources: power laws with breaks, per unit momentum."""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array
from magnetosonic.numerics.breaks import smooth_break

_BEYOND = 1e30  # GV: a break that is never reached


class Injection(eqx.Module):
    """Relative injection of one nuclide, dQ/dp ~ abundance (x/x_ref)^-slope, continuous at the breaks.

    With breaks x_i between slopes a_i and a_(i+1) of smoothness s_i it is Q ~ x^-a_0 prod_i [1 + (x/x_i)^(|a_i -
    a_(i+1)|/s_i)]^(± s_i), + where the slope falls (Boschini et al. 2020, ApJS 250, 27, equation 1, where s_i bears the
    sign), divided by its value at x_ref; see :func:`magnetosonic.numerics.breaks.smooth_break`.

    x is the rigidity or the momentum per nucleon. Spectra of sources are power laws per unit momentum, as diffusive
    shock acceleration makes them; per kinetic energy per nucleon, dQ/dT = dQ/dp c/v. All nuclides share one
    normalization, fixed by the proton flux at the observer.

    The momentum per nucleon, and abundances that compare at it, is what DRAGON2 means by "rigidity" in its source
    spectra: with it the public runs of that code are met within some per cent, with the rigidity they are missed by
    a factor of up to seven.

    Attributes:
        abundance: relative to the other nuclides, at the reference.
        slopes: one more than breaks, from low to high x [slope].
        breaks: increasing [break] [GV, or GeV/n].
        smoothness: of the breaks, 0 for sharp ones [break].
        reference: x at which the abundances compare [GV, or GeV/n].
        per_nucleon: whether x is the momentum per nucleon [GeV/n] rather than the rigidity [GV].
    """

    abundance: Float[Array, ""]
    slopes: Float[Array, "slope"]
    breaks: Float[Array, "break"]
    smoothness: Float[Array, "break"]
    reference: Float[Array, ""]
    per_nucleon: bool = eqx.field(static=True)

    def spectrum(
        self,
        rigidity: Float[Array, "energy"],
        momentum_per_nucleon: Float[Array, "energy"],
        velocity: Float[Array, "energy"],
    ) -> Float[Array, "energy"]:
        """Injection per kinetic energy per nucleon.

        Args:
            rigidity: of the nuclide at the energies wanted [energy] [GV].
            momentum_per_nucleon: likewise [energy] [GeV/n].
            velocity: likewise [energy] [c].

        Returns:
            Q, in the common arbitrary unit [energy].
        """

        def exponent(x: Array) -> Array:
            # Each break adds its change of slope to the logarithm: continuous by construction.
            distance = jnp.log(x) - jnp.log(self.breaks)[:, None]
            steps = smooth_break(distance, -jnp.diff(self.slopes)[:, None], self.smoothness[:, None])
            return -self.slopes[0] * jnp.log(x) + jnp.sum(steps, axis=0)

        x = momentum_per_nucleon if self.per_nucleon else rigidity
        return self.abundance / velocity * jnp.exp(exponent(x) - exponent(self.reference[None]))


def injected_spectra(
    injections: Sequence[Injection],
    rigidity: Float[Array, "nuclide energy"],
    momentum_per_nucleon: Float[Array, "nuclide energy"],
    velocity: Float[Array, "nuclide energy"],
) -> Float[Array, "nuclide energy"]:
    """Injection of several nuclides at once, see :meth:`Injection.spectrum`.

    Args:
        injections: of every nuclide, all in the same variable.
        rigidity: [nuclide, energy] [GV].
        momentum_per_nucleon: [nuclide, energy] [GeV/n].
        velocity: [nuclide, energy] [c].

    Returns:
        Q, in the common arbitrary unit [nuclide, energy].
    """
    longest = max(len(injection.breaks) for injection in injections)

    def padded(injection: Injection) -> Injection:
        missing = longest - len(injection.breaks)
        slopes = jnp.concatenate([injection.slopes, jnp.repeat(injection.slopes[-1:], missing)])
        breaks = jnp.concatenate([injection.breaks, jnp.full(missing, _BEYOND)])
        smoothness = jnp.concatenate([injection.smoothness, jnp.zeros(missing)])
        return Injection(injection.abundance, slopes, breaks, smoothness, injection.reference, injection.per_nucleon)

    together = jax.tree.map(lambda *leaves: jnp.stack(leaves), *[padded(injection) for injection in injections])
    return jax.vmap(Injection.spectrum)(together, rigidity, momentum_per_nucleon, velocity)
