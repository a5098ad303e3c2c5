"""Where do quotation marks open and close?

Double marks of all kinds are paired by a stack; single ones, which look like apostrophes, by what stands around them. A mark that never
closes in its paragraph holds no words, unless it opens the paragraph or follows a colon or comma: then it reaches to the paragraph's end,
and on to where a later one closes it, if no other opens before.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from analysis.schema import Document, Span

CLOSERS = {"“": '”“"″', "”": '”"', "„": '“”"‟', "«": "»", "»": "«", "‹": "›", "「": "」", '"': '"”', "``": "''", "''": "''"}
DOUBLE = re.compile(r"``|''|[“”„‟«»‹›「」\"″]")
SINGLE = re.compile(r"[‘’']")
ELIDED = re.compile(r"[’'](?:\d\ds?|em|tis|twas|til|cause|n[’'])\b", re.IGNORECASE)
OPENED = re.compile(r"\w|[\[$£€(‘'’“…@#]|\.\.")
LEAD = re.compile(r"[:,—–-]\s*$")
FARTHEST = 6  # paragraphs over which one pair of marks may reach
SPEECH_OPENERS = ("“", '"', "„", "«", "‘", "``")


@dataclass(frozen=True, slots=True)
class Marked:
    """Words between quotation marks: `inner` without the marks, `outer` with them; `open_` where no mark closes them in the paragraph."""

    inner: Span
    outer: Span
    open_: bool = False


def marked(document: Document) -> list[list[Marked]]:
    """For each of `document.paragraphs`, its marked stretches in reading order, outer ones before those in them. None crosses another."""
    spans = [paragraph.span for paragraph in document.paragraphs]
    found = [_in_paragraph(document.text, span) for span in spans]
    for i, stretches in enumerate(found):
        if stretches and stretches[-1].open_ and stretches[-1].outer.start < stretches[-1].inner.start:
            for j, going_on in enumerate(_going_on(document.text, stretches[-1], spans[i + 1 : i + 1 + FARTHEST]), i + 1):
                found[j] = [going_on, *(m for m in found[j] if not m.outer.overlaps(going_on.outer))]
    return found


def _going_on(text: str, opened: Marked, spans: list[Span]) -> list[Marked]:
    """What of the paragraphs behind still stands between the marks; nothing where none closes."""
    closers = CLOSERS[text[opened.outer.start : opened.inner.start]]
    found = []
    for span in spans:
        mark = DOUBLE.search(text, span.start, span.end)
        if mark is None:
            found.append(Marked(span, span, open_=True))
            continue
        closes = mark.group() in closers and not text[mark.start() - 1].isspace() and mark.start() > span.start
        return [*found, Marked(Span(span.start, mark.start()), Span(span.start, mark.end()))] if closes else []
    return []


def outermost(stretches: list[Marked]) -> list[Marked]:
    """Those of one paragraph that stand in no other."""
    top: list[Marked] = []
    for stretch in stretches:
        if not top or stretch.outer.start >= top[-1].outer.end:
            top.append(stretch)
    return top


def _in_paragraph(text: str, span: Span) -> list[Marked]:
    double = _double(text, span)
    found = [*double, *_single(text, span, double)]
    return sorted((m for m in found if m.inner.of(text).strip()), key=lambda m: (m.outer.start, -m.outer.end))


def _double(text: str, span: Span) -> list[Marked]:
    found, stack = [], []
    for match in DOUBLE.finditer(text, span.start, span.end):
        glyph, spaced_before = match.group(), match.start() == span.start or text[match.start() - 1] in " \u00a0\n\t([—–-‘'“"
        spaced_after = match.end() == span.end or not (OPENED.match(text, match.end()))
        if stack and glyph in CLOSERS[stack[-1].group()] and not (spaced_before and not spaced_after):
            opening = stack.pop()
            found.append(Marked(Span(opening.end(), match.start()), Span(opening.start(), match.end())))
        elif _opens(text, glyph, match.start(), spaced_before, spaced_after):
            if stack and stack[-1].group() == glyph:
                stack.pop()  # an opening mark within its like: the first one was stray
            stack.append(match)
    if stack and (stack[-1].start() == span.start or LEAD.search(text, max(span.start, stack[-1].start() - 3), stack[-1].start())):
        opening = stack[-1]
        found.append(Marked(Span(opening.end(), span.end), Span(opening.start(), span.end), open_=True))
    return found


def _opens(text: str, glyph: str, at: int, spaced_before: bool, spaced_after: bool) -> bool:
    if glyph in ("“", "„", "«", "‹", "「", "``"):
        return True
    return glyph in CLOSERS and spaced_before and not spaced_after


def _single(text: str, span: Span, double: list[Marked]) -> list[Marked]:
    """Single marks: at least two words, or one that a comma or full stop ends, between an opening and a closing one on the same level."""
    by_level = defaultdict(list)
    levels = _levels(span, double)
    for match in SINGLE.finditer(text, span.start, span.end):
        if match.group() in (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]):
            continue  # two of them are a double mark
        by_level[levels(match.start())].append(match.start())
    found = []
    for marks in by_level.values():
        opening, held = None, None
        for at in marks:
            before, after = text[at - 1 : at] if at > span.start else " ", text[at + 1 : at + 2] if at + 1 < span.end else " "
            if not (before.isalnum() or before in '.,!?…”"’') and not after.isspace() and text[at] != "’" and not ELIDED.match(text, at):
                if opening is not None and held is not None:
                    found.append((opening, held))
                opening, held = at, None
            elif opening is not None and not after.isalnum() and not before.isspace():
                held = at
                if before in ".,!?…—" or not (before == "s" and after == " "):
                    found.append((opening, at))
                    opening, held = None, None
        if opening is not None and held is not None:
            found.append((opening, held))
    return [Marked(Span(start + 1, end), Span(start, end + 1)) for start, end in found if end > start + 2]


def _levels(span: Span, double: list[Marked]):
    """A function from a place to the number of the innermost double marks around it, called with growing places."""
    borders = sorted([(m.outer.start, 1, i) for i, m in enumerate(double)] + [(m.outer.end, 0, i) for i, m in enumerate(double)])
    stack, at = [-1], 0

    def level(place: int) -> int:
        nonlocal at
        while at < len(borders) and borders[at][0] <= place:
            _, opens, i = borders[at]
            stack.append(i) if opens else stack.pop()
            at += 1
        return stack[-1]

    return level
