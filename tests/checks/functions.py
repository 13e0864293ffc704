"""The tables that hold a reader's functions."""


def of(*functions):
    """Rows of a table of answers: from (function, words), ((function,), words)."""
    return [((function,), words) for function, words in functions]
