"""How much a truncated normal costs, as ratios of CPU time taken in one run.

    python benchmarks/drawing.py

Each row compares two ways of drawing the same number of float32 weights with one generator, in
alternating rounds on one thread, and prints the median of the per-round ratios: seconds mean
little on a busy machine, ratios hold. The first two rows have a bar to reach: ours against plain
normal draws, as noise and as a finished weight. The others say what the usual ways cost.
"""

import statistics
import sys
import time
from pathlib import Path

import numpy as np
import torch
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.bars import HEAD, Row, show
from course_lib.initializers import he_normal, standard_noise

N = 500_000
SHAPE = (500, 1000)
ROUNDS = 15


def redraw_everything(rng):
    """What many tutorials do: draw whole arrays again until the mask of bad entries is empty."""
    z = rng.standard_normal(N, dtype=np.float32)
    while (bad := np.abs(z) > 2).any():
        z = np.where(bad, rng.standard_normal(N, dtype=np.float32), z)
    return z


def ratio(ours, baseline, rounds=ROUNDS):
    """The median over rounds of CPU time of `ours` / `baseline`, taken next to each other."""

    def cpu(draw):
        start = time.process_time()
        draw()
        return time.process_time() - start

    cpu(ours), cpu(baseline)  # warm up
    return statistics.median(cpu(ours) / cpu(baseline) for _ in range(rounds))


def rows():
    """Measure, one row after the other."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    w = torch.empty(N)

    def normal():
        rng.standard_normal(N, dtype=np.float32)

    def noise():
        standard_noise("truncated_normal", (N,), rng)

    yield Row("truncated: ours / normal noise", ratio(noise, normal), 1.8, "×", most=True)
    finished = ratio(lambda: he_normal(SHAPE, rng=rng, truncated=True), lambda: he_normal(SHAPE, rng=rng))
    yield Row("he_normal(truncated=True) / he_normal", finished, 1.8, "×", most=True)
    yield Row(
        "redrawing whole arrays / normal noise", ratio(lambda: redraw_everything(rng), normal), unit="×"
    )
    torchs = ratio(lambda: torch.nn.init.trunc_normal_(w), lambda: w.normal_())
    yield Row("nn.init.trunc_normal_ / torch's normal_", torchs, unit="×")
    scipys = stats.truncnorm(-2, 2)
    slow = ratio(lambda: scipys.rvs(N, random_state=rng), normal, rounds=5)
    yield Row("scipy.stats.truncnorm / normal noise", slow, unit="×")


def main():
    """Print the table; whether all bars are reached."""
    print(f"{N:,} weights, median CPU time ratio of {ROUNDS} rounds, one thread\n{HEAD}")
    return all(row.ok for row in show(rows()))


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
