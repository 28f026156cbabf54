"""Processes that were forked after a computation had begun: they have none of JAX's threads and would wait for ever."""

from __future__ import annotations

import os

from magnetosonic.errors import ProcessError


class _Process:
    computing = False
    forked_while_computing = False


def _remember() -> None:
    _Process.forked_while_computing = _Process.computing


if hasattr(os, "register_at_fork"):  # POSIX only; elsewhere nothing is forked
    os.register_at_fork(after_in_child=_remember)


def begin_computation() -> None:
    """Refuse in a forked process what could not end; to be called before anything is computed.

    Raises:
        ProcessError: if this process was forked from one that had already computed something.
    """
    if _Process.forked_while_computing:
        raise ProcessError(
            "this process was forked from one that had already computed something, and JAX cannot go on in it; start"
            ' processes by multiprocessing.get_context("spawn") or "forkserver" instead (docs/many_models.md)'
        )
    _Process.computing = True
