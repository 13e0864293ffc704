"""What the page shows of a prediction: the question, its options, Commit and Skip, and the reply."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

from course_lib.checks.question import Question
from course_lib.checks.typeset import typeset
from course_lib.checks.verdict import Verdict

HERE = Path(__file__).parent


class Asked(Widget):
    """What an `Asking` shows, as HTML: a plain widget, for the reason that `plot_view.Shown` gives.

    ``chosen`` is the page's as well as the kernel's; the page sends ``{"press": "commit"}`` or ``"skip"``.
    """

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)  # of [key, text]
    chosen = traitlets.Unicode().tag(sync=True)
    right = traitlets.Unicode().tag(sync=True)  # its key, once the question is settled
    reply = traitlets.Unicode().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)


class Asking(anywidget.AnyWidget):
    """A question with real radio buttons, whose texts hold formulas, and with a reply that takes the focus.

    Args:
        question: what is asked.
        pressed: called with ``"commit"`` or ``"skip"`` when a reader presses that button.
    """

    _esm = HERE / "asking.js"
    _css = HERE / "asking.css"
    asked = traitlets.Instance(Asked).tag(sync=True, **widget_serialization)

    def __init__(self, question: Question, pressed: Callable[[str], None]):
        options = [[key, typeset(text)] for key, text in question.options.items()]
        super().__init__(asked=Asked(question=typeset(question.text), options=options))
        self.asked.on_msg(lambda _, message, __: self.over or pressed(message["press"]))

    @property
    def chosen(self) -> str:
        """The key of the option that is marked, or an empty string."""
        return self.asked.chosen

    @chosen.setter
    def chosen(self, key: str) -> None:
        self.asked.chosen = key

    @property
    def over(self) -> bool:
        """Whether the question was answered or skipped: nothing can be chosen any more."""
        return self.asked.right != ""

    def say(self, text: str) -> None:
        """Say something beside the buttons; the question stays open."""
        self.asked.reply = typeset(text)

    def settle(self, right: str, reply: Verdict | str) -> None:
        """Mark the right option, and reply to the answer: with a verdict or, where it was skipped, in words."""
        with self.asked.hold_sync():
            if isinstance(reply, Verdict):
                self.asked.reply = f"<b>{html.escape(reply.head)}</b> {typeset(reply.why)}"
                self.asked.status = reply.status
            else:
                self.asked.reply = typeset(reply)
            self.asked.right = right
