"""Lesson 02: drawing the schemes' weights, and reading draws that somebody printed."""

from __future__ import annotations

from functools import partial
from typing import Any

from course_lib.checks.answers import as_list
from course_lib.checks.exercise import exercise
from course_lib.checks.hints import Hints
from course_lib.checks.mistakes import first_fault
from course_lib.checks.question import Question
from course_lib.checks.verdict import Verdict, not_attempted, right

QUESTIONS = {
    "uniform_std": Question.of(
        "Glorot's uniform scheme draws from U(−a, a). What is the standard deviation of what it draws?",
        {
            "half": ("a / 2",
                     "a / 2 is the mean of |w|. The std is the root of the mean of w², which gives large w more weight."),
            "root": "a / √3",
            "twelve": ("a / √12",
                       "√12 goes with the whole width of a uniform distribution, and that is 2a here: 2a / √12 = a / √3."),
        },
        "The mean of w² over U(−a, a) is a²/3. The dotted lines stand at 0.58 of the dashed ones.",
        "samples", {"scheme": "he_normal"}, {"scheme": "glorot_uniform"},
    ),
    "standard_normal": Question.of(
        "A unit adds up 64 inputs of mean square 1, each times a weight from N(0, 1). How large is the sum, typically?",
        {
            "one": ("About 1",
                    "Different signs cancel only in part: the sum grows like the square root of the number of terms."),
            "eight": "About 8",
            "sixtyfour": ("About 64", "For that, all terms would need the same sign."),
        },
        "The variances of 64 independent terms add up to 64, so the sum's std is √64 = 8. He's scheme asks for weights "
        "of std √(2/64) = 0.18 here, and their sum has √2: the dashed curve.",
        "samples", {"scheme": "he_normal", "show": "sum"}, {"scheme": "normal", "versus": "he_normal"},
    ),
    "truncated": Question.of(
        "Draw from N(0, 1), and draw again whatever lies beyond ±2. What is the std of the result?",
        {
            "one": ("1", "The tails are gone, and they held the largest squares."),
            "less": "0.88",
            "share": ("0.95",
                      "That is the share of draws that stay. The 4.6 % that are replaced hold 26 % of the mean square."),
        },
        "Without its tails the normal has a variance of 0.774, and so a std of 0.88.",
        "samples", {"scheme": "normal"}, {"scheme": "truncated_normal"},
    ),
    "keras_glorot": Question.of(
        "PyTorch's xavier_normal_ draws a normal with Glorot's std. Keras' glorot_normal cuts off what lies beyond ±2 std of the normal it draws from. "
        "How does the std of Keras' weights compare with PyTorch's?",
        {
            "smaller": ("It is 12 % smaller", "It would be, had Keras not corrected for the cut."),
            "same": "It is the same",
            "larger": ("It is larger",
                       "A cut can only take spread away, and Keras corrects for just as much."),
        },
        "Keras widens the normal by 1/0.8796 before it cuts, so the std comes out as Glorot's formula says.",
        "samples", {"scheme": "glorot_normal"}, {"shape": "truncated_normal"},
    ),
    "evenly": Question.of(
        "Is it true that draws from a uniform distribution do not come evenly spaced? Take 100 draws from U(0, 1), counted in 60 bins. "
        "What does the histogram look like?",
        {
            "flat": ("Nearly flat, one or two a bin",
                     "Evenly spread draws would not be independent: each would have to avoid the others."),
            "ragged": "Ragged: some bins empty, some with four or more",
            "middle": ("Highest in the middle, low at both ends",
                       "That is what means of several draws look like. A single draw favours no bin."),
        },
        "Each draw is independent of the others, so they crowd and leave gaps. Uniform means that every value is "
        "equally likely, not that values are evenly spaced or sorted.",
        "samples", {"scheme": "uniform", "size": 100_000}, {"scheme": "uniform", "size": 100}, claim="ragged",
    ),
    "printout": Question.of(
        "Keras printed for he_uniform, shape (9, 1): 0.800, −0.188, 0.673, −0.237, −0.632, 0.605, 0.164, 0.608, −0.463. "
        "Could glorot_uniform, same shape, have printed them?",
        {
            "yes": ("Yes: nine draws are too few to tell two such schemes apart",
                    "Nine draws are too few to estimate a std, but a limit needs only one number beyond it."),
            "std": ("No: their std, 0.51, is too large for it",
                    "Glorot's std is 0.45 here, but 9 % of its sets of nine draws are as wide as that."),
            "no": "No: it cannot draw one of these numbers",
        },
        "Glorot's limit here is √(6/10) = 0.775, and one of the numbers is 0.800.",
        "printouts", {"printout": "keras_he_uniform", "scheme": "own"}, {"scheme": "glorot_uniform"},
    ),
}  # fmt: skip


DRAWS = ("lecun_uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "he_truncated")


def check_scheme(name: str, function: Any) -> Verdict:
    """``function(shape, rng)`` draws weights by the scheme ``name`` of `DRAWS`; "he_truncated" is Keras'."""
    from course_lib.checks.draws import check_draws
    from course_lib.initializers import get

    return check_draws(name, function, get("he_normal").truncate() if name == "he_truncated" else get(name))


for name in DRAWS:
    exercise(name, takes=name)(partial(check_scheme, name))


@exercise("impossible", takes="impossible")
def check_impossible(names: Any) -> Verdict | str:
    """``names`` is the set of Keras printouts that glorot_uniform, shape (9, 1), cannot have printed."""
    from course_lib.labs.printouts.experiment import PRINTED, read

    keras = [name for name in PRINTED if name.startswith("keras")]
    shown = ", ".join(keras)
    if names is ...:
        return not_attempted(f"Give the set of names that are impossible; choose from {shown}.")
    if isinstance(names, str) and names in keras:
        return f"One name goes into a set as well: {{{names!r}}}. But look at every printout first."
    given = as_list(names)
    if given is None:
        return f"Give a set of names out of {shown}. This is a {type(names).__name__}."
    for name in given:
        if not isinstance(name, str) or name not in keras:
            near = f" Do you mean 'keras_{name}'?" if f"keras_{name}" in keras else ""
            return f"{name!r} is not one of {shown}.{near}"
    chosen = set(given)
    if not chosen:
        return "At least one is impossible: look for a number beyond √(6/(9 + 1))."
    truth = {name for name in keras if read(name, "glorot_uniform").outside.size}
    if chosen == truth:
        return right("One number beyond ±√(6/10) = ±0.775 is enough to rule a printout out.")
    std = read(keras[0], "glorot_uniform").law.std
    return first_fault(
        (chosen == set(keras),
            f"You ruled out whatever lies beyond {std:.3f}. That is the std; the limit is √3 times larger."),
        (chosen == set(keras) - truth, "You gave what is possible. Asked for are those that cannot be."),
        (chosen < truth,
            "These are impossible, but not only these. Compare the largest number of each printout, whichever scheme "
            "it is from, with the limit √(6/(9 + 1))."),
        (True, "One of these is possible: all of its numbers lie within ±√(6/10). Unlikely is not impossible."),
    )  # fmt: skip


HINTS = {
    "lecun_uniform": Hints(
        "The scheme is given by its variance, and rng.uniform wants a limit. Find the limit with that variance.",
        "U(−a, a) has the variance a²/3. LeCun's variance is one over the fan in.",
        "Solve a²/3 = 1/n_in for a. Then return rng.uniform(-a, a, shape).",
        why="With this limit a²/3 is 1/n_in, the variance of the scheme.",
    ),
    "glorot_normal": Hints(
        "The scheme is given by its variance. Which number does rng.normal want?",
        "Look up Glorot's variance in the table of schemes. Its square root is the second argument of rng.normal.",
        "The variance is one over the mean of the fans, (n_in + n_out) / 2. Return rng.normal(0, std, shape).",
        why="rng.normal takes the std, which is the root of Glorot's variance.",
    ),
    "glorot_uniform": Hints(
        "Glorot's two schemes have the same variance. What differs is the number that NumPy wants.",
        "The limit of a uniform draw is √3 times its std. Take the std of glorot_normal, and bring the √3 under its root.",
        "a = np.sqrt(3 * variance), with the variance of glorot_normal. Return rng.uniform(-a, a, shape).",
        why="Under the root stands three times Glorot's variance, so a²/3 is that variance.",
    ),
    "he_normal": Hints(
        "He's variance depends on one of the fans only: on the number of terms that a unit adds up.",
        "The table of schemes gives a variance. The second argument of rng.normal is its square root.",
        "Take LeCun's variance times 2. Return rng.normal(0, np.sqrt(variance), shape).",
        why="The variance is 2/n_in. The 2 is there for ReLU, as lesson 05 shows.",
    ),
    "he_uniform": Hints(
        "The variance is that of he_normal. What you hand to rng.uniform is a limit.",
        "The variance of U(−a, a) is a²/3. Set it equal to the variance of he_normal.",
        "Solve a²/3 = 2/n_in for a. Return rng.uniform(-a, a, shape).",
        why="With this limit a²/3 is 2/n_in, He's variance.",
    ),
    "he_truncated": Hints(
        "The cut makes the std smaller. You know by what factor, so you can correct for it before you draw.",
        "Draw from a normal that is too wide by that factor. As long as some weights lie beyond 2 of its std, draw "
        "those again.",
        "Divide He's std by the factor 0.8796, and start with w = rng.normal(0, std, shape). As long as "
        "out = np.abs(w) > 2 * std is True anywhere, fill w[out] with new draws, out.sum() of them.",
        why="The cut multiplies the std by 0.8796. The normal was wider by 1/0.8796, so He's std is left.",
    ),
    "impossible": Hints(
        "A uniform scheme has a limit. A single number beyond it is enough, whatever the std of the printout is.",
        "Compute the limit of glorot_uniform for fan in 9 and fan out 1. Set the largest number of each printout "
        "beside it, signs aside.",
        "The limit is √(6/10) = 0.775. Only one of the four printouts stays below it: the one that glorot_uniform made.",
        why="Each of these three printouts holds a number beyond ±0.775, which glorot_uniform cannot draw.",
    ),
}
