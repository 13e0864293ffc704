"""The scenes of the labs that train: lab → name → `Scene`, in the order of the labs; see `scenes.py`."""

from __future__ import annotations

from course_lib.lab import Scene

__all__ = ["TRAINING_SCENES"]

TRAINING_SCENES: dict[str, dict[str, Scene]] = {
    "race": {
        "three-starts": Scene(
            "Zeros, ×10 and He, 8 seeds each",
            "Zeros stay at chance, ×10 stops anywhere, He separates the circles in every seed.",
            {},
        ),
        "one-he-seed": Scene(
            "He, a single seed",
            "One run of He, at about 99 %: beside seed 0 of a tutorial's network, at about 71 %, it shows how little one run tells.",
            dict(schemes=("he_normal",), seeds=1),
        ),
        "x001-and-he": Scene(
            "×0.01 and He, 8 seeds each",
            "×0.01 stays at a loss of ln 2 and near 50 %, He separates the circles.",
            dict(schemes=("normal_small", "he_normal")),
        ),
        "he-rate-five": Scene(
            "He, learning rate 5",
            "Every run ends at chance: no unit of the second layer is on for any point.",
            dict(schemes=("he_normal",), lr=5.0),
        ),
        "x10-eight-seeds": Scene(
            "×10, 8 seeds",
            "The median stays below 90 %. At a learning rate of 0.01 it passes, though a run stays at chance.",
            dict(schemes=("normal_x10",)),
        ),
    },
    "deep_race": {
        "glorot-relu-30": Scene(
            "He and Glorot, 30 ReLU layers",
            "He's networks learn; Glorot's (Xavier's) stay near chance, their loss near ln 10.",
            dict(schemes=("he_normal", "glorot_normal"), depth=30),
        ),
        "glorot-relu-3": Scene(
            "He and Glorot, 3 ReLU layers, 5 epochs",
            "Both pass 70 %: a factor of √2 in the weights of two of three layers is soon made up for.",
            dict(depth=3, epochs=5),
        ),
        "glorot-tanh-30": Scene(
            "He and Glorot, 30 tanh layers, 10 epochs",
            "Glorot learns at the depth at which it stalled with ReLU.",
            dict(activation="tanh", epochs=10),
        ),
    },
    "training_race": {
        "sgd-10-layers": Scene(
            "He and Glorot, 10 layers, SGD, 20 seeds",
            "He is ahead in 20 of 20 pairs, by more than 50 points in the median.",
            dict(seeds=20),
        ),
        "sgd-five-rates": Scene(
            "He and Glorot, 10 layers, five rates each",
            "At 0.1, ten times the first rate, Glorot's networks learn too: the gap is below 15 points.",
            dict(lr=0.0316, sweep=True),
        ),
        "adam-22-layers": Scene(
            "He, Glorot, PyTorch; 22 layers, Adam",
            "He far ahead, Glorot in between, PyTorch's default at guessing.",
            dict(
                schemes=("he_normal", "glorot_normal", "torch_default"),
                optimizer="adam",
                lr=0.001,
                depth=22,
                batch=64,
            ),
        ),
        "batch-norm-10-layers": Scene(
            "He and Glorot, 10 layers, batch norm",
            "Glorot is ahead in 20 of 20 pairs; its relative step in layer 1 is nearly twice He's.",
            dict(batch_norm=True, seeds=20),
        ),
        "uniform-one-seed": Scene(
            "He uniform and normal, 3 layers, one seed",
            "The uniform start is ahead, by 1 to 5 points; the interval leaves it open.",
            dict(schemes=("he_uniform", "he_normal"), depth=3, seeds=1),
        ),
        "uniform-twenty-seeds": Scene(
            "He uniform and normal, 3 layers, 20 seeds",
            "The interval of the share holds one half: the seeds do not tell the two apart.",
            dict(schemes=("he_uniform", "he_normal"), depth=3, seeds=20),
        ),
    },
    "one_seed": {
        "seed-zero-alone": Scene(
            "He, seed 0 and no other",
            "One run, at about 71 %.",
            dict(shown=1),
        ),
        "forty-he-seeds": Scene(
            "He, 40 seeds, seed 0 marked",
            "The median is near 99 %, and at most five runs are below 90 %, seed 0 among them.",
            {},
        ),
        "forty-x10-seeds": Scene(
            "×10, 40 seeds, seed 0 marked",
            "The median is below 75 %; more than a third of the runs beat He's seed 0.",
            dict(scheme="normal_x10"),
        ),
    },
    "symmetry": {
        "all-zeros": Scene(
            "All weights 0, circles",
            "One point that never moves: the hidden gradient is exactly 0, the loss ln 2.",
            dict(start="zeros"),
        ),
        "all-equal-on-moons": Scene(
            "All weights 0.5, moons",
            "Eight units move as one point; the loss is that of a single unit, about 85 % right.",
            dict(start="constant", data="moons", steps=10_000),
        ),
        "only-w2-random": Scene(
            "W1 equal to 0.5, W2 random, circles",
            "The units part within 50 steps, and the network passes 90 %.",
            dict(start="constant_W1"),
        ),
        "noise-1e-12": Scene(
            "All weights 0.5, noise of 10⁻¹², circles",
            "The network of one unit for more than 4,000 steps, then the units part.",
            dict(start="noisy", steps=8000),
        ),
        "noise-1e-6": Scene(
            "All weights 0.5, noise of 10⁻⁶, circles",
            "The units part about 2,600 steps earlier than with 10⁻¹².",
            dict(start="noisy", noise=-6, steps=8000),
        ),
    },
    "zero_start": {
        "logistic-at-zero": Scene(
            "A logistic regression",
            "All curves become one: the optimum is the same from every start.",
            {},
        ),
        "last-layer-at-zero": Scene(
            "The last layer",
            "It learns too, only later than with a random start.",
            dict(part="last"),
        ),
        "first-layer-at-zero": Scene(
            "The first layer",
            "At chance after 2,000 steps, where the random start learns.",
            dict(part="first"),
        ),
        "all-weights-at-zero": Scene(
            "All weights",
            "At chance, with a loss of ln 2 at every step.",
            dict(part="all"),
        ),
    },
}
