"""From models to interstellar spectra, for fits: everything anew, or with what does not change computed once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import equinox as eqx

from magnetosonic.model import Model, Propagation
from magnetosonic.observables.spectra import Spectra

OF_INJECTION = ("injection", "normalization", "modulation")
"""Where the numbers are that neither the network nor D nor the Galaxy depends on."""


def spectra_of_model(model: Model) -> Spectra:
    """Interstellar spectra with everything computed anew, for numbers of any kind.

    Args:
        model: the model; its numbers may be traced.

    Returns:
        The spectra, whose energies are known numbers.
    """
    return dataclasses.replace(model.spectra(), energy=model.energy)


class FixedTransport(eqx.Module):
    """Interstellar spectra with everything that is already there, for numbers of :data:`OF_INJECTION`.

    Attributes:
        propagation: network, D, Galaxy and losses.
    """

    propagation: Propagation

    @classmethod
    def of(cls, model: Model) -> FixedTransport:
        """With those of a model."""
        return cls(model.propagation())

    def __call__(self, model: Model) -> Spectra:
        """Interstellar spectra with the injection and normalization of a model; as :func:`spectra_of_model`."""
        problem = dataclasses.replace(
            self.propagation,
            injection=model.injection,
            normalization=model.normalization.numbers(),
            modulation_potential=model.modulation_potential,
        )
        return dataclasses.replace(problem.spectra(), energy=model.energy)


def needs_new_transport(addresses: Iterable[str]) -> bool:
    """Whether more than the injection depends on a number of these addresses."""
    return any(address.split(".")[0] not in OF_INJECTION for address in addresses)
