"""One computation at a time in a process.

JAX's programs for CPUs divide their work among as many threads as there are cores, and wait there for each other: when
several are started at once from threads of the user's, all may wait for ever. So every compiled function of the
package that runs for more than a moment is entered by one thread after the other. For more than one computation at a
time there are processes, or a batch in one compiled function.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import jax
import numpy as np

_P = ParamSpec("_P")
_R = TypeVar("_R")
_LOCK = threading.RLock()


def one_at_a_time(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Make threads wait until another one has left the function, or any other that is marked so.

    Args:
        function: what is entered by one thread at a time; it may call itself and others that are marked.

    Returns:
        The function, which returns only when its results are there.
    """

    @wraps(function)
    def alone(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with _LOCK:
            found: _R = jax.block_until_ready(function(*args, **kwargs))
            return found

    return alone


def of_known_numbers(function: Callable[..., Any], *arguments: Any) -> Any:
    """Values of a function of numbers that are all known, as known numbers.

    Also while another function is being compiled, which would make unknown numbers of them.

    Args:
        function: a compiled one.
        arguments: its arguments, without anything traced.

    Returns:
        What it returns, with arrays of NumPy.
    """
    # Not ensure_compile_time_eval, within which all constants of what is compiled are programs of their own.
    with jax.core.eval_context():
        return jax.tree.map(np.asarray, function(*arguments))
