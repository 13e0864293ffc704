"""Checks of what a function is given: an error names the argument, what is allowed and what came.

A number may come as Python's, NumPy's or PyTorch's own, as an array or tensor without dimensions, or as a
`Fraction` or `Decimal`; a check returns Python's int or float, so that no computation inherits a narrow type.
Truth values are no numbers. An array may come as a list, a data frame or a tensor of any precision, in any
order in memory.

One rule for errors: TypeError if a value is not of the kind that is asked for, ValueError if it is of the
kind but not one of the values allowed. Only the controls of a lab say ValueError for both: whatever is wrong
with a setting, the reader chooses another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from numbers import Integral, Real
from typing import Any

import numpy as np

KINDS = {"c": "complex numbers", "U": "text", "T": "text", "S": "bytes", "M": "dates", "m": "durations"}
# How alike two spellings must be; in a short one, one letter may be wrong.
NEAR, NEAR_SHORT, SHORT = 0.8, 0.75, 5
AS_NEAR = 0.02  # how much less alike than the nearest one


def real(value: Any) -> float | None:
    """The float of a real number of any type, infinite if it is beyond the floats; None for anything else.

    >>> import fractions
    >>> real(np.int8(-100)), real(fractions.Fraction(1, 4)), real(10**400), real("1"), real(True)
    (-100.0, 0.25, inf, None, None)
    """
    value = _plain(value)
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
    except ValueError:  # a signalling NaN of Decimal
        return math.nan


def whole(value: Any) -> int | None:
    """The int of an integer of any type; None for anything else, a float without a fraction too.

    >>> whole(np.uint8(3)), whole(np.array(3)), whole(3.0), whole(True)
    (3, 3, None, None)
    """
    value = _plain(value)
    return int(value) if isinstance(value, Integral) and not isinstance(value, bool) else None


def wholes(values: Any) -> tuple[int, ...] | None:
    """The ints that a collection holds; None if it is none, or holds something else."""
    numbers = tuple(whole(one) for one in values) if isinstance(values, Iterable) else (None,)
    return None if None in numbers else numbers


def check_name(argument: str, value: Any, allowed: Iterable[str]) -> str:
    """Return ``value`` if it is one of the names ``allowed``."""
    names = list(allowed)
    if not isinstance(value, str) or value not in names:
        text = f"{argument} must be one of {', '.join(names)}; got {shown(value)}{did_you_mean(value, names)}"
        raise ValueError(text) if isinstance(value, str) else TypeError(text)
    return value


def check_names(argument: str, values: Any, allowed: Iterable[str]) -> tuple[str, ...]:
    """Return ``values`` as a tuple of one or more of the names ``allowed``."""
    allowed = list(allowed)
    names = tuple(values) if isinstance(values, Iterable) and not isinstance(values, str) else None
    if not names:
        text = f"{argument} must hold one or more of {', '.join(allowed)}; got {shown(values)}"
        raise TypeError(text) if names is None else ValueError(text)
    return tuple(check_name(argument, name, allowed) for name in names)


def check_flag(argument: str, value: Any) -> bool:
    """Return ``value`` as True or False."""
    flag = _plain(value)
    if not isinstance(flag, bool):
        raise TypeError(f"{argument} must be True or False; got {shown(value)}")
    return flag


def check_real(
    argument: str,
    value: Any,
    low: float | None = None,
    high: float | None = None,
    *,
    above: float | None = None,
    below: float | None = None,
    infinite: bool = False,
) -> float:
    """Return ``value`` as a float from ``low`` to ``high``, > ``above``, < ``below``; finite, or not NaN."""
    number = real(value)
    bad = number is None or math.isnan(number) or (math.isinf(number) and not infinite)
    if (
        bad
        or (low is not None and number < low)
        or (high is not None and number > high)
        or (above is not None and number <= above)
        or (below is not None and number >= below)
    ):
        bounds = [
            f"{sign} {bound:g}"
            for sign, bound in (("≥", low), (">", above), ("≤", high), ("<", below))
            if bound is not None
        ]
        kind = "number" if infinite or len(bounds) == 2 else "finite number"
        between = low is not None and high is not None
        allowed = f"from {low:g} to {high:g}" if between else " and ".join(bounds)
        text = f"{argument} must be a {kind} {allowed}".rstrip() + f"; got {shown(value)}"
        raise TypeError(text) if number is None else ValueError(text)
    return number


def check_whole(argument: str, value: Any, low: int, high: int | None = None) -> int:
    """Return ``value`` as an int from ``low`` to ``high``."""
    number = whole(value)
    if number is None or number < low or (high is not None and number > high):
        bounds = f"≥ {low}" if high is None else f"from {low} to {high}"
        text = f"{argument} must be a whole number {bounds}; got {shown(value)}"
        raise TypeError(text) if number is None else ValueError(text)
    return number


def check_sizes(sizes: Any) -> tuple[int, ...]:
    """Return layer widths, input first, as ints."""
    widths = wholes(sizes)
    if widths is None or len(widths) < 2 or min(widths) < 1:
        text = f"sizes must be two or more widths ≥ 1, input first, got {shown(sizes)}"
        raise TypeError(text) if widths is None else ValueError(text)
    return widths


def check_seeds(seeds: Any) -> list[int]:
    """Return seeds as ints, 0 and up to a number if that is what came."""
    count = whole(seeds)
    numbers = wholes(seeds) if count is None else tuple(range(count))
    if not numbers or min(numbers) < 0 or len(set(numbers)) < len(numbers):
        text = f"seeds must be how many (≥ 1) or distinct integers ≥ 0, at least one, got {shown(seeds)}"
        raise TypeError(text) if numbers is None else ValueError(text)
    return list(numbers)


def check_array(argument: str, values: Any, instead: str = "") -> np.ndarray:
    """Return ``values`` as a NumPy array of real numbers or truth values, not copied where that is possible.

    Args:
        values: a list, an array, a tensor, a data frame; of any shape.
        instead: what to do with values of another kind, as the end of an error.

    Raises:
        TypeError: it holds something else, such as text, complex numbers or missing values.
        ValueError: entries are masked.
    """
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        count = np.ma.count_masked(values)
        raise ValueError(f"{argument} must have no masked entries, got {count}; fill them or leave them out")
    try:
        array = as_array(values)
    except (TypeError, ValueError, RuntimeError) as error:  # rows of several lengths, a sparse tensor
        raise TypeError(
            f"{argument} must be an array of numbers, got {type(values).__name__}: {error}{instead}"
        ) from None
    if array.dtype.kind == "O":
        flat = [float(one) if isinstance(one, bool | np.bool_) else real(one) for one in array.flat]
        for one, number in zip(array.flat, flat, strict=True):
            if number is None:
                found = f"{shown(one)} of type {type(one).__name__}"
                raise TypeError(f"{argument} must hold real numbers, got {found}{instead}")
        array = np.array(flat, np.float64).reshape(array.shape)
    if array.dtype.kind not in "biuf":
        kind = KINDS.get(array.dtype.kind, f"entries of type {array.dtype}")
        example = f", such as {shown(array.flat[0].item())}" if array.size else ""
        raise TypeError(f"{argument} must hold real numbers, got {kind}{example}{instead}")
    return array


def check_finite(argument: str, values: Any, dtype: Any) -> np.ndarray:
    """Return a copy of ``values``, which `check_array` takes, all finite in ``dtype``, float32 or float64."""
    array = check_array(argument, values)
    with np.errstate(over="ignore"):
        copy = array.astype(dtype, order="C")
    finite = np.isfinite(copy)
    if not finite.all():
        place = tuple(np.argwhere(~finite)[0].tolist())
        found = array[place].item()
        limit = np.finfo(dtype).max
        rule = f"fit {np.dtype(dtype)}, ±{limit:.2g}" if real(found) and math.isfinite(found) else "be finite"
        raise ValueError(f"{argument} must {rule}; got {shown(found)} at index {place}")
    return copy


def check_dtype(dtype: Any) -> np.dtype:
    """Return ``dtype`` as NumPy's float32 or float64."""
    try:
        known = dtype is not None and np.dtype(dtype) in (np.float32, np.float64)
    except TypeError:  # not a dtype at all
        known = False
    if not known:
        raise TypeError(f"dtype must be numpy.float32 or numpy.float64, got {dtype!r}")
    return np.dtype(dtype)


def shown(value: Any) -> str:
    """``value`` as an error shows it: its repr, shortened."""
    try:
        text = repr(value)
    except ValueError:  # Python writes no whole number of more than 4300 digits
        return "a whole number of thousands of digits"
    return text if len(text) <= 100 else f"{text[:60]} …"


def did_you_mean(value: Any, names: Iterable[str], means: Mapping[str, str] | None = None) -> str:
    """The end of an error about an unknown name, ``"; did you mean 'spirals'?"``; empty if no name is near.

    Case, spaces, underscores and hyphens do not matter. Only names as near as the nearest are said.

    Args:
        value: what came instead of a name.
        names: the names there are, in every spelling.
        means: spelling → the name to say, where several spellings mean one.
    """
    if not isinstance(value, str):
        return ""
    alike = [
        (likeness(value, name), (means or {}).get(name, name)) for name in names if isinstance(name, str)
    ]
    nearest = max((ratio for ratio, _ in alike), default=0)
    least = max(NEAR_SHORT if len(value) <= SHORT else NEAR, nearest - AS_NEAR)
    near = dict.fromkeys(name for ratio, name in alike if ratio >= least)
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""


def unknown_name(allowed: str, value: Any, hint: str) -> ValueError:
    """The error for a name that nothing has; its ``hint``, the end of it, says what may have been meant.

    Whoever allows fewer names than ``allowed`` says its own, and takes over the hint.
    """
    error = ValueError(f"{allowed}, got {shown(value)}{hint}")
    error.hint = hint
    return error


def likeness(one: str, other: str) -> float:
    """How alike two spellings are, from 0 to 1."""
    one, other = (re.sub(r"[\s_-]", "", text.casefold()) for text in (one, other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def as_array(values: Any) -> np.ndarray:
    """``values`` as NumPy sees them, a tensor's too; in their own memory where NumPy knows the type."""
    if not hasattr(values, "detach"):
        return np.asarray(values)
    tensor = values.detach().cpu().resolve_conj().resolve_neg()
    try:
        return tensor.numpy()
    except TypeError:  # bfloat16 and narrower ones, which float32 holds exactly
        return tensor.float().numpy()


def _plain(value: Any) -> Any:
    """What a scalar of an array library holds, as Python's own type where there is one."""
    alone = getattr(value, "shape", None) == () and hasattr(value, "item")
    return value.item() if alone and not isinstance(value, np.ma.MaskedArray) else value
