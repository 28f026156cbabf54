"""Plots of a finished run."""

from magnetosonic.outputs.figures.save import draw_all, save_figures

__all__ = ["draw_all", "save_figures"]
