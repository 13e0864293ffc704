"""What the checks share: read a reader's number, array or pair, call a reader's function, name the mistake.

Only here does code of the reader's run: their function, and what `float` or `numpy.asarray` calls of an object
they pass. An error from there is part of the answer. Every other error is the course's own, and is raised.
"""

from __future__ import annotations

import contextlib
import dis
import inspect
import io
import math
import reprlib
import textwrap
import traceback
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

import numpy as np

from course_lib.arguments import check_array, real
from course_lib.checks.verdict import Verdict, not_attempted, not_yet, right

__all__ = [
    "ROUNDED", "as_array", "as_list", "as_number", "call", "check_function", "check_number", "compare", "near",
    "number_trouble", "unlike",
]  # fmt: skip

NEAR = 0.005  # a number counts as right within half a percent
ROUNDED = 0.015  # and as a known mistake within this much: 7.7 is √60
CLOSE = 0.03
EMPTY = {"RESUME", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "NOP"}  # the code of a body of dots


# ---- values ---------------------------------------------------------------------------------------


def as_number(value: Any) -> float | None:
    """The finite real number that `arguments.real` reads, or that an array of one entry holds; else None."""
    try:
        number = None if np.ma.is_masked(value) else real(value.item() if hasattr(value, "item") else value)
    except Exception:  # the reader's object holds no single number, for whatever reason
        return None
    return number if number is not None and math.isfinite(number) else None


def as_array(what: str, value: Any) -> tuple[np.ndarray, None] | tuple[None, str]:
    """The reader's array of real numbers, or the sentence that says why ``what`` is none."""
    rule = "; give numbers, in rows of one length"
    try:
        array = check_array(what, value, rule)
    except (TypeError, ValueError) as error:
        return None, f"{error}."
    except Exception as error:  # the reader's object cannot be read, for whatever reason
        return None, f"{what} could not be read: {error!r}{rule}."
    return (
        (None, f"{what} must hold real numbers, got truth values.") if array.dtype == bool else (array, None)
    )


def as_list(value: Any, most: int = 1000) -> list | None:
    """The entries of a list, tuple, array or set, ``most`` at most; None for text and what has no entries."""
    if isinstance(value, str | bytes | Mapping):
        return None
    try:
        return list(islice(value, most))
    except Exception:  # the reader's object cannot be gone through, for whatever reason
        return None


def number_trouble(value: Any) -> str:
    """Why ``value`` is not one finite number, in words."""
    if isinstance(value, str | bytes):
        with contextlib.suppress(ValueError):
            text = (value if isinstance(value, str) else value.decode("latin-1")).strip()
            float(text)
            return f"{value!r} is a text that holds a number. Leave out the quotes: {text}"
        return f"This is the text {reprlib.repr(value)}, not a number."
    if value is None:
        return "This is None, which is what a function without return gives back. A number is wanted."
    if isinstance(value, bool | np.bool_):
        return f"This is {value}. A number is wanted."
    if callable(value):
        return "This is a function. Give the number, not the function that computes it."
    if isinstance(value, tuple) and len(value) == 2 and all(type(one) is int for one in value):
        return f"{value} is a pair: Python writes decimals with a point, as in {value[0]}.{abs(value[1])}"
    shape = getattr(value, "shape", None)
    if shape:
        return f"This holds several numbers, of shape {tuple(shape)}. One is wanted."
    return f"One finite number is wanted; this is {reprlib.repr(value)}."


def check_number(value: Any, todo: str) -> tuple[float, None] | tuple[None, Verdict]:
    """The reader's number, or the verdict that says why there is none; ``todo`` greets the untouched stub."""
    if value is ...:
        return None, not_attempted(todo)
    number = as_number(value)
    return (None, not_yet(number_trouble(value))) if number is None else (number, None)


def unlike(given: Any, wanted: Iterable) -> str | None:
    """What a dictionary's keys lack of ``wanted``, or have beyond it; None if they are those."""
    shown = ", ".join(map(repr, wanted))
    if not isinstance(given, Mapping):
        return f"Give a dictionary with one answer to each of: {shown}. This is a {type(given).__name__}."
    missing = [key for key in wanted if key not in given]
    added = [key for key in given if key not in wanted]
    if not missing and not added:
        return None
    told = [f"no answer to {', '.join(map(repr, missing))}"] if missing else []
    told += [f"no such question as {reprlib.repr(added[0])}"] if added else []
    return f"Give one answer to each of: {shown}. There is {', and '.join(told)}."


# ---- functions ------------------------------------------------------------------------------------


def call(
    name: str, function: Any, takes: str, arguments: tuple, todo: str, returns: bool = True
) -> tuple[Any, None] | tuple[None, Verdict]:
    """What the reader's ``function`` of ``takes`` returns for ``arguments``, or the verdict on why nothing came.

    The dots of the stub, and a function whose body is nothing else, get ``todo``. With ``returns`` false the
    function works in place and may return nothing.
    """
    if function is ...:
        return None, not_attempted(todo)
    if not callable(function):
        return None, not_yet(
            f"Pass the function itself, without calling it, as in check({name!r}, {name}). This is "
            f"{reprlib.repr(function)}."
        )
    signature = None
    with contextlib.suppress(TypeError, ValueError):  # some built-in functions do not tell theirs
        signature = inspect.signature(function)
    if signature is not None:
        try:
            signature.bind(*arguments)
        except TypeError as error:
            called = getattr(function, "__name__", "your function")
            return None, not_yet(
                f"The check calls your function with ({takes}), but yours is {called}{signature}: {error}."
            )
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            value = function(*arguments)
    except Exception as error:  # whatever a reader's own code raises is the answer to show
        return None, not_yet(raised(error, function))
    finally:
        print(printed.getvalue(), end="")
    if value is ... or (value is None and is_empty(function)):
        return None, not_attempted(todo)
    if value is None and returns:
        if printed.getvalue():
            return None, not_yet(
                "Your function prints its result and returns None. print shows a value, return hands it over."
            )
        return None, not_yet("Your function returns None. Does its last line begin with return?")
    return value, None


def is_empty(function: Callable) -> bool:
    """Whether the function's body is nothing but dots, pass or a docstring."""
    code = getattr(function, "__code__", None)
    return code is not None and {one.opname for one in dis.get_instructions(code)} <= EMPTY


def raised(error: Exception, function: Callable) -> str:
    """The error, and the last line of the reader's own that it went through."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    where = f" in line {lines[-1].lineno}" if lines else ""
    if lines and lines[-1].line:
        where += f", {lines[-1].line}"
    return textwrap.shorten(f"Your function raised {type(error).__name__}{where}: {error}", 400)


# ---- mistakes -------------------------------------------------------------------------------------


def near(value: float, target: float, within: float = NEAR) -> bool:
    return abs(value - target) <= within * abs(target)


def compare(value: float, target: float, mistakes: list[tuple[float, str]], otherwise: str) -> str | None:
    """None if ``value`` is right; else which mistake gives it, perhaps rounded, or ``otherwise``."""
    if near(value, target):
        return None
    wrong, why = min(mistakes, key=lambda mistake: abs(value - mistake[0]) / (abs(mistake[0]) or 1))
    if near(value, wrong, ROUNDED) and abs(value - wrong) < abs(value - target):
        return why
    if near(value, target, CLOSE):
        return "That is close, but rounded too far. Let Python compute it, or give three digits."
    return otherwise


def check_function(
    name: str, function: Any, takes: str, cases, target: Callable, mistakes: list[tuple[Callable, str]],
    todo: str, done: str,
) -> Verdict:  # fmt: skip
    """Check a reader's function of numbers on ``cases`` against ``target``, and name the mistake it makes."""
    values = []
    for case in cases:
        value, problem = call(name, function, takes, case, todo)
        if problem is None:
            value, problem = check_number(value, todo)
        if problem is not None:
            return problem
        values.append(value)
    wanted = [target(*case) for case in cases]
    if all(map(near, values, wanted)):
        return right(done)
    for wrong, why in mistakes:
        if all(near(value, wrong(*case)) for value, case in zip(values, cases, strict=True)):
            return not_yet(why)
    if len(set(values)) == 1:
        return not_yet(f"It gives {values[0]:.4g} whatever it gets. The result depends on {takes}.")
    ratios = np.array(values) / wanted
    if np.ptp(ratios) <= NEAR * abs(ratios[0]):
        return not_yet(f"Its form is right: it is {ratios[0]:.3g} times what is wanted, in every case tried.")
    case, value, want = next(
        found for found in zip(cases, values, wanted, strict=True) if not near(*found[1:])
    )
    shown = ", ".join(f"{one:g}" for one in case)
    return not_yet(f"For {takes} = {shown} it gives {value:.4g}; it should be {want:.4g}.")
