"""Every figure of the labs, in small: a picture is a figure function and the result that it draws."""

from functools import cache, partial

from course_lib.labs.biases.experiment import biases
from course_lib.labs.biases.figure import biases_figure
from course_lib.labs.deep_race.lab import RUNNERS
from course_lib.labs.framework_samples.experiment import draw_name
from course_lib.labs.framework_samples.figure import framework_samples_figure
from course_lib.labs.gallery.experiment import gallery
from course_lib.labs.gallery.figure import gallery_figure
from course_lib.labs.matrix.experiment import matrix
from course_lib.labs.matrix.figure import matrix_figure
from course_lib.labs.one_seed.experiment import one_seed
from course_lib.labs.one_seed.figure import one_seed_figure
from course_lib.labs.printouts.experiment import read
from course_lib.labs.printouts.figure import printout_figure
from course_lib.labs.race.experiment import RACERS, race
from course_lib.labs.race.figure import race_figure
from course_lib.labs.samples.experiment import draw_sample
from course_lib.labs.samples.figure import samples_figure
from course_lib.labs.shared_instance.experiment import shared_instance
from course_lib.labs.shared_instance.figure import shared_instance_figure
from course_lib.labs.signals.experiment import signals
from course_lib.labs.signals.figure import signals_figure
from course_lib.labs.symmetry.experiment import symmetry
from course_lib.labs.symmetry.figure import symmetry_figure
from course_lib.labs.training_race.experiment import ENTRANTS, training_race
from course_lib.labs.training_race.figure import training_race_figure
from course_lib.labs.zero_start.experiment import zero_start
from course_lib.labs.zero_start.figure import zero_start_figure
from tests.lessons.shown import last


def small_race(schemes, steps=30, seeds=3):
    return last(race("circles", schemes, "relu", 2, 6, 0.1, seeds, steps))


def small_deep_race(schemes, epochs=1, seeds=3):
    return last(training_race(schemes, "relu", 3, "sgd", 0.01, 128, epochs, seeds))


def small_training_race(schemes=("he_normal", "glorot_normal"), epochs=1, sweep=False, **how):
    return last(training_race(schemes, "relu", 3, "sgd", 0.01, 128, epochs, 3, sweep, **how))


def small_matrix(activation, scheme, gain=1.0, cells=104):
    frames = matrix(activation, scheme, 12, 16, gain, 2)
    return next(result for _, result in frames if result.known.sum() >= cells)


def small_symmetry(start, steps=200, width=8):
    return last(symmetry(start, 0.5, -3, width, "tanh", 0.5, steps, 0))


def small_signals(scheme="lecun_normal", **changed):
    settings = dict(
        versus="none", activation="tanh", gain=1.0, depth=6, width=16, last=16, inputs="gaussian", seeds=2,
        show="power",
    )  # fmt: skip
    return last(signals(scheme, **(settings | changed)))


fair_race_figure = partial(training_race_figure, measure="update_ratio")
PICTURES = {
    "race": (race_figure, lambda: small_race(("zeros", "normal_x10", "he_normal"))),
    "race of all": (race_figure, lambda: small_race(tuple(RACERS))),
    "race of one": (race_figure, lambda: small_race(("he_normal",), seeds=1)),
    "race, as drawn": (race_figure, lambda: small_race(("zeros", "he_normal"), steps=0)),
    "one seed": (one_seed_figure, lambda: last(one_seed("he_normal", 3, 40))),
    "symmetry": (symmetry_figure, lambda: small_symmetry("constant")),
    "symmetry, zeros": (symmetry_figure, lambda: small_symmetry("zeros")),
    "symmetry, random": (symmetry_figure, lambda: small_symmetry("random", width=16)),
    "symmetry, as drawn": (symmetry_figure, lambda: small_symmetry("noisy", steps=0)),
    "deep race": (training_race_figure, lambda: small_deep_race(("he_normal", "glorot_normal"))),
    "deep race of all": (training_race_figure, lambda: small_deep_race(tuple(RUNNERS))),
    "deep race of one": (training_race_figure, lambda: small_deep_race(("orthogonal",), seeds=1)),
    "deep race, as drawn": (training_race_figure, lambda: small_deep_race(("he_normal",), epochs=0)),
    "fair race": (fair_race_figure, small_training_race),
    "fair race of all, swept": (
        fair_race_figure,
        lambda: small_training_race(tuple(ENTRANTS), sweep=True),
    ),
    "fair race, as drawn": (fair_race_figure, lambda: small_training_race(epochs=0)),
    "fair race, normalized": (
        partial(training_race_figure, measure="dead", layer=22),
        lambda: small_training_race(batch_norm=True),
    ),
    "fair race, one kept": (
        lambda race: training_race_figure(race, kept=race),
        lambda: small_training_race(residual=True),
    ),
    "zero start": (zero_start_figure, lambda: last(zero_start("biases", 100))),
    "samples": (samples_figure, lambda: draw_sample("he_uniform", 64, 32)),
    "samples, no limit": (samples_figure, lambda: draw_sample("he_normal", 1, 512)),
    "samples, no density": (samples_figure, lambda: draw_sample("zeros", 64, 32)),
    "samples, other shape": (samples_figure, lambda: draw_sample("glorot_normal", 9, 1, shape="uniform")),
    "samples, longest title": (
        samples_figure,
        lambda: draw_sample("uniform_unit_scaling", 512, 512, 100_000, shape="truncated_normal"),
    ),
    "printout": (printout_figure, lambda: read("keras_he_uniform")),
    "printout, longest title": (printout_figure, lambda: read("torch_xavier_uniform", "glorot_normal")),
    "impossible printout": (printout_figure, lambda: read("keras_he_uniform", "glorot_uniform")),
    "matrix": (matrix_figure, lambda: small_matrix("relu", "he_normal")),
    "matrix, overflow": (matrix_figure, lambda: small_matrix("relu", "normal", gain=100.0)),
    "matrix, silence": (matrix_figure, lambda: small_matrix("leaky_relu", "normal_small", gain=0.0)),
    "matrix, just begun": (matrix_figure, lambda: small_matrix("prelu", "torch_default", gain=1.1, cells=1)),
    "gallery": (gallery_figure, lambda: gallery("gelu", std=2.0)),
    "gallery, steps": (gallery_figure, lambda: gallery("step", mean=2.0)),
    "gallery, saturated": (gallery_figure, lambda: gallery("tanh", std=20.0)),
    "gallery, longest title": (gallery_figure, lambda: gallery("leaky_relu", slope=-0.55, std=20.0)),
    "gallery, dead": (gallery_figure, lambda: gallery("relu", std=0.05, mean=-4.0)),
    "signals": (signals_figure, small_signals),
    "signals, compared": (signals_figure, lambda: small_signals("he_normal", versus="zeros", show="across")),
    "signals, shares": (signals_figure, lambda: small_signals("he_normal", activation="relu", show="shares")),
    "signals, weights": (
        signals_figure,
        lambda: small_signals("glorot_normal", versus="normal", gain=100.0, show="weights"),
    ),
    "signals, overflow": (
        signals_figure,
        lambda: small_signals("normal", gain=100.0, activation="relu", depth=100),
    ),
    "signals, one layer": (signals_figure, lambda: small_signals(depth=1, seeds=1)),
    "signals, longest legend": (
        signals_figure,
        lambda: small_signals("uniform_unit_scaling", versus="truncated_normal", gain=0.98, show="across"),
    ),
    "framework samples": (framework_samples_figure, lambda: draw_name("torch.xavier_normal_", 64, 32)),
    "framework samples, compared": (
        framework_samples_figure,
        lambda: draw_name("torch.nn.Linear.weight", 64, 32, versus="keras.HeNormal"),
    ),
    "framework samples, far limit": (
        framework_samples_figure,
        lambda: draw_name(
            "torch.trunc_normal_(std=0.02)", 64, 32, versus="numpy.random.uniform(-0.05, 0.05)"
        ),
    ),
    "framework samples, longest title": (
        framework_samples_figure,
        lambda: draw_name("keras.VarianceScaling(distribution='untruncated_normal')", 512, 512),
    ),
    "biases": (biases_figure, lambda: last(biases("glorot_normal", "tanh", 6, 16, 2))),
    "biases, no theory": (biases_figure, lambda: last(biases("ones", "relu", 6, 16, 2))),
    "biases, longest title": (
        biases_figure,
        lambda: last(biases("uniform_unit_scaling", "identity", 2, 4, 1)),
    ),
    "biases, one layer": (biases_figure, lambda: last(biases("he_normal", "relu", 1, 16, 1))),
    "shared instance": (shared_instance_figure, lambda: last(shared_instance("one", 2, 60))),
    "shared instance, apart": (shared_instance_figure, lambda: last(shared_instance("each", 4, 60))),
    "shared instance, as drawn": (shared_instance_figure, lambda: last(shared_instance("each_seeded", 1, 0))),
}


@cache
def result_of(picture):
    return PICTURES[picture][1]()


def figure_of(picture):
    return PICTURES[picture][0](result_of(picture))
