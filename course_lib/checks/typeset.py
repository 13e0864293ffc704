"""Plain text as HTML in which formulas and names of code look like what they are."""

from __future__ import annotations

import html
import re

PARTS = re.compile(
    r"(?P<fan>\bn_(?:in|out)\b)"
    r"|(?P<weights>\bW[12]\b)"
    r"|(?<=\bE\[)(?P<mean>\w)(?=[²\]])|(?<=\bVar\()(?P<variance>\w)(?=\))|(?<=\bVar )(?P<bare>[a-zφ])\b"
    r"|(?P<code>\b(?:[A-Za-z]\w+(?:_\w*|\.[A-Za-z]\w*)|[A-Z]\w*(?:Normal|Uniform)\b)(?:\([^()]*\)|=\w+)?)"
)


def typeset(text: str) -> str:
    """HTML of a text: fans and weights get subscripts, variables stand in italics, names of code in their type.

    What is not known for a formula or a name stays as it is, and everything is escaped.
    """
    made, end = [], 0
    for part in PARTS.finditer(text):
        made += [html.escape(text[end : part.start()], quote=False), _set(part.lastgroup, part[0])]
        end = part.end()
    return "".join([*made, html.escape(text[end:], quote=False)])


def _set(kind: str, text: str) -> str:
    text = html.escape(text, quote=False)
    match kind:
        case "fan":
            return f"<i>n</i><sub>{text[2:]}</sub>"
        case "weights":
            return f"<i>W</i><sub>{text[1:]}</sub>"
        case "code":
            return f"<code>{text}</code>"
    return f"<i>{text}</i>"
