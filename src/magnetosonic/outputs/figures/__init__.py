"""Plots of a finished run."""

from magnetosonic.outputs.figures.run_figures import draw_all, save_figures

__all__ = ["draw_all", "save_figures"]
