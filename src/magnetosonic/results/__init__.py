"""Datasets and files of a finished run."""
