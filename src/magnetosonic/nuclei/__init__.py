"""Nuclides, decays, cross sections and the reaction network."""
