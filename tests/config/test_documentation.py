"""The page on the configuration says what the schema accepts."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_is_made_from_the_schema():
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "tools" / "make_configuration_docs.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert (ROOT / "docs" / "configuration.md").read_text() == tool.text()
    assert "zones.NAME.medium.density" in tool.text()
