"""Answers to the exercise of appendix 02b, and what a wrong one is told."""

KERAS = {f"keras_{name}" for name in ("glorot_normal", "glorot_uniform", "he_normal", "he_uniform")}


IMPOSSIBLE = KERAS - {"keras_glorot_uniform"}


RIGHT = {
    "impossible": [(kind(sorted(IMPOSSIBLE)),) for kind in (list, tuple, frozenset)],
}

# (answers, a part of what is said of them)
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
        (("keras_he_uniform",), "Write one name as a set, too"),
        (("he_uniform",), "This is a str"),
        ((dict.fromkeys(IMPOSSIBLE),), "This is a dict"),
        (([[]],), "[] is not one of"),
        ((set(),), "At least one is impossible"),
        ((None,), "This is a NoneType"),
        ((3,), "This is a int"),
        (({0.8},), "0.8 is not one of"),
    ],
}
