"""Command that lists and prints the shipped configurations."""

from __future__ import annotations

import sys
import textwrap
from importlib.resources import files
from typing import Annotated

import typer

from magnetosonic.errors import InputError


def presets(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Preset to print.", show_default=False)] = "",
) -> None:
    """List the shipped configurations, or print one as TOML.

    Example: magnetosonic presets fornieri2021 > my.toml
    """
    from magnetosonic.config import available_presets

    known = available_presets()
    if not name:
        for preset in known:
            entry = f"{preset:<16}{_first_sentence(_text(preset))}"
            sys.stdout.write(textwrap.fill(entry, 100, subsequent_indent=" " * 16, break_on_hyphens=False) + "\n")
    elif name in known:
        sys.stdout.write(_text(name))
    else:
        raise InputError("preset", name, f"one of {', '.join(known)}")


def _text(name: str) -> str:
    return (files("magnetosonic.config") / "presets" / f"{name}.toml").read_text(encoding="utf-8")


def _first_sentence(text: str) -> str:
    """First sentence of the comment with which a preset begins."""
    comment: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# "))
    sentence, _, _ = " ".join(comment).replace("et al. ", "et al.\N{NO-BREAK SPACE}").partition(". ")
    return sentence.rstrip(".").replace("\N{NO-BREAK SPACE}", " ")
