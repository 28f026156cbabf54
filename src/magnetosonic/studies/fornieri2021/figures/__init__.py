"""Figures of Fornieri et al. 2021 (MNRAS 502, 5821), with exact and with published numerics."""
