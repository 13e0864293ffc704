"""Wrong answers to the exercises on printouts (02) and on comparing (08), and a part of what each is told."""

import numpy as np

KERAS = {f"keras_{name}" for name in ("glorot_normal", "glorot_uniform", "he_normal", "he_uniform")}
IMPOSSIBLE = KERAS - {"keras_glorot_uniform"}
FAIR = {
    "seeds": 20,
    "noise": "shared",
    "learning rate": "own",
    "rate chosen by": "validation loss",
    "report": "median and spread",
}

WRONG = {
    "impossible": [
        ((KERAS,), "You ruled out whatever lies beyond 0.447. That is the std"),
        (({"keras_he_uniform"},), "not only these"),
        (({"keras_he_uniform", "keras_he_normal"},), "not only these"),
        (({"keras_glorot_uniform"},), "You gave what is possible"),
        (({"keras_glorot_uniform", "keras_he_normal", "keras_he_uniform"},), "Unlikely is not impossible"),
        ((["keras_glorot_uniform", "keras_glorot_normal"],), "Unlikely is not impossible"),
        (({"he_uniform"},), "Do you mean 'keras_he_uniform'?"),
        (({"torch_uniform"},), "'torch_uniform' is not one of keras_glorot_normal"),
        (("keras_he_uniform",), "One name goes into a set as well"),
        (("he_uniform",), "This is a str"),
        ((dict.fromkeys(IMPOSSIBLE),), "This is a dict"),
        (([[]],), "[] is not one of"),
        ((set(),), "At least one is impossible"),
        ((None,), "This is a NoneType"),
        ((3,), "This is a int"),
        (({0.8},), "0.8 is not one of"),
    ],
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
