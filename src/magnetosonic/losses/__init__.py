"""Continuous energy losses of nuclei."""
