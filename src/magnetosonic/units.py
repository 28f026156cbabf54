"""The boundary between quantities with units and the plain numbers inside the package.

Configuration files, the command line and the public functions accept strings such as ``"100 pc"`` and Astropy
quantities. :func:`to_internal` turns them into numbers of the internal system stated in
:mod:`magnetosonic.constants`; :func:`to_text` writes such a number as a string that reads back to the same number.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from numbers import Real
from typing import Any

import jax
import numpy as np
from astropy import units as u

from magnetosonic.arrays import Array
from magnetosonic.errors import InputError

Numbers = Any
"""What public functions take for numbers: one or many, bare or an Astropy quantity, see :func:`plain`."""

DIMENSIONLESS = ""
"""Name of the unit of pure numbers, for :func:`to_internal`."""


@dataclass(frozen=True)
class QuantityKind:
    """One kind of physical quantity that the package accepts.

    Attributes:
        noun: what it is, with article, for error messages.
        unit: the internal unit.
        example: a string that is accepted.
        written_in: unit in which :func:`to_text` writes it.
    """

    noun: str
    unit: u.UnitBase
    example: str
    written_in: str


_KINDS: dict[str, QuantityKind] = {
    "kpc": QuantityKind("a length", u.kpc, "100 pc", "kpc"),
    "Myr": QuantityKind("a time", u.Myr, "1.5 Myr", "Myr"),
    "kpc/Myr": QuantityKind("a speed", u.kpc / u.Myr, "10 km/s", "km/s"),
    "1/Myr": QuantityKind("a velocity gradient", u.Myr**-1, "10 km/s/kpc", "km/(s kpc)"),
    "kpc2/Myr": QuantityKind("a diffusion coefficient", u.kpc**2 / u.Myr, "4e28 cm2/s", "cm2/s"),
    "GeV": QuantityKind("an energy", u.GeV, "10 GeV", "GeV"),
    "GeV/n": QuantityKind("a kinetic energy per nucleon", u.GeV, "10 GeV/n", "GeV/n"),
    "GV": QuantityKind("a rigidity", u.GV, "10 GV", "GV"),
    "c": QuantityKind("a velocity", u.Unit("299792458 m/s"), "1e5 km/s", "km/s"),
    "uG": QuantityKind("a magnetic field", u.uG, "1 uG", "uG"),
    "cm-3": QuantityKind("a number density", u.cm**-3, "1e-3 cm-3", "cm-3"),
    "K": QuantityKind("a temperature", u.K, "1e4 K", "K"),
    "1/(GeV m2 s sr)": QuantityKind(
        "a flux per kinetic energy", (u.GeV * u.m**2 * u.s * u.sr) ** -1, "0.25 1/(GeV m2 s sr)", "1/(GeV m2 s sr)"
    ),
}

_LONGEST_TEXT = 200  # characters
# "per nucleon" counts particles and carries no dimension; Astropy has no such unit.
_PER_NUCLEON = re.compile(r"(?<=eV)\s*/\s*n(?![A-Za-z])")
_COUNTS_NUCLEONS = ("GeV", "GeV/n", "1/(GeV m2 s sr)")
# Astropy warns of a second slash, which is how everybody writes km/s/kpc.
_SECOND_SLASH = re.compile(r"(?<=/)\s*([A-Za-z]+)\s*/\s*([A-Za-z]+)")


def to_internal(value: object, unit_name: str, field: str) -> float:
    """Convert a value given by the user to the internal unit of its kind.

    Args:
        value: a string of number and unit such as ``"100 pc"``, or a scalar Astropy quantity; for a dimensionless
            quantity a real number or a dimensionless Astropy quantity.
        unit_name: the internal unit: ``"kpc"``, ``"Myr"``, ``"kpc/Myr"``, ``"1/Myr"``, ``"kpc2/Myr"``, ``"GeV"``,
            ``"GeV/n"``, ``"GV"``, ``"uG"``, ``"cm-3"``, ``"K"``, ``"1/(GeV m2 s sr)"``, or ``""`` for dimensionless.
        field: dotted name of the input, for the error message.

    Returns:
        The value as a finite number of the internal unit.

    Raises:
        InputError: bare number for a quantity with a dimension, wrong physical type, text that is no quantity, an
            array, NaN or infinity.
        ValueError: ``unit_name`` is none of the above.
    """
    if unit_name == DIMENSIONLESS:
        return _dimensionless(value, field)
    kind = kind_of(unit_name)
    allowed = f'{kind.noun} with its unit, for example "{kind.example}"'
    if isinstance(value, str) and len(value) <= _LONGEST_TEXT:
        quantity = _parse(value, unit_name, field, allowed)
    elif isinstance(value, u.Quantity):
        quantity = value
    else:
        raise InputError(field, value, allowed)
    return _scalar(quantity, kind.unit, InputError(field, value, allowed))


def plain(value: Numbers, unit_name: str, field: str, most_axes: int | None = 1) -> Array:
    """Numbers given to a public function, as plain numbers of the internal unit.

    Args:
        value: bare numbers, which are in the internal unit, or an Astropy quantity, or a list of such; arrays of JAX,
            traced or not, are bare numbers and pass unchanged.
        unit_name: the internal unit, as in :func:`to_internal`, or ``"c"`` for velocities in units of that of light.
        field: name of the input, for the error message.
        most_axes: how many axes there may be; None: any number.

    Returns:
        An array of 64-bit numbers in the shape given, or that of JAX. Whether they are finite and in range is left to
        who knows the range.

    Raises:
        InputError: a quantity of another kind, what are no real numbers, or too many axes.
    """
    if isinstance(value, jax.Array):
        numbers: Any = value
    else:
        try:
            numbers = _bare(value, u.dimensionless_unscaled if unit_name == DIMENSIONLESS else kind_of(unit_name).unit)
        except (u.UnitsError, TypeError, ValueError, OverflowError) as error:
            raise InputError(field, value, _allowed_numbers(unit_name, most_axes)) from error
    if most_axes is not None and np.ndim(numbers) > most_axes:
        raise InputError(field, value, _allowed_numbers(unit_name, most_axes))
    return numbers


def plain_number(value: Numbers, unit_name: str, field: str) -> Any:
    """As :func:`plain`, of a single number.

    Args:
        value: a bare number or an Astropy quantity.
        unit_name: the internal unit, as in :func:`plain`.
        field: name of the input, for the error message.

    Returns:
        The number, or that of JAX.

    Raises:
        InputError: as :func:`plain`.
    """
    if type(value) is float:
        return value
    number = plain(value, unit_name, field, most_axes=0)
    return number if isinstance(number, jax.Array) else float(number)


def _bare(value: Numbers, unit: u.UnitBase) -> Any:
    if isinstance(value, list | tuple) and any(isinstance(entry, u.Quantity) for entry in value):
        value = u.Quantity(value)
    if isinstance(value, u.Quantity):
        value = value.to_value(unit)
    numbers = np.asarray(value)
    if numbers.dtype == np.float64:
        return numbers
    real = all(isinstance(entry, Real) and not isinstance(entry, bool) for entry in numbers.flat)
    if numbers.dtype.kind not in "iufO" or (numbers.dtype == object and not real):
        raise TypeError("not real numbers")
    return numbers.astype(float)


def _allowed_numbers(unit_name: str, most_axes: int | None) -> str:
    what = "a number" if most_axes == 0 else "a number or a list of numbers" if most_axes == 1 else "numbers"
    if unit_name == DIMENSIONLESS:
        return f"{what} without unit"
    number, unit = kind_of(unit_name).example.split(" ", 1)
    example = f"{number} * u.Unit({unit.replace('/n', '')!r})"
    return f"{what} in {unit_name} or {kind_of(unit_name).noun} as an Astropy quantity, such as {example}"


def to_text(value: float, unit_name: str) -> str:
    """Write a number of the internal system as a string that :func:`to_internal` reads back exactly.

    Args:
        value: number in the internal unit ``unit_name``.
        unit_name: the internal unit, as in :func:`to_internal`, not dimensionless.

    Returns:
        For example ``"10 km/s"``: the fewest digits that give the same 64-bit number, in the field's customary
        unit where that is possible and in the internal unit where rounding forbids it.
    """
    kind = kind_of(unit_name)
    converted = float((value * kind.unit).to_value(kind.written_in.replace("/n", "")))
    for digits in (6, 12, 15, 16, 17):
        text = f"{converted:.{digits}g} {kind.written_in}"
        if to_internal(text, unit_name, "value") == value:
            return text
    return f"{value!r} {unit_name}"


def kind_of(unit_name: str) -> QuantityKind:
    """The kind of quantity that is measured in an internal unit.

    Args:
        unit_name: the internal unit, as in :func:`to_internal`, not dimensionless.

    Returns:
        Its noun, unit and example.

    Raises:
        ValueError: no quantity of the package has this internal unit.
    """
    if unit_name not in _KINDS:
        raise ValueError(f"{unit_name!r} is no internal unit; there are {', '.join(_KINDS)}")
    return _KINDS[unit_name]


def _dimensionless(value: object, field: str) -> float:
    error = InputError(field, value, "a finite number without unit")
    if isinstance(value, u.Quantity):
        return _scalar(value, u.dimensionless_unscaled, error)
    try:
        if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
            raise error
    except OverflowError as cause:  # a whole number beyond all floats
        raise error from cause
    return float(value)


def _parse(text: str, unit_name: str, field: str, allowed: str) -> u.Quantity:
    parsed = _PER_NUCLEON.sub("", text) if unit_name in _COUNTS_NUCLEONS else _SECOND_SLASH.sub(r"(\1 \2)", text)
    try:
        return u.Quantity(parsed)
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError) as error:
        # The parser of units is not meant for arbitrary text.
        raise InputError(field, text, allowed) from error


def _scalar(quantity: u.Quantity, unit: u.UnitBase, error: InputError) -> float:
    try:
        number = quantity.to_value(unit)
    except (u.UnitsError, TypeError, ArithmeticError) as cause:
        raise error from cause
    if getattr(number, "shape", ()) != () or not math.isfinite(number):
        raise error
    return float(number)
