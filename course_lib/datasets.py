"""The data the course trains on: made on the spot or shipped with scikit-learn, never downloaded.

    >>> from course_lib.datasets import circles
    >>> data = circles()
    >>> data.X_train.shape, data.X_test.shape, data.n_classes
    ((300, 2), (100, 2), 2)

Every function returns a `Dataset`. The same arguments give the same data; the train part does not
change with the size of the test part. What is chosen, such as a learning rate, is chosen on the
validation part, which the digits have, and reported on the test part. `standardize` takes its
statistics from the train part only: "feature" gives each column mean 0 and std 1 (a column that
never changes stays 0), "global" shifts and scales all columns by the same two numbers, None leaves
the data alone. `DATASETS` lists them.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.arguments import check_dtype, check_flag, check_real, check_whole

STANDARDIZE = (None, "feature", "global")
MOST = 2**32 - 1  # as a seed, for scikit-learn
SPLIT_SEED = 0  # of the digits' validation and test parts: chosen once, no other was tried
NOISIEST, MOST_TURNS = 1e30, 1e6  # float32 holds such noise; more turns than points is noise as well

SKLEARN = (
    "scikit-learn (2011), sklearn.datasets.make_{0}, "
    "https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_{0}.html"
)
FAHLMAN = (
    "Fahlman & Lebiere (1990), The cascade-correlation learning architecture, "
    "https://papers.nips.cc/paper/207-the-cascade-correlation-learning-architecture"
)
ALPAYDIN = (
    "Alpaydin & Kaynak (1998), Optical recognition of handwritten digits, https://doi.org/10.24432/C50P49"
)
ZHANG = (
    "Zhang, Bengio, Hardt, Recht & Vinyals (2017), Understanding deep learning requires "
    "rethinking generalization, https://arxiv.org/abs/1611.03530"
)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples to train, to validate and to test on, and what they are.

    `X_train`, `X_validation`, `X_test` are `(examples, features)` in float32 or float64, `y_train`,
    `y_validation`, `y_test` the classes 0, 1, … as int64; the validation part may be empty. `name` is
    the registry's, `label` the one for people, `source` says where the data come from.
    """

    name: str
    label: str
    source: str
    X_train: np.ndarray
    y_train: np.ndarray
    X_validation: np.ndarray
    y_validation: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    n_classes: int

    @property
    def n_features(self):
        """The number of columns of X."""
        return self.X_train.shape[1]

    def __repr__(self):
        validation = len(self.X_validation)
        middle = f"{validation} validation, " if validation else ""
        return (
            f"Dataset({self.name}: {len(self.X_train)} train, {middle}{len(self.X_test)} test, "
            f"{self.n_features} features, {self.n_classes} classes)"
        )


def circles(
    n_train=300,
    n_test=100,
    *,
    noise=0.05,
    factor=0.8,
    seed=1,
    test_seed=None,
    standardize=None,
    dtype=np.float32,
):
    """Two noisy concentric circles: class 0 outside with radius 1, class 1 inside.

    Points lie at (cos t, sin t), inside times `factor` (0 ≤ factor < 1), plus `noise` · N(0, 1) in
    each coordinate, in shuffled order. `test_seed` is seed + 1 unless given. Raises TypeError or
    ValueError for sizes that are no whole numbers ≥ 2, noise outside 0 to 1e30, and bad seeds.

    Source: scikit-learn (2011), https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_circles.html

    >>> X = circles(4, noise=0, dtype="float64").X_train
    >>> sorted(np.linalg.norm(X, axis=1).round(2).tolist())
    [0.8, 0.8, 1.0, 1.0]
    """
    factor, noise = check_real("factor", factor, 0, below=1), check_real("noise", noise, 0, NOISIEST)

    def make(n, seed):
        from sklearn.datasets import make_circles

        return make_circles(n, noise=noise, factor=factor, random_state=seed)

    parts = _two_draws(make, n_train, n_test, seed, test_seed)
    return _dataset("circles", "Circles", SKLEARN.format("circles"), parts, 2, standardize, dtype)


def moons(n_train=300, n_test=100, *, noise=0.2, seed=1, test_seed=None, standardize=None, dtype=np.float32):
    """Two noisy half circles that reach into each other; no straight line separates them.

    Points lie at (cos t, sin t) and (1 - cos t, 1/2 - sin t), 0 ≤ t ≤ π, plus `noise` · N(0, 1) in
    each coordinate, in shuffled order. `test_seed` is seed + 1 unless given. Raises TypeError or
    ValueError for sizes that are no whole numbers ≥ 2, noise outside 0 to 1e30, and bad seeds.

    Source: scikit-learn (2011), https://scikit-learn.org/stable/modules/generated/sklearn.datasets.make_moons.html

    >>> moons(50, 20)
    Dataset(moons: 50 train, 20 test, 2 features, 2 classes)
    """
    noise = check_real("noise", noise, 0, NOISIEST)

    def make(n, seed):
        from sklearn.datasets import make_moons

        return make_moons(n, noise=noise, random_state=seed)

    parts = _two_draws(make, n_train, n_test, seed, test_seed)
    return _dataset("moons", "Moons", SKLEARN.format("moons"), parts, 2, standardize, dtype)


def spirals(
    n_train=300,
    n_test=100,
    *,
    noise=0.02,
    turns=1.0,
    arms=2,
    seed=1,
    test_seed=None,
    standardize=None,
    dtype=np.float32,
):
    """Interleaved spiral arms, one class each: hard for a small network.

    A point of arm k lies at radius r = √u and angle 2π(turns · r + k/arms), u drawn from U(0, 1),
    plus `noise` · N(0, 1) in each coordinate; classes are equally frequent, up to one point, and
    the order is shuffled. `test_seed` is seed + 1 unless given. Raises TypeError or ValueError for
    sizes under 2 or under `arms`, noise outside 0 to 1e30, turns outside 0 to 1e6, and bad seeds.

    Source: after Fahlman & Lebiere (1990), section 4, The cascade-correlation learning
    architecture, https://papers.nips.cc/paper/207-the-cascade-correlation-learning-architecture

    >>> spirals(arms=3)
    Dataset(spirals: 300 train, 100 test, 2 features, 3 classes)
    """
    turns, noise = check_real("turns", turns, 0, MOST_TURNS), check_real("noise", noise, 0, NOISIEST)
    arms = check_whole("arms", arms, 2)

    def make(n, seed):
        rng = np.random.default_rng(seed)
        y = rng.permutation(np.arange(n) % arms)
        radius = np.sqrt(rng.random(n))
        angle = 2 * np.pi * (turns * radius + y / arms)
        X = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        return X + noise * rng.standard_normal((n, 2)), y

    parts = _two_draws(make, n_train, n_test, seed, test_seed, at_least=arms)
    return _dataset("spirals", "Spirals", FAHLMAN, parts, arms, standardize, dtype)


def gaussian_noise(
    n_train=300,
    n_test=100,
    *,
    n_features=2,
    n_classes=2,
    seed=1,
    test_seed=None,
    standardize=None,
    dtype=np.float32,
):
    """Pure noise with random labels: there is nothing to learn, whatever the accuracy says.

    Each feature is drawn from N(0, 1), each label evenly from the classes, independently. It is
    also the input of unit variance that the theory of signals assumes. `test_seed` is seed + 1
    unless given. Raises TypeError or ValueError for counts that are no whole numbers ≥ 1 (classes
    and examples ≥ 2) and bad seeds.

    Source: the control of Zhang et al. (2017), https://arxiv.org/abs/1611.03530

    >>> gaussian_noise(n_features=64)
    Dataset(gaussian_noise: 300 train, 100 test, 64 features, 2 classes)
    """
    n_features, n_classes = check_whole("n_features", n_features, 1), check_whole("n_classes", n_classes, 2)

    def make(n, seed):
        rng = np.random.default_rng(seed)
        return rng.standard_normal((n, n_features)), rng.integers(n_classes, size=n)

    parts = _two_draws(make, n_train, n_test, seed, test_seed)
    return _dataset("gaussian_noise", "Gaussian noise", ZHANG, parts, n_classes, standardize, dtype)


def digits(n_train=1400, n_test=200, *, shuffle=False, seed=1, standardize="global", dtype=np.float32):
    """Handwritten digits, 8×8 grey pixels from 0 to 16 as 64 features: 1,797 images, 10 classes.

    The first `n_train` images are for training: in the file's order, where each writer's digits
    stand together, or shuffled by `seed`. Of the others `n_test`, drawn with the fixed seed
    `SPLIT_SEED`, are for testing and the rest for validation, so that both hold the same writers.
    All are shifted and scaled alike by default, since 3 pixels are 0 in every image. Raises
    TypeError or ValueError if the sizes are no whole numbers ≥ 2 or exceed 1,797 together.

    Source: Alpaydin & Kaynak (1998), Optical recognition of handwritten digits,
    https://doi.org/10.24432/C50P49, as shipped with scikit-learn

    >>> digits()
    Dataset(digits: 1400 train, 197 validation, 200 test, 64 features, 10 classes)
    """
    shuffle, seed = check_flag("shuffle", shuffle), check_whole("seed", seed, 0, MOST)
    n_train, n_test = check_whole("n_train", n_train, 2), check_whole("n_test", n_test, 2)
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    if n_train + n_test > len(X):
        raise ValueError(
            f"n_train and n_test must fit {len(X):,} images together, "
            f"got n_train={n_train!r} and n_test={n_test!r}"
        )
    order = np.random.default_rng(seed).permutation(len(X)) if shuffle else np.arange(len(X))
    train, others = order[:n_train], np.random.default_rng(SPLIT_SEED).permutation(order[n_train:])
    parts = [(X[rows], y[rows]) for rows in (train, others[n_test:], others[:n_test])]
    return _dataset("digits", "Handwritten digits", ALPAYDIN, parts, 10, standardize, dtype)


DATASETS = {
    "circles": circles,
    "moons": moons,
    "spirals": spirals,
    "digits": digits,
    "gaussian_noise": gaussian_noise,
}


def _two_draws(make, n_train, n_test, seed, test_seed, at_least=2):
    """Parts to train and to test on, from a seed each; between them an empty one to validate on."""
    n_train, n_test = check_whole("n_train", n_train, at_least), check_whole("n_test", n_test, at_least)
    seed = check_whole("seed", seed, 0, MOST)
    test_seed = check_whole("test_seed", seed + 1 if test_seed is None else test_seed, 0, MOST)
    (X, y), test = make(n_train, seed), make(n_test, test_seed)
    return (X, y), (X[:0], y[:0]), test


def _dataset(name, label, source, parts, n_classes, standardize, dtype):
    """`parts` holds (X, y) to train, to validate and to test on."""
    dtype = check_dtype(dtype)
    if standardize not in STANDARDIZE:
        text = f"standardize must be one of {STANDARDIZE}, got {standardize!r}"
        raise ValueError(text) if isinstance(standardize, str) else TypeError(text)
    shift, scale = 0, 1
    if standardize:
        X_train = parts[0][0]
        axis = 0 if standardize == "feature" else None
        shift, scale = X_train.mean(axis), X_train.std(axis)
        scale = np.where(scale > 0, scale, 1)  # a constant column becomes 0, not 0/0
    arrays = []
    for X, y in parts:
        arrays += [np.ascontiguousarray((X - shift) / scale, dtype), y.astype(np.int64)]
    return Dataset(name, label, source, *arrays, n_classes)
