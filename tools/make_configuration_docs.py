"""Write docs/configuration.md from the schema, so that it always says what the program accepts.

python tools/make_configuration_docs.py > docs/configuration.md
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping

from pydantic.fields import FieldInfo

from magnetosonic.config.choices import ProfileRule
from magnetosonic.config.fields import Quantity, RealNumber, Section, WholeNumber
from magnetosonic.config.schema import Config

HEAD = """# Configuration

A configuration is a TOML file (or nested mappings in Python). Quantities are strings with their unit; unknown keys
are refused. On the command line any key is set with `--set`, for example `--set zones.disk.alfven_mach=0.5` or `--set
zones.halo.half_height="6 kpc"`; elements of lists have their number in brackets, as in
`injection.nuclides.C12.slopes[1]`. `magnetosonic presets converged` prints a complete example. NAME stands for a name
of your choice (zones) or of a nuclide such as C12.

| key | default | what it is | allowed |
| --- | --- | --- | --- |
"""


def sections(annotation: object) -> Iterator[tuple[type[Section], bool]]:
    """Sections that an annotation holds, and whether they stand under names."""
    named = typing.get_origin(annotation) is Mapping
    for part in (annotation, *typing.get_args(annotation)):
        if isinstance(part, type) and issubclass(part, Section):
            yield part, named


def allowed(field: FieldInfo) -> str:
    """What a field accepts, in words."""
    pending: list[object] = [*field.metadata, field.annotation]
    while pending:
        part = pending.pop(0)
        if isinstance(part, ProfileRule):
            return part.accepted
        if isinstance(part, Quantity | RealNumber | WholeNumber):
            if isinstance(part, RealNumber):
                low = (
                    "above 0"
                    if part.low is None
                    else f"above {part.low:g}"
                    if part.low_excluded
                    else f"from {part.low:g}"
                )
                return low + ("" if part.high is None else f" to {part.high:g}")
            return part.allowed
        if typing.get_origin(part) is typing.Literal:
            table = any(typing.get_origin(other) is Mapping for other in typing.get_args(field.annotation))
            return ", ".join(f"`{value}`" for value in typing.get_args(part)) + (
                " or a table of numbers" if table else ""
            )
        pending += [*typing.get_args(part), *getattr(part, "__metadata__", ())]
    return "true, false" if field.annotation is bool else ""


def rows(model: type[Section], prefix: str = "") -> Iterator[str]:
    """A line of the table for every key."""
    for name, field in model.known_keys().items():
        below = list(sections(field.annotation))
        if below:
            section, named = below[0]
            yield from rows(section, f"{prefix}{name}.{'NAME.' if named else ''}")
            continue
        key = f"{prefix}{name}" + (".NAME" if typing.get_origin(field.annotation) is Mapping else "")
        default = "required" if field.is_required() else "" if field.default in (None, {}, ()) else f"{field.default}"
        text = " ".join((field.description or "").split()).replace("|z|", "abs(z)")
        yield f"| `{key}` | {default} | {text} | {allowed(field)} |"


def text() -> str:
    """The whole page."""
    return HEAD + "\n".join(rows(Config)) + "\n"


if __name__ == "__main__":
    print(text(), end="")
