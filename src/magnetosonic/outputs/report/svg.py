"""A figure of Matplotlib as SVG that can stand in an HTML page together with others."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure

from magnetosonic.outputs.figures.style import style

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_DROPPED = {f"{_SVG}metadata", f"{_SVG}style"}
_REFERENCE = re.compile(r"url\(#")


def svg(figure: Figure, name: str, caption: str) -> Markup:
    """Draw a figure as SVG.

    Letters are outlines, so that the figure looks the same everywhere.

    Args:
        figure: of Matplotlib.
        name: goes before all identifiers, so that those of several figures differ.
        caption: what is read aloud in place of the figure.

    Returns:
        The element ``svg``, as wide as its surroundings.
    """
    buffer = io.StringIO()
    with style(), mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": name}):
        figure.savefig(buffer, format="svg")
    root = ElementTree.fromstring(buffer.getvalue())
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag in _DROPPED]:
            parent.remove(child)
    for element in root.iter():
        _plain_names(element, name)
    # In place of the style sheet, which would hold for the whole page.
    root.attrib.update({"stroke-linejoin": "round", "stroke-linecap": "butt", "role": "img", "aria-label": caption})
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _plain_names(element: ElementTree.Element, prefix: str) -> None:
    """Name elements and links as HTML does, without name spaces, and put a prefix before all identifiers."""
    element.tag = element.tag.removeprefix(_SVG)
    link = element.attrib.pop(_LINK, None)
    if link is not None:
        element.set("href", link.replace("#", f"#{prefix}-", 1))
    for key, value in list(element.attrib.items()):
        if key == "id":
            element.set(key, f"{prefix}-{value}")
        elif "url(#" in value:
            element.set(key, _REFERENCE.sub(f"url(#{prefix}-", value))
    # Line ends between elements are of no use in a page.
    element.text = element.tail = None
