"""Which words are speech? Marked stretches and reports, of the rules and of the news model, become one list.

A report whose content is all marked is direct speech, one with words of its own outside the marks is mixed, one without marks indirect.
Marked words that nothing reports are speech only where they read like it; else they are a title, a name or a scare quote.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from analysis.quotes.cues import clauses, is_cue
from analysis.quotes.marks import SPEECH_OPENERS, Marked, marked, outermost
from analysis.quotes.phrases import DETERMINERS, FINITE, NEGATIVE, PREPOSITIONS, plain
from analysis.quotes.reports import Report, reports
from analysis.schema import Document, Mention, Paragraph, Span

SPEECH_WORDS = 7  # marked words that nothing reports are speech from this length on
MODEL_WORDS = 4  # the model's shorter contents are mostly noise,
MODEL_NOUNS = 6  # and those without a verb from this length on no more
GAP = 12  # characters between two pieces of one content of the model
NAMED = re.compile(
    r"(?:so-called|known as|nicknamed|dubbed|titled|entitled|headlined|the (?:word|term|phrase|song|film|movie|book|novel|show|album|series"
    r"|motto|slogan|nickname)s?|on (?:ABC|CBS|NBC|Fox|CNN)[’']s)\s*,?\s*$",
    re.IGNORECASE,
)
HEARD = re.compile(r"\b(?:is|are|was|were|been|being) (?:\w+ly )?(?:asked|told|informed|warned|advised|reminded|urged|accused|called)\b")
LOOSE = frozenset("who which whom and that but if like as when the a an".split())  # no content of the model's ends with them
CONNECTORS = frozenset("and or but as of the a an to in by with for that".split())
# That content and speaker are right: the product of both shares on the tuning articles of PolNeAR.
CONFIDENCE = {"direct": 0.87, "mixed": 0.87, "sure": 0.81, "clause": 0.78, "length": 0.83, "nested": 0.3}


@dataclass(frozen=True, slots=True)
class Speech:
    """A quote whose speaker is still only words of the text."""

    paragraph: int
    parts: tuple[Span, ...]
    kind: str
    source: Span | None
    cue: Span | None
    confidence: float
    goes_on: bool = False  # no mark closes it: the next paragraph may continue it
    announced: bool = False  # a colon at the end of the paragraph before announces it

    @property
    def span(self) -> Span:
        return Span(self.parts[0].start, self.parts[-1].end)


def find_speech(document: Document, mentions: list[Mention], attributions) -> list[Speech]:
    """All speech in reading order, outer before inner.

    Args:
        document: the article, cut up.
        mentions: of actors, in reading order.
        attributions: for each of `document.sentences`, the model's attributions, or nothing.
    """
    by_model = _by_paragraph(document, attributions)
    found: list[Speech] = []
    pending: Report | None = None
    interview = _interview(document)
    for paragraph, stretches in zip(document.paragraphs, marked(document), strict=True):
        if paragraph.number in interview:
            found.append(interview[paragraph.number])
            continue
        top = outermost(stretches)
        here = [m for m in mentions if m.paragraph == paragraph.number]
        ruled = [r for tokens in clauses(document.text, paragraph, top) for r in reports(tokens, here, headline=paragraph.number == 0)]
        modelled = by_model.get(paragraph.number, []) if paragraph.number else []  # a headline is no sentence
        speech = _of_paragraph(document, paragraph, top, [r for r in ruled if r.sure or paragraph.number], modelled, here)
        if pending and speech and top and speech[0].source is None and speech[0].span.start <= paragraph.span.start + 1:
            speech[0] = replace(speech[0], source=pending.source, cue=pending.cue)
        pending = next((r for r in ruled if r.pending), None)
        speech += [n for outer, inner in _inner(top, stretches) for n in _nested(document, paragraph, outer, inner, here)]
        if found and speech and found[-1].goes_on:
            speech = _continued(document.text, found[-1], speech)
        found += speech
    return sorted(found, key=lambda s: (s.span.start, -s.span.end))


def _of_paragraph(
    document: Document, paragraph: Paragraph, top: list[Marked], ruled: list[Report], modelled: list[Report], mentions: list[Mention]
) -> list[Speech]:
    fitted = [f for r in modelled if len((f := _fitted(document.text, r, top)).parts[0])]
    chosen = _chosen(document.text, [r for r in ruled if not r.pending], fitted, mentions)
    speech, used = [], set()
    for report in chosen:
        inside = [m for m in top if any(p.overlaps(m.outer) for p in report.parts)]
        made = _made(document.text, paragraph.number, report, inside)
        if made:
            used |= {m.outer for m in inside}
            speech += made
    covered = sorted(p for s in speech for p in s.parts)
    left = [m for m in top if m.outer not in used and not _overlaps(covered, m.inner)]
    speech += [s for m in left if (s := _unreported(document.text, paragraph, m))]
    return _apart(speech)


def _overlaps(spans: list[Span], span: Span) -> bool:
    """Does one of the spans, which are sorted and apart, overlap this one?"""
    at = bisect_left(spans, span.end, key=lambda s: s.start)
    return at > 0 and spans[at - 1].end > span.start


def _chosen(text: str, ruled: list[Report], modelled: list[Report], mentions: list[Mention]) -> list[Report]:
    """The rules' reports where words or marks show the borders, else the model's; the model lends a source that names somebody."""
    chosen = []
    for report in ruled:
        rivals = [m for m in modelled if any(p.overlaps(q) for p in report.parts for q in m.parts) and not _passed_on(text, report, m)]
        if rivals:
            best = max(rivals, key=lambda m: len(m.parts[0]))
            report = replace(report, source=_named(report.source, best.source, mentions))
            if not report.sure:
                report = replace(report, parts=_without_that(text, best))
        chosen.append(report)
    taken = [p for r in chosen for p in r.parts]
    for report in modelled:
        if not any(p.overlaps(t) for p in report.parts for t in taken) and _trusted(text, report, mentions):
            chosen.append(replace(report, parts=_without_that(text, report)))
            taken += report.parts
    return chosen


def _passed_on(text: str, report: Report, other: Report) -> bool:
    """Is what somebody says by the report, "according to" another? Then it keeps its own speaker."""
    by_whom = [r.cue is not None and r.cue.of(text).lower() == "according to" for r in (report, other)]
    return by_whom == [False, True]


def _named(first: Span | None, second: Span | None, mentions: list[Mention]) -> Span | None:
    """The one that mentions an actor, or else the first; the wider one where it holds the other."""
    if first and second and second.contains(first):
        return second
    if second is None or (first is not None and any(m.span.overlaps(first) for m in mentions)):
        return first
    return second if first is None or any(m.span.overlaps(second) for m in mentions) else first


def _without_that(text: str, report: Report) -> tuple[Span, ...]:
    first = report.parts[0]
    return (Span(first.start + len("that "), first.end),) if first.of(text).startswith("that ") else report.parts


def _trusted(text: str, report: Report, mentions: list[Mention]) -> bool:
    """Is a content of the model's more than noise? It has a verb, or a plain verb of speech reports it of an actor."""
    words = [plain(w) for w in report.parts[0].of(text).split()]
    cue = report.cue.of(text).split() if report.cue else []
    if (
        not words
        or not (report.source or cue)
        or NEGATIVE & {plain(w).lower() for w in cue}
        or _in_name(text, report.cue)
        or _begins_with_preposition(words)
    ):
        return False
    if words[0] == "to" and report.cue and (report.parts[0] < report.cue or HEARD.search(report.cue.of(text))):
        return False  # "the task will be to get them confirmed", "was called to remove a protester"
    finite = words[0] in ("to", "that") or any(w in FINITE for w in words)
    if not finite and words[0].endswith("ing") and report.cue and report.parts[0] < report.cue:
        return False  # "Trying to win, Brook said …"
    clausal = finite or any(w.endswith("ed") and w.islower() for w in words)
    named = report.source is not None and any(m.span.overlaps(report.source) for m in mentions)
    if report.source and any(is_cue(w, ("say", "urge")) for w in cue):
        return len(words) >= (MODEL_WORDS if clausal else MODEL_NOUNS) and (clausal or named)
    return finite and (len(words) >= MODEL_WORDS if any(is_cue(w) for w in cue) else named and len(words) >= SPEECH_WORDS)


def _in_name(text: str, cue: Span | None) -> bool:
    """ "United States": a capitalized word within a sentence is no verb."""
    return cue is not None and text[cue.start].isupper() and text[max(0, cue.start - 2) : cue.start].strip()[-1:].isalnum()


def _begins_with_preposition(words: list[str]) -> bool:
    """ "about the bill", "to the bill", not "to sign the bill"."""
    following = words[1] if len(words) > 1 else ""
    return words[0] in PREPOSITIONS and (words[0] != "to" or following in DETERMINERS or following[:1].isupper())


def _by_paragraph(document: Document, attributions) -> dict[int, list[Report]]:
    """The model's reports by paragraph, pieces of one content joined; not sure, as nothing in the text shows their borders."""
    found: dict[int, list[Report]] = {}
    for sentence, several in zip(document.sentences, attributions, strict=False):
        place = lambda spans, at=sentence.span.start: Span(at + spans[0][0], at + spans[-1][1]) if spans else None
        there = found.setdefault(sentence.paragraph, [])
        first = len(there)
        for a in sorted(several, key=lambda a: a["content"][0]):
            report = Report(place(a["source"]), place(a["cue"]), (place(a["content"]),), sure=False)
            if report.cue and report.source and report.source < report.cue and HEARD.search(report.cue.of(document.text)):
                report = replace(report, source=None)
            last = there[-1] if len(there) > first else None
            between = Span(last.parts[0].end, report.parts[0].start) if last else None
            if (
                last
                and len(between) <= GAP
                and not any(w and w.overlaps(between) for w in (last.cue, last.source, report.cue, report.source))
            ):
                there[-1] = replace(last, parts=(Span(last.parts[0].start, report.parts[0].end),))
            else:
                there.append(report)
    return found


def _fitted(text: str, report: Report, top: list[Marked]) -> Report:
    """A content of the model's without loose words at its ends, with borders that cross no mark: it takes in marked words if it has most."""
    words = report.parts[0].of(text).rstrip(" ,;:(—–-")
    while words.rpartition(" ")[2] in LOOSE and " " in words:
        words = words.rpartition(" ")[0].rstrip(" ,;:(—–-")
    start, end = report.parts[0].start, report.parts[0].start + len(words)
    for mark in top:
        outer = mark.outer
        if not Span(start, end).overlaps(outer) or Span(start, end).contains(outer):
            continue
        if start <= outer.start < end or outer.start <= start < outer.end:
            shared = min(end, outer.end) - max(start, outer.start)
            if 2 * shared >= len(outer) or outer.contains(Span(start, end)):
                start, end = min(start, outer.start), max(end, outer.end)
            elif start < outer.start:
                end = outer.start
            else:
                start = outer.end
    return replace(report, parts=(Span(start, max(start, end)),))


def _made(text: str, paragraph: int, report: Report, inside: list[Marked]) -> list[Speech]:
    """A report as speech."""
    if not inside:
        parts = tuple(p for part in report.parts if len(p := _trimmed(text, part)))
        if not parts or sum(len(p.of(text).split()) for p in parts) < 2:
            return []
        return [Speech(paragraph, parts, "indirect", report.source, report.cue, CONFIDENCE["sure" if report.sure else "clause"])]
    announced = text[report.parts[0].start : inside[0].outer.start].rstrip().endswith(":")
    if not (report.naming or announced) and _own_words(text, report.parts, inside) >= 2:
        parts = tuple(_trimmed(text, part) for part in report.parts)
        return [Speech(paragraph, parts, "mixed", report.source, report.cue, CONFIDENCE["mixed"])]
    spoken = report.cue is not None and report.sure and not report.naming and len(inside) == 1
    kept = [m for m in inside if not _is_name(text, m) or (spoken and _set_off(text, m, report.cue))]
    direct = [
        Speech(paragraph, (_trimmed(text, m.inner, ()),), "direct", report.source, report.cue, CONFIDENCE["direct"], m.open_) for m in kept
    ]
    if len(report.parts) > 1 and len(direct) > 1:
        return [replace(direct[0], parts=tuple(p for d in direct for p in d.parts), goes_on=direct[-1].goes_on)]
    return direct


def _set_off(text: str, mark: Marked, cue: Span) -> bool:
    """Words like a name are speech where the cue follows them, or a colon or comma sets them off from it."""
    return cue.start > mark.outer.end or text[max(0, mark.outer.start - 2) : mark.outer.start].rstrip().endswith((":", ","))


def _own_words(text: str, parts: tuple[Span, ...], inside: list[Marked]) -> int:
    """How many words of the content stand outside the marks, small ones aside."""
    count = 0
    for part in parts:
        at = part.start
        for mark in [m for m in inside if m.outer.overlaps(part)]:
            count += _counted(text[at : mark.outer.start])
            at = mark.outer.end
        count += _counted(text[at : part.end])
    return count


def _counted(words: str) -> int:
    return sum(w.lower() not in CONNECTORS for w in re.findall(r"[\w’'-]+", words))


def _trimmed(text: str, span: Span, marks: tuple[str, ...] = (",", ";", ":")) -> Span:
    """The span without white space and the given marks at its ends."""
    start, end = span.start, span.end
    while end > start and (text[end - 1].isspace() or text[end - 1] in marks):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in marks):
        start += 1
    return Span(start, end)


def _unreported(text: str, paragraph: Paragraph, mark: Marked) -> Speech | None:
    """Marked words without a cue: speech where they are long enough or a sentence of their own."""
    words = mark.inner.of(text).split()
    if _is_name(text, mark) or (
        NAMED.search(text, max(paragraph.span.start, mark.outer.start - 30), mark.outer.start) and len(words) < SPEECH_WORDS
    ):
        return None
    ends, begins = mark.inner.of(text).rstrip()[-1] in ".?!", words[0].strip("[(")[:1].isupper()
    if len(words) < SPEECH_WORDS and not (len(words) > 2 and ends and begins):
        return None
    return Speech(paragraph.number, (_trimmed(text, mark.inner, ()),), "direct", None, None, CONFIDENCE["length"], mark.open_)


def _is_name(text: str, mark: Marked) -> bool:
    """Capitalized like a title or a name: "Fox News Sunday", "America First Innovation Act"."""
    words = [w.strip(",.;:!?’'") for w in mark.inner.of(text).split()]
    main = [w for w in words if w[:1].isalnum() and w.lower() not in CONNECTORS]
    last = mark.inner.of(text)[-1]
    ends = last in "!?" or (last == "." and len(words) > 4)
    return 1 < len(words) <= 12 and bool(main) and all(w[0].isupper() or w[0].isdigit() for w in main) and not ends


def _inner(top: list[Marked], stretches: list[Marked]) -> list[tuple[Marked, list[Marked]]]:
    """The outermost stretches that hold others, and those."""
    found, at = [], 0
    for outer in top:
        inner = []
        while at < len(stretches) and stretches[at].outer.start < outer.outer.end:
            inner += [stretches[at]] if stretches[at] != outer else []
            at += 1
        found += [(outer, inner)] if inner else []
    return found


def _nested(document: Document, paragraph: Paragraph, outer: Marked, inner: list[Marked], mentions: list[Mention]) -> list[Speech]:
    """Quotes within a quote: those with a cue inside, and long ones."""
    sentences = tuple(s for s in paragraph.sentences if outer.inner.contains(s.span))
    tokens = clauses(document.text, Paragraph(paragraph.number, paragraph.section, outer.inner, sentences), outermost(inner))
    found = [r for several in tokens for r in reports(several, mentions) if not r.pending]
    speech, used = [], []
    for report in found:
        inside = [m for m in inner if any(p.overlaps(m.outer) for p in report.parts)]
        if inside:
            speech += [replace(s, confidence=CONFIDENCE["nested"]) for s in _made(document.text, paragraph.number, report, inside)]
            used += inside
    left = [m for m in inner if m not in used]
    speech += [replace(s, confidence=CONFIDENCE["nested"]) for m in left if (s := _unreported(document.text, paragraph, m))]
    return _apart(speech)


def _continued(text: str, last: Speech, speech: list[Speech]) -> list[Speech]:
    """Where no mark closed the last speech and this paragraph opens with one, its first speech has the same speaker."""
    first = speech[0]
    opener = text[max(0, first.span.start - 2) : first.span.start].strip()
    if first.kind != "direct" or first.source is not None or (opener and not opener.startswith(SPEECH_OPENERS)):
        return speech
    return [replace(first, source=last.source, cue=last.cue), *speech[1:]]


def _apart(speech: list[Speech]) -> list[Speech]:
    """Without pieces that another one holds or crosses."""
    kept: list[Speech] = []
    for s in sorted(speech, key=lambda s: (s.span.start, -s.span.end)):
        if not kept or s.span.start >= kept[-1].span.end:
            kept.append(s)
    return kept


def _interview(document: Document) -> dict[int, Speech]:
    """Paragraphs of an interview, "Brook: We will." where several begin so, with the words after the colon."""
    turns = {
        p.number: m
        for p in document.body
        if (m := re.match(r"((?:[A-Z][\w.’'-]*\s?){1,4}|\([A-Z]{1,3}\)):\s+(?=\S)", p.span.of(document.text)))
    }
    names = [m[1] for m in turns.values()]
    if len(turns) < 3 or len(set(names)) < 2 or max(map(names.count, names)) < 2:
        return {}
    found = {}
    for paragraph in document.body:
        match = turns.get(paragraph.number)
        if match and names.count(match[1]) > 1:
            start = paragraph.span.start
            content = _trimmed(document.text, Span(start + match.end(), paragraph.span.end), ())
            source = Span(start, start + match.end(1))
            found[paragraph.number] = Speech(
                paragraph.number, (content,), "direct", source, Span(source.end, source.end + 1), CONFIDENCE["sure"]
            )
    return found
