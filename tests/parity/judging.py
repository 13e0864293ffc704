"""Whether numbers follow a law: five tests, and the level at which one of them is a failure.

Every number that is compared here comes from a fixed seed. Were the seeds free, a run of the whole suite
would raise a false alarm with probability `FALSE_ALARM` at most: each single test has that over `TESTS`,
Bonferroni's bound, and the suite fails if it makes more of them.
"""

import math

import numpy as np
from scipy import stats

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


def assert_orthogonal(framework, w):
    """The weight, flattened to a matrix with one row or column a unit, has orthonormal rows or columns."""
    rows = w.reshape(w.shape[0], -1) if framework == "torch" else w.reshape(-1, w.shape[-1])
    gram = rows @ rows.T if len(rows) < rows.shape[1] else rows.T @ rows
    np.testing.assert_allclose(gram, np.eye(len(gram)), atol=1e-5)  # float32, up to 360 terms
