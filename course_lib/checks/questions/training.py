"""The predictions of lesson 08: what a fair comparison of schemes finds."""

from __future__ import annotations

from course_lib.checks.questions.question import Question

__all__ = ["LESSON_08"]

LESSON_08 = {
    "fair_start": Question(
        "Does Glorot's scheme, also called Xavier, fail in a deep ReLU network where He's does not? Ten layers of weights, ReLU, SGD at a learning rate of 0.01, five epochs of digits. Twenty networks start from He's scheme, twenty from "
        "Glorot's; a pair shares its noise and every batch. In how many of the 20 pairs does He's network end with the higher test accuracy?",
        {"half": "About 10: chance decides", "most": "About 15", "all": "All 20"},
        "all",
        {
            "half": "Then the start would hardly matter. The two differ by a factor of √2 in every hidden layer, and all seeds share that.",
            "most": "Then some seeds would favour Glorot's start. Look at where the seeds end: the two clouds do not touch.",
        },
        "He's networks win every pair, by more than 50 points in the median. One seed would have said the same here, but only twenty can tell that it is so.",
        "training_race",
        {"epochs": 0, "seeds": 20},
        {"epochs": 5},
        claim="all",
    ),
    "own_rate": Question(
        "So far one rate served both schemes. Now each trains at five learning rates. The rate with the lowest loss on the validation images counts: no network trains "
        "on them, and no result is reported on them. What becomes of the difference between the two on the test images?",
        {
            "stays": "It stays about as large",
            "shrinks": "It shrinks to less than a third",
            "turns": "It turns round",
        },
        "shrinks",
        {
            "stays": "Then no step size would suit Glorot's start. Look at its curve in the panel “Validation loss by rate”: at 0.1 it comes down.",
            "turns": "A larger step makes up for most of the difference, not for more than that. Look at where the seeds end.",
        },
        "At 0.1, ten times the rate of the first race, Glorot's networks learn nearly as well as He's. Most of the lead at 0.01 was the learning rate's doing: "
        "a comparison at one rate also compares how well that rate suits each start.",
        "training_race",
        {"epochs": 0, "lr": 0.0316, "sweep": True},
        {"epochs": 5},
    ),
    "adam_deep": Question(
        "Does the start still matter with Adam? Adam divides each gradient by its own size, so a small gradient moves a weight as far as a large one, and at ten layers the "
        "seeds left it open which start is better. How far apart do He's start, Glorot's and PyTorch's default end with Adam at 22 layers, after five epochs?",
        {
            "no": "They end alike: Adam makes up for the start",
            "little": "They end a few points apart",
            "much": "They end far apart, and one stays at guessing",
        },
        "much",
        {
            "no": "That was so at ten layers. With twelve more, look at where the medians of the three starts end.",
            "little": "Then a few epochs would make up for it. Look at the medians: they are tens of points apart.",
        },
        "After five epochs Glorot's networks are far behind He's, and PyTorch's default is at guessing: the gradients of its lower layers are so small that even Adam does not scale them "
        "up.",
        "training_race",
        {
            "schemes": ("he_normal", "glorot_normal", "torch_default"),
            "optimizer": "adam",
            "lr": 0.001,
            "epochs": 0,
            "depth": 22,
            "batch": 64,
        },
        {"epochs": 5},
        claim="no",
    ),
    "batch_norm": Question(
        "Batch normalization rescales every pre-activation to mean 0 and variance 1, so the size of the weights no longer reaches the next layer. Ten layers, "
        "SGD at 0.01 as before. Which start is ahead now?",
        {
            "he": "He's",
            "same": "Neither: the size of the weights has no effect any more",
            "glorot": "Glorot's",
        },
        "glorot",
        {
            "he": "He's start was ahead because its gradients were larger at this rate. Batch normalization now sets the size of the signal for both, so look at Update : weight.",
            "same": "It has no effect on the signal any more. It still decides by what share a step changes the weights.",
        },
        "The signal is the same under both starts, yet Glorot's weights are smaller by √2 and their gradient is larger by √2. So the step, as a share of the weight, is twice as large, "
        "and at a rate this low that is an advantage.",
        "training_race",
        {"batch_norm": True, "epochs": 0, "seeds": 20},
        {"epochs": 5},
    ),
    "one_of_twenty": Question(
        "Three layers, and two starts of the same standard deviation: He's normal and He's uniform scheme. With seed 0 the uniform start ends ahead. "
        "In how many of 20 seeds is it ahead?",
        {
            "nearly": "Nearly all: a uniform draw has no extreme weights",
            "half": "About half, give or take a few",
            "none": "Hardly any: seed 0 is the exception",
        },
        "half",
        {
            "nearly": "The shape of the draw hardly matters where the std is the same (lesson 02). One seed is one toss of a coin.",
            "none": "Nothing makes the normal draw better either. One seed is one toss of a coin.",
        },
        "A fair coin gives a count like this one often, and the interval of the share holds one half. One seed supports the claim that uniform beats normal; twenty leave it open.",
        "training_race",
        {"schemes": ("he_normal", "he_uniform"), "depth": 3, "seeds": 1},
        {"seeds": 20},
    ),
}
