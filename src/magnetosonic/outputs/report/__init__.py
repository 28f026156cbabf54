"""Reports that people read: one HTML file that needs no network, with figures that can be zoomed and read off."""

REPORT_NAME = "report.html"
"""Name of the report in the folder of a result."""
