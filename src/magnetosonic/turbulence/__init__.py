"""Spectra, damping and truncation of the Alfvén, slow and fast cascades."""
