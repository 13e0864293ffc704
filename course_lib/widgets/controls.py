"""The controls a lab is declared with.

A control knows its name, its label, its default and what it allows. `Control.check` says in words what is
wrong with a value, and `Control.spec` how the page draws it (``controls.js``). Those for numbers are in
`numbers.py`.

What goes between page and kernel is JSON: a number as itself, an option as its place in the list, from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar

from course_lib.arguments import did_you_mean

__all__ = ["Choice", "Control", "Pick", "Several", "Switch"]


def as_it_is(value: Any) -> Any:
    """What `Choice.find` and `Several.find` are where a value has one spelling only."""
    return value


def meaning(find: Callable[[Any], Any], value: Any) -> Any:
    """The option that ``find`` knows ``value`` as, or ``value`` itself, of which `hint_for` says why."""
    try:
        return find(value)
    except (TypeError, ValueError):
        return value


def option(value: Any, options: Mapping[Any, str], find: Callable[[Any], Any]) -> Any:
    """The option that ``value`` is, or is another spelling of; None for anything else."""
    for one in (value, meaning(find, value)):
        if isinstance(one, str | Real) and not isinstance(one, bool) and one in options:
            return next(known for known in options if known == one)
    return None


def quoted(options: Mapping[Any, str]) -> str:
    return ", ".join(map(repr, options))


def named(text: str, options: Mapping[Any, str]) -> Any:
    """The option that is written so, or the text."""
    return next((one for one in options if str(one) == text), text)


def hint_for(value: Any, options: Mapping[Any, str], find: Callable[[Any], Any]) -> str:
    """The end of an error: the option that ``value`` may have been meant for, or why it means none."""
    near = did_you_mean(value, options)
    try:
        meant = find(value)
    except TypeError:
        return near
    except ValueError as error:
        return (near or error.hint) if hasattr(error, "hint") else f"; {error}"
    return near if meant == value else f"; it means {meant!r}, which is none of these"


@dataclass(frozen=True)
class Control:
    """What every control has.

    Args:
        name: the keyword under which `Lab.set` and `Lab.settings` know it.
        label: what the reader sees.
        default: the value a lab opens with.
    """

    name: str
    label: str
    default: Any
    kind: ClassVar[str]  # what the page draws
    slides: ClassVar[bool] = False  # along a slider: while a reader moves it, the figure's axes stay

    def __post_init__(self):
        self.check(self.default)

    def check(self, value: Any) -> Any:
        """Return ``value`` as the lab stores it.

        Raises:
            ValueError: names the control, what is allowed and what came.
        """
        try:
            return self.stored(f"{self.name} ({self.label})", value)
        except TypeError as error:
            raise ValueError(str(error)) from None

    @property
    def extremes(self) -> list:
        """Values at the ends of what is allowed: what a test drives the lab through."""
        raise NotImplementedError

    def stored(self, argument: str, value: Any) -> Any:
        """``value`` in its one stored form; TypeError or ValueError about ``argument`` if not allowed."""
        raise NotImplementedError

    def spec(self) -> dict:
        """What the page needs to draw it, as JSON."""
        return {"kind": self.kind, "name": self.name, "label": self.label}

    def to_page(self, value: Any) -> Any:
        """A checked value, as JSON."""
        return value

    def from_page(self, sent: Any) -> Any:
        """The value that the page means; one that it should not have sent comes back as it is."""
        return sent

    def written(self, value: Any) -> str:
        """A checked value as an address holds it."""
        return str(value)

    def read(self, text: str) -> Any:
        """The value that an address means, for `check`."""
        return text


@dataclass(frozen=True)
class Choice(Control):
    """One of ``options`` (value → label), as a menu; ``find`` knows other spellings of them."""

    kind = "menu"
    options: Mapping[Any, str] | None = None
    find: Callable[[Any], Any] = as_it_is

    @property
    def extremes(self) -> list:
        return list(self.options)

    def stored(self, argument: str, value: Any) -> Any:
        found = option(value, self.options, self.find)
        if found is None:
            hint = hint_for(value, self.options, self.find)
            raise ValueError(f"{argument} must be one of {quoted(self.options)}; got {value!r}{hint}")
        return found

    def spec(self) -> dict:
        return {**super().spec(), "options": list(self.options.values())}

    def to_page(self, value: Any) -> int:
        return list(self.options).index(value)

    def from_page(self, sent: Any) -> Any:
        return dict(enumerate(self.options)).get(sent, sent)

    def read(self, text: str) -> Any:
        return named(text, self.options)


@dataclass(frozen=True)
class Pick(Choice):
    """One of a few ordered ``options`` (value → label), as a slider that stops at each."""

    kind = "stops"
    slides = True

    @property
    def extremes(self) -> list:
        values = list(self.options)
        return [values[0], values[-1]]


@dataclass(frozen=True)
class Several(Control):
    """One or more of ``options`` (value → label), as check boxes; stored as a tuple in the options' order.

    ``find`` knows other spellings of one option.
    """

    kind = "boxes"
    options: Mapping[Any, str] | None = None
    find: Callable[[Any], Any] = as_it_is

    @property
    def extremes(self) -> list:
        values = tuple(self.options)
        return [values[:1], values]

    def stored(self, argument: str, value: Any) -> tuple:
        listed = isinstance(value, Sequence) and not isinstance(value, str)
        found = [option(one, self.options, self.find) for one in value] if listed else []
        if not found or None in found:
            hint = self._hint(value, listed)
            raise ValueError(f"{argument} must be one or more of {quoted(self.options)}; got {value!r}{hint}")
        return tuple(one for one in self.options if one in found)

    def _hint(self, value: Any, listed: bool) -> str:
        """For a name on its own, and for the first of several that is not allowed."""
        names = value if listed else [value]
        wrong = [one for one in names if meaning(self.find, one) not in [*self.options]]
        return hint_for(wrong[0], self.options, self.find) if wrong else ""

    def spec(self) -> dict:
        return {**super().spec(), "options": list(self.options.values())}

    def to_page(self, value: tuple) -> list[int]:
        return [list(self.options).index(one) for one in value]

    def from_page(self, sent: list[int]) -> tuple:
        return tuple(value for place, value in enumerate(self.options) if place in sent)

    def written(self, value: tuple) -> str:
        return ",".join(map(str, value))

    def read(self, text: str) -> tuple:
        return tuple(named(one, self.options) for one in text.split(","))


@dataclass(frozen=True)
class Switch(Control):
    """On or off, as a check box."""

    kind = "box"

    @property
    def extremes(self) -> list:
        return [False, True]

    def stored(self, argument: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise TypeError(f"{argument} must be True or False; got {value!r}")
        return value

    def read(self, text: str) -> Any:
        return {"true": True, "false": False}.get(text.lower(), text)
