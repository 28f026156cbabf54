"""What is shown to the person in front of the terminal: messages and progress, on standard error only."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


def messages() -> Console:
    """A console on standard error, as it is at this moment."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Say one line on standard error.

    Args:
        text: the line.
    """
    messages().print(text, markup=False)


class StepDisplay:
    """Shows which step is under way: a live display on a terminal, one line a step elsewhere.

    Use it as a context and call it with the name of every step as it begins.

    Args:
        steps: how many steps there will be.
    """

    def __init__(self, steps: int):
        self._console = messages()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._live = Progress(*columns, console=self._console, transient=True)
        self._task = self._live.add_task("starting", total=steps)
        self._current: str | None = None
        self._start = 0.0

    def __enter__(self) -> StepDisplay:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        if self._console.is_terminal:
            self._live.stop()

    def __call__(self, step: str) -> None:
        """Begin a step, and with it end the one before."""
        self._finish()
        self._current, self._start = step, time.perf_counter()
        self._live.update(self._task, description=step)

    def note(self, text: str) -> None:
        """Say on a terminal what is under way within a step."""
        self._live.update(self._task, description=f"{self._current}: {text}")

    def _finish(self) -> None:
        if self._current is not None:
            self._console.print(f"{self._current:<12}{time.perf_counter() - self._start:>7.1f} s")
            self._live.advance(self._task)
        self._current = None
