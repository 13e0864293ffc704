"""The predictions of lessons 00 to 02: where training starts, symmetry, and what initializers draw."""

from __future__ import annotations

from course_lib.checks.questions.question import Question

__all__ = ["LESSON_00", "LESSON_01", "LESSON_02"]

LESSON_00 = {
    "race": Question(
        "Three copies of one network differ only in the numbers their weights start from: zeros, normal draws "
        "times 10, and He's scheme. After 1,500 steps, which of them separate the circles in most of 8 seeds?",
        {
            "all": "All three; the start only changes how long it takes",
            "random": "× 10 and He, because both are random",
            "he": "Only He",
            "luck": "None reliably; it depends on the seed",
        },
        "he",
        {
            "all": "Time does not help: the loss of the zeros is what it was at the start.",
            "random": "Both are random, but size matters as much as randomness.",
            "luck": "That is true of × 10. He's scheme depends on the seed much less.",
        },
        "Zeros stay at 50 % in every seed, × 10 lands anywhere from about 70 % to almost 100 %, He's scheme passes 95 % in every seed.",
        "race",
        {"steps": 0},
        {"steps": 1500},
    ),
    "one_seed": Question(
        "Seed 0 is at about 71 % after 1,500 steps. You run seeds 1 to 39 as well. How many of the 40 are still "
        "below 90 % then?",
        {"most": "Most of them", "half": "About half", "few": "At most five"},
        "few",
        {
            "most": "One run cannot carry that conclusion: seed 0 is one of the rare slow ones.",
            "half": "One run gives no share at all: seed 0 is one of the rare slow ones.",
        },
        "Nearly all others have reached 95 % or more. A single run shows what a seed does; only many show what a scheme does.",
        "one_seed",
        {"shown": 1},
        {"shown": 40},
    ),
}

LESSON_01 = {
    "zeros": Question(
        "All weights of a 2-8-1 tanh network start at 0. What do its eight hidden units learn in 2,000 steps?",
        {
            "same": "One feature, the same in all eight",
            "nothing": "Nothing",
            "slow": "Eight features, slowly",
        },
        "nothing",
        {
            "same": "To learn even one feature a unit needs a gradient, and theirs is exactly 0.",
            "slow": "Nothing tells the units apart, and their gradient is exactly 0.",
        },
        "The outgoing weights are 0, so no error flows back; the hidden outputs are 0, so the outgoing weights "
        "get no gradient either. Only the output bias can move.",
        "symmetry",
        {"start": "zeros", "steps": 0},
        {"steps": 2000},
    ),
    "constant": Question(
        "Now every weight starts at 0.5, and the data are two moons. How many different hidden units does the network "
        "have after 10,000 steps?",
        {"eight": "Eight", "some": "Two or three", "one": "One"},
        "one",
        {
            "eight": "They receive a gradient now, but all of them the same one.",
            "some": "Nothing can part them, not even slowly: equal weights get equal gradients at every step.",
        },
        "Units with equal incoming and outgoing weights have equal outputs and equal gradients, so they stay equal. "
        "The loss is that of a network with one hidden unit.",
        "symmetry",
        {"start": "constant", "data": "moons", "steps": 0},
        {"steps": 10_000},
    ),
    "constant_W1": Question(
        "W1 is still 0.5 everywhere, only W2 is random. All eight units compute the same output at first. Do they part?",
        {
            "no": "No: equal outputs, equal gradients",
            "two": "Into two groups, one for each sign of their weights in W2",
            "yes": "Yes, all eight of them",
        },
        "yes",
        {
            "no": "Equal outputs do not make equal gradients: the way back leads through W2.",
            "two": "The sign alone would make two groups, but the error is multiplied by the whole weight in W2.",
        },
        "Unit j receives its error through its own outgoing weight, and those differ. One random layer is enough here, as W1 is not zero.",
        "symmetry",
        {"start": "constant_W1", "steps": 0},
        {"steps": 2000},
    ),
    "noise": Question(
        "Both layers start at 0.5, plus normal noise of size 0.000000000001 (10⁻¹²). When do the units part?",
        {
            "never": "Never; the noise is too small to matter",
            "soon": "In the first 100 steps",
            "late": "After thousands of steps",
        },
        "late",
        {
            "never": "The noise is tiny, but a difference that is multiplied in every step does not stay tiny.",
            "soon": "From 10⁻¹² it takes many multiplications to reach the size of the weights.",
        },
        "The dotted line climbs straight on the log axis: the difference grows by a constant factor a step, and "
        "arrives after thousands of steps. Until then the network is the one-unit network.",
        "symmetry",
        {"start": "noisy", "noise": -12, "steps": 0},
        {"steps": 8000},
    ),
    "logistic": Question(
        "A logistic regression, a network without a hidden layer, has to classify two overlapping moons. "
        "Is it true that it can start at zero as well as at random?",
        {
            "stuck": "No: from zero it never moves",
            "worse": "No: from zero it ends at a worse optimum",
            "same": "Yes: it ends at the same optimum",
        },
        "same",
        {
            "stuck": "Its gradient at zero is not zero: the inputs feed the output directly.",
            "worse": "The loss is convex: no optimum is worse than another.",
        },
        "With no hidden units there is no symmetry to break. The loss is convex, so every start leads to the same "
        "optimum, as long as no line separates the classes.",
        "zero_start",
        {"part": "logistic", "steps": 0},
        {"steps": 2000},
        claim="same",
    ),
}

LESSON_02 = {
    "uniform_std": Question(
        "Glorot's uniform scheme draws from U(−a, a). What is the standard deviation of what it draws?",
        {"half": "a / 2", "root": "a / √3", "twelve": "a / √12"},
        "root",
        {
            "half": "a / 2 is the mean of |w|. The std is the root of the mean of w², which gives large w more weight.",
            "twelve": "√12 goes with the whole width of a uniform distribution, and that is 2a here: 2a / √12 = a / √3.",
        },
        "The mean of w² over U(−a, a) is a²/3. The dotted lines stand at 0.58 of the dashed ones.",
        "samples",
        {"scheme": "he_normal"},
        {"scheme": "glorot_uniform"},
    ),
    "standard_normal": Question(
        "A unit adds up 64 inputs of mean square 1, each times a weight from N(0, 1). How large is the sum, typically?",
        {"one": "About 1", "eight": "About 8", "sixtyfour": "About 64"},
        "eight",
        {
            "one": "Different signs cancel only in part: the sum grows like the square root of the number of terms.",
            "sixtyfour": "For that, all terms would need the same sign.",
        },
        "The variances of 64 independent terms add up to 64, so the sum's std is √64 = 8. He's scheme asks for weights "
        "of std √(2/64) = 0.18 here, the dashed curve.",
        "samples",
        {"scheme": "he_normal"},
        {"scheme": "normal", "versus": "he_normal"},
    ),
    "truncated": Question(
        "Draw from N(0, 1), and draw again whatever lies beyond ±2. What is the std of the result?",
        {"one": "1", "less": "0.88", "share": "0.95"},
        "less",
        {
            "one": "The tails are gone, and they held the largest squares.",
            "share": "That is the share of draws that stay. The 4.6 % that are replaced hold 26 % of the mean square.",
        },
        "Without its tails the normal has a variance of 0.774, and so a std of 0.88.",
        "samples",
        {"scheme": "normal"},
        {"scheme": "truncated_normal"},
    ),
    "keras_glorot": Question(
        "PyTorch's xavier_normal_ draws a normal with Glorot's std. Keras' glorot_normal cuts off what lies beyond ±2 std of the normal it draws from. "
        "How does the std of Keras' weights compare with PyTorch's?",
        {"smaller": "It is 12 % smaller", "same": "It is the same", "larger": "It is larger"},
        "same",
        {
            "smaller": "It would be, had Keras not corrected for the cut.",
            "larger": "A cut can only take spread away, and Keras corrects for just as much.",
        },
        "Keras widens the normal by 1/0.8796 before it cuts, so the std comes out as Glorot's formula says.",
        "samples",
        {"scheme": "glorot_normal"},
        {"shape": "truncated_normal"},
    ),
    "evenly": Question(
        "Is it true that draws from a uniform distribution do not come evenly spaced? Take 100 draws from U(0, 1), counted in 60 bins. "
        "What does the histogram look like?",
        {
            "flat": "Nearly flat, one or two a bin",
            "ragged": "Ragged: some bins empty, some with four or more",
            "middle": "Highest in the middle, low at both ends",
        },
        "ragged",
        {
            "flat": "Evenly spread draws would not be independent: each would have to avoid the others.",
            "middle": "That is what means of several draws look like. A single draw favours no bin.",
        },
        "Each draw is independent of the others, so they crowd and leave gaps. Uniform means that every value is "
        "equally likely, not that values are evenly spaced or sorted.",
        "samples",
        {"scheme": "uniform", "size": 100_000},
        {"scheme": "uniform", "size": 100},
        claim="ragged",
    ),
    "printout": Question(
        "Keras printed for he_uniform, shape (9, 1): 0.800, −0.188, 0.673, −0.237, −0.632, 0.605, 0.164, 0.608, −0.463. "
        "Could glorot_uniform, same shape, have printed them?",
        {
            "yes": "Yes: nine draws are too few to tell two such schemes apart",
            "std": "No: their std, 0.51, is too large for it",
            "no": "No: it cannot draw one of these numbers",
        },
        "no",
        {
            "yes": "Nine draws are too few to estimate a std, but a limit needs only one number beyond it.",
            "std": "Glorot's std is 0.45 here, but 9 % of its sets of nine draws are as wide as that.",
        },
        "Glorot's limit here is √(6/10) = 0.775, and one of the numbers is 0.800.",
        "printouts",
        {"printout": "keras_he_uniform", "scheme": "own"},
        {"scheme": "glorot_uniform"},
    ),
}
