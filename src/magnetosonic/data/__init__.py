"""Packaged measurements."""
