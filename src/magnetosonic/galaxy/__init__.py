"""Zones, grid, gas and sources of the Galaxy."""
