"""Rows that are no scheme of the course, as code of each framework."""

from __future__ import annotations

ZEROS = ">= math.ceil(0.1 * shape[-1])"  # of a random order of the units: all but a tenth
MIDDLE = "[((n - 1) // 2, n // 2) for n in shape[:-2]] + [(0, 0)] * 2"
ALONE = "[(None,) * (len(shape) - 2)]"
GATES = "[0.0, 1.0, 0.0, 0.0]"
SPARSE_JAX = (
    "0.01 * jax.random.normal(key, shape) * "
    f"(jnp.argsort(jax.random.uniform(jax.random.fold_in(key, 1), shape)) {ZEROS})"
)
MIDDLE_JAX = "jnp.pad({}.orthogonal()(key, shape[-2:])" + ALONE + f", {MIDDLE})"
REPEATED = "jnp.repeat(jnp.array(" + GATES + "), shape[0] // 4)"

SPECIAL = {
    "torch.sparse_(sparsity=0.1)": {
        "torch": "torch.nn.init.sparse_(w, sparsity=0.1)",
        "numpy": f"rng.normal(0, 0.01, shape) * (rng.random(shape).argsort() {ZEROS})",
        "keras": "keras.initializers.RandomNormal(0, 0.01, seed=seed)(shape) * keras.ops.cast("
        f"keras.ops.argsort(keras.random.uniform(shape, seed=seed + 10**6)) {ZEROS}, 'float32')",
        "tf1": "tf.random_normal_initializer(0, 0.01, seed=seed)(shape) * tf.cast("
        f"tf.argsort(tf.random_uniform(shape, seed=seed + 10**6)) {ZEROS}, tf.float32)",
        "jax": SPARSE_JAX,
        "flax": SPARSE_JAX,
    },
    "jax.nn.initializers.delta_orthogonal": {
        "torch": "torch.nn.init.zeros_(w)\n"
        "torch.nn.init.orthogonal_(w.data[(..., *((n - 1) // 2 for n in w.shape[2:]))])",
        "numpy": f"np.pad(stats.ortho_group.rvs(shape[-1], random_state=rng)[: shape[-2]]{ALONE}, {MIDDLE})",
        "keras": f"keras.ops.pad(keras.initializers.Orthogonal(seed=seed)(shape[-2:]){ALONE}, {MIDDLE})",
        "tf1": f"tf.pad(tf.orthogonal_initializer(seed=seed)(shape[-2:]){ALONE}, {MIDDLE})",
        "jax": MIDDLE_JAX.format("jax.nn.initializers"),
        "flax": MIDDLE_JAX.format("nn.initializers"),
    },
    "keras.layers.LSTM.bias": {
        "torch": "torch.nn.init.zeros_(w)\ntorch.nn.init.ones_(w.data[len(w) // 4 : len(w) // 2])",
        "numpy": f"np.repeat({GATES}, shape[0] // 4)",
        "keras": f"keras.ops.repeat(keras.ops.convert_to_tensor({GATES}), shape[0] // 4)",
        "tf1": f"tf.repeat({GATES}, shape[0] // 4)",
        "jax": REPEATED,
        "flax": REPEATED,
    },
}
NOTES = {
    ("keras.layers.LSTM.bias", "torch"): "For bias_ih_l0; bias_hh_l0, which is added to it, stays 0.",
    (
        "keras.layers.LSTM.bias",
        "tf1",
    ): "TensorFlow 1's LSTMCell adds its forget_bias=1 itself: leave its bias 0.",
}
