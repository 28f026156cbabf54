"""Arguments and options that several commands share."""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
import typer
from jaxtyping import Float

from magnetosonic.errors import InputError

DEFAULT_CONFIG = "converged"

Source = Annotated[str, typer.Argument(metavar="CONFIG", help="Preset or TOML file.")]
Overrides = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change one key of the configuration, such as zones.halo.alfven_mach=0.5; may be repeated.",
        show_default=False,
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an earlier result, once the new is complete.")]
CsvFile = Annotated[str, typer.Option("--csv", metavar="FILE", help="CSV file to write; - is standard output.")]


def rigidities(text: str) -> Float[np.ndarray, "rigidity"]:
    """Rigidities of a list such as ``1,30,1e3``.

    Args:
        text: numbers [GV] with commas between them.

    Returns:
        The numbers, in their order [rigidity] [GV].

    Raises:
        InputError: if one of them is not a positive finite number.
    """
    allowed = "positive finite numbers in GV with commas between them, such as 1,30,1e3"
    return _numbers(text, "--rigidity", allowed, 0.0, math.inf)


def pitch_cosines(text: str) -> Float[np.ndarray, "pitch"]:
    """Cosines of the pitch angle of a list such as ``0.1,0.5``.

    Args:
        text: numbers with commas between them.

    Returns:
        The numbers, in their order [pitch].

    Raises:
        InputError: if one of them does not lie between -1 and 1, both excluded.
    """
    allowed = "numbers between -1 and 1, both excluded, with commas between them, such as 0.1,0.5"
    return _numbers(text, "--mu", allowed, -1.0, 1.0)


def _numbers(text: str, option: str, allowed: str, low: float, high: float) -> Float[np.ndarray, "_"]:
    values = []
    for part in text.split(","):
        try:
            value = float(part)
        except ValueError:
            value = math.nan
        # Also false for NaN.
        if not low < value < high:
            raise InputError(option, part.strip(), allowed)
        values.append(value)
    return np.array(values)
