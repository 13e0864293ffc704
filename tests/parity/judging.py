"""Whether numbers follow a law: five tests, and the level at which one of them is a failure.

Every number that is compared here comes from a fixed seed. Were the seeds free, a run of the whole suite
would raise a false alarm with probability `FALSE_ALARM` at most: each single test has that over `TESTS`,
Bonferroni's bound, and the suite fails if it makes more of them.
"""

import math

import numpy as np
from scipy import stats

from course_lib.initializers import Constant, Normal, to_torch

FALSE_ALARM = 1e-3
TESTS = 5_000
ALPHA = FALSE_ALARM / TESTS
KERAS_LEAK = (1 - math.erf(2 / math.sqrt(2))) ** 4  # four normals, and the first where all lie outside


class Judge:
    """Counts the p-values of the run."""

    def __init__(self):
        self.count = 0

    def judge(self, numbers, law, leak=0.0):
        """The p-value of each test: are these independent draws from ``law``, but for a share ``leak``?"""
        found = p_values(numbers, law, leak)
        self.count += len(found)
        return found


def p_values(numbers, law, leak=0.0):
    w = np.ravel(np.asarray(numbers)).astype(np.float64)
    curve = Cumulative(law)
    low, high = law.support
    slack = 1e-6 * max(abs(low), abs(high))
    found = {"distribution": stats.kstest(w, curve.cdf).pvalue}
    found["mean"] = two_sided((w.mean() - law.mean) / (law.std / math.sqrt(w.size)))
    error = math.sqrt((curve.kurtosis - 1) / w.size)
    found["std"] = two_sided((np.mean((w - law.mean) ** 2) / law.std**2 - 1) / error)
    if math.isfinite(law.limit):
        outside = np.count_nonzero((w < low - slack) | (w > high + slack))
        found["within"] = float(stats.binom.sf(outside - 1, w.size, leak))
        beyond = max(1 - curve.cdf(w.max()), curve.cdf(w.min()))  # what no number came near, on one side
        found["reach"] = float(min(1.0, 2 * (1 - beyond) ** w.size))
    return found


def two_sided(z):
    return float(2 * stats.norm.sf(abs(z)))


class Cumulative:
    """The distribution function of a law and its kurtosis, integrated from its density."""

    def __init__(self, law):
        low, high = (bound if math.isfinite(bound) else law.mean + side * 9 * law.std
                     for bound, side in zip(law.support, (-1, 1), strict=True))  # fmt: skip
        self.x = np.linspace(low, high, 20_001)
        density = law.pdf(self.x)
        steps = (density[1:] + density[:-1]) / 2 * np.diff(self.x)
        assert abs(steps.sum() - 1) < 1e-5, "a density has to integrate to 1"
        self.share = np.concatenate([[0], np.cumsum(steps)]) / steps.sum()
        self.kurtosis = float(np.trapezoid(density * (self.x - law.mean) ** 4, self.x) / law.std**4)

    def cdf(self, x):
        return np.interp(x, self.x, self.share)


def assert_lawful(judge, numbers, law, leak=0.0):
    """Fail where one of the tests does; how many there were, and the smallest p-value."""
    found = judge.judge(numbers, law, leak)
    assert min(found.values()) > ALPHA, (found, np.std(numbers), law.std)
    return len(found), min(found.values())


def leak_of(framework, scheme):
    """How often Keras' truncated draws lie outside their bounds on the PyTorch backend."""
    return KERAS_LEAK if framework == "keras" and scheme.distribution == "truncated_normal" else 0.0


def assert_fixed(framework, w, scheme, shape):
    """The weight of a layer of ``shape`` is the one that a scheme without randomness gives."""
    if isinstance(scheme, Constant):
        np.testing.assert_array_equal(w, np.full(w.shape, scheme.value, w.dtype))
    else:
        reference = scheme(shape)
        np.testing.assert_array_equal(w, to_torch(reference).numpy() if framework == "torch" else reference)


def assert_orthogonal(framework, w):
    """The weight, flattened to a matrix with one row or column a unit, has orthonormal rows or columns."""
    rows = w.reshape(w.shape[0], -1) if framework == "torch" else w.reshape(-1, w.shape[-1])
    gram = rows @ rows.T if len(rows) < rows.shape[1] else rows.T @ rows
    np.testing.assert_allclose(gram, np.eye(len(gram)), atol=1e-5)  # float32, up to 360 terms


# ---- rows that are no scheme of the course: how many checks each has, and the smallest p-value ----


def sparse_normals(framework, w, judge):
    """A tenth of the units of each input 0, other ones for each, the rest N(0, 0.01²)."""
    w = w if framework == "torch" else w.swapaxes(-1, -2)
    for one in w:
        assert (np.count_nonzero(one == 0, axis=0) == np.ceil(0.1 * len(one))).all()
        assert len({tuple(column) for column in (one == 0).T}) > 1
    count, p = assert_lawful(judge, w[w != 0], Normal(0, 0.01).law((1,)))
    return count + 1, p


def orthogonal_middle(framework, w, judge):
    """An orthogonal matrix in the middle of the window, 0 elsewhere."""
    w = w[0].transpose(2, 3, 1, 0) if framework == "torch" else w[0]
    middle = w[1, 2]
    np.testing.assert_allclose(middle @ middle.T, np.eye(len(middle)), atol=1e-5)
    assert np.count_nonzero(w) == np.count_nonzero(middle)
    return 2, 1.0


def forget_gate_open(framework, w, judge):
    """1 for the second of the four gates, 0 for the others."""
    np.testing.assert_array_equal(w[0], np.repeat([0, 1, 0, 0], len(w[0]) // 4))
    return 1, 1.0


SPECIAL = {
    "torch.sparse_(sparsity=0.1)": sparse_normals,
    "jax.nn.initializers.delta_orthogonal": orthogonal_middle,
    "keras.layers.LSTM.bias": forget_gate_open,
}
