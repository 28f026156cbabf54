"""How the diffusion coefficient depends on rigidity, velocity and place."""
