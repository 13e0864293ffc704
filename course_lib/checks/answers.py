"""What a reader hands to a check: read a number, an array, a list or a dictionary, and call a function.

What cannot be read raises `Unreadable`, whose verdict is then the check's. Only here does code of the reader's
run: their function, and what `float` or `numpy.asarray` calls of an object they pass. An error from there is part
of the answer. Every other error is the course's own, and is raised.
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
from course_lib.checks.verdict import Unreadable, not_attempted, not_yet

EMPTY = {"RESUME", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "NOP"}  # the code of a body of dots


def as_number(value: Any) -> float | None:
    """The finite real number that `arguments.real` reads, or that an array of one entry holds; else None."""
    try:
        number = None if np.ma.is_masked(value) else real(value.item() if hasattr(value, "item") else value)
    except Exception:  # the reader's object holds no single number, for whatever reason
        return None
    return number if number is not None and math.isfinite(number) else None


def as_array(what: str, value: Any) -> np.ndarray:
    """The reader's array of real numbers, called ``what``."""
    rule = "; give numbers, in rows of one length"
    try:
        array = check_array(what, value, rule)
    except (TypeError, ValueError) as error:
        raise Unreadable(not_yet(f"{error}.")) from None
    except Exception as error:  # the reader's object cannot be read, for whatever reason
        raise Unreadable(not_yet(f"{what} could not be read: {error!r}{rule}.")) from None
    if array.dtype == bool:
        raise Unreadable(not_yet(f"{what} must hold real numbers, got truth values."))
    return array


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


def check_number(value: Any, todo: str) -> float:
    """The reader's number; ``todo`` greets the untouched stub."""
    if value is ...:
        raise Unreadable(not_attempted(todo))
    number = as_number(value)
    if number is None:
        raise Unreadable(not_yet(number_trouble(value)))
    return number


def check_keys(given: Any, wanted: Iterable, todo: str) -> None:
    """See that a dictionary has one answer to each of ``wanted``; ``todo`` greets one that holds dots alone."""
    shown = ", ".join(map(repr, wanted))
    if not isinstance(given, Mapping):
        text = f"Give a dictionary with one answer to each of: {shown}. This is a {type(given).__name__}."
        raise Unreadable(not_yet(text))
    missing = [key for key in wanted if key not in given]
    added = [key for key in given if key not in wanted]
    told = [f"no answer to {', '.join(map(repr, missing))}"] if missing else []
    told += [f"no such question as {reprlib.repr(added[0])}"] if added else []
    if told:
        raise Unreadable(not_yet(f"Give one answer to each of: {shown}. There is {', and '.join(told)}."))
    if all(answer is ... for answer in given.values()):
        raise Unreadable(not_attempted(todo))


def call(name: str, function: Any, takes: str, arguments: tuple, todo: str, returns: bool = True) -> Any:
    """What the reader's ``function`` of ``takes`` returns for ``arguments``.

    The dots of the stub, and a function whose body is nothing else, get ``todo``. With ``returns`` false the
    function works in place and may return nothing.
    """
    if function is ...:
        raise Unreadable(not_attempted(todo))
    if not callable(function):
        how = f"Pass the function itself, without calling it, as in check({name!r}, {name})."
        raise Unreadable(not_yet(f"{how} This is {reprlib.repr(function)}."))
    check_signature(function, takes, arguments)
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            value = function(*arguments)
    except Exception as error:  # whatever a reader's own code raises is the answer to show
        raise Unreadable(not_yet(raised(error, function))) from None
    finally:
        print(printed.getvalue(), end="")
    if value is ... or (value is None and is_empty(function)):
        raise Unreadable(not_attempted(todo))
    if value is None and returns:
        why = "Your function returns None. Does its last line begin with return?"
        if printed.getvalue():
            why = (
                "Your function prints its result and returns None. print shows a value, return hands it over."
            )
        raise Unreadable(not_yet(why))
    return value


def check_signature(function: Callable, takes: str, arguments: tuple) -> None:
    """See that the function can be called with these arguments, as far as it tells its own."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions do not
        return
    try:
        signature.bind(*arguments)
    except TypeError as error:
        own = f"{getattr(function, '__name__', 'your function')}{signature}"
        text = f"The check calls your function with ({takes}), but yours is {own}: {error}."
        raise Unreadable(not_yet(text)) from None


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
