"""What is measured: modulated fluxes, elements, ratios."""
