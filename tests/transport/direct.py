"""Sparse direct solution of a whole system, nuclide after nuclide: the reference for the solver."""

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from magnetosonic.transport.energy import OFFSETS


def spatial_matrices(space):
    """Every spatial term as a sparse matrix over (radius, height)."""
    blocks, couplings = np.asarray(space.blocks), np.asarray(space.couplings)
    heights = blocks.shape[-1]
    result = []
    for block, coupling in zip(blocks, couplings, strict=True):
        matrix = sp.block_diag(list(block))
        if len(coupling):
            across = sp.diags(coupling.ravel(), heights, shape=matrix.shape)
            matrix = matrix + across + across.T
        result.append(sp.csr_matrix(matrix))
    return result


def solve_directly(system):
    """Densities [nuclide, energy, radius, height] by LU decomposition of all energies at once."""
    space, matrices = system.space, spatial_matrices(system.space)
    coefficients, source = np.asarray(system.coefficients), np.asarray(space.source_shape)
    gas, unit = (matrices[space.places(name)[0]] for name in ("gas", "volume"))
    kinds, count = coefficients.shape[2:]
    density = np.zeros((kinds, count, source.size))
    for s in range(kinds):
        right = np.asarray(system.source_spectrum)[s][:, None] * source
        right = right + np.einsum("pk,pkx->kx", np.asarray(system.fragmentation)[s], density) @ gas.T
        for rate, (parent, daughter) in zip(np.asarray(system.decay), system.branches, strict=True):
            if daughter == s:
                right = right + (rate[:, None] * density[parent]) @ unit.T
        matrix = sp.csc_matrix((count * source.size,) * 2)
        for term, spatial in enumerate(matrices):
            for place, offset in enumerate(OFFSETS):
                row = coefficients[term, place, s]
                if np.any(row):
                    within = sp.diags(row[max(0, -offset) : count - max(0, offset)], offset, shape=(count, count))
                    matrix = matrix + sp.kron(within, spatial, format="csc")
        for kernel, (parent, daughter) in zip(np.asarray(system.kernels), system.kernel_ends, strict=True):
            if daughter == s and parent != s:
                right = right + kernel @ density[parent] @ gas.T
            if daughter == s == parent:
                matrix = matrix - sp.kron(sp.csr_matrix(kernel), gas, format="csc")
        density[s] = splu(matrix.tocsc()).solve(right.ravel()).reshape(count, -1)
    return density.reshape(kinds, count, *space.shape)
