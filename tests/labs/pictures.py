"""Every figure of the labs, in small: a picture is a lab and the settings that it opens with."""

import asyncio
from functools import cache

from course_lib.labs import LABS
from course_lib.labs.deep_race.lab import RUNNERS
from course_lib.labs.race.experiment import RACERS
from course_lib.labs.training_race.experiment import ENTRANTS

SMALL = {
    "race": dict(width=6, seeds=4, steps=30),
    "symmetry": dict(noise=-3, steps=200),
    "deep_race": dict(depth=3, batch=128, epochs=1, seeds=2),
    "training_race": dict(depth=3, batch=128, epochs=1, seeds=2),
    "matrix": dict(depth=12, width=16, seeds=2),
    "signals": dict(depth=6, width=16, last=16, seeds=2),
    "biases": dict(depth=6, width=16, seeds=2),
    "shared_instance": dict(steps=60),
    "zero_start": dict(part="biases", steps=100),
    "doctor": dict(steps=20),
}
PICTURES = {
    "race": ("race", {}),
    "race of all": ("race", dict(schemes=tuple(RACERS))),
    "race of four": ("race", dict(schemes=("zeros", "normal_small", "glorot_normal", "normal_x10"), seed=3,
                                  shown="he_normal")),
    "race of one": ("race", dict(schemes=("he_normal",), seeds=1)),
    "race, as drawn": ("race", dict(schemes=("zeros", "he_normal"), steps=0)),
    "one seed": ("one_seed", dict(seed=3)),
    "symmetry": ("symmetry", {}),
    "symmetry, zeros": ("symmetry", dict(start="zeros")),
    "symmetry, random": ("symmetry", dict(start="random")),
    "symmetry, as drawn": ("symmetry", dict(start="noisy", steps=0)),
    "deep race": ("deep_race", {}),
    "deep race of all": ("deep_race", dict(schemes=tuple(RUNNERS))),
    "deep race of one": ("deep_race", dict(schemes=("orthogonal",), seeds=1)),
    "deep race, as drawn": ("deep_race", dict(schemes=("he_normal",), epochs=0)),
    "fair race": ("training_race", {}),
    "fair race of all, swept": ("training_race", dict(schemes=tuple(ENTRANTS), sweep=True)),
    "fair race, as drawn": ("training_race", dict(epochs=0)),
    "fair race, normalized": ("training_race", dict(batch_norm=True, measure="dead", layer=22)),
    "fair race, one kept": ("training_race", dict(residual=True)),
    "zero start": ("zero_start", {}),
    "samples": ("samples", dict(scheme="he_uniform")),
    "samples, compared": ("samples", dict(scheme="normal", versus="glorot_uniform")),
    "samples, a point and a density": ("samples", dict(scheme="ones", versus="orthogonal")),
    "samples, sums": ("samples", dict(scheme="uniform", versus="he_normal", show="sum")),
    "samples, no limit": ("samples", dict(fan_in=1, fan_out=512)),
    "samples, no density": ("samples", dict(scheme="zeros")),
    "samples, other shape": ("samples", dict(scheme="glorot_normal", fan_in=8, fan_out=1, shape="uniform")),
    "samples, longest title": ("samples", dict(scheme="uniform_unit_scaling", fan_in=512, fan_out=512,
                                               size=100_000, shape="truncated_normal")),
    "printout": ("printouts", {}),
    "printout, longest title": ("printouts", dict(printout="torch_xavier_uniform", scheme="glorot_normal")),
    "impossible printout": ("printouts", dict(scheme="glorot_uniform")),
    "matrix": ("matrix", {}),
    "matrix, overflow": ("matrix", dict(scheme="standard", gain=100.0)),
    "matrix, silence": ("matrix", dict(activation="leaky_relu", scheme="normal_small", gain=0.0)),
    "matrix, just begun": ("matrix", dict(activation="prelu", scheme="torch_default", gain=1.1, paused=True)),
    "gallery": ("gallery", dict(activation="gelu", std=2.0)),
    "gallery, steps": ("gallery", dict(activation="step", mean=2.0)),
    "gallery, saturated": ("gallery", dict(std=20.0)),
    "gallery, longest title": ("gallery", dict(activation="leaky_relu", slope=-0.55, std=20.0)),
    "gallery, compared": ("gallery", dict(activation="relu", versus="step", std=2.0, mean=0.5)),
    "gallery, dead": ("gallery", dict(activation="relu", std=0.05, mean=-4.0)),
    "signals": ("signals", {}),
    "signals, compared": ("signals", dict(scheme="he_normal", versus="zeros", show="across")),
    "signals, He and Glorot": ("signals", dict(scheme="he_normal", versus="glorot_normal", show="across")),
    "signals, defaults": ("signals", dict(scheme="normal", versus="torch_default", show="across")),
    "signals, constants": ("signals", dict(scheme="zeros", versus="constant", show="across")),
    "signals, shares": ("signals", dict(scheme="he_normal", activation="relu", show="shares")),
    "signals, shares of one layer": ("signals", dict(scheme="he_normal", show="shares", depth=1)),
    "signals, weights": ("signals", dict(scheme="glorot_normal", versus="normal", gain=100.0,
                                         show="weights")),
    "signals, overflow": ("signals", dict(scheme="normal", gain=100.0, activation="relu", depth=100)),
    "signals, one layer": ("signals", dict(depth=1, seeds=1)),
    "signals, longest legend": ("signals", dict(scheme="uniform_unit_scaling", versus="truncated_normal",
                                                gain=0.98, show="across")),
    "variance scaling": ("variance_scaling", {}),
    "variance scaling, longest title": ("variance_scaling", dict(
        mode="fan_avg", distribution="truncated_normal", fan_in=1024, fan_out=1023, size=100_000)),
    "framework samples": ("framework_samples", dict(versus="none")),
    "framework samples, compared": ("framework_samples", dict(name="torch.nn.Linear.weight",
                                                              versus="keras.HeNormal")),
    "framework samples, far limit": ("framework_samples", dict(name="torch.trunc_normal_(std=0.02)",
                                                               versus="numpy.random.uniform(-0.05, 0.05)")),
    "framework samples, longest title": ("framework_samples", dict(
        name="keras.VarianceScaling(distribution='untruncated_normal')", fan_in=512, fan_out=512,
        versus="numpy.random.uniform(-0.05, 0.05)")),
    "biases": ("biases", {}),
    "biases, zero ones alone": ("biases", dict(bias="zero")),
    "biases, no theory": ("biases", dict(scheme="ones", activation="relu")),
    "biases, longest title": ("biases", dict(scheme="uniform_unit_scaling", activation="identity", depth=2)),
    "biases, one layer": ("biases", dict(scheme="he_normal", activation="relu", depth=1)),
    "doctor": ("doctor", {}),
    "doctor, overflow": ("doctor", dict(patient="mlp6", diagnosis="first loss", mend=True)),
    "doctor, a stream": ("doctor", dict(patient="resnet8", diagnosis="stream", mend=True)),
    "doctor, rare classes": ("doctor", dict(patient="heatmap", diagnosis="prior")),
    "doctor, as it came": ("doctor", dict(patient="gpt2", steps=0)),
    "shared instance": ("shared_instance", {}),
    "shared instance, apart": ("shared_instance", dict(instances="each", units=4)),
    "shared instance, as drawn": ("shared_instance", dict(instances="each_seeded", units=1, steps=0)),
}  # fmt: skip


@cache
def lab_of(picture):
    name, settings = PICTURES[picture]

    async def opened():
        return LABS[name](**SMALL.get(name, {}) | settings)

    # An event loop that ends at once leaves a paused lab at its first result.
    lab = asyncio.run(opened()) if "paused" in settings else LABS[name](**SMALL.get(name, {}) | settings)
    if "kept" in picture:
        lab.keep()
    return lab


def result_of(picture):
    return lab_of(picture).result


def figure_of(picture):
    """The figure, drawn anew from the lab's result."""
    lab = lab_of(picture)
    return lab._drawn(lab.result, lab.settings)[0]
