"""The steady-state transport equation and its solution."""
