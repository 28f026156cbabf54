"""Pitch-angle scattering rates and the spatial diffusion coefficient."""
