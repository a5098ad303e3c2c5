"""Where do quotation marks open and close?"""

import re
from dataclasses import dataclass

from analysis.schema import Document, Span

PAIRS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」"}
STRAIGHT = '"'
SINGLE_OPEN = re.compile(r"(?<![\w’'])[‘'](?=[A-Z\w][^‘'\n]{2,})")
SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…])[’'](?![\w])")


@dataclass(frozen=True, slots=True)
class Marked:
    """Words between quotation marks: `inner` without the marks, `outer` with them; `open_` where the mark is never closed in the paragraph."""

    inner: Span
    outer: Span
    open_: bool = False


def marked(document: Document) -> list[list[Marked]]:
    """For each of `document.paragraphs`, the marked stretches of text, outermost first.

    A mark that is not closed runs to the end of its paragraph only where the next paragraph opens with a mark again (the convention for
    speech over several paragraphs) or the rest of the paragraph is speech from the start; else it is a stray one.
    """
    paragraphs = document.paragraphs
    found = []
    for i, paragraph in enumerate(paragraphs):
        following = paragraphs[i + 1].span.of(document.text) if i + 1 < len(paragraphs) else ""
        found.append(_in_paragraph(document.text, paragraph.span, following[:1] in ("“", '"', "„", "«")))
    return found


def _in_paragraph(text: str, span: Span, continues: bool) -> list[Marked]:
    found, stack, straight = [], [], None
    for at in range(span.start, span.end):
        char = text[at]
        if stack and char in PAIRS[text[stack[-1]]]:
            found.append(_pair(stack.pop(), at))
        elif char in PAIRS:
            if stack and text[stack[-1]] == char:
                stack.pop()  # an opening mark within its like: the first one was stray
            stack.append(at)
        elif char == STRAIGHT:
            if straight is None:
                if not text[at - 1 : at].isdigit():  # 6" is no speech
                    straight = at
            else:
                found.append(_pair(straight, at))
                straight = None
    opened = straight if straight is not None else stack[-1] if stack else None
    if opened is not None and (continues or opened <= span.start + 1) and span.end - opened > 2:
        found.append(Marked(Span(opened + 1, span.end), Span(opened, span.end), open_=True))
    if not found:
        found = _single(text, span)
    else:
        found += [m for f in list(found) for m in _single(text, f.inner)]
    return sorted((m for m in found if len(m.inner) > 0), key=lambda m: (m.outer.start, -m.outer.end))


def _pair(start: int, end: int) -> Marked:
    return Marked(Span(start + 1, end), Span(start, end + 1))


def _single(text: str, span: Span) -> list[Marked]:
    """British style: single marks at word borders, at least two words between them."""
    found, at = [], span.start
    while opening := SINGLE_OPEN.search(text, at, span.end):
        closing = SINGLE_CLOSE.search(text, opening.end() + 2, span.end)
        if not closing:
            break
        if " " in text[opening.end() : closing.start()]:
            found.append(_pair(opening.start(), closing.start()))
            at = closing.end()
        else:
            at = opening.end()
    return found
