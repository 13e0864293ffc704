"""One prediction: a question, its options, and the lab that settles it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Question:
    """One prediction.

    Args:
        text: the question.
        options: key → answer, as the reader sees it; see `shuffled` for their order.
        right: the key of the right answer.
        wrong: key → what that wrong answer misses, one for each other option.
        because: why the right answer is right.
        lab: the name of the lab that settles it.
        before: the lab's settings until then; they must not give the answer away.
        after: the settings that settle it.
        claim: the key of the option that agrees with a claim quoted in the text, if there is one.
    """

    text: str
    options: dict[str, str]
    right: str
    wrong: dict[str, str]
    because: str
    lab: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    claim: str | None = None

    def __post_init__(self):
        if self.right not in self.options:
            raise ValueError(f"right must be one of {', '.join(map(repr, self.options))}; got {self.right!r}")
        others = [key for key in self.options if key != self.right]
        if set(self.wrong) != set(others):
            raise ValueError(f"wrong must explain {', '.join(map(repr, others))}; got {list(self.wrong)}")
        if self.claim is not None and self.claim not in self.options:
            raise ValueError(f"claim must be one of {', '.join(map(repr, self.options))}; got {self.claim!r}")

    @classmethod
    def of(cls, text: str, options: dict[str, str | tuple[str, str]], *others: Any, **more: Any) -> Question:
        """A question of options that are pairs, the answer and what it misses, but for the right one, a text."""
        wrong = {key: option for key, option in options.items() if not isinstance(option, str)}
        right = next((key for key in options if key not in wrong), None)
        answers = options | {key: answer for key, (answer, _) in wrong.items()}
        return cls(text, answers, right, {key: missed for key, (_, missed) in wrong.items()}, *others, **more)

    def shuffled(self, name: str) -> Question:
        """The question with its options in an order that only its name decides, so that it tells nothing."""
        keys = sorted(self.options, key=lambda key: sha256(f"{name}/{key}".encode()).digest())
        return replace(self, options={key: self.options[key] for key in keys})
