"""The hints to the compiler change no value and no derivative."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from magnetosonic.numerics.compilation import last_axis_sum, materialised, spread, spread_number

VALUES = jnp.asarray(np.random.default_rng(1).normal(size=(3, 4, 5)))


# Each hint, and the plain operation for which it stands.
PAIRS = {
    "sum": (last_axis_sum, lambda x: x.sum(-1)),
    "spread": (lambda x: spread(x, 6), lambda x: jnp.repeat(x[..., None], 6, axis=-1)),
    "number": (lambda x: spread_number(x[0, 0, 0], (2, 3)), lambda x: jnp.full((2, 3), x[0, 0, 0])),
    "row": (lambda x: spread_number(x[0, 0, 0], (4,)), lambda x: jnp.full(4, x[0, 0, 0])),
    "stored": (lambda x: jnp.stack(materialised([x, jnp.sin(x)])), lambda x: jnp.stack([x, jnp.sin(x)])),
}


@pytest.mark.parametrize("name", PAIRS)
def test_values_and_derivatives(name):
    hint, plain = PAIRS[name]
    np.testing.assert_allclose(hint(VALUES), plain(VALUES), rtol=1e-14, atol=1e-14)
    # A non-linear function of the result, so that the cotangents differ.
    found, expected = (jax.jit(jax.grad(lambda x, f=f: jnp.sum(jnp.sin(f(x)) ** 2)))(VALUES) for f in (hint, plain))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
    tangent = jnp.cos(VALUES)
    found, expected = (jax.jvp(f, (VALUES,), (tangent,))[1] for f in (hint, plain))
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("name", PAIRS)
def test_mapping(name):
    hint, plain = PAIRS[name]
    batch = jnp.stack([VALUES, 2.0 * VALUES])
    np.testing.assert_allclose(jax.vmap(hint)(batch), jax.vmap(plain)(batch), rtol=1e-13, atol=1e-14)
