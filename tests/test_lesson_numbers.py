"""Every number in the lessons' prose comes from a run: `PROSE` names the sentence, and computes its numbers.

A sentence holds an `@` for each number. Numbers of two digits or more that stand in no such sentence are
either settings a reader is asked to try (`TRIED`) or an error. Seeds are those of the lessons' own cells
and labs. The entries of lessons 03 to 07 are in `prose_depth.py`, `prose_activations.py` and
`prose_frameworks.py`.
"""

import math
import re
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
from scipy import stats

from course_lib.checks.draws import SHAPE
from course_lib.checks.lessons.start_here import MORE, RESCUED, SEEDS
from course_lib.datasets import circles
from course_lib.ensemble import Ensemble
from course_lib.initializers import INITIALIZERS, TRUNCATED_STD, fans
from course_lib.labs import LABS
from course_lib.labs.one_seed.experiment import LR, SIZES, legacy_weights, one_seed
from course_lib.labs.printouts.experiment import FRESH, PRINTED, SCHEMES, read
from course_lib.labs.race.experiment import RACERS, race
from course_lib.labs.samples.experiment import draw_sample
from course_lib.labs.symmetry.experiment import APART, symmetry
from course_lib.labs.zero_start.experiment import CASES, zero_start
from course_lib.training import train
from tests import prose_activations, prose_depth, prose_frameworks, prose_training
from tests.shown import last

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:[.,\-]\d+)*")
WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


@cache
def raced(**changed):
    return last(race(**(LABS["race"](steps=0).settings | {"schemes": RACING} | changed)))


@cache
def seeds_of(scheme):
    return last(one_seed(scheme, 0, 40))


@cache
def symmetric(**changed):
    return last(symmetry(**(LABS["symmetry"](steps=0).settings | changed)))


def of(scheme):
    """The runs of one scheme in the race, and its row."""
    return RACING.index(scheme)


def first_losses(scheme):
    points = circles()
    net = Ensemble((2, 10, 10, 1), "relu", {scheme: RACERS[scheme][0]}, range(8))
    return net.evaluate(points.X_train, points.y_train)[0].numpy()


def parted(noise):
    return symmetric(start="noisy", noise=noise, steps=8000).parted


def constant():
    return symmetric(start="constant", data="moons", steps=10_000)


def random_W2(seed):
    return symmetric(start="constant_W1", steps=2000, seed=seed)


def all_parted():
    """Between which hundreds of steps all units of eight seeds are distinct for the first time."""
    steps = [random_W2(seed).rows[random_W2(seed).distinct == 8][0] for seed in range(8)]
    return [f"{100 * (min(steps) // 100):,}", f"{100 * -(-max(steps) // 100):,}"]


def steps_per_decade():
    return f"{round((parted(-12) - parted(-6)) / 6, -1):.0f}"


def growth():
    return f"{math.exp(growth_per_step()):.3f}"


def first_layer_at_zero():
    *_, (_, run) = zero_start("first", 2000)
    return np.median(run.accuracy[0])


def shapes_overlap():
    """Whether each shape's median loss lies among the losses of the other's seeds, at the end."""
    normal, uniform = raced(steps=1500, seeds=16, schemes=("he_normal", "he_uniform")).curves[-1]
    inside = [a.min() < np.median(b) < a.max() for a, b in ((normal, uniform), (uniform, normal))]
    return all(inside)


def accuracy(scheme):
    return raced(steps=1500).accuracy[of(scheme)]


def mean_squares():
    """E[z²] of the three layers under × 10: ReLU halves it in between."""
    variance, size = TIMES_TEN**2, np.mean(circles().X_train ** 2)
    first = 2 * variance * size
    second = 10 * variance * first / 2
    return first, second, 10 * variance * second / 2


def scientific(number):
    digit, power = f"{number:.0e}".split("e")
    return [digit, "10", str(int(power))]


def one_long_run():
    """Training accuracy of the He network of seed 3, with its steps and rate."""
    weights, data = [W.astype(np.float32) for W in legacy_weights(3, "he_normal")], circles()
    net = Ensemble(SIZES, "relu", {"he": weights}, [0])
    found = train(net, data.X_train, data.y_train, steps=15_000, lr=0.01)
    return [f"{100 * found.final_accuracy[0]:.0f}", "15,000", "0.01"]


def beating_seed_0():
    return np.mean(seeds_of("normal_x10").accuracy > seeds_of("he_normal").accuracy[0])


def hundred():
    return draw_sample("uniform", 64, 32, 100, 0).counts


def ruled_out():
    return read("keras_he_uniform", "glorot_uniform")


def limit_in_std(scheme):
    return scheme.limit((9, 1)) / scheme.std((9, 1))


def least_likely():
    """The printout that is rarest under its own scheme, and the share of draws as far off."""
    return min((read(name).farther, name) for name in PRINTED)


def if_true(number, holds):
    return number if np.all(holds) else "not so"


def defaults(lab, steps=0):
    return LABS[lab](steps=steps).settings


def growth_per_step():
    run = symmetric(start="noisy", noise=-12, steps=8000)
    rising = (run.difference > 1e-11) & (run.difference < 1e-3)
    return stats.linregress(run.rows[rising], np.log(run.difference[rising])).slope


HE_NORMAL, UNIFORM = INITIALIZERS["he_normal"], INITIALIZERS["glorot_uniform"]
RACING = ("zeros", "normal_small", "normal_x10", "he_normal")
FANS = [2**k for k in range(10)]
TIMES_TEN = RACERS["normal_x10"][0].std((2, 2))
DENSITY, INSIDE = stats.norm.pdf(2), 2 * stats.norm.cdf(2) - 1

PROSE = [
    # lesson, sentence, its numbers
    ("00", "@ points lie on two noisy circles", lambda: len(circles().X_train)),
    ("00", "two hidden layers of @ ReLU units", lambda: WORDS[defaults("race")["width"]]),
    ("00", "each step on all @ points", lambda: len(circles().X_train)),
    ("00", r"| Normal × @ | $w = @\,\varepsilon$ |", lambda: [f"{TIMES_TEN:g}"] * 2),
    ("00", r"a loss of $\ln 2 = @$", lambda: f"{raced(steps=1500).curves[-1, of('zeros')].max():.3f}"),
    (
        "00",
        "a loss of more than @, in every one of the eight seeds",
        lambda: if_true(800, first_losses("normal_x10") > 800),
    ),
    ("00", "scatter from about @ %", lambda: f"{round(100 * accuracy('normal_x10').min(), -1):.0f}"),
    ("00", "to almost @ %", lambda: if_true(100, 0.95 < accuracy("normal_x10").max() < 1)),
    ("00", "in all @ seeds", lambda: WORDS[int((accuracy("he_normal") > 0.95).sum())]),
    ("00", r"with $\operatorname{Var}(w) = @$ therefore", lambda: f"{TIMES_TEN**2:g}"),
    ("00", r"by $10 \cdot @ / 2 = @$", lambda: [f"{TIMES_TEN**2:g}", f"{10 * TIMES_TEN**2 / 2:g}"]),
    ("00", r"$\mathrm E[x^2] = @$ in", lambda: f"{np.mean(circles().X_train ** 2):.3f}"),
    ("00", r"$\mathrm E[z^2] = 2 \cdot @ \cdot @ = @$", lambda: [100, 0.415, f"{mean_squares()[0]:.0f}"]),
    ("00", r"the second about $@\cdot @^@$", lambda: scientific(mean_squares()[1])),
    ("00", r"the output about $@ \cdot @^@$", lambda: scientific(mean_squares()[2])),
    ("00", "Take a smaller network, @, drawn by He's scheme", lambda: "-".join(map(str, SIZES))),
    ("00", "seed 3 and ends at @ %, after @ steps at a learning rate of @.", one_long_run),
    ("00", "seed 0 and is at @ %", lambda: f"{100 * seeds_of('he_normal').accuracy[0]:.0f}"),
    (
        "00",
        "after @ steps at @, the rate of the race",
        lambda: [f"{seeds_of('he_normal').done:,}", if_true(LR, defaults("race")["lr"] == LR)],
    ),
    (
        "00",
        "more than a @ of them beat He's seed 0",
        lambda: if_true("third", 1 / 3 < beating_seed_0() < 1 / 2),
    ),
    ("00", "more than half of all seeds reach @ %", lambda: f"{100 * RESCUED:g}"),
    ("00", "so the check trains @.", lambda: SEEDS),
    ("00", "it trains @ seeds and judges by those", lambda: MORE),
    (
        "00",
        "have hardly started on the circles after @ steps",
        lambda: f"{defaults('race', steps=1500)['steps']:,}",
    ),
    ("01", "has @ inputs, @ tanh units and @ output", lambda: [*symmetric(steps=0).W1.shape[1:], 1]),
    ("01", "the largest absolute value of its @ entries", lambda: symmetric(steps=0).W1[0].size),
    ("01", "one value that is not zero, $w = @$.", lambda: f"{defaults('symmetry')['c']:g}"),
    ("01", "With $w = @$ the signal passes", lambda: f"{constant().W1[0].max():g}"),
    ("01", "All weights are @ again, but for a little noise", lambda: f"{defaults('symmetry')['c']:g}"),
    ("01", "At @ %, the network", lambda: f"{100 * constant().accuracy:.0f}"),
    ("01", "@ of its @ units are wasted", lambda: [WORDS[8 - constant().distinct[-1]], WORDS[8]]),
    ("01", "$W_1$ stays at @, and", lambda: f"{random_W2(0).W1[0].max():g}"),
    (
        "01",
        "In the seeds 0 to 7 the first units part within @ steps",
        lambda: if_true("ten", [random_W2(k).parted <= 10 for k in range(8)]),
    ),
    ("01", "it takes between @ and @ steps until", lambda: all_parted()),
    (
        "01",
        "each of these seeds then passes @ %",
        lambda: if_true(90, [random_W2(k).accuracy > 0.9 for k in range(8)]),
    ),
    ("01", "each power of ten costs about @ steps", lambda: steps_per_decade()),
    (
        "01",
        "Ten times in @ steps is a factor of $10^{1/@} = @$",
        lambda: [*[steps_per_decade()] * 2, growth()],
    ),
    ("01", "lie within @ of each other", lambda: APART),
    ("01", "In float32, $@ + 10^{-@}$ *is* $@$", lambda: [0.5, 12, np.float32(0.5) + np.float32(1e-12)]),
    (
        "01",
        "the widths @, @ and @ keep",
        lambda: list(LABS["symmetry"](steps=0).controls["width"].options),
    ),
    (
        "01",
        "after @ steps this network is still at chance",
        lambda: if_true("2,000", first_layer_at_zero() < 0.55),
    ),
    ("01", "a @ network with every weight at @", lambda: ["2-4-1", 0.5]),
    ("01", "of the @ entries", lambda: WORDS[2 * 4 + 4 * 1]),
    ("01", "a @ tanh network can still be trained", lambda: "-".join(map(str, CASES["last"].sizes))),
    ("01", "a difference of $10^{-@}$ here", lambda: if_true(12, parted(-12) < 8000)),
    ("02", r"the activation $@\tanh(2z/3)$", lambda: f"{1 / math.tanh(2 / 3):.4f}"),  # 1 for 1
    ("02", "A 3 × 3 kernel has @ cells", lambda: 3 * 3),
    (
        "02",
        "adds up @ · @ inputs: that is its fan in",
        lambda: if_true([9, 64], fans((3, 3, 64, 32))[0] == 9 * 64),
    ),
    ("02", "goes into @ · @ outputs", lambda: if_true([9, 32], fans((3, 3, 64, 32))[1] == 9 * 32)),
    ("02", r"They stand at $\sqrt 3 = @$ times the std", lambda: f"{limit_in_std(UNIFORM):.2f}"),
    ("02", "the @ in Glorot's uniform scheme", lambda: f"{96 * UNIFORM.limit((64, 32)) ** 2:.0f}"),
    (
        "02",
        "the losses of @ normal and @ uniform starts overlap",
        lambda: if_true([16, 16], shapes_overlap()),
    ),
    (
        "02",
        "With @ inputs, it makes sums of size @;",
        lambda: [64, f"{8 * INITIALIZERS['normal'].std((64, 1)):g}"],
    ),
    ("02", "are @ times smaller", lambda: f"{1 / HE_NORMAL.std((64, 1)):.1f}"),
    (
        "02",
        "its std reaches 1 only at a fan in of @.",
        lambda: max(n for n in FANS if HE_NORMAL.std((n, 1)) >= 1),
    ),
    (
        "02",
        "of a million about @ lie beyond @ std",
        lambda: [WORDS[round(1e6 * 2 * stats.norm.sf(4.5))], 4.5],
    ),
    ("02", "the std falls to @.", lambda: f"{stats.truncnorm(-2, 2).std():.4f}"),
    ("02", "Where @ comes from", lambda: f"{TRUNCATED_STD:.4f}"),
    ("02", r"1 - \frac{4 \cdot @}{@}", lambda: [f"{DENSITY:.5f}", f"{INSIDE:.5f}"]),
    ("02", " = @ = @^2", lambda: [f"{1 - 4 * DENSITY / INSIDE:.4f}", f"{TRUNCATED_STD:.4f}"]),
    ("02", "has a limit, at @ std", lambda: f"{limit_in_std(SCHEMES['glorot_normal']):.2f}"),
    ("02", "divide the std by @ before they cut", lambda: f"{TRUNCATED_STD:.4f}"),
    ("02", "multiplied the variance by @, ", lambda: f"{1 / TRUNCATED_STD**2:.1f}"),
    ("02", "which is $1/@^2 = @$", lambda: [f"{TRUNCATED_STD:.4f}", f"{1 / 0.8796**2:.3f}"]),
    ("02", "@ of the @ bins are empty", lambda: [WORDS[sum(hundred() == 0)].capitalize(), len(hundred())]),
    ("02", "the fullest holds @ of the @ numbers", lambda: [WORDS[hundred().max()], sum(hundred())]),
    ("02", "@ lies beyond ±@", lambda: [f"{ruled_out().outside[0]:.3f}", f"{ruled_out().law.limit:.3f}"]),
    ("02", "all @ are possible", lambda: WORDS[sum(read(name).outside.size == 0 for name in PRINTED)]),
    ("02", "how many of @ fresh draws", lambda: f"{FRESH:,}"),
    ("02", "The smallest share is @ %", lambda: f"{100 * least_likely()[0]:.0f}"),
    ("02", "for Keras' @;", lambda: PRINTED[least_likely()[1]].scheme),
    ("02", "one share near @ % is to be expected", lambda: f"{round(100 / (len(PRINTED) + 1), -1):.0f}"),
    ("02", "which is @ % for $n = 9$", lambda: f"{100 / math.sqrt(2 * 9):.0f}"),
    ("02", "@ % for $n = @$", lambda: [f"{100 / math.sqrt(2 * 200):.0f}", 200]),
    ("02", "The check draws @ weights", lambda: f"{math.prod(SHAPE):,}"),
    *prose_depth.PROSE,
    *prose_activations.PROSE,
    *prose_frameworks.PROSE,
    *prose_training.PROSE,
]

# What a reader is asked to set or to write, years, and names that hold a number.
TRIED = {
    "00": {"10", "0.01", "2000", "1,500", "95"},
    "01": {"10"},  # 10⁻¹²
    "02": {"100", "64", "32", "1998", "2010", "2015", "10"},
    **prose_depth.TRIED,
    **prose_activations.TRIED,
    **prose_frameworks.TRIED,
    **prose_training.TRIED,
}
SENTENCES = [f"{lesson}: {sentence[:48]}" for lesson, sentence, _ in PROSE]


@cache
def prose(lesson):
    """A lesson's text without its title, references, links' targets and mentions of lessons by number.

    Every break of a line is a space: the lessons have one sentence a line.
    """
    [path] = NOTEBOOKS.glob(f"{lesson}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells[1:]
    text = " ".join(" ".join(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
    text = re.sub(r"\]\([^)]*\)", "]", text.split("**References**")[0])
    return re.sub(r"[Ll]essons? \d\d(?: (?:to|and) \d\d)?", "a lesson", text)


def in_words(sentence, numbers):
    for number in numbers if isinstance(numbers, list) else [numbers]:
        sentence = sentence.replace("@", str(number), 1)
    return sentence


@pytest.mark.parametrize("lesson, sentence, compute", PROSE, ids=SENTENCES)
def test_a_number_in_the_prose_comes_from_a_run(lesson, sentence, compute):
    assert in_words(sentence, compute()) in prose(lesson)


@pytest.mark.parametrize("lesson", TRIED)
def test_no_number_of_two_digits_or_more_goes_unchecked(lesson):
    text = prose(lesson)
    for where, sentence, compute in PROSE:
        if where == lesson:
            text = text.replace(in_words(sentence, compute()), "")
    left = {number for number in NUMBER.findall(text) if len(number) > 1}
    assert left <= TRIED[lesson]


def test_every_lesson_is_looked_at():
    assert {path.name[:2] for path in NOTEBOOKS.glob("*.ipynb")} == set(TRIED)
