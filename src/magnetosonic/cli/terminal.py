"""Makes the surroundings of a command such that everything can be shown."""

from __future__ import annotations

import io
import os
import sys

_NARROWEST = 20  # columns, below which nothing can be read
EXIT_NO_OUTPUT = 2


def prepare_terminal() -> None:
    """Take what the terminal can show as it is: its signs, its width, whether it is there at all.

    Raises:
        SystemExit: if standard output is closed: what is computed could not be shown.
    """
    if sys.stdout is None:
        if sys.stderr is not None:
            print("magnetosonic: standard output is closed; send it to /dev/null instead", file=sys.stderr)
        raise SystemExit(EXIT_NO_OUTPUT)
    for stream in (sys.stdout, sys.stderr):
        # Signs that the encoding does not have, and bytes of file names that are none, are shown as their codes.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    width = os.environ.get("COLUMNS", "")
    if width and not (width.isdecimal() and int(width[:9]) >= _NARROWEST):
        del os.environ["COLUMNS"]
