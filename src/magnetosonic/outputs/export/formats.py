"""All formats, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from magnetosonic.errors import InputError
from magnetosonic.outputs.export.crpropa import write_crpropa
from magnetosonic.outputs.export.dragon2 import write_dragon2
from magnetosonic.outputs.export.galprop import write_galprop
from magnetosonic.outputs.export.hermes import write_hermes
from magnetosonic.outputs.export.material import Material
from magnetosonic.outputs.export.usine import write_usine

FORMATS: dict[str, Callable[[Material, Path], list[str]]] = {
    "dragon2": write_dragon2,
    "galprop": write_galprop,
    "usine": write_usine,
    "crpropa": write_crpropa,
    "hermes": write_hermes,
}
"""What writes a format into a folder and tells what is exact and what is not."""
ALL = "all"
NOTES = "notes.txt"


def export_model(material: Material, form: str, folder: Path) -> str:
    """Write one format or all of them, each into a folder of its name, and notes about them.

    Args:
        material: what to export.
        form: name of a format, or ``all``: then a format that cannot represent the model is left out, which the notes
            say.
        folder: where to.

    Returns:
        The notes: what is exact and what is not.

    Raises:
        InputError: if there is no such format, or the one that is chosen cannot represent the model.
    """
    if form != ALL and form not in FORMATS:
        raise InputError("form", form, f"one of {', '.join(FORMATS)}, {ALL}")
    lines = list(material.origin)
    for name in FORMATS if form == ALL else (form,):
        place = folder / name
        place.mkdir()
        try:
            notes = FORMATS[name](material, place)
        except InputError as error:
            if form != ALL:
                raise
            place.rmdir()
            notes = [f"not written: {error}"]
        lines += ["", name, *(f"  {note}" for note in notes)]
    text = "\n".join(lines) + "\n"
    (folder / NOTES).write_text(text, encoding="utf-8")
    return text
