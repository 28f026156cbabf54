"""Tests of the package, whose functions check the kinds and axes of what they are called with (jaxtyping)."""

import functools

from beartype import beartype


def checked_when_called(function):
    """``beartype.beartype`` from the first call on: a run of the tests calls some of the functions that it imports.

    Args:
        function: an annotated function.

    Returns:
        The same, which checks what it is given and returns.
    """
    checked = None

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        nonlocal checked
        if checked is None:
            checked = beartype(function)
        return checked(*args, **kwargs)

    return wrapped
