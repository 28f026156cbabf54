"""Injection spectra of the sources: power laws with breaks, per unit momentum."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Float

from magnetosonic.arrays import Array, Scalar
from magnetosonic.errors import InputError
from magnetosonic.numerics.breaks import smooth_break
from magnetosonic.species.kinematics import momentum_per_nucleon, rigidity
from magnetosonic.species.nuclide import Nuclide
from magnetosonic.words import fields, listed, span

_BEYOND = 1e30  # GV: a break that is never reached


class SourceSpectrum(eqx.Module):
    """Relative injection of one nuclide, dQ/dp ~ abundance (x/x_ref)^-slope, continuous at the breaks.

    With breaks x_i between slopes a_i and a_(i+1) of smoothness s_i it is Q ~ x^-a_0 prod_i [1 + (x/x_i)^(|a_i -
    a_(i+1)|/s_i)]^(± s_i), + where the slope falls (Boschini et al. 2020, ApJS 250, 27, equation 1, where s_i bears the
    sign), divided by its value at x_ref; see :func:`magnetosonic.numerics.breaks.smooth_break`.

    Attributes:
        abundance: relative to the other nuclides, at the reference.
        slopes: one more than breaks, from low to high x [slope].
        breaks: increasing [break] [GV, or GeV/n].
        smoothness: of the breaks, 0 for sharp ones [break].
    """

    abundance: Float[Array, ""]
    slopes: Float[Array, "slope"]
    breaks: Float[Array, "break"]
    smoothness: Float[Array, "break"]

    __repr__ = fields

    def __call__(
        self, x: Float[Array, "energy"], reference: Float[Array, ""], velocity: Float[Array, "energy"]
    ) -> Float[Array, "energy"]:
        """Injection per kinetic energy per nucleon.

        Args:
            x: rigidity or momentum per nucleon at the energies wanted [energy] [GV, or GeV/n].
            reference: x at which abundances compare.
            velocity: at the energies wanted [energy] [c].

        Returns:
            Q, in the common arbitrary unit [energy].
        """

        def exponent(x: Array) -> Array:
            # Each break adds its change of slope to the logarithm: continuous by construction.
            distance = jnp.log(x) - jnp.log(self.breaks)[:, None]
            steps = smooth_break(distance, -jnp.diff(self.slopes)[:, None], self.smoothness[:, None])
            return -self.slopes[0] * jnp.log(x) + jnp.sum(steps, axis=0)

        return self.abundance / velocity * jnp.exp(exponent(x) - exponent(jnp.asarray(reference, dtype=float)[None]))

    def padded(self, breaks: int) -> SourceSpectrum:
        """The same with more breaks, which are never reached."""
        missing = breaks - len(self.breaks)
        return SourceSpectrum(
            self.abundance,
            jnp.concatenate([self.slopes, jnp.repeat(self.slopes[-1:], missing)]),
            jnp.concatenate([self.breaks, jnp.full(missing, _BEYOND)]),
            jnp.concatenate([self.smoothness, jnp.zeros(missing)]),
        )


class Injection(eqx.Module):
    """What the sources inject, by nuclide.

    The variable x of the spectra is the rigidity or the momentum per nucleon. Spectra of sources are power laws per
    unit momentum, as diffusive shock acceleration makes them; per kinetic energy per nucleon, dQ/dT = dQ/dp c/v. All
    nuclides share one normalization, fixed by the proton flux at the observer.

    The momentum per nucleon, and abundances that compare at it, is what DRAGON2 means by "rigidity" in its source
    spectra: with it the public runs of that code are met within some per cent, with the rigidity they are missed by
    a factor of up to seven.

    Attributes:
        nuclides: source spectrum of each.
        reference: x at which the abundances compare [GV, or GeV/n]; None where they do at an energy.
        reference_energy: kinetic energy per nucleon at which they compare [GeV/n]; None where they do at an x. There
            all nuclides have the same velocity, so that abundances per momentum are those per energy, per nucleon.
        per_nucleon: whether x is the momentum per nucleon [GeV/n] rather than the rigidity [GV].
    """

    nuclides: dict[Nuclide, SourceSpectrum]
    reference: Scalar | None
    reference_energy: Scalar | None
    per_nucleon: bool = eqx.field(static=True)

    def __repr__(self) -> str:
        """Of which nuclides, and where their abundances compare."""
        at = self.reference if self.reference_energy is None else self.reference_energy
        unit = "GeV/n" if self.per_nucleon or self.reference_energy is not None else "GV"
        variable = "momentum per nucleon" if self.per_nucleon else "rigidity"
        return (
            f"Injection of {len(self.nuclides)} nuclides ({listed(self.nuclides)})\n"
            f"  power laws of the {variable}; abundances compare at {span(at, unit)}"
        )

    def __getitem__(self, nuclide: Nuclide) -> SourceSpectrum:
        """Source spectrum of a nuclide."""
        return self.nuclides[nuclide]

    def __iter__(self) -> Iterator[Nuclide]:
        """Nuclides that are injected."""
        return iter(self.nuclides)

    def __len__(self) -> int:
        """How many nuclides are injected."""
        return len(self.nuclides)

    def items(self) -> ItemsView[Nuclide, SourceSpectrum]:
        """Nuclides with their source spectra."""
        return self.nuclides.items()

    def reference_of(self, nuclide: Nuclide) -> Scalar:
        """X at which the abundance of a nuclide compares [GV, or GeV/n]."""
        if self.reference_energy is None:
            return self._given_reference()
        if self.per_nucleon:
            return momentum_per_nucleon(self.reference_energy, nuclide)
        return rigidity(self.reference_energy, nuclide)

    def _given_reference(self) -> Scalar:
        if self.reference is None:
            raise InputError("reference", None, "given, or reference_energy")
        return self.reference

    def spectra(
        self,
        nuclides: Sequence[Nuclide],
        rigidity: Float[Array, "nuclide energy"],
        momentum_per_nucleon: Float[Array, "nuclide energy"],
        velocity: Float[Array, "nuclide energy"],
    ) -> Float[Array, "nuclide energy"]:
        """Injection of several nuclides at once, see :class:`SourceSpectrum`.

        Args:
            nuclides: which.
            rigidity: [nuclide, energy] [GV].
            momentum_per_nucleon: [nuclide, energy] [GeV/n].
            velocity: [nuclide, energy] [c].

        Returns:
            Q, in the common arbitrary unit [nuclide, energy].
        """
        spectra = [self.nuclides[nuclide] for nuclide in nuclides]
        longest = max(len(spectrum.breaks) for spectrum in spectra)
        together = jax.tree.map(lambda *leaves: jnp.stack(leaves), *[entry.padded(longest) for entry in spectra])
        reference = jnp.stack([jnp.asarray(self.reference_of(nuclide), dtype=float) for nuclide in nuclides])
        x = momentum_per_nucleon if self.per_nucleon else rigidity
        return jax.vmap(SourceSpectrum.__call__)(together, x, reference, velocity)
