"""Writes a page as one HTML file that loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from magnetosonic.outputs.report.markdown import markdown_html
from magnetosonic.outputs.report.page import Drawing, Page
from magnetosonic.outputs.report.panels import panels
from magnetosonic.outputs.report.svg import svg


def write_report(page: Page, path: Path) -> None:
    """Write a page.

    Args:
        page: what it says.
        path: of the file to write.
    """
    path.write_text(report_html(page), encoding="utf-8")


def report_html(page: Page) -> str:
    """A page as HTML.

    The policy in its head allows the browser nothing but the style and the one script of the file itself.

    Args:
        page: what it says; all of its text is escaped.

    Returns:
        The whole document.
    """
    environment = Environment(
        loader=PackageLoader("magnetosonic.outputs.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["markdown"] = markdown_html
    script = _part("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    template = environment.get_template("page.html")
    return template.render(
        page=page, draw=_drawn, css=Markup(_part("page.css")), script=Markup(script), script_hash=digest
    )


def _part(name: str) -> str:
    return (files("magnetosonic.outputs.report") / "templates" / name).read_text(encoding="utf-8").strip()


def _drawn(block: Drawing) -> dict[str, Any]:
    """A figure as SVG, and where its panels lie in it."""
    image = svg(block.figure, block.name, block.caption)
    # Only now: drawing fixes the layout.
    width, height = (72.0 * float(length) for length in block.figure.get_size_inches())
    data = {"width": width, "height": height, "panels": [asdict(panel) for panel in panels(block.figure)]}
    return {"image": image, "data": data}
