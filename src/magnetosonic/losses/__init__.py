"""Continuous energy losses of every species."""
