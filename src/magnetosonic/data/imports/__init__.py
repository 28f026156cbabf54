"""Import of measurements from the layouts in which they circulate."""

from magnetosonic.data.imports.layouts import LAYOUTS, detect, import_file
from magnetosonic.data.imports.tables import Statements

__all__ = ["LAYOUTS", "Statements", "detect", "import_file"]
