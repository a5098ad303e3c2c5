"""Which marked words are speech, which are a title or a scare quote; and what is reported without marks?"""

import re
from dataclasses import dataclass, replace
from functools import cache

from analysis import lexicon
from analysis.edges import inflected
from analysis.quotes.marks import Marked
from analysis.schema import Document, Paragraph, Span

SPEECH_WORDS = 7  # marked words without any cue are speech from this length on
BETWEEN_WORDS = 14  # a cue that interrupts a quote has at most so many words
NEAR = 90  # characters in which a cue can stand beside a quote
NAMED = re.compile(
    r"(?:so-called|known as|nicknamed|dubbed|titled|entitled|headlined|labell?ed|the (?:word|term|phrase|song|film|movie|book|novel|show|album|series"
    r"|motto|slogan|nickname)s?|on (?:ABC|CBS|NBC|Fox|CNN)[’']s)\s*,?$",
    re.IGNORECASE,
)
CONNECTORS = frozenset("and or but as of the a an to in by with for".split())
CONFIDENCE = {"model": 0.85, "cue": 0.8, "length": 0.65}  # that it is speech: share right on the tuning articles of PolNeAR, rounded


@dataclass(frozen=True, slots=True)
class Speech:
    """A quote whose speaker is still only words of the text."""

    paragraph: int
    span: Span
    parts: tuple[Span, ...]
    kind: str
    source: Span | None
    cue: Span | None
    confidence: float
    continues: bool = False  # its marks are not closed: the next paragraph goes on


def marked_speech(document: Document, stretches: list[list[Marked]], attributions, speakers) -> list[Speech]:
    """The speech among the marked stretches, with the rest of a sentence's content where only a part of it is marked."""
    reported = _reported(document, attributions)
    found = []
    for paragraph, marks in zip(document.paragraphs, stretches, strict=True):
        top = [m for i, m in enumerate(marks) if not any(o.inner.contains(m.outer) for o in marks[:i])]
        speech = [s for m in top if (s := _speech(document, paragraph, m, reported, speakers))]
        inner = [s for m in marks if m not in top and (s := _nested(document, paragraph, m))]
        found += _interrupted(document.text, _distinct(speech)) + inner
    return found


def indirect_speech(document: Document, direct: list[Speech], attributions) -> list[Speech]:
    """Contents that the model sees and that bear no marks; one within direct speech is reported by its speaker's words."""
    taken = [part for s in direct for part in s.parts]
    found = []
    for sentence_number, content, source, cue in _reported(document, attributions):
        if source is None and cue is None:
            continue
        if any(content.overlaps(t) and not t.contains(content) for t in taken) or len(content.of(document.text).split()) < 2:
            continue
        if any(t == content for t in taken):
            continue
        found.append(Speech(sentence_number[0], content, (content,), "indirect", source, cue, CONFIDENCE["model"] - 0.1))
    return found


def _reported(document: Document, attributions) -> list[tuple[tuple[int, int], Span, Span | None, Span | None]]:
    """((paragraph, sentence), content, source, cue) of every attribution of the model, in the article's offsets."""
    found = []
    for sentence, several in zip(document.sentences, attributions, strict=False):
        place = lambda spans, start=sentence.span.start: Span(start + spans[0][0], start + spans[-1][1]) if spans else None
        for a in several:
            found.append(((sentence.paragraph, sentence.number), place(a["content"]), place(a["source"]), place(a["cue"])))
    return found


def _speech(document: Document, paragraph: Paragraph, mark: Marked, reported, speakers) -> Speech | None:
    """The marked stretch as speech, by the model's word or by rule; None for titles, names and scare quotes."""
    text, words = document.text, mark.inner.of(document.text).split()
    content, source, cue = next(((c, s, q) for _, c, s, q in reported if c.overlaps(mark.inner)), (None, None, None))
    rule_source, rule_cue = _cue_beside(document, paragraph, mark, speakers)
    if NAMED.search(text[max(paragraph.span.start, mark.outer.start - 30) : mark.outer.start].rstrip()) and len(words) < SPEECH_WORDS:
        return None
    plain = Speech(
        paragraph.number, mark.inner, (mark.inner,), "direct", source or rule_source, cue or rule_cue, CONFIDENCE["model"], mark.open_
    )
    if content is not None and (source or cue or rule_cue):
        whole = _content_around(text, content, mark)
        if whole is not None:
            return replace(plain, span=whole, parts=(whole,), kind="mixed")
        if _is_title(words) and not cue and not rule_cue:
            return None
        return plain
    if rule_cue is not None and not (_is_title(words) and len(words) > 1 and text[mark.inner.end - 1] not in ",.?!"):
        return replace(plain, confidence=CONFIDENCE["cue"])
    sentence_like = len(words) >= SPEECH_WORDS or (len(words) > 3 and text[mark.inner.end - 1] in ".?!" and words[0][0].isupper())
    return replace(plain, confidence=CONFIDENCE["length"]) if sentence_like and not _is_title(words) else None


def _content_around(text: str, content: Span, mark: Marked) -> Span | None:
    """The content, if it has words of its own beside the marked ones: then the quote is mixed."""
    outside = text[content.start : max(content.start, mark.outer.start)] + " " + text[min(content.end, mark.outer.end) : content.end]
    own = [w for w in re.findall(r"[\w’'-]+", re.sub(r"[“\"‘][^”\"’]*[”\"’]", " ", outside)) if w.lower() not in CONNECTORS]
    if len(own) < 2:
        return None
    start, end = min(content.start, mark.outer.start), max(content.end, mark.outer.end)
    while end > start and text[end - 1] in " ,;:":
        end -= 1
    return Span(start, end)


def _cue_beside(document: Document, paragraph: Paragraph, mark: Marked, speakers) -> tuple[Span | None, Span | None]:
    """The reporting word next to a marked stretch and who stands beside it: after it first, then before it."""
    text = document.text
    sentence = next((s.span for s in paragraph.sentences if s.span.start <= mark.outer.start < s.span.end), paragraph.span)
    end = min(paragraph.span.end, mark.outer.end + NEAR)
    tail = text[mark.outer.end : end]
    stop = re.search(r"[“\"„«]|(?<=[a-z])[.;!?](?:\s|$)", tail)
    after = Span(mark.outer.end, mark.outer.end + (stop.start() if stop else len(tail)))
    if text[mark.inner.end - 1 : mark.inner.end] in tuple(",.?!…-—") or tail[:1] in (",", "—", "-") or tail[:2] in (" -", " –", " —"):
        cue = _verb(text, after, "reporting_verbs")
        dash = re.match(r"\s*[-–—]\s*(?=[A-Z])", tail)
        if cue is not None:
            source = speakers.first(Span(mark.outer.end, cue.start)) or speakers.first(Span(cue.end, after.end))
            return source, cue
        if dash and speakers.first(after) is not None:
            return speakers.first(after), None
    before = Span(max(sentence.start, mark.outer.start - 2 * NEAR), mark.outer.start)
    cue = _verb(text, before, "reporting_verbs", last=True)
    naming = _verb(text, before, "naming_verbs", last=True)
    near = [c for c in (cue, naming) if c and mark.outer.start - c.end < NEAR]
    if text[before.start : before.end].rstrip().endswith(":") and not near:
        return speakers.last(before), Span(mark.outer.start - 2, mark.outer.start - 1)
    if not near:
        return None, None
    cue = max(near)
    if cue != naming and not re.fullmatch(
        r"[\s,:]*(?:that|how|in \w+|to \w+|the \w+|on \w+)?[\s,:]*(?:[\w’' -]{0,40})", text[cue.end : mark.outer.start]
    ):
        return None, None
    return speakers.first(Span(before.start, cue.start)), cue


def _nested(document: Document, paragraph: Paragraph, mark: Marked) -> Speech | None:
    """A quote within a quote, where its words are long enough to be speech."""
    words = mark.inner.of(document.text).split()
    if len(words) < 4 or _is_title(words):
        return None
    return Speech(paragraph.number, mark.inner, (mark.inner,), "direct", None, None, CONFIDENCE["length"] - 0.2)


def _interrupted(text: str, speech: list[Speech]) -> list[Speech]:
    """`“We tried,” she said, “and failed.”` is one quote of two parts: the first part ends with a comma and the second goes on in lower case."""
    joined: list[Speech] = []
    for s in speech:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind == s.kind == "direct"
            and last.cue is not None
            and last.parts[-1].end < last.cue.start < s.span.start
        ):
            between = text[last.span.end : s.span.start]
            begins = text[s.span.start : s.span.start + 1]
            if len(between.split()) <= BETWEEN_WORDS and not re.search(r"[a-z][.;!?]\s", between) and not begins.isupper():
                joined[-1] = replace(last, span=Span(last.span.start, s.span.end), parts=(*last.parts, *s.parts), continues=s.continues)
                continue
        joined.append(s)
    return joined


def _distinct(speech: list[Speech]) -> list[Speech]:
    """Without pieces that lie in a mixed content that was found from another piece of it."""
    kept: list[Speech] = []
    for s in sorted(speech, key=lambda s: (s.span.start, -s.span.end)):
        if kept and kept[-1].span.contains(s.span):
            continue
        if kept and kept[-1].span.overlaps(s.span):
            s = replace(s, span=Span(kept[-1].span.end, s.span.end), parts=(Span(kept[-1].span.end, s.span.end),))
        kept.append(s)
    return kept


def _is_title(words: list[str]) -> bool:
    """Capitalized like a title or a name: "Fox News Sunday", "America First Innovation Act"."""
    main = [w.strip(",.;:!?") for w in words]
    main = [w for w in main if w and w.lower() not in CONNECTORS]
    return (
        bool(main) and len(words) <= 8 and all(w[0].isupper() or not w[0].isalpha() for w in main) and words[-1][-1:] not in (".", "!", "?")
    )


def _verb(text: str, span: Span, name: str, last: bool = False) -> Span | None:
    found = [Span(*m.span()) for m in _verbs(name).finditer(text, span.start, span.end)]
    return (found[-1] if last else found[0]) if found else None


@cache
def _verbs(name: str) -> re.Pattern:
    forms = sorted({form for verb in lexicon.words(name) for form in inflected(verb)}, key=len, reverse=True)
    extra = "|according to|adding|in the words of" if name == "reporting_verbs" else ""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))}{extra})\b", re.IGNORECASE)
