"""Answers to the exercises of lesson 08, and what a wrong one is told."""

import numpy as np

FAIR = {
    "seeds": 20,
    "noise": "shared",
    "learning rate": "own",
    "rate chosen by": "validation loss",
    "report": "median and spread",
}


RIGHT = {
    "unsupported": [("he_uniform", "he_normal", 0)],
    "fair_design": [
        (FAIR | {"rate chosen by": word},)
        for word in ("validation", "validation set", "validation loss", "validation accuracy")
    ],
}

UNTOUCHED = {"fair_design": [(dict.fromkeys(FAIR, ...),)]}

# (answers, a part of what is said of them)
WRONG = {
    "unsupported": [
        (("zeros", "he_normal", 0), "With seed 0, zeros loses to he_normal"),
        (("he_normal", "zeros", 0), "Twenty seeds support this claim"),
        (("he_normal", "normal_x10", 3), "Twenty seeds support this claim"),
        (("he_uniform", "he_uniform", 0), "A scheme cannot beat itself"),
        (("He", "he_normal", 0), "'He' is not in the race. Choose two of"),
        (("he_normal", "kaiming_normal", 0), "'kaiming_normal' is not in the race"),
        (("he_normal", None, 0), "None is not in the race"),
        ((["he_normal"], "he_uniform", 0), "['he_normal'] is not in the race"),
        (("he_uniform", "he_normal", 20), "whole number from 0 to 19; this is 20"),
        (("he_uniform", "he_normal", -1), "whole number from 0 to 19; this is -1"),
        (("he_uniform", "he_normal", 0.5), "whole number from 0 to 19; this is 0.5"),
        (("he_uniform", "he_normal", "0"), "is a text that holds a number. Leave out the quotes: 0"),
        (("he_uniform", "he_normal", True), "This is True. A number is wanted"),
        (("he_uniform", "he_normal", range(20)), "One finite number is wanted"),
        (("he_uniform", "he_normal", np.arange(20)), "This holds several numbers, of shape (20,)"),
    ],
    "fair_design": [
        ((FAIR | {"seeds": 1},), "One seed shows one network"),
        ((FAIR | {"seeds": 3},), "three wins of three leave an interval"),
        ((FAIR | {"noise": "separate"},), "all of the random variation is part of every difference"),
        ((FAIR | {"learning rate": "same"},), "how well that rate suits each start"),
        ((FAIR | {"learning rate": "first's"},), "favours the first scheme"),
        ((FAIR | {"rate chosen by": "training loss"},), "how well a network fits the images it learns from"),
        ((FAIR | {"rate chosen by": "test accuracy"},), "the test images have been used to choose"),
        ((FAIR | {"rate chosen by": "test loss"},), "the test images have been used to choose"),
        (
            (FAIR | {"rate chosen by": "training accuracy"},),
            "how well a network fits the images it learns from",
        ),
        ((FAIR | {"report": "best seed"},), "how lucky twenty draws can be"),
        ((FAIR | {"report": "mean"},), "one stalled run moves it far"),
        ((FAIR | {"seeds": 1, "report": "mean"},), "3 of 5 choices are fair"),
        ((FAIR | {"seeds": 10},), "“seeds” must be one of 1, 20, 3; this is 10"),
        ((FAIR | {"seeds": True},), "this is True"),
        ((FAIR | {"seeds": "20"},), "this is '20'"),
        ((FAIR | {"noise": ...},), "“noise” must be one of 'separate', 'shared'; this is Ellipsis"),
        ((FAIR | {"rate chosen by": "guess"},), "this is 'guess'"),
        (({"seeds": 20},), "There is no answer to 'noise', 'learning rate'"),
        ((FAIR | {"optimizer": "adam"},), "no such question as 'optimizer'"),
        ((list(FAIR.values()),), "This is a list"),
    ],
}
