"""Command that lists and prints the shipped configurations."""

from __future__ import annotations

import sys
import textwrap
from typing import Annotated

import typer


def presets(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Preset to print.", show_default=False)] = "",
) -> None:
    """List the shipped configurations, or print one as TOML.

    Example: magnetosonic presets fornieri2021 > my.toml
    """
    from magnetosonic.config.load import available_presets, preset_text

    if name:
        sys.stdout.write(preset_text(name))
        return
    for preset in available_presets():
        entry = f"{preset:<16}{_first_sentence(preset_text(preset))}"
        sys.stdout.write(textwrap.fill(entry, 100, subsequent_indent=" " * 16, break_on_hyphens=False) + "\n")


def _first_sentence(text: str) -> str:
    """First sentence of the comment with which a preset begins."""
    comment: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment.append(line.lstrip("# "))
    sentence, _, _ = " ".join(comment).replace("et al. ", "et al.\N{NO-BREAK SPACE}").partition(". ")
    return sentence.rstrip(".").replace("\N{NO-BREAK SPACE}", " ")
