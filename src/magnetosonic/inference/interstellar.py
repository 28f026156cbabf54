"""From models to interstellar spectra, for fits: everything anew, or with what does not change computed once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import equinox as eqx

from magnetosonic.model import Model, Propagation
from magnetosonic.model.propagation import compiled_system
from magnetosonic.observables.spectra import Spectra
from magnetosonic.transport.equation import System
from magnetosonic.transport.solve import solve_densities

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
    """Interstellar spectra with all that is already there, for numbers of :data:`OF_INJECTION`.

    Attributes:
        propagation: network, D, Galaxy and losses.
        system: the discrete equation that follows from them.
    """

    propagation: Propagation
    system: System

    @classmethod
    def of(cls, model: Model) -> FixedTransport:
        """With network, D, Galaxy and losses of a model."""
        propagation = model.propagation()
        return cls(propagation, compiled_system(propagation))

    def __call__(self, model: Model) -> Spectra:
        """Interstellar spectra with the injection and normalization of a model; as :func:`spectra_of_model`."""
        problem = dataclasses.replace(
            self.propagation, injection=model.injection, normalization=model.normalization.numbers()
        )
        system = dataclasses.replace(self.system, source_spectrum=problem.source_spectrum())
        return dataclasses.replace(problem.at_observer(solve_densities(system)), energy=model.energy)


def needs_new_transport(addresses: Iterable[str]) -> bool:
    """Whether more than the injection depends on a number of these addresses."""
    return any(address.split(".")[0] not in OF_INJECTION for address in addresses)
